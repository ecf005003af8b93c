"""Signs of which a family asks its team: on Today for a day, with the family's own numbers.

The journal says which signs they are and whom the family wrote down, and nothing of what to do.
Source: docs/rules.md#warning-signs.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import col, select

from journal.care import fever, knowledge
from journal.plans.clinic_figures import figure_of
from journal.records.entries import Entry
from journal.records.kinds.symptom import SymptomRow
from journal.web.entry_words import symptom_text
from journal.web.fever import figure_text
from journal.web.telephones import telephones
from journal.words import clock_text

if TYPE_CHECKING:
    from journal.web.day import Day

# How long Today shows it: our own choice.
SHOWN_FOR = timedelta(hours=24)
FEVER = "fever"
NO_BREAK = "\N{NO-BREAK SPACE}"


def warning_banners(day: "Day") -> list[dict[str, Any]]:
    """The signs of the last day that were there, in one banner; a fever with the family's plan.

    What somebody wrote down as 0, or as gone, is no sign any more: the last word on it counts.
    """
    rows = day.session.exec(
        select(SymptomRow)
        .join(Entry, col(Entry.id) == col(SymptomRow.entry_id))
        .where(SymptomRow.child_id == day.child.id, col(Entry.deleted).is_(False))
        .where(col(SymptomRow.symptom).in_(warning_signs()))
        .where(col(SymptomRow.at) > day.now - SHOWN_FOR)
        .order_by(col(SymptomRow.at).desc())
        .limit(100)
    )
    last: dict[str, SymptomRow] = {}
    for row in rows:
        last.setdefault(row.symptom, row)
    there = [row for row in last.values() if row.severity != 0 and row.until is None]
    signs = [row for row in there if row.symptom != FEVER]
    fevers = [row for row in there if row.symptom == FEVER]
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


def _titles(day: "Day", rows: list[SymptomRow]) -> str:
    return ", ".join(
        _(
            "%(what)s at %(time)s",
            what=symptom_text(row.symptom, row.name),
            time=clock_text(row.at, day.zone),
        )
        for row in rows
    )
