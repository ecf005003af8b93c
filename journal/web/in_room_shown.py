"""A visit as its room shows it: questions and answers, what was said, what was planned since."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from journal.amounts import both_text
from journal.entries.change import Revised
from journal.entries.reading import Shown, entries_by_id
from journal.plans.preparations import Sitting, sitting_of
from journal.plans.ranked import open_questions
from journal.plans.standing import Standing, State, standings
from journal.plans.whom import is_same_person
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.columns import uuid7
from journal.records.entries import Entry
from journal.records.kinds.question import QuestionRow
from journal.records.preparations import Preparation
from journal.web.log.kinds import form_of
from journal.web.log.scene import Scene
from journal.web.medicine_names import names_of
from journal.web.preparing_shown import headed
from journal.web.visit_address import ROOM
from journal.web.visit_outcome import changed_since, span_of, told_row, visits_of
from journal.words import rhythm_text

Row = dict[str, Any]
LEFT_OUT = {"answer", "answered_by"}


def in_room(
    session: Session, actor: Actor, child: Child, row: Preparation, moment: datetime
) -> Row:
    """The context of templates/visits/room.html."""
    sitting = sitting_of(session, child, row)
    return {
        **headed(session, child, row, sitting, moment),
        **outcome(session, actor, child, row, sitting, moment),
        "medicines": _medicines(session, child, row, moment),
        "new": {
            "visit": _way(child, row, "log.new", what="visit"),
            "question": _way(child, row, "log.new", what="question"),
            "medicine": _way(child, row, "medicines.add"),
            "test": _way(child, row, "lab_plans.add"),
            "appointment": _way(child, row, "planned.add_appointment", with_whom=sitting.whom),
        },
    }


def outcome(
    session: Session,
    actor: Actor,
    child: Child,
    row: Preparation,
    sitting: Sitting,
    moment: datetime,
) -> Row:
    """What came of the visit: asked, others, said and changed, as templates/visits says them."""
    may_record = actor.may(Right.RECORD, child.id)
    scene = Scene(session, child, moment, actor)
    _begins, until = span_of(session, child, row, sitting)

    def rows(found: Sequence[Shown]) -> list[Row]:
        return [_question(scene, row, sitting, one, until, may_record) for one in found]

    asked, others = _questions(session, child, row, sitting)
    return {
        "asked": rows(asked),
        "others": rows(others),
        "said": [
            told_row(child, one, may_record) for one in visits_of(session, child, row, sitting)
        ],
        "changed": list(changed_since(session, child, row, sitting, moment)),
    }


def _way(child: Child, row: Preparation, endpoint: str, **more: Any) -> str:
    """The address of a form that comes back to this room."""
    said: dict[str, Any] = {ROOM: row.id, **more}
    return url_for(endpoint, child_id=child.id, **said)


def _questions(
    session: Session, child: Child, row: Preparation, sitting: Sitting
) -> tuple[list[Shown], list[Shown]]:
    """Those ranked for this visit and those answered at it; then the others that are open."""
    begins, until = span_of(session, child, row, sitting)
    answered = session.exec(
        select(QuestionRow)
        .join(Entry, col(Entry.id) == col(QuestionRow.entry_id))
        .where(QuestionRow.child_id == child.id, col(Entry.deleted).is_(False))
        .where(col(QuestionRow.answered).is_not(None), col(QuestionRow.answered) < until)
        .order_by(col(QuestionRow.answered), col(QuestionRow.entry_id))
    ).all()
    earlier = {one.entry_id for one in answered if one.answered and one.answered < begins}
    here = [one.entry_id for one in answered if _is_of(one, sitting)]
    ranked = map(uuid.UUID, row.ranked)
    asked = [each for each in dict.fromkeys([*ranked, *here]) if each not in earlier]
    # Once it is over too: an answer that is half typed still has its field.
    waiting = [
        one.entry_id
        for one in open_questions(session, child.id)
        if row.held_at is None or one.at < row.held_at
    ]
    others = [each for each in waiting if each not in asked]
    found = {one.id: one for one in entries_by_id(session, [*asked, *others])}
    kept = {each: one for each, one in found.items() if not one.deleted}
    return [kept[one] for one in asked if one in kept], [kept[one] for one in others if one in kept]


def _is_of(one: QuestionRow, sitting: Sitting) -> bool:
    """Whether an answer of these days is this visit's: somebody else's, or of rounds, is not."""
    if one.stay is not None:
        return False
    return not one.answered_by or is_same_person(one.answered_by, sitting.whom)


def _question(
    scene: Scene,
    row: Preparation,
    sitting: Sitting,
    one: Shown,
    until: datetime,
    may_record: bool,
) -> Row:
    answer, by = one.fields.get("answer"), one.fields.get("answered_by")
    edit = url_for("entries.edit", child_id=one.child_id, entry_id=one.id)
    said = _("%(name)s: %(answer)s", name=by, answer=answer) if answer and by else answer
    shown: Row = {"id": str(one.id), "text": one.fields["text"], "answer": said, "form": None}
    if answer and datetime.fromisoformat(one.fields["answered"]) >= until:
        # It came at a later visit, and stands there.
        url = url_for("entries.show", child_id=one.child_id, entry_id=one.id)
        return shown | {"answer": None, "later": url, "url": None}
    if may_record and not answer:
        filled = form_of(one).fill(one.fields, scene)
        hidden = {name: value for name, value in filled.items() if name not in LEFT_OUT}
        ids = {"change": str(uuid7(scene.now)), "base": str(Revised(one.revision, one.change_id))}
        shown["form"] = {"action": edit, "hidden": hidden | ids | {ROOM: str(row.id)}}
        shown["by"] = sitting.whom
    return shown | {"url": f"{edit}?{ROOM}={row.id}" if may_record else None}


def _medicines(session: Session, child: Child, row: Preparation, moment: datetime) -> list[Row]:
    """Each medicine of now with the ways to what may become of it."""
    names = names_of(session, child.id)
    beside = {each: named.whole for each, named in names.items()}
    return [
        {
            "name": names[one.medicine.id].whole,
            "dose": _dose(one, beside),
            "change": _way(child, row, "medicine_change.dose", medicine_id=one.medicine.id),
            "pause": _way(child, row, "medicine_turns.pause", medicine_id=one.medicine.id),
            "stop": _way(child, row, "medicine_turns.stop", medicine_id=one.medicine.id),
        }
        for one in standings(session, child, now=moment)
        if one.state is not State.STOPPED
    ]


def _dose(one: Standing, names: Mapping[uuid.UUID, str]) -> str:
    """What is planned now, as it stands beside the ways to change it."""
    held = _("paused") if one.state is State.PAUSED else ""
    said = f"{both_text(one.plan)}, {rhythm_text(one.plan.rhythm, names)}"
    return ", ".join(filter(None, (said, held)))
