"""Takes deliveries with a lease, and settles them when the push service has answered.

Lease, send, then mark: a worker that dies in between repeats a notification, which its tag makes
the phone replace. Marking first lost 18 of 1,500 reminders without a trace (hazard finding 5).
"""

import logging
import random
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.records.reminder_choices import Mailbox
from journal.records.reminders import Delivery, Occurrence, PhoneState, PushSubscription
from journal.reminders.answers import Answer, Kind
from journal.reminders.ends import GRACE, MISSED, End
from journal.reminders.mailboxes import NEW_MAILBOX
from journal.reminders.planning import insert_if_new
from journal.reminders.postponing import back_off, postpone
from journal.reminders.queue import wait_out, write_to
from journal.reminders.recorded import CLOSING

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


def drop(session: Session, claim: Claim, why: End, *, now: datetime) -> None:
    """Close a claimed delivery that was not sent, or let it wait for the end of quiet hours."""
    delivery = _locked(session, [claim.delivery_id])[claim.delivery_id]
    ours = delivery.lease == claim.lease and delivery.next_at is not None
    if ours and (why is not End.QUIET or not wait_out(session, delivery, now=now)):
        _close(delivery, why)


def put_off(
    session: Session,
    claim: Claim,
    *,
    now: datetime,
    chance: Callable[[], float] = random.random,
) -> None:
    """Let a claimed delivery that could not be read wait, as after an answer that failed."""
    delivery = _locked(session, [claim.delivery_id])[claim.delivery_id]
    if delivery.lease == claim.lease and delivery.next_at is not None:
        _wait(delivery, back_off(delivery.attempts, chance()), now=now)


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
    return settle_all(session, [(claim, answer)], now=now, mail=mail, chance=chance)[0]


def settle_all(
    session: Session,
    answered: Sequence[tuple[Claim, Answer]],
    *,
    now: datetime,
    mail: bool = False,
    chance: Callable[[], float] = random.random,
) -> list[End | None]:
    """Write down several answers in one transaction: each commit waits for the disk."""
    rows = _locked(session, [claim.delivery_id for claim, _answer in answered])
    # Two workers that hold the same phones take them in one order.
    phones = sorted({row.subscription_id for row in rows.values() if row.subscription_id})
    held = session.exec(
        select(PushSubscription)
        .where(col(PushSubscription.id).in_(phones))
        .order_by(col(PushSubscription.id))
        # FOR NO KEY UPDATE: whoever queues for this phone meanwhile refers to it, no more.
        .with_for_update(key_share=True)
    ).all()
    known: dict[uuid.UUID | None, PushSubscription] = {phone.id: phone for phone in held}
    about = {row.occurrence_id for row in rows.values()}
    # Held on to, so that those that were accepted are fetched at once.
    _kept = session.exec(select(Occurrence).where(col(Occurrence.id).in_(about))).all()
    ends = []
    for claim, answer in answered:
        delivery = rows[claim.delivery_id]
        to = known.get(delivery.subscription_id) or _mailbox(session, delivery)
        ends.append(
            _settle(session, claim, answer, delivery, to, now=now, mail=mail, chance=chance)
        )
    return ends


def _settle(
    session: Session,
    claim: Claim,
    answer: Answer,
    delivery: Delivery,
    target: PushSubscription | Mailbox,
    *,
    now: datetime,
    mail: bool,
    chance: Callable[[], float],
) -> End | None:
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
    if _wait(delivery, wait, now=now) is None:
        return None
    _failing(target, answer)
    return End.FAILED


def _wait(delivery: Delivery, wait: timedelta, *, now: datetime) -> End | None:
    """Let it be tried again, or close it: its grace ends before."""
    if now + wait >= delivery.due_at + GRACE:
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


def _mailbox(session: Session, delivery: Delivery) -> Mailbox:
    """The mailbox: what becomes of it is kept from its first letter on."""
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


def _locked(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Delivery]:
    found = session.exec(
        select(Delivery)
        .where(col(Delivery.id).in_(ids))
        .order_by(col(Delivery.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in found}


def _close(delivery: Delivery, end: End) -> End:
    delivery.outcome = end
    delivery.next_at = None
    delivery.lease = None
    return end
