"""The phones that asked to be reminded: subscribed, silent, lost."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from journal.care.problems import N_, Problem, Refused
from journal.records.access import records_for_child
from journal.records.children import Child
from journal.records.people import Account, AuthSession, Membership
from journal.records.reminder_choices import Wording
from journal.records.reminders import Delivery, Ended, PhoneState, PushSubscription
from journal.reminders.claims import retire
from journal.reminders.endpoints import read_endpoint
from journal.reminders.recipients import is_missed, unanswered
from journal.reminders.renewed import check_not_over, check_same_browser
from journal.reminders.subscriptions import Subscription

MOST_PHONES = 10
# Some push services say "accepted" for phones that are long gone; a phone that was opened lately
# has shown that it still holds its subscription.
UNSEEN = timedelta(days=14)


def subscribe(
    session: Session,
    account_id: uuid.UUID,
    subscription: Subscription,
    *,
    session_id: str | None,
    label: str = "",
    now: datetime,
) -> PushSubscription:
    """Keep a phone's subscription, or note that it still has it.

    subscription  from `read_subscription`, which looks up names: call that before the transaction
    session_id    the sign-in it belongs to; when that ends, the phone is silent

    Only slots due from now on reach a new phone. A browser where somebody else has signed in since
    is theirs now, as a phone of its own, when it shows the keys that only it has.

    Raises Refused too_many_phones for an eleventh; subscription_gone when its push service takes
    nothing for it any more, or its keys are others, and turned_off when its person ended it: the
    browser gives it up then, and makes another one for the first.
    """
    phone = _find(session, subscription.endpoint)
    if phone is not None and phone.account_id != account_id:
        check_same_browser(phone, subscription)
    if phone is not None:
        check_not_over(phone, account_id)
    if phone is None or phone.account_id != account_id or phone.state is PhoneState.GONE:
        _check_room(session, account_id)
    if phone is not None and phone.account_id != account_id:
        _leave(session, phone)
        phone = None
    if phone is None:
        phone = PushSubscription(
            account_id=account_id,
            endpoint=subscription.endpoint,
            p256dh=subscription.p256dh,
            auth=subscription.auth,
            created_at=now,
            seen_at=now,
        )
    elif phone.state is PhoneState.GONE:
        retire(session, phone)
        phone.created_at = now
        phone.accepted_at = phone.shown_at = phone.tested_at = None
        # Who switches it on again chooses anew what its lock screen shows.
        phone.wording = Wording.PRIVATE
        phone.state = PhoneState.UNCONFIRMED
        phone.detail = ""
    phone.p256dh, phone.auth = subscription.p256dh, subscription.auth
    phone.session_id = session_id
    phone.label = label[:100] or phone.label
    phone.seen_at = now
    session.add(phone)
    session.flush()
    return phone


def _leave(session: Session, phone: PushSubscription) -> None:
    """End the phone of who was signed in before: what was sent to them stays theirs (T4)."""
    retire(session, phone)
    # A mark instead of an address, which is another person's now; the push service stays known.
    phone.endpoint = f"{read_endpoint(phone.endpoint).origin}/ended/{phone.id}"
    session.flush()


def unsubscribe(session: Session, account_id: uuid.UUID, endpoint: str) -> bool:
    """End the person's own subscription; return whether there was one. Waiting messages go too."""
    return _turn_off(session, account_id, _find(session, endpoint))


def _turn_off(session: Session, account_id: uuid.UUID, phone: PushSubscription | None) -> bool:
    if phone is None or phone.account_id != account_id:
        return False
    retire(session, phone)
    phone.detail = Ended.TURNED_OFF
    return True


def receipt(
    session: Session,
    account_id: uuid.UUID,
    *,
    session_id: str,
    shown_at: datetime,
    now: datetime,
    occurrence_id: uuid.UUID | None = None,
) -> int:
    """Note that a notification was shown on the phone of this sign-in; return how many it was.

    occurrence_id  what it was about; None for a test, or when the phone could not read it
    """
    # The phone's clock may run ahead of ours.
    shown = min(shown_at, now)
    phones = session.exec(_live(account_id).where(PushSubscription.session_id == session_id)).all()
    if occurrence_id is not None:
        # Deliveries before phones, as those who settle them lock both.
        for phone in phones:
            _shown_there(session, phone, occurrence_id, shown, now=now)
    for phone in phones:
        phone.shown_at = max(phone.shown_at or shown, shown)
        phone.seen_at = now
        phone.state = PhoneState.WORKS
    return len(phones)


def word(session: Session, account_id: uuid.UUID, phone_id: uuid.UUID, wording: Wording) -> bool:
    """Choose what one of the person's own phones may show; return whether it is theirs (T21)."""
    phone = session.get(PushSubscription, phone_id)
    if phone is None or phone.account_id != account_id:
        return False
    phone.wording = wording
    return True


def _shown_there(
    session: Session,
    phone: PushSubscription,
    occurrence_id: uuid.UUID,
    shown: datetime,
    *,
    now: datetime,
) -> None:
    """Note it at the delivery that was sent last: the phone may be quicker than our own note."""
    sent = session.exec(
        select(Delivery)
        .where(Delivery.occurrence_id == occurrence_id, Delivery.subscription_id == phone.id)
        .where(col(Delivery.attempts) > 0)
        .order_by(col(Delivery.id))
        .with_for_update()
    ).all()
    if not sent:
        return
    last = max(sent, key=lambda one: (one.sent_at or now, one.nudge))
    if last.shown_at is None:
        # A phone whose clock is slow has shown nothing before it was due.
        last.shown_at = shown if shown >= last.due_at else now


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A phone as the settings page and the banner show it.

    state       works, unconfirmed (never shown anything, unseen for 14 days, or a test it did not
                answer), failing, or gone, which it is too when nobody is signed in there any more
    unanswered  when the test was sent that it has not answered within a day
    """

    id: uuid.UUID
    account_id: uuid.UUID
    person: str
    label: str
    state: PhoneState
    created_at: datetime
    seen_at: datetime
    accepted_at: datetime | None
    shown_at: datetime | None
    unanswered: datetime | None
    wording: Wording


def phones_of(session: Session, child_id: uuid.UUID, *, now: datetime) -> list[Phone]:
    """Return the phones of everybody who is reminded for the child, lost ones too (H18).

    A phone that was turned off or signed out on purpose is not lost and not listed.
    """
    found = session.exec(
        select(PushSubscription, Account.name, AuthSession.id)
        .join(Account, col(Account.id) == col(PushSubscription.account_id))
        .join(Membership, col(Membership.account_id) == col(Account.id))
        .join(Child, col(Child.household_id) == col(Membership.household_id))
        .where(Child.id == child_id, records_for_child())
        .join(AuthSession, col(AuthSession.id) == col(PushSubscription.session_id), isouter=True)
        .order_by(col(Account.name), col(PushSubscription.created_at))
    )
    rows = found.all()
    return [
        _shown(phone, name, is_gone=is_gone, now=now)
        for phone, name, signed_in in rows
        for is_gone in [_is_gone(phone, signed_in)]
        if not is_gone or is_missed(phone, [one for one, *_ in rows if _of_one(one, phone)])
    ]


def _is_gone(phone: PushSubscription, signed_in: str | None) -> bool:
    return phone.state is PhoneState.GONE or (phone.session_id is not None and signed_in is None)


def _of_one(phone: PushSubscription, other: PushSubscription) -> bool:
    return phone.account_id == other.account_id


def lost(phones: Sequence[Phone]) -> list[Phone]:
    """Return those that get no reminders any more (H18).

    Not a lost one whose person has another that works and came later: it took its place.
    """
    works = [phone for phone in phones if phone.state is PhoneState.WORKS]
    return [
        phone
        for phone in phones
        if phone.state is PhoneState.FAILING
        or (
            phone.state is PhoneState.GONE
            and not any(
                other.account_id == phone.account_id and other.created_at > phone.created_at
                for other in works
            )
        )
    ]


def silent(phones: Sequence[Phone]) -> list[Phone]:
    """Return those that leave the weekly test unanswered: nobody knows whether they ring (H18)."""
    return [
        phone
        for phone in phones
        if phone.state is PhoneState.UNCONFIRMED and phone.unanswered is not None
    ]


def forget(session: Session, account_id: uuid.UUID, phone_id: uuid.UUID) -> bool:
    """End one of the person's own phones as if turned off there; return whether it is theirs."""
    return _turn_off(session, account_id, session.get(PushSubscription, phone_id))


def _find(session: Session, endpoint: str) -> PushSubscription | None:
    return session.exec(
        select(PushSubscription).where(PushSubscription.endpoint == endpoint)
    ).first()


def _live(account_id: uuid.UUID) -> SelectOfScalar[PushSubscription]:
    return select(PushSubscription).where(
        PushSubscription.account_id == account_id, PushSubscription.state != PhoneState.GONE
    )


def _check_room(session: Session, account_id: uuid.UUID) -> None:
    if len(_all(session, account_id)) >= MOST_PHONES:
        text = N_("Ten phones get your reminders already. Turn one off, then try again.")
        raise Refused(Problem("too_many_phones", "subscription", text))


def _all(session: Session, account_id: uuid.UUID) -> Sequence[PushSubscription]:
    return session.exec(_live(account_id)).all()


def _shown(phone: PushSubscription, name: str, *, is_gone: bool, now: datetime) -> Phone:
    state, asked = phone.state, unanswered(phone, now=now)
    if state is PhoneState.WORKS and (asked or now - phone.seen_at > UNSEEN):
        state = PhoneState.UNCONFIRMED
    return Phone(
        id=phone.id,
        account_id=phone.account_id,
        person=name,
        label=phone.label,
        state=PhoneState.GONE if is_gone else state,
        created_at=phone.created_at,
        seen_at=phone.seen_at,
        accepted_at=phone.accepted_at,
        shown_at=phone.shown_at,
        unanswered=asked,
        wording=Wording(phone.wording),
    )
