"""What is to be sent, read from plans, doses, people and phones immediately before it is sent."""

import uuid
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from journal.records.access import teens_of
from journal.records.children import Child
from journal.records.reminder_choices import Mailbox, Wording
from journal.records.reminders import About, Delivery, Occurrence, PhoneState, PushSubscription
from journal.reminders.badge import due_count
from journal.reminders.checks import is_late, moot_for_all
from journal.reminders.claims import Claim
from journal.reminders.ends import GRACE, SHORTEST_LIFE, End
from journal.reminders.in_full import in_full
from journal.reminders.mailboxes import Mailto, mailto
from journal.reminders.recipients import is_answered, recipients, why_not
from journal.reminders.recorded import CLOSING, recorded_at
from journal.reminders.subscriptions import Subscription
from journal.reminders.told import rings_after

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """All that is needed to send one delivery, read just before. `due` is the icon's number.

    child_name  "" where it goes to the child itself, whom nobody calls by name
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


def open_letter(
    session: Session, claim: Claim, *, now: datetime, due: int | None = None
) -> Letter | End | None:
    """Return what to send, the reason why nothing is to be sent, or None: no longer ours.

    due  the icon's number, when it was counted a moment ago: with many medicines counting it is
         half of the reading, and the lease goes on meanwhile

    Ask immediately before sending: doses, plans and people may have changed since the claim (H7).
    """
    return open_letters(session, [claim], now=now, due=due)[0]


def open_letters(
    session: Session, claimed: Sequence[Claim], *, now: datetime, due: int | None = None
) -> list[Letter | End | None]:
    """The same for several: what the phones of one family have in common is read once."""
    # Held on to, so that each row is fetched once.
    ids = [claim.delivery_id for claim in claimed]
    rows = session.exec(select(Delivery).where(col(Delivery.id).in_(ids))).all()
    occurrences = {row.occurrence_id for row in rows}
    phones = {row.subscription_id for row in rows if row.subscription_id}
    held: list[Any] = [
        *session.exec(select(Occurrence).where(col(Occurrence.id).in_(occurrences))),
        *session.exec(select(PushSubscription).where(col(PushSubscription.id).in_(phones))),
    ]
    once = _Once()
    opened = [_open(session, claim, once, now=now, due=due) for claim in claimed]
    held.clear()
    return opened


class _Once:
    """Remembers what was found while one batch is opened."""

    def __init__(self) -> None:
        self._found: dict[Hashable, Any] = {}
        self.due_of_children: dict[uuid.UUID, int] = {}

    def __call__(self, key: Hashable, find: Callable[[], Found]) -> Found:
        if key not in self._found:
            self._found[key] = find()
        found: Found = self._found[key]
        return found


def _open(
    session: Session, claim: Claim, once: _Once, *, now: datetime, due: int | None
) -> Letter | End | None:
    delivery = session.get_one(Delivery, claim.delivery_id)
    if delivery.lease != claim.lease or delivery.next_at is None:
        return None
    occurrence = session.get_one(Occurrence, delivery.occurrence_id)
    child = session.get_one(Child, occurrence.child_id)
    this = occurrence.id
    # What takes a reminder's place lives as long: a phone may have been asleep through both.
    over_at = delivery.due_at + GRACE
    recorded = None
    if delivery.nudge == CLOSING:
        recorded = recorded_at(session, occurrence, child)
        if recorded is None or over_at - now < SHORTEST_LIFE:
            return End.LATE if recorded else End.PLAN_CHANGED
    elif why := once(("moot", this), lambda: moot_for_all(session, occurrence, now=now)):
        return why
    elif is_late(delivery.due_at, now=now):
        return End.LATE
    phone = None
    if delivery.subscription_id is not None:
        phone = session.get_one(PushSubscription, delivery.subscription_id)
        if phone.state is PhoneState.GONE:
            return End.GONE
    mailbox = phone or session.get(Mailbox, delivery.account_id)
    person = phone.account_id if phone else delivery.account_id
    if person is not None and is_answered(session, occurrence, person):
        return End.RECORDED
    people = once(("people", this), lambda: recipients(session, occurrence, mail=True))
    if why := why_not(session, occurrence, delivery, people, now=now):
        return why
    is_me = person in once(("own", child.id), lambda: teens_of(session, child.id))
    reads_all = mailbox is not None and mailbox.wording == Wording.FULL
    return Letter(
        occurrence_id=occurrence.id,
        to=_subscription(phone) if phone else mailto(session, delivery),
        child_name="" if is_me else child.name,
        about=About(occurrence.about),
        slot=occurrence.slot,
        topic=delivery.topic,
        due=_due(session, phone, once, now=now) if due is None else due,
        ttl=min(over_at - now, GRACE),
        in_full=in_full(session, occurrence, now=now) if reads_all else None,
        nudge=delivery.nudge,
        snooze=phone is not None and rings_after(session, delivery),
        recorded=recorded,
    )


def _due(session: Session, phone: PushSubscription | None, once: _Once, *, now: datetime) -> int:
    if phone is None:
        return 0
    person, known = phone.account_id, once.due_of_children
    return once(("due", person), lambda: due_count(session, person, now=now, known=known))


def _subscription(phone: PushSubscription) -> Subscription:
    return Subscription(phone.endpoint, phone.p256dh, phone.auth)
