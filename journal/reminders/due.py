"""What happens when an occurrence falls due: deliveries are queued, and in the end a result."""

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, or_, select

from journal.records import restored
from journal.records.children import Child
from journal.records.failures import place_of
from journal.records.reminders import About, Delivery, Occurrence
from journal.reminders.checks import why_moot
from journal.reminders.ends import GRACE, MISSED, End
from journal.reminders.queue import FIRST, queue

MOST_AT_ONCE = 50

log = logging.getLogger(__name__)


def sweep(
    session: Session, *, now: datetime, mail: bool = False, broken: set[uuid.UUID] | None = None
) -> int:
    """Queue what has fallen due, close what is over; return how many occurrences it took up.

    mail    whether this server can send e-mail
    broken  occurrences that are left out; one that cannot be queued is added, and stops no other.
            Past the grace it ends as failed instead

    Call it until it returns 0. Every due occurrence ends as accepted by a push service, recorded,
    changed, or listed by `failed_reminders` (G8). Doses of a household that waits for its phones
    after a restore wait too (H35).
    """
    left_out = set() if broken is None else broken
    unknown = restored.households_waiting(session)
    held = sa.and_(
        col(Occurrence.about) == About.DOSE,
        col(Occurrence.child_id).in_(
            sa.select(col(Child.id)).where(col(Child.household_id).in_(unknown))
        ),
    )
    first = sa.and_(col(Delivery.occurrence_id) == col(Occurrence.id), col(Delivery.nudge) == FIRST)
    waiting = sa.exists().where(first, col(Delivery.next_at).is_not(None))
    found = session.exec(
        select(Occurrence)
        .where(col(Occurrence.settled_at).is_(None), col(Occurrence.due_at) <= now)
        .where(~held if unknown else sa.true())
        .where(col(Occurrence.id).not_in(left_out))
        .where(or_(~waiting, col(Occurrence.due_at) < now - GRACE))
        .order_by(col(Occurrence.due_at))
        .limit(MOST_AT_ONCE)
        # Another process has the locked ones in hand. SQLite's transaction already excludes it.
        .with_for_update(skip_locked=True)
    ).all()
    for occurrence in found:
        id_, is_over = occurrence.id, occurrence.due_at < now - GRACE
        try:
            with session.begin_nested():
                _advance(session, occurrence, mail=mail, now=now)
        except OperationalError:
            raise  # the whole transaction is tried again
        except Exception as error:
            log.error("A reminder could not be queued: %s", place_of(error))
            if is_over:
                _give_up(session, occurrence, now=now)
            else:
                left_out.add(id_)
    return len(found)


def _advance(session: Session, occurrence: Occurrence, *, mail: bool, now: datetime) -> None:
    tried = _deliveries(session, occurrence, lock=occurrence.due_at < now - GRACE)
    if _all_told(tried):
        occurrence.settled_at, occurrence.outcome = now, End.ACCEPTED
        return
    why = why_moot(session, occurrence, due_at=occurrence.due_at, now=now)
    wanted, quiet = True, False
    if why is None:
        queued = queue(session, occurrence, tried, mail=mail, now=now)
        if queued.waiting:
            return
        wanted, quiet = queued.wanted, queued.quiet
    _finish(occurrence, tried, _end(tried, why, wanted=wanted, quiet=quiet), now=now)


def _give_up(session: Session, occurrence: Occurrence, *, now: datetime) -> None:
    """Nobody can tell whether it was wanted, and it is too late to be told: the app lists it."""
    tried = _deliveries(session, occurrence, lock=True)
    told = any(delivery.outcome == End.ACCEPTED for delivery in tried)
    _finish(occurrence, tried, End.ACCEPTED if told else End.FAILED, now=now)


def _finish(occurrence: Occurrence, tried: Sequence[Delivery], end: End, *, now: datetime) -> None:
    occurrence.settled_at = now
    occurrence.outcome = end
    for delivery in tried:
        # Those that come later end when they are due: each reads anew whether it is wanted.
        if delivery.nudge == FIRST and delivery.next_at is not None:
            delivery.next_at = None
            delivery.outcome = end


def _all_told(tried: Sequence[Delivery]) -> bool:
    """Whether everybody who was to be told at once has been: nothing is left to be asked."""
    first = [delivery.outcome for delivery in tried if delivery.nudge == FIRST]
    return bool(first) and set(first) == {End.ACCEPTED}


def _deliveries(session: Session, occurrence: Occurrence, *, lock: bool) -> Sequence[Delivery]:
    """lock: what is past the grace may be settled just now, and "accepted" is not written over.

    Who settles a delivery holds its row and writes to the occurrence only when that has ended as
    missed, never while it is open: nobody waits for the other.
    """
    asked = (
        select(Delivery)
        .where(Delivery.occurrence_id == occurrence.id, Delivery.nudge >= FIRST)
        .order_by(col(Delivery.id))
    )
    return session.exec(asked.with_for_update() if lock else asked).all()


def _end(tried: Sequence[Delivery], why: End | None, *, wanted: bool, quiet: bool) -> End:
    outcomes = {delivery.outcome for delivery in tried}
    if End.ACCEPTED in outcomes:
        return End.ACCEPTED
    if why is End.LATE and any(delivery.attempts for delivery in tried):
        return End.FAILED
    if why is not None:
        return why
    if outcomes - {End.QUIET}:
        return End.FAILED
    if quiet or outcomes:
        return End.QUIET
    return End.NO_PHONE if wanted else End.UNWANTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A due reminder that reached nobody. `why` is late, failed, no_phone or quiet."""

    occurrence_id: uuid.UUID
    about: About
    medicine_id: uuid.UUID | None
    slot: str
    due_at: datetime
    why: End


def failed_reminders(session: Session, child_id: uuid.UUID, since: datetime) -> list[Missed]:
    """Return the child's reminders due at or after `since` that reached no phone, oldest first."""
    found = session.exec(
        select(Occurrence)
        .where(Occurrence.child_id == child_id, col(Occurrence.due_at) >= since)
        .where(col(Occurrence.outcome).in_(MISSED))
        .order_by(col(Occurrence.due_at), col(Occurrence.key))
    )
    return [
        Missed(
            occurrence_id=occurrence.id,
            about=About(occurrence.about),
            medicine_id=occurrence.medicine_id,
            slot=occurrence.slot,
            due_at=occurrence.due_at,
            why=End(str(occurrence.outcome)),
        )
        for occurrence in found
    ]
