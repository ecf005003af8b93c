"""Signs of which a family asks its team: on Today for a day, with the family's own numbers.

The journal says which signs they are and whom the family wrote down, and nothing of what to do.
Source: docs/rules.md#warning-signs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import g, url_for
from flask_babel import gettext as _
from sqlmodel import col, select

from journal.care import fever, knowledge
from journal.entries.levels import levels
from journal.plans.clinic_figures import figure_of
from journal.records.entries import Entry
from journal.records.kinds.symptom import SymptomRow
from journal.web.entry_words import symptom_text
from journal.web.fever import figure_text
from journal.web.telephones import telephones
from journal.words import clock_text, short_day

if TYPE_CHECKING:
    from journal.web.day import Day

# How long Today shows it: our own choice.
SHOWN_FOR = timedelta(hours=24)
FEVER = "fever"
NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What somebody said of a sign: in an entry of its own, or that it was as before."""

    symptom: str
    at: datetime
    is_there: bool
    carried: bool = False


def warning_banners(day: "Day") -> list[dict[str, Any]]:
    """The signs of the last day that were there, in one banner; a fever with the family's plan.

    What somebody wrote down as 0, or as gone, is no sign any more: the last word on it counts. An
    evening's "as before" is a word on it too. The last sign said stands first.
    """
    last: dict[str, _Said] = {}
    for said in sorted((*_written(day), *_carried(day)), key=lambda one: one.at, reverse=True):
        last.setdefault(said.symptom, said)
    there = [said for said in last.values() if said.is_there]
    signs = [said for said in there if said.symptom != FEVER]
    fevers = [said for said in there if said.symptom == FEVER]
    return [
        *([banner_of(day, _titles(day, signs))] if signs else []),
        *([banner_of(day, _titles(day, fevers), has_fever=True)] if fevers else []),
    ]


def kept_banners(day: "Day") -> dict[str, dict[str, Any]]:
    """By symptom the banner of a sign that waits on a phone, its title left open: "[[title]]"."""
    sign = banner_of(day, "[[title]]")
    hot = banner_of(day, "[[title]]", has_fever=True)
    return {code: hot if code == FEVER else sign for code in warning_signs()}


def warning_signs() -> list[str]:
    """The symptoms of which a family asks its team, a fever among them."""
    return [one.id for one in knowledge.symptoms() if one.warning or one.id == FEVER]


def banner_of(day: "Day", title: str, *, has_fever: bool = False) -> dict[str, Any]:
    """One banner: what it is, "Ask your team", and the numbers the family wrote down."""
    calls = [
        {
            # A number stays in one piece.
            "label": f"{one['name']}: {one['number'].replace(' ', NO_BREAK)}",
            "url": f"tel:{one['number'].replace(' ', '')}",
            "post": False,
        }
        for one in telephones(day.session, day.child)
    ]
    card = url_for("card.show", child_id=day.child.id)
    text = [_("Ask your team.")]
    if has_fever and (figure := figure_of(day.session, day.child.id, fever.KEY)) is not None:
        said = {"figure": figure_text(figure), "who": figure.told_by}
        text.append(_("The clinic's number is %(figure)s (%(who)s).", **said))
        text.append(day.child.emergency_plan or "")
    if not calls:
        text.append(_("No telephone number stands on the emergency card yet."))
    return {
        "kind": "needs",
        "title": title,
        "text": "\n".join(filter(None, text)),
        "actions": [*calls, {"label": _("Emergency card"), "url": card, "post": False}],
    }


def _written(day: "Day") -> Iterator[_Said]:
    rows = day.session.exec(
        select(SymptomRow)
        .join(Entry, col(Entry.id) == col(SymptomRow.entry_id))
        .where(SymptomRow.child_id == day.child.id, col(Entry.deleted).is_(False))
        .where(col(SymptomRow.symptom).in_(warning_signs()))
        .where(col(SymptomRow.at) > day.now - SHOWN_FOR)
        .order_by(col(SymptomRow.at).desc())
        .limit(100)
    )
    for row in rows:
        # An end that is still to come is none yet.
        is_over = row.until is not None and row.until <= day.now
        yield _Said(symptom=row.symptom, at=row.at, is_there=row.severity != 0 and not is_over)


def _carried(day: "Day") -> Iterator[_Said]:
    """Levels that an evening said were as before."""
    signs, since = warning_signs(), day.now - SHOWN_FOR
    for one in levels(day.session, day.child.id, since, day.now + SHOWN_FOR):
        if one.carried and one.symptom in signs:
            yield _Said(symptom=one.symptom, at=one.at, is_there=bool(one.severity), carried=True)


def _titles(day: "Day", signs: list[_Said]) -> str:
    return ", ".join(_title(day, said) for said in signs)


def _title(day: "Day", said: _Said) -> str:
    words = {"what": symptom_text(said.symptom, None), "time": clock_text(said.at, day.zone)}
    if g.get("for_phone"):
        # A phone may show it for days: there it says of which.
        words["day"] = short_day(said.at.astimezone(day.zone).date())
        if said.carried:
            return _("%(what)s as before on %(day)s at %(time)s", **words)
        return _("%(what)s on %(day)s at %(time)s", **words)
    if said.carried:
        return _("%(what)s as before, said at %(time)s", **words)
    return _("%(what)s at %(time)s", **words)
