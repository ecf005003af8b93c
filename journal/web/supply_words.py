"""How the supply of a medicine is said: what is left, until when, and what was written when."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from journal.care.problems import Problem
from journal.care.units import Unit
from journal.plans.supply import SupplyStanding, Undated
from journal.records.medicines import Supplied, Supply
from journal.web.language import said
from journal.words import amount_text, day_text, moment_text, unit_text

TENTH = Decimal("0.1")


def cannot_text(stands: SupplyStanding) -> str:
    """Why nothing can be said of what is left, with what to do."""
    if stands.count is None or stands.problem is None:
        return _("Not counted yet")
    return _("Cannot be counted: %(why)s", why=why_text(stands.problem))


def why_text(problem: Problem) -> str:
    """A problem's sentence, its units as people read them."""
    units = {
        name: unit_text(Decimal(2), value) if name in {"unit", "wanted"} else value
        for name, value in problem.values.items()
    }
    return said(replace(problem, values=units))


def left_text(stands: SupplyStanding) -> str:
    """ "About 34 tablets left"; "" when nobody can tell."""
    if stands.left is None:
        return ""
    if not stands.left:
        return _("Nothing is left")
    return _("About %(amount)s left", amount=_amount(stands.left, stands.unit))


def if_given_text(stands: SupplyStanding) -> str:
    """What is left if the doses without a record were given, too; "" when there are none."""
    if not stands.left or not stands.without_record:
        return ""
    return ngettext(
        "If the %(num)s dose without a record was given: about %(less)s",
        "If the %(num)s doses without a record were given: about %(less)s",
        stands.without_record,
        less=_amount(stands.left_if_given or Decimal(0), stands.unit),
    )


def until_text(stands: SupplyStanding, today: date) -> str:
    """For how long that is enough at the present plan, or why nobody can say."""
    if stands.runs_out_on is not None:
        if stands.runs_out_on <= today:
            return _("not enough for the next planned dose")
        day = day_text(stands.runs_out_on)
        return _("enough for every planned dose before %(day)s", day=day)
    day = day_text(stands.until) if stands.until else ""
    match stands.undated:
        case Undated.PAUSED:
            return _("paused, so no day is named")
        case Undated.ENDS:
            return _("enough for every planned dose until the plan ends on %(day)s", day=day)
        case Undated.NEW_STRENGTH:
            return _("enough until %(day)s, when another strength begins", day=day)
        case Undated.NOTHING_PLANNED:
            return _("no dose is planned")
        case Undated.ENOUGH:
            return _("enough for every dose planned in the coming year")
        case Undated.CANNOT_COUNT if stands.problem is not None:
            return _("cannot be told for how long")
    return ""


def until_sentence(stands: SupplyStanding, today: date) -> str:
    """The same as a sentence of its own, for the page of the supply."""
    if stands.runs_out_on is not None:
        if stands.runs_out_on <= today:
            return _("At the present plan it is not enough for the next planned dose.")
        day = day_text(stands.runs_out_on)
        return _("At the present plan it is enough for every planned dose before %(day)s.", day=day)
    day = day_text(stands.until) if stands.until else ""
    match stands.undated:
        case Undated.PAUSED:
            return _("The medicine is paused, so no day is named.")
        case Undated.ENDS:
            return _("It is enough for every planned dose until the plan ends on %(day)s.", day=day)
        case Undated.NEW_STRENGTH:
            return _("It is enough until %(day)s, when another strength begins.", day=day)
        case Undated.NOTHING_PLANNED:
            return _("At the present plan no dose is planned.")
        case Undated.ENOUGH:
            return _("At the present plan it is enough for every dose of the coming year.")
        case Undated.CANNOT_COUNT if stands.problem is not None:
            return _("For how long it is enough cannot be told.")
    return ""


def notice_text(stands: SupplyStanding, today: date) -> str:
    """The quiet line of a notice: "about 5 days left", or that nobody can tell."""
    days = stands.days_left(today)
    if days is None:
        return _("what is left cannot be counted")
    if days == 0:
        return _("not enough for the next planned dose")
    return ngettext("about %(num)s day left", "about %(num)s days left", days)


def use_by_text(use_by: date, today: date) -> str:
    """ "use by 3 Dec 2026", and after that day that the pharmacist is asked."""
    if use_by < today:
        return _("use by %(day)s: ask your pharmacist", day=day_text(use_by))
    return _("use by %(day)s", day=day_text(use_by))


def opened_text(row: Supply, zone: ZoneInfo, today: date) -> str:
    """ "Opened 3 Nov 2026, use by 3 Dec 2026"."""
    text = _("Opened %(day)s", day=day_text(row.at.astimezone(zone).date()))
    return f"{text}, {use_by_text(row.use_by, today)}" if row.use_by else text


def history_rows(
    rows: Sequence[Supply], names: Mapping[UUID, str], zone: ZoneInfo, today: date
) -> list[dict[str, Any]]:
    """What was written, by whom and when, for the page of the supply."""
    return [
        {
            "id": row.id,
            "what": _what(row, zone, today),
            "by": names.get(row.made_by, "?"),
            "at": moment_text(row.made_at, zone),
            "lot": row.lot,
            "strength": row.strength,
            "note": row.note,
            "back": _back(row, names, zone),
        }
        for row in rows
    ]


def _what(row: Supply, zone: ZoneInfo, today: date) -> str:
    amount = amount_text(row.amount, row.unit)
    match row.what:
        case Supplied.COUNTED:
            return _("Counted: %(amount)s", amount=amount)
        case Supplied.FETCHED:
            return _("New: %(amount)s", amount=amount)
        case Supplied.OPENED:
            return opened_text(row, zone, today)
    return _("A package is finished")


def _back(row: Supply, names: Mapping[UUID, str], zone: ZoneInfo) -> str | None:
    if row.taken_back_at is None or row.taken_back_by is None:
        return None
    who, when = names.get(row.taken_back_by, "?"), moment_text(row.taken_back_at, zone)
    return _("taken back by %(who)s, %(when)s", who=who, when=when)


def _amount(value: Decimal, unit: str | None) -> str:
    if unit == Unit.MILLILITRE:
        value = value.quantize(TENTH, ROUND_FLOOR)
    return amount_text(value, unit)
