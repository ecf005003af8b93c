"""What came of a visit: what the clinic said, and what was written into the plans since."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from journal.care.days import day_span
from journal.entries.reading import Shown, entries_by_id
from journal.lab_names import written_tests
from journal.plans.appointments import history_of
from journal.plans.preparations import Sitting, preparations_of
from journal.plans.standing import standings
from journal.plans.turns import every_turn_of
from journal.plans.whom import is_same_person
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.visit import VisitRow
from journal.records.lab_plans import LabRule
from journal.records.medicines import DosePlan
from journal.records.preparations import Preparation
from journal.web.medicine_names import names_of
from journal.web.medicine_words import history_of as history_of_doses
from journal.web.planned_words import appointment_text, when_text

Row = dict[str, Any]
# What a visit changes is often written in the evening, or when the letter comes.
AFTERWARDS = timedelta(days=14)


def span_of(
    session: Session, child: Child, row: Preparation, sitting: Sitting
) -> tuple[datetime, datetime]:
    """From when and until when what is written is of this visit: to the next one, at most 14 days.

    The next one is whatever the family wrote of, or has a page for.
    """
    zone = ZoneInfo(child.zone)
    begins, ends = day_span(sitting.on, zone, time(0))
    days = [each.visit_on for each in preparations_of(session, child.id) if each.id != row.id]
    later = [day_span(on, zone, time(0))[0] for on in days if on > sitting.on]
    visits = session.exec(
        select(VisitRow.at)
        .join(Entry, col(Entry.id) == col(VisitRow.entry_id))
        .where(VisitRow.child_id == child.id, col(Entry.deleted).is_(False))
        .where(col(VisitRow.at) >= ends, col(VisitRow.at) < begins + AFTERWARDS)
        .where(col(VisitRow.preparation).is_distinct_from(row.id))
    ).all()
    return begins, min([begins + AFTERWARDS, *later, *visits])


def visits_of(session: Session, child: Child, row: Preparation, sitting: Sitting) -> list[Shown]:
    """What was written of this visit, by each of the parents.

    Also what names no page and was to the same person on the same day: a form that a phone keeps
    knows no page.
    """
    begins, ends = day_span(sitting.on, ZoneInfo(child.zone), time(0))
    found = session.exec(
        select(VisitRow)
        .join(Entry, col(Entry.id) == col(VisitRow.entry_id))
        .where(VisitRow.child_id == row.child_id, col(Entry.deleted).is_(False))
        .where(
            sa.or_(
                col(VisitRow.preparation) == row.id,
                sa.and_(
                    col(VisitRow.preparation).is_(None),
                    col(VisitRow.at) >= begins,
                    col(VisitRow.at) < ends,
                ),
            )
        )
    ).all()
    ids = [
        one.entry_id
        for one in found
        if one.preparation or is_same_person(one.team_member or "", sitting.whom)
    ]
    return sorted(entries_by_id(session, ids), key=lambda one: (one.at, one.id))


def told_row(child: Child, one: Shown, may_record: bool) -> Row:
    """What one of the parents wrote of the visit: told, steps, by, url."""
    where = "entries.edit" if may_record else "entries.show"
    steps = (one.fields.get("next_steps") or "").splitlines()
    return {
        "told": one.fields.get("told"),
        "steps": [step.strip() for step in steps if step.strip()],
        "by": one.by,
        "url": url_for(where, child_id=child.id, entry_id=one.id),
    }


def changed_since(
    session: Session, child: Child, row: Preparation, sitting: Sitting, moment: datetime
) -> Iterator[Row]:
    """What somebody wrote into the plans on the day of the visit and until the next one."""
    zone = ZoneInfo(child.zone)
    begins, until = span_of(session, child, row, sitting)
    ends = day_span(sitting.on, zone, time(0))[1]
    names = names_of(session, child.id)
    # Who wrote it is not said here: no account is read.
    called: dict[Any, str] = {each: named.whole for each, named in names.items()}
    for one in standings(session, child, now=moment):
        medicine = one.medicine
        plans = session.exec(select(DosePlan).where(DosePlan.medicine_id == medicine.id)).all()
        turns = every_turn_of(session, [medicine.id])[medicine.id]
        history, _gone = history_of_doses(plans, turns, called, zone)
        for each in reversed(history):
            if begins <= each["moment"] < until:
                what = f"{medicine.name}: {each['action']}"
                yield {"what": what, "note": _compared(each["changes"])}
    for rule in session.exec(select(LabRule).where(LabRule.child_id == child.id)):
        if begins <= rule.made_at < until and rule.ended_at is None:
            yield {"what": _("Tests: %(tests)s", tests=written_tests(rule.tests)), "note": ""}
    for visit in reversed(history_of(session, child.id)):
        is_later = visit.at >= ends
        if is_later and begins <= visit.made_at < until and visit.ended_at is None:
            yield {"what": appointment_text(visit), "note": when_text(visit, zone, moment)}


def _compared(changes: list[Row]) -> str:
    parts = []
    for each in changes:
        after = each.get("after") or _("nothing")
        before = f"{each['before']} → " if each.get("before") else ""
        parts.append(f"{each['field']}: {before}{after}")
    return " · ".join(parts)
