"""Writes down what falls due in the next two days. Planning again changes nothing."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col, select

from journal.plans.medicines import turns_of
from journal.records.children import Child
from journal.records.medicines import MedicineTurn
from journal.records.reminders import About, Occurrence
from journal.reminders.checks import TRAVEL, answered, recorded_slots, stay_against
from journal.reminders.ends import GRACE, MAY_RETURN, End
from journal.reminders.heart import last_beat
from journal.reminders.sources import UNDATED, wanted
from journal.reminders.wanted import Look, Wanted

AHEAD = timedelta(hours=48)
# After a long sleep of the server the slots of this time are listed as late, not older ones.
LOOK_BACK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between the plans and the occurrences that are written down.

    unreadable  medicines and own reminders whose plan cannot be read
    broken      kinds of which nobody can tell what is asked for

    What is written down of these stays.
    """

    write: list[Wanted] = field(default_factory=list)
    expect: list[tuple[Occurrence, Wanted]] = field(default_factory=list)
    drop: list[Occurrence] = field(default_factory=list)
    unreadable: set[uuid.UUID] = field(default_factory=set)
    broken: set[About] = field(default_factory=set)

    @property
    def is_whole(self) -> bool:
        """Whether everything could be planned that the family planned."""
        return not self.unreadable and not self.broken

    def __len__(self) -> int:
        return len(self.write) + len(self.expect) + len(self.drop)


def plan_ahead(session: Session, *, now: datetime) -> int:
    """Bring every child's occurrences up to date with the plans; return how many changed."""
    return sum(plan_child(session, child, now=now) for child in children(session))


def children(session: Session) -> list[uuid.UUID]:
    """The ids of all children."""
    return list(session.exec(select(Child.id)))


def plan_child(session: Session, child_id: uuid.UUID, *, now: datetime) -> int:
    """Write, move, revive and drop the child's occurrences as the plans say; return how many.

    There are none beyond what plans and pauses ask for (H6): a missed dose is neither moved nor
    made up.
    A slot keeps its one row when the child travels; it only falls due at another instant.
    """
    changes = differences(session, child_id, now=now)
    _write(session, child_id, changes.write)
    for occurrence, one in changes.expect:
        occurrence.due_at = one.due_at
        occurrence.slot = one.slot
        occurrence.settled_at = None
        occurrence.outcome = None
    for occurrence in changes.drop:
        occurrence.settled_at = now
        occurrence.outcome = End.PLAN_CHANGED
    session.flush()
    return len(changes)


def differences(session: Session, child_id: uuid.UUID, *, now: datetime) -> Changes:
    """Return what planning would change for the child; most often nothing."""
    child = session.get_one(Child, child_id)
    since = _since(session, now)
    start, end = since - TRAVEL, now + AHEAD + TRAVEL
    found = wanted(Look(session=session, child=child, start=start, end=end, now=now))
    # What was told of a supply or an infusion before is not told again, wherever it lies.
    undated = [key for key, one in found.asked.items() if one.about in UNDATED]
    due_at = col(Occurrence.due_at)
    known = _written(session, child, sa.and_(due_at >= start, due_at < end))
    if undated:
        known |= _written(session, child, col(Occurrence.key).in_(undated))
    changes = Changes(unreadable=found.unreadable, broken=found.broken)
    for key, one in found.asked.items():
        if key not in known:
            # What fell due before its plan was made was never expected of anybody.
            if max(since, one.decided_at) <= one.due_at < now + AHEAD:
                changes.write.append(one)
        elif _differs(session, child, known[key], one, now=now):
            changes.expect.append((known[key], one))
    for key, occurrence in known.items():
        if {occurrence.medicine_id, occurrence.subject_id} & found.unreadable:
            continue
        if occurrence.about in found.broken:
            continue
        if key not in found.asked and occurrence.settled_at is None and occurrence.due_at > now:
            changes.drop.append(occurrence)
    return changes


def _written(
    session: Session, child: Child, which: sa.ColumnElement[bool]
) -> dict[str, Occurrence]:
    """The child's occurrences of this kind, by key.

    Two short questions: one that joins them by OR reads all that is written down of the child.
    """
    asked = select(Occurrence).where(Occurrence.child_id == child.id).where(which)
    return {occurrence.key: occurrence for occurrence in session.exec(asked)}


def _differs(
    session: Session, child: Child, occurrence: Occurrence, one: Wanted, *, now: datetime
) -> bool:
    if occurrence.settled_at is None:
        # Once it has fallen due the phones were told, wherever the child is now.
        if occurrence.due_at <= now:
            return False
        # An hour that was past when it was chosen counts from the next time on.
        passed = one.medicine_id is None and one.due_at < one.decided_at
        return not passed and (occurrence.due_at, occurrence.slot) != (one.due_at, one.slot)
    if occurrence.outcome not in MAY_RETURN or one.due_at <= now - GRACE:
        return False
    turns: list[MedicineTurn] = []
    if one.medicine_id is not None:
        turns = turns_of(session, [one.medicine_id])[one.medicine_id]
    if not one.may_be_told(turns, ZoneInfo(child.zone), now=now):
        return False
    if one.about is About.DOSE and stay_against(session, occurrence, due_at=one.due_at, now=now):
        return False
    return not recorded_slots(session, [occurrence]) and not answered(session, occurrence)


def _since(session: Session, now: datetime) -> datetime:
    """Slots from here on get an occurrence: what fell due while the server slept is listed too."""
    beat = last_beat(session) or now
    return max(now - LOOK_BACK, min(now - GRACE, beat))


def _write(session: Session, child_id: uuid.UUID, found: list[Wanted]) -> None:
    for one in found:
        insert_if_new(
            session,
            Occurrence,
            {
                "id": uuid.uuid4(),
                "child_id": child_id,
                "about": one.about,
                "medicine_id": one.medicine_id,
                "subject_id": one.subject_id,
                "slot": one.slot,
                "key": one.key,
                "due_at": one.due_at,
            },
        )


def insert_if_new(session: Session, table: type[SQLModel], values: dict[str, Any]) -> None:
    """Insert a row unless another process has written the same one first."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = sqlite.insert if is_sqlite else postgresql.insert
    session.execute(insert(table).values(values).on_conflict_do_nothing())
