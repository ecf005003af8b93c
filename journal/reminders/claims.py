"""Takes deliveries with a lease, and settles them when the push service has answered.

Lease, send, then mark: a worker that dies in between repeats a notification, which its tag makes
the phone replace. Marking first lost 18 of 1,500 reminders without a trace (hazard finding 5).
"""

import logging
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.records.children import Child
from journal.records.reminder_choices import Mailbox, Wording
from journal.records.reminders import About, Delivery, Occurrence, PhoneState, PushSubscription
from journal.reminders.answers import Answer, Kind
from journal.reminders.badge import due_count
from journal.reminders.checks import why_moot
from journal.reminders.ends import GRACE, MISSED, SHORTEST_LIFE, End
from journal.reminders.in_full import in_full
from journal.reminders.mailboxes import NEW_MAILBOX, Mailto, mailto
from journal.reminders.planning import insert_if_new
from journal.reminders.postponing import back_off, postpone
from journal.reminders.queue import wait_out, write_to
from journal.reminders.recipients import why_not
from journal.reminders.recorded import CLOSING, life_of, recorded_at
from journal.reminders.subscriptions import Subscription
from journal.reminders.told import rings_after

# Longer than a batch needs when every exchange takes its whole deadline: a worker that is only
# slow keeps what it has.
LEASE = timedelta(seconds=60)
BATCH = 20

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that one worker may send until its lease ends."""

    delivery_id: uuid.UUID
    lease: uuid.UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """All that is needed to send one delivery, read just before. `due` is the icon's number.

    in_full  what it is about, for a phone whose owner wants to read it there; None: private
    to        a phone, or a mailbox
    nudge     0 the first time; see queue.py
    snooze    whether Snooze would ring: the phone was not told of it before
    recorded  the wall time of the dose, "08:03", when the message takes a reminder's place
    """

    occurrence_id: uuid.UUID
    to: Subscription | Mailto
    child_name: str
    about: About
    slot: str
    topic: str
    ttl: timedelta
    due: int
    in_full: str | None = None
    nudge: int = 0
    snooze: bool = True
    recorded: str | None = None


def claim(
    session: Session, *, now: datetime, lease: timedelta = LEASE, most: int = BATCH
) -> list[Claim]:
    """Take up to `most` deliveries that are due or whose lease has ended. Commit, then send.

    Any number of processes may ask at once; each delivery goes to one of them.
    """
    # Without SKIP LOCKED, PostgreSQL handed most rows to two workers. SQLite has no such clause
    # and needs none: the transaction holds the only write lock.
    due = (
        sa.select(col(Delivery.id))
        .where(col(Delivery.next_at).is_not(None), col(Delivery.next_at) <= now)
        .order_by(col(Delivery.next_at))
        .limit(most)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    token = uuid.uuid4()
    taken = session.execute(
        sa.update(Delivery)
        .where(col(Delivery.id).in_(sa.select(due.c.id)))
        .values(lease=token, next_at=now + lease, attempts=Delivery.attempts + 1)
        .returning(col(Delivery.id))
        .execution_options(synchronize_session=False)
    ).scalars()
    return [Claim(delivery_id, token) for delivery_id in taken]


def open_letter(session: Session, claim: Claim, *, now: datetime) -> Letter | End | None:
    """Return what to send, the reason why nothing is to be sent, or None: no longer ours.

    Ask immediately before sending: doses, plans and people may have changed since the claim (H7).
    """
    delivery = session.get_one(Delivery, claim.delivery_id)
    if delivery.lease != claim.lease or delivery.next_at is None:
        return None
    occurrence = session.get_one(Occurrence, delivery.occurrence_id)
    child = session.get_one(Child, occurrence.child_id)
    over_at = delivery.due_at + life_of(delivery)
    recorded = None
    if delivery.nudge == CLOSING:
        recorded = recorded_at(session, occurrence, child)
        if recorded is None or over_at - now < SHORTEST_LIFE:
            return End.LATE if recorded else End.PLAN_CHANGED
    elif why := why_moot(session, occurrence, due_at=delivery.due_at, now=now):
        return why
    phone = None
    if delivery.subscription_id is not None:
        phone = session.get_one(PushSubscription, delivery.subscription_id)
        if phone.state is PhoneState.GONE:
            return End.GONE
    if why := why_not(session, occurrence, delivery, now=now):
        return why
    mailbox = phone or session.get(Mailbox, delivery.account_id)
    reads_all = mailbox is not None and mailbox.wording == Wording.FULL
    return Letter(
        occurrence_id=occurrence.id,
        to=_subscription(phone) if phone else mailto(session, delivery),
        child_name=child.name,
        about=About(occurrence.about),
        slot=occurrence.slot,
        topic=delivery.topic,
        due=due_count(session, phone.account_id, now=now) if phone else 0,
        ttl=min(over_at - now, GRACE),
        in_full=in_full(session, occurrence, now=now) if reads_all else None,
        nudge=delivery.nudge,
        snooze=phone is not None and rings_after(session, delivery),
        recorded=recorded,
    )


def _subscription(phone: PushSubscription) -> Subscription:
    return Subscription(phone.endpoint, phone.p256dh, phone.auth)


def drop(session: Session, claim: Claim, why: End, *, now: datetime) -> None:
    """Close a claimed delivery that was not sent, or let it wait for the end of quiet hours."""
    delivery = _locked(session, claim)
    ours = delivery.lease == claim.lease and delivery.next_at is not None
    if ours and (why is not End.QUIET or not wait_out(session, delivery, now=now)):
        _close(delivery, why)


def settle(
    session: Session,
    claim: Claim,
    answer: Answer,
    *,
    now: datetime,
    mail: bool = False,
    chance: Callable[[], float] = random.random,
) -> End | None:
    """Write down what the push service answered; return how it ended, None when it is tried again.

    mail  whether this server can send e-mail
    That a message was accepted is a fact, whoever holds the lease by now; any other answer counts
    only for the holder.
    """
    delivery = _locked(session, claim)
    target = _target(session, delivery)
    if answer.kind is Kind.ACCEPTED:
        _accept(session, delivery, target, answer, now=now)
        return End.ACCEPTED
    if delivery.lease != claim.lease or delivery.next_at is None:
        return None
    delivery.status = answer.status
    if target.state is PhoneState.GONE:
        return _close(delivery, End.GONE)
    target.detail = f"{answer.status or ''} {answer.detail}".strip()[:200]
    if answer.kind is Kind.GONE:
        _gone(session, delivery, target, mail=mail, now=now)
        return End.GONE
    if answer.kind is Kind.CONFIG:
        _failing(target, answer)
        return _close(delivery, End.CONFIG)
    if answer.kind is Kind.TOO_LARGE:
        return _close(delivery, End.TOO_LARGE)
    wait = back_off(delivery.attempts, chance())
    if answer.kind is Kind.LATER and answer.retry_after is not None:
        wait = answer.retry_after + timedelta(seconds=chance())
        if isinstance(target, PushSubscription):
            postpone(session, target, delivery, until=now + wait)
    if now + wait >= delivery.due_at + life_of(delivery):
        _failing(target, answer)
        return _close(delivery, End.FAILED)
    delivery.lease = None
    delivery.next_at = now + wait
    return None


def _failing(target: PushSubscription | Mailbox, answer: Answer) -> None:
    """The mail server's own faults are the operator's: they say nothing of a person's mailbox."""
    if isinstance(target, PushSubscription):
        target.state = PhoneState.FAILING
    else:
        log.error("The mail server took no letter (%s): look at JOURNAL_SMTP.", answer.kind)


def _target(session: Session, delivery: Delivery) -> PushSubscription | Mailbox:
    """The phone or mailbox; what becomes of a mailbox is kept from its first letter on."""
    if delivery.subscription_id is not None:
        return session.get_one(PushSubscription, delivery.subscription_id)
    insert_if_new(session, Mailbox, {"account_id": delivery.account_id, **NEW_MAILBOX})
    return session.get_one(Mailbox, delivery.account_id)


def _gone(
    session: Session,
    delivery: Delivery,
    target: PushSubscription | Mailbox,
    *,
    mail: bool,
    now: datetime,
) -> None:
    _close(delivery, End.GONE)
    if isinstance(target, Mailbox):
        # A full or mistyped mailbox may be mended: the next reminder tries it again.
        target.state = PhoneState.FAILING
        return
    retire(session, target)
    if mail and delivery.nudge != CLOSING:
        write_to(session, delivery, target.account_id, now=now)


def retire(session: Session, phone: PushSubscription) -> None:
    """End a subscription: nothing further is sent to it."""
    phone.state = PhoneState.GONE
    for delivery in session.exec(
        select(Delivery)
        .where(Delivery.subscription_id == phone.id, col(Delivery.next_at).is_not(None))
        .order_by(col(Delivery.id))
        .with_for_update(skip_locked=True)
    ):
        _close(delivery, End.GONE)


def accepted_by(target: PushSubscription | Mailbox, *, now: datetime) -> None:
    """Note that the push service or mail server took a message: it is no longer failing."""
    if target.state is PhoneState.GONE:
        return  # ended while the message was on its way: why it ended stays known
    target.accepted_at = now
    target.detail = ""
    if isinstance(target, Mailbox):
        target.state = PhoneState.WORKS
    elif target.state is PhoneState.FAILING:
        # What a phone has shown once, it may show again; acceptance alone proves nothing.
        target.state = PhoneState.WORKS if target.shown_at else PhoneState.UNCONFIRMED


def _accept(
    session: Session,
    delivery: Delivery,
    target: PushSubscription | Mailbox,
    answer: Answer,
    *,
    now: datetime,
) -> None:
    delivery.status = answer.status
    delivery.sent_at = now
    _close(delivery, End.ACCEPTED)
    accepted_by(target, now=now)
    occurrence = session.get_one(Occurrence, delivery.occurrence_id)
    if occurrence.outcome in MISSED and delivery.nudge != CLOSING:
        occurrence.outcome = End.ACCEPTED


def _locked(session: Session, claim: Claim) -> Delivery:
    return session.get_one(Delivery, claim.delivery_id, with_for_update=True)


def _close(delivery: Delivery, end: End) -> End:
    delivery.outcome = end
    delivery.next_at = None
    delivery.lease = None
    return end
