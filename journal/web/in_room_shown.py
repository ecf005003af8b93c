"""A visit as its room shows it: questions and answers, what was said, what was planned since."""

import uuid
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from journal.care.days import due_instant
from journal.entries.change import Revised
from journal.entries.reading import Shown, entries_by_id
from journal.lab_names import written_tests
from journal.plans.appointments import history_of
from journal.plans.preparations import Sitting, sitting_of
from journal.plans.ranked import open_questions
from journal.plans.standing import State, standings
from journal.plans.turns import every_turn_of
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.columns import uuid7
from journal.records.entries import Entry
from journal.records.kinds.question import QuestionRow
from journal.records.kinds.visit import VisitRow
from journal.records.lab_plans import LabRule
from journal.records.medicines import DosePlan
from journal.records.preparations import Preparation
from journal.web.log.kinds import form_of
from journal.web.log.scene import Scene
from journal.web.medicine_names import names_of
from journal.web.medicine_words import history_of as history_of_doses
from journal.web.planned_words import appointment_text, when_text
from journal.web.preparing_shown import headed
from journal.web.visit_address import ROOM

Row = dict[str, Any]
# What a visit changes is often written in the evening, or when the letter comes.
AFTERWARDS = timedelta(days=14)
LEFT_OUT = {"answer", "answered_by"}


def in_room(
    session: Session, actor: Actor, child: Child, row: Preparation, moment: datetime
) -> Row:
    """The context of templates/visits/room.html."""
    sitting = sitting_of(session, child, row)
    begins = due_instant(datetime.combine(sitting.on, time(0)), ZoneInfo(child.zone))
    may_record = actor.may(Right.RECORD, child.id)
    asked, others = _questions(session, child, row, begins)
    scene = Scene(session, child, moment, actor)
    return {
        **headed(session, child, row, sitting, moment),
        "asked": [_question(scene, row, sitting, one, may_record) for one in asked],
        "others": [_question(scene, row, sitting, one, may_record) for one in others],
        "said": [_visit(child, one, may_record) for one in _visits(session, row, sitting, begins)],
        "medicines": _medicines(session, child, row, moment),
        "changed": list(_changed(session, child, begins, moment)),
        "new": {
            "visit": _way(child, row, "log.new", what="visit"),
            "question": _way(child, row, "log.new", what="question"),
            "medicine": _way(child, row, "medicines.add"),
            "test": _way(child, row, "lab_plans.add"),
            "appointment": _way(child, row, "planned.add_appointment", with_whom=sitting.whom),
        },
    }


def _way(child: Child, row: Preparation, endpoint: str, **more: Any) -> str:
    """The address of a form that comes back to this room."""
    said: dict[str, Any] = {ROOM: row.id, **more}
    return url_for(endpoint, child_id=child.id, **said)


def _questions(
    session: Session, child: Child, row: Preparation, begins: datetime
) -> tuple[list[Shown], list[Shown]]:
    """Those ranked for this visit and those answered at it; then the others that are open."""
    answered = session.exec(
        select(QuestionRow.entry_id)
        .join(Entry, col(Entry.id) == col(QuestionRow.entry_id))
        .where(QuestionRow.child_id == child.id, col(Entry.deleted).is_(False))
        .where(col(QuestionRow.answered) >= begins)
        .where(col(QuestionRow.answered) < begins + AFTERWARDS)
        .order_by(col(QuestionRow.answered), col(QuestionRow.entry_id))
    ).all()
    asked = list(dict.fromkeys([*(uuid.UUID(each) for each in row.ranked), *answered]))
    # Once it is over too: an answer that is half typed still has its field.
    until = row.held_at
    waiting = [
        one.entry_id for one in open_questions(session, child.id) if until is None or one.at < until
    ]
    others = [each for each in waiting if each not in asked]
    found = {one.id: one for one in entries_by_id(session, [*asked, *others])}
    kept = {each: one for each, one in found.items() if not one.deleted}
    return [kept[one] for one in asked if one in kept], [kept[one] for one in others if one in kept]


def _question(
    scene: Scene, row: Preparation, sitting: Sitting, one: Shown, may_record: bool
) -> Row:
    answer, by = one.fields.get("answer"), one.fields.get("answered_by")
    edit = url_for("entries.edit", child_id=one.child_id, entry_id=one.id)
    said = _("%(name)s: %(answer)s", name=by, answer=answer) if answer and by else answer
    shown: Row = {"id": str(one.id), "text": one.fields["text"], "answer": said, "form": None}
    if may_record and not answer:
        filled = form_of(one).fill(one.fields, scene)
        hidden = {name: value for name, value in filled.items() if name not in LEFT_OUT}
        ids = {"change": str(uuid7(scene.now)), "base": str(Revised(one.revision, one.change_id))}
        shown["form"] = {"action": edit, "hidden": hidden | ids | {ROOM: str(row.id)}}
        shown["by"] = sitting.whom
    return shown | {"url": f"{edit}?{ROOM}={row.id}" if may_record else None}


def _visits(session: Session, row: Preparation, sitting: Sitting, begins: datetime) -> list[Shown]:
    """What was written of this visit, by each of the parents.

    Also what names no page and was to the same person on the same day: a form that a phone keeps
    knows no page.
    """
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
                    col(VisitRow.at) < begins + timedelta(days=1),
                ),
            )
        )
    ).all()
    whom = sitting.whom.casefold()
    ids = [
        one.entry_id
        for one in found
        if one.preparation or (one.team_member or "").casefold() == whom
    ]
    return sorted(entries_by_id(session, ids), key=lambda one: (one.at, one.id))


def _visit(child: Child, one: Shown, may_record: bool) -> Row:
    where = "entries.edit" if may_record else "entries.show"
    steps = (one.fields.get("next_steps") or "").splitlines()
    return {
        "told": one.fields.get("told"),
        "steps": [step.strip() for step in steps if step.strip()],
        "by": one.by,
        "url": url_for(where, child_id=child.id, entry_id=one.id),
    }


def _medicines(session: Session, child: Child, row: Preparation, moment: datetime) -> list[Row]:
    """Each medicine of now with the ways to what may become of it."""
    names = names_of(session, child.id)
    return [
        {
            "name": names[one.medicine.id].whole,
            "change": _way(child, row, "medicine_change.dose", medicine_id=one.medicine.id),
            "pause": _way(child, row, "medicine_turns.pause", medicine_id=one.medicine.id),
            "stop": _way(child, row, "medicine_turns.stop", medicine_id=one.medicine.id),
        }
        for one in standings(session, child, now=moment)
        if one.state is not State.STOPPED
    ]


def _changed(session: Session, child: Child, begins: datetime, moment: datetime) -> Iterator[Row]:
    """What somebody wrote into the plans on the day of the visit and in the two weeks after it."""
    zone, until = ZoneInfo(child.zone), begins + AFTERWARDS
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
        is_later = visit.at >= begins + timedelta(days=1)
        if is_later and begins <= visit.made_at < until and visit.ended_at is None:
            yield {"what": appointment_text(visit), "note": when_text(visit, zone, moment)}


def _compared(changes: list[Row]) -> str:
    parts = []
    for each in changes:
        after = each.get("after") or _("nothing")
        before = f"{each['before']} → " if each.get("before") else ""
        parts.append(f"{each['field']}: {before}{after}")
    return " · ".join(parts)
