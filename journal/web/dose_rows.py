"""Rows of Today: a dose with its words, its buttons and the ids its form will be known by."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _

from journal.amounts import both_text, bottle_text, given_text
from journal.care.weekly import names_weekly_medicine
from journal.entries.reading import Shown
from journal.plans.expected import Expected
from journal.plans.infused import may_be_infused
from journal.records.medicines import DosePlan, Medicine
from journal.web.after_stay import is_unreviewed, unreviewed_text
from journal.web.already import find_already, recorded_when
from journal.web.changes import fresh_ids
from journal.web.day_doses import DoseOfDay, may_be_rare
from journal.web.dose_times import due_words, moment_of_day
from journal.web.dose_words import advice, recorded_by
from journal.web.restored import unsure, unsure_count
from journal.words import (
    clock_text,
    coming_day,
    short_day,
    unbroken,
)

if TYPE_CHECKING:
    from journal.web.day import Day

Row = dict[str, Any]
GIVEN_NOW = ("due", "overdue")
# What follows from nobody having recorded it.
UNTOLD = (*GIVEN_NOW, "norecord")
HOURS_LATE = timedelta(hours=3)
EMPTY = (
    "due", "due_at", "already", "by", "at", "reason", "slot", "give_url", "other_url", "otherwise",
    "entry_url", "next",
)  # fmt: skip
FIELDS_OF_ALL = ("medicine", "slot", "amount", "unit", "change", "entry")


def dose_row(day: "Day", dose: DoseOfDay) -> Row:
    """A slot as `dose_row` in _ui/dose.html wants it."""
    one = dose.expected
    row = _row(day, one.medicine, one.plan, dose.state, one.amount)
    row["slot"] = one.slot.key
    row |= {"due": due_words(day, dose), "due_at": one.slot.due_at.isoformat()}
    if dose.recorded is not None:
        return row | _recorded(day, dose.recorded, one.plan)
    if dose.extra is not None:
        row["reason"] = _(
            "%(by)s recorded an extra dose at %(time)s",
            by=dose.extra.by,
            time=clock_text(dose.extra.at, day.zone),
        )
    if dose.moved is not None:
        row["reason"] = _(
            "recorded by %(by)s at %(time)s, for another time of this day",
            by=dose.moved.by,
            time=moment_of_day(day, dose.moved.at),
        )
    if dose.state in GIVEN_NOW and not row["reason"]:
        row["already"] = _already(day, one)
    if day.may_record:
        row["other_url"] = _form_url(day, one.medicine, one.slot.key)
        if dose.state in GIVEN_NOW:
            row["give_url"] = url_for("doses.give", child_id=day.child.id)
            row["hidden"] = _hidden(day, one.plan, one.amount)
            row["otherwise"] = otherwise(day, one)
    if day.restored is not None and dose.state in UNTOLD:
        return unsure(
            row | {"due": due_words(day, replace(dose, state="due"))},
            may_give=bool(row["give_url"]),
        )
    return row


def _already(day: "Day", one: Expected) -> str | None:
    """The dose that this one would be the second of, by whom and when: last week's, too (H5)."""
    if not (may_be_rare(one.plan) or _guarded(one) or one.medicine.id in day.unplanned):
        return None  # a dose of this very slot would stand in the row
    stands = find_already(day.session, day.child, one.medicine, one.slot.key, at=day.now)
    return recorded_when(stands, day.zone, beside=day.now) if stands else None


def otherwise(day: "Day", one: Expected) -> Row:
    """What went otherwise in the common ways, each of them one tap more than Give (H43)."""
    hidden = _hidden(day, one.plan, one.amount)
    hidden.pop("outcome")
    vomited_url = _form_url(day, one.medicine, one.slot.key, outcome="vomited")
    return {"hidden": hidden, "others": day.others, "vomited_url": vomited_url}


def quiet_row(day: "Day", one: Expected) -> Row:
    """A weekly medicine that waits for its day."""
    row = _row(day, one.medicine, one.plan, "later", one.amount)
    on = one.slot.wall.date()
    row["weekly"] = day.names[one.medicine.id].on(on).weekly
    row["next"] = _("next %(day)s", day=coming_day(on))
    if day.may_record:
        row["other_url"] = _form_url(day, one.medicine, "")
    return row


def unknown_row(day: "Day", medicine: Medicine) -> Row:
    """A medicine whose plan cannot be read: the page says so instead of leaving it out."""
    row = _row(day, medicine, None, "unknown")
    row["reason"] = _("The plan of this medicine cannot be read.")
    if day.may_record:
        row["other_url"] = _form_url(day, medicine, "")
    return row


def as_needed_row(day: "Day", medicine: Medicine, plan: DosePlan, limits: Row) -> Row:
    """A medicine that is given as needed, with the label's limits (H41)."""
    row = _row(day, medicine, plan, "asneeded") | limits
    if day.restored is not None:
        row |= unsure_count()
    if day.may_record:
        row["other_url"] = _form_url(day, medicine, "")
        row["give_url"] = url_for("doses.give", child_id=day.child.id)
        row["hidden"] = _hidden(day, plan, plan.amount)
    return row


def coming_row(day: "Day", one: Expected) -> Row:
    """A weekly or rarer dose of the coming days; of an infusion it leads to its plan."""
    name = day.names[one.medicine.id].on(one.slot.wall.date())
    infusions = url_for("infusions.index", child_id=day.child.id)
    return {
        "when": short_day(one.slot.wall.date()),
        "what": f"{name.name} {both_text(one.plan, one.amount)}",
        "note": " · ".join(part for part in (name.weekly, f"{one.slot.wall:%H:%M}") if part),
        "url": infusions if may_be_infused(one.medicine) else None,
    }


def give_all(day: "Day", doses: Sequence[DoseOfDay]) -> Row | None:
    """One button for the usual doses that are due now, from two on.

    A weekly medicine, a dose that is hours late, one beside a dose that somebody recorded for no
    time (H1) and one whose medicine waits to be looked at (H37) each want a tap of their own.
    """
    due = [
        dose
        for dose in doses
        if dose.state in GIVEN_NOW and (until := usual_until(day, dose)) and day.now <= until
    ]
    if len(due) < 2:
        return None
    ticks = [(_line(day, dose.expected), _tick(day, dose)) for dose in due]
    return {
        "count": len(due),
        "url": url_for("doses.give_all", child_id=day.child.id),
        "hidden": {"doses": "\n".join(line for line, _words in ticks)},
        "fields": " ".join(FIELDS_OF_ALL),
        "names": ", ".join(day.names[dose.expected.medicine.id].name for dose in due),
        "ticks": [(line, *words) for line, words in ticks],
    }


def _tick(day: "Day", dose: DoseOfDay) -> tuple[str, str]:
    one = dose.expected
    name = day.names[one.medicine.id].name
    return f"{name} {unbroken(both_text(one.plan, one.amount))}", due_words(day, dose)


def usual_until(day: "Day", dose: DoseOfDay) -> datetime | None:
    """The last moment at which a dose that is due is given along with others; None: never."""
    one = dose.expected
    looked_at = not is_unreviewed(day, one.medicine)
    alone = not _guarded(one) and dose.extra is None and looked_at
    return one.slot.due_at + HOURS_LATE if alone else None


def _guarded(one: Expected) -> bool:
    return one.is_rare or names_weekly_medicine(one.medicine.name)


def _line(day: "Day", one: Expected) -> str:
    values = _hidden(day, one.plan, one.amount) | {
        "medicine": str(one.medicine.id),
        "slot": one.slot.key,
    }
    return " ".join(values[name] for name in FIELDS_OF_ALL)


def _row(
    day: "Day",
    medicine: Medicine,
    plan: DosePlan | None,
    state: str,
    amount: Decimal | None = None,
) -> Row:
    name = day.names[medicine.id]
    row: Row = dict.fromkeys(EMPTY)
    bottle = day.bottle_of(medicine)
    return row | {
        "medicine": name.name,
        "medicine_id": str(medicine.id),
        "amount": both_text(plan, amount) if plan else "",
        "bottle": bottle_text(bottle) if bottle else None,
        "unreviewed": unreviewed_text(day, medicine),
        "weekly": name.weekly,
        "state": state,
        "hidden": {},
    }


def _hidden(day: "Day", plan: DosePlan, amount: Decimal) -> dict[str, str]:
    planned = {"amount": f"{amount:f}", "unit": plan.unit}
    return {"outcome": "given", **planned, **fresh_ids(day.now).hidden()}


def _form_url(day: "Day", medicine: Medicine, slot: str, **more: str) -> str:
    asked: dict[str, Any] = {"medicine": medicine.id, "slot": slot or None, **more}
    return url_for("log.new", child_id=day.child.id, what="dose", **asked)


def _recorded(day: "Day", shown: Shown, plan: DosePlan) -> Row:
    fields = shown.fields
    # A plan, or a bottle, that came later says nothing of what was given before it (H11).
    known = plan if plan.made_at <= shown.at else None
    by, written_by = recorded_by(fields, shown.by)
    row: Row = {
        "by": by,
        "at": moment_of_day(day, shown.at),
        "due": None,
        "due_at": None,
        "entry_url": url_for("entries.show", child_id=day.child.id, entry_id=shown.id),
    }
    if fields.get("amount") is not None:
        row["amount"] = given_text(known, Decimal(fields["amount"]), fields.get("unit"))
    minutes = fields.get("minutes_after")
    parts = (
        None if minutes is None else _("after %(minutes)s min", minutes=minutes),
        advice(fields),
        fields.get("reason"),
        written_by,
    )
    row["reason"] = " · ".join(part for part in parts if part) or None
    return row
