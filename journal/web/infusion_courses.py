"""Past infusions as courses, newest first: days, amounts by weight, lots, reactions (H44)."""

import uuid
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session, col

from journal.care.courses import Course
from journal.care.infusions import figure
from journal.care.units import Unit
from journal.entries.infused import told_of
from journal.entries.lots import lots_of
from journal.plans.infusion_days import courses_of
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.infusion import InfusionRow
from journal.web.infusion_plan_words import said
from journal.words import amount_text, day_text

Row = dict[str, Any]
# Eight years of an infusion every four weeks over two days.
MOST = 200


def course_rows(session: Session, child: Child) -> list[Row]:
    """The child's courses: days, entries (label, url), and what is known of them in sentences."""
    found = recorded(session, child.id)
    ids = [row.entry_id for row in found]
    lots, told = lots_of(session, ids), told_of(session, ids)
    by_id = {row.entry_id: row for row in found}
    rows = []
    kinds = courses_of(session, child, found).values()
    courses = [course for each in kinds for course in each]
    for course in sorted(courses, key=lambda one: (one.last_on, str(one.given[0].entry))):
        given = [by_id[one.entry] for one in course.given]
        reactions = {name for row in given for name in told[row.entry_id].reactions}
        used = dict.fromkeys(lot for row in given for lot in lots[row.entry_id])
        notes = [
            *_amounts(course, given),
            _("Lots: %(lots)s", lots=", ".join(used)) if used else _("No lot recorded"),
            _reactions(sorted(reactions)),
        ]
        rows.append(
            {
                "year": course.last_on.year,
                "when": span_of(course.first_on, course.last_on),
                "what": ", ".join(dict.fromkeys(row.product for row in given)),
                "notes": [note for note in notes if note],
                "entries": _entries(child.id, course),
            }
        )
    return rows[::-1]


def recorded(session: Session, child_id: uuid.UUID) -> Sequence[sa.Row[Any]]:
    """The child's newest live infusions."""
    names = (
        *(InfusionRow.entry_id, InfusionRow.medicine, InfusionRow.product, InfusionRow.amount),
        *(InfusionRow.unit, InfusionRow.weight_kg, InfusionRow.at, InfusionRow.ended),
    )
    return session.execute(
        sa.select(*(col(name) for name in names))
        .join(Entry, col(Entry.id) == col(InfusionRow.entry_id))
        .where(col(InfusionRow.child_id) == child_id, col(Entry.deleted).is_(False))
        .order_by(col(InfusionRow.at).desc(), col(InfusionRow.entry_id))
        .limit(MOST)
    ).all()


def span_of(first_on: date, last_on: date) -> str:
    """ "12 Oct 2026", "12 Oct 2026 to 13 Oct 2026"."""
    if first_on == last_on:
        return day_text(first_on)
    return _("%(first)s to %(last)s", first=day_text(first_on), last=day_text(last_on))


def _amounts(course: Course, given: Sequence[Any]) -> list[str]:
    """The amount as recorded, and by weight where every day of it says enough."""
    units = {row.unit for row in given}
    if len(units) != 1 or None in units or any(row.amount is None for row in given):
        return [_("The amount is not recorded of every day.")]
    unit = units.pop()
    whole = sum((row.amount for row in given), Decimal(0))
    text = amount_text(whole, unit)
    if len(given) > 1:
        values = {"amount": text}
        text = ngettext("%(amount)s", "%(amount)s in %(num)s infusions", len(given), **values)
    by_weight = course.g_per_kg
    if by_weight is None:
        return [text, _("No weight recorded") if not course.has_weight else ""]
    return [f"{text}, {_by_weight(by_weight, unit)}"]


def _by_weight(value: Fraction, unit: str) -> str:
    if unit == Unit.MILLIGRAM:
        return said(figure(value * 1000), "mg/kg")
    return said(figure(value), "g/kg")


def _reactions(names: Sequence[str]) -> str:
    if not names:
        return _("No reaction recorded")
    count = ngettext("One reaction", "%(num)s reactions", len(names))
    return f"{count}: {', '.join(_(name) for name in names)}"


def _entries(child_id: uuid.UUID, course: Course) -> list[dict[str, str]]:
    return [
        {
            "label": day_text(one.first_on),
            "url": url_for("infusion_day.show", child_id=child_id, entry_id=one.entry),
            "sheet": url_for("infusion_sheet.recorded", child_id=child_id, infusion_id=one.entry),
        }
        for one in reversed(course.given)
    ]
