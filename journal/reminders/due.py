"""What happens when an occurrence falls due: a delivery for each phone, and in the end a result."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from journal.records import restored
from journal.records.access import RECORDERS
from journal.records.children import Child
from journal.records.people import AuthSession, Membership
from journal.records.reminders import About, Delivery, Occurrence, PhoneState, PushSubscription
from journal.reminders.checks import why_moot
from journal.reminders.ends import GRACE, MAY_RETURN, MISSED, End
from journal.reminders.message import new_topic
from journal.reminders.planning import insert_if_new

MOST_AT_ONCE = 50


def sweep(session: Session, *, now: datetime) -> int:
    """Queue what has fallen due, close what is over; return how many occurrences changed.

    Call it until it returns 0. Every due occurrence ends as accepted by a push service, recorded,
    changed, or listed by `failed_reminders` (G8). Doses of a household that waits for its phones
    after a restore wait too (H35).
    """
    unknown = restored.households_waiting(session)
    held = sa.and_(
        col(Occurrence.about) == About.DOSE,
        col(Occurrence.child_id).in_(
            sa.select(col(Child.id)).where(col(Child.household_id).in_(unknown))
        ),
    )
    first = sa.and_(col(Delivery.occurrence_id) == col(Occurrence.id), col(Delivery.nudge) == 0)
    waiting = sa.exists().where(first, col(Delivery.next_at).is_not(None))
    found = session.exec(
        select(Occurrence)
        .where(col(Occurrence.settled_at).is_(None), col(Occurrence.due_at) <= now)
        .where(~held if unknown else sa.true())
        .where(or_(~waiting, col(Occurrence.due_at) < now - GRACE))
        .order_by(col(Occurrence.due_at))
        .limit(MOST_AT_ONCE)
        # Another process has the locked ones in hand. SQLite's transaction already excludes it.
        .with_for_update(skip_locked=True)
    ).all()
    for occurrence in found:
        _advance(session, occurrence, now=now)
    session.flush()
    return len(found)


def _advance(session: Session, occurrence: Occurrence, *, now: datetime) -> None:
    tried = session.exec(
        select(Delivery).where(Delivery.occurrence_id == occurrence.id, Delivery.nudge == 0)
    ).all()
    why = why_moot(session, occurrence, due_at=occurrence.due_at, now=now)
    if why is None and _queue(session, occurrence, tried):
        return
    if any(delivery.outcome == End.ACCEPTED for delivery in tried):
        end = End.ACCEPTED
    elif why is End.LATE and any(delivery.attempts for delivery in tried):
        end = End.FAILED
    else:
        end = why or (End.FAILED if tried else End.NO_PHONE)
    occurrence.settled_at = now
    occurrence.outcome = end
    for delivery in tried:
        if delivery.next_at is not None:
            delivery.next_at = None
            delivery.outcome = end


def _queue(session: Session, occurrence: Occurrence, tried: Sequence[Delivery]) -> int:
    """Queue a delivery for each phone that has none, and anew what was dropped; return how many."""
    queued = 0
    for delivery in tried:
        if delivery.outcome in MAY_RETURN:
            delivery.outcome = None
            delivery.lease = None
            # The slot may be due at another instant by now.
            delivery.due_at = delivery.next_at = occurrence.due_at
            queued += 1
    known = {delivery.subscription_id for delivery in tried}
    for phone in phones_to_tell(session, occurrence):
        if phone not in known:
            queued += 1
            values = {
                "id": uuid.uuid4(),
                "occurrence_id": occurrence.id,
                "subscription_id": phone,
                "nudge": 0,
                "due_at": occurrence.due_at,
                "next_at": occurrence.due_at,
                "attempts": 0,
                "topic": new_topic(),
            }
            insert_if_new(session, Delivery, values)
    return queued


def phones_to_tell(session: Session, occurrence: Occurrence) -> Sequence[uuid.UUID]:
    """The subscriptions of everybody who may record, made before the occurrence fell due."""
    return session.exec(
        addressed(occurrence.child_id).where(col(PushSubscription.created_at) <= occurrence.due_at)
    ).all()


def addressed(child_id: uuid.UUID) -> SelectOfScalar[uuid.UUID]:
    """Select the subscriptions that may learn of this child now: caregivers, signed in (T4)."""
    return (
        select(PushSubscription.id)
        .join(Membership, col(Membership.account_id) == col(PushSubscription.account_id))
        .join(Child, col(Child.household_id) == col(Membership.household_id))
        .join(AuthSession, col(AuthSession.id) == col(PushSubscription.session_id), isouter=True)
        .where(Child.id == child_id, col(Membership.role).in_(RECORDERS))
        .where(PushSubscription.state != PhoneState.GONE)
        .where(
            or_(
                col(PushSubscription.session_id).is_(None),
                col(AuthSession.account_id) == col(PushSubscription.account_id),
            )
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A due reminder that reached no phone. `why` is late, failed or no_phone."""

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
