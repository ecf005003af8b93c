"""Doses, what is told of plans ahead, and supplies that run low."""

from datetime import datetime

from sqlmodel import Session

from journal.plans.expected import Expected, medicines_of, readable
from journal.plans.notices import Notice, notices
from journal.plans.refills import Refill, refills
from journal.records.children import Child
from journal.records.reminders import About
from journal.reminders.wanted import Asked, Wanted


def doses(session: Session, child: Child, start: datetime, end: datetime, _now: datetime) -> Asked:
    """The doses that the plans expect."""
    found, unreadable = readable(session, child, medicines_of(session, child.id), start, end)
    return Asked(map(_dose, found), {medicine.id for medicine in unreadable})


def notices_of_plans(
    session: Session, child: Child, start: datetime, end: datetime, _now: datetime
) -> Asked:
    """A step of a dose, the end of a taper, the review of a pause."""
    return Asked(map(_notice, notices(session, child, start, end)))


def supplies(
    session: Session, child: Child, start: datetime, end: datetime, now: datetime
) -> Asked:
    """Supplies that run low. How long they last follows from the doses recorded so far."""
    low = refills(session, child, medicines_of(session, child.id), now=now)
    return Asked(map(_refill, [one for one in low if start <= one.due_at < end]))


def _dose(one: Expected) -> Wanted:
    return Wanted(
        key=f"{one.medicine.id}:{one.slot.key}",
        about=About.DOSE,
        medicine_id=one.medicine.id,
        slot=one.slot.key,
        due_at=one.slot.due_at,
        decided_at=one.plan.made_at,
    )


def _notice(one: Notice) -> Wanted:
    return Wanted(
        key=one.key,
        about=one.about,
        medicine_id=one.medicine.id,
        slot=one.slot,
        due_at=one.due_at,
        decided_at=one.matter.decided_at,
        matter=one.matter,
    )


def _refill(one: Refill) -> Wanted:
    return Wanted(
        key=one.key,
        about=About.REFILL,
        medicine_id=one.medicine.id,
        slot=one.slot,
        due_at=one.due_at,
        decided_at=one.stocked_at,
    )
