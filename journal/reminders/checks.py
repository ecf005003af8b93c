"""Whether a reminder still has a reason, read from plans and doses at this very moment."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select

from journal.entries.evenings import check_ins_of
from journal.plans.expected import Expected, readable
from journal.plans.medicines import turns_of
from journal.plans.notices import Notice, notices
from journal.plans.refills import runs_low
from journal.plans.reviewing import after_stay
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.dose import DoseRow
from journal.records.kinds.stay import StayRow, stays_at
from journal.records.medicines import Medicine, MedicineTurn
from journal.records.reminders import About, Occurrence
from journal.reminders.ends import GRACE, SHORTEST_LIFE, End
from journal.reminders.recipients import recipients
from journal.reminders.silence import deciding, silencing
from journal.reminders.sources import asked_of
from journal.reminders.wanted import Look

# No two zones are further apart: a slot whose child has travelled is still found.
TRAVEL = timedelta(hours=26)


def why_moot(
    session: Session, occurrence: Occurrence, *, due_at: datetime, now: datetime
) -> End | None:
    """Return why nobody needs to be told any more, or None.

    due_at  of the delivery in question: a snoozed one is due later than its slot
    """
    if why := moot_for_all(session, occurrence, now=now):
        return why
    return End.LATE if is_late(due_at, now=now) else None


def is_late(due_at: datetime, *, now: datetime) -> bool:
    """Whether what was due then is not worth sending any more (H20)."""
    return due_at + GRACE - now < SHORTEST_LIFE


def moot_for_all(session: Session, occurrence: Occurrence, *, now: datetime) -> End | None:
    """Return why no phone needs to be told of it, however late, or None."""
    if answered(session, occurrence):
        return End.RECORDED
    if occurrence.medicine_id is None:
        holds = is_wanted(session, occurrence, now=now)
    elif occurrence.about == About.REFILL:
        child = session.get_one(Child, occurrence.child_id)
        medicine = session.get_one(Medicine, occurrence.medicine_id)
        holds = runs_low(session, child, medicine, now=now)
    elif occurrence.about != About.DOSE:
        holds = notice_now(session, occurrence, now=now) is not None
    elif recorded_slots(session, [occurrence]):
        return End.RECORDED
    elif why := stay_against(session, occurrence, now=now):
        return why
    else:
        holds = expected_now(session, occurrence, now=now) is not None or (
            stopped_by(session, occurrence, now=now) is None and _is_unreadable(session, occurrence)
        )
    return None if holds else End.PLAN_CHANGED


def is_wanted(session: Session, occurrence: Occurrence, *, now: datetime) -> bool:
    """Whether what is about no medicine is still asked for: nobody ended, moved or deleted it.

    What nobody can read any more is told as it was planned before.
    """
    child = session.get_one(Child, occurrence.child_id)
    start, end = occurrence.due_at - TRAVEL, occurrence.due_at + TRAVEL
    look = Look(session=session, child=child, start=start, end=end, now=now)
    asked = asked_of(look, About(occurrence.about))
    found = any(one.key == occurrence.key for one in asked.found)
    return found or occurrence.subject_id in asked.unreadable or asked.is_broken


def stay_against(
    session: Session, occurrence: Occurrence, *, due_at: datetime | None = None, now: datetime
) -> End | None:
    """Return why a stay silences a dose: it goes on, or nobody has looked at the medicine since.

    due_at  where it falls due at another moment than is written down
    """
    if in_hospital(session, occurrence.child_id, (due_at or occurrence.due_at, now)):
        return End.IN_HOSPITAL
    return End.UNREVIEWED if unreviewed(session, occurrence, now=now) else None


def unreviewed(session: Session, occurrence: Occurrence, *, now: datetime) -> bool:
    """Whether the medicine of a dose waits to be looked at since a discharge (H37)."""
    child = session.get_one(Child, occurrence.child_id)
    after = after_stay(session, child, [occurrence.medicine], now=now)
    return after is not None and bool(after.missing)


def in_hospital(session: Session, child_id: uuid.UUID, moments: Iterable[datetime]) -> bool:
    """Whether the child was in hospital at one of these moments: the doses are theirs (H37).

    A stay without a discharge goes on.
    """
    stay = (
        select(StayRow.entry_id)
        .join(Entry, col(Entry.id) == col(StayRow.entry_id))
        .where(StayRow.child_id == child_id, or_(*map(stays_at, moments)))
    )
    return session.exec(stay).first() is not None


def expected_now(session: Session, occurrence: Occurrence, *, now: datetime) -> Expected | None:
    """Return the slot as the plans expect it, or None: changed, stopped or paused by now.

    None too for what reminds of no dose: nothing can be given for it (H6).
    """
    if occurrence.about != About.DOSE or stopped_by(session, occurrence, now=now) is not None:
        return None
    for one in _near(session, occurrence)[0]:
        if one.slot.key == occurrence.slot:
            return one
    return None


def _is_unreadable(session: Session, occurrence: Occurrence) -> bool:
    """Whether nobody can read the plan any more: what was planned before is still told."""
    return bool(_near(session, occurrence)[1])


def _near(session: Session, occurrence: Occurrence) -> tuple[list[Expected], list[Medicine]]:
    child = session.get_one(Child, occurrence.child_id)
    medicine = session.get_one(Medicine, occurrence.medicine_id)
    start, end = occurrence.due_at - TRAVEL, occurrence.due_at + TRAVEL
    return readable(session, child, [medicine], start, end)


def notice_now(session: Session, occurrence: Occurrence, *, now: datetime) -> Notice | None:
    """Return the notice as plans and pauses give reason for it now, or None."""
    child = session.get_one(Child, occurrence.child_id)
    medicine = session.get_one(Medicine, occurrence.medicine_id)
    start, end = occurrence.due_at - TRAVEL, occurrence.due_at + TRAVEL
    turns = turns_of(session, [medicine.id])[medicine.id]
    for notice in notices(session, child, start, end, medicines=[medicine]):
        if notice.key == occurrence.key:
            moment = deciding(turns, due_at=occurrence.due_at, now=now)
            return notice if notice.matter.holds(turns, moment, ZoneInfo(child.zone)) else None
    return None


def stopped_by(session: Session, occurrence: Occurrence, *, now: datetime) -> MedicineTurn | None:
    """Return the stop or pause that silences it: in force now, or when it falls due (H7)."""
    turns = turns_of(session, [occurrence.medicine])[occurrence.medicine]
    return silencing(turns, due_at=occurrence.due_at, now=now)


def answered(session: Session, occurrence: Occurrence) -> bool:
    """Whether the evening's question has its answer from everybody who wants to be asked."""
    if occurrence.about != About.CHECK_IN:
        return False
    child = session.get_one(Child, occurrence.child_id)
    given = check_ins_of(session, child, occurrence.due_at)
    return bool(given) and not recipients(session, occurrence, mail=True)


def recorded_slots(
    session: Session, occurrences: Iterable[Occurrence]
) -> set[tuple[uuid.UUID, str]]:
    """Return medicine and slot of those with a dose in the journal, whatever its outcome."""
    found = set()
    for occurrence in occurrences:
        if occurrence.about != About.DOSE:
            continue  # a dose of that time has nothing to do with it
        dose = session.exec(
            select(DoseRow.entry_id)
            .join(Entry, col(Entry.id) == col(DoseRow.entry_id))
            .where(DoseRow.medicine == occurrence.medicine_id, DoseRow.slot == occurrence.slot)
            .where(col(Entry.deleted).is_(False))
        ).first()
        if dose is not None:
            found.add((occurrence.medicine, occurrence.slot))
    return found
