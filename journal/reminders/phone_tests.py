"""Tests that go to phones: when somebody asks, and each week to phones that say nothing (H18).

A phone that shows a test says so, as it does of every reminder (`phones.receipt`).
"""

import logging
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.records.access import records_for_child
from journal.records.children import Child
from journal.records.database import Database
from journal.records.entries import Entry
from journal.records.failures import place_of
from journal.records.kinds.stay import StayRow, stays_at
from journal.records.people import AuthSession, Membership
from journal.records.reminder_choices import QuietHours
from journal.records.reminders import PhoneState, PushSubscription
from journal.records.scope import Guarded
from journal.reminders.answers import Answer, Kind
from journal.reminders.claims import accepted_by, retire
from journal.reminders.message import new_topic
from journal.reminders.push import Sender, Urgency
from journal.reminders.quiet import Quiet
from journal.reminders.subscriptions import Subscription
from journal.reminders.wording import Words

TEST_LIFE = timedelta(minutes=5)
# A dose reminder that was shown proves as much as a test.
EVERY = timedelta(days=7)
EARLIEST, LATEST = time(10), time(18)
# Silent, and so of no harm in the evening: a phone that is off for an hour still gets it.
WEEKLY_LIFE = timedelta(hours=4)
WEEKLY_TAG = "weekly-test"
# What no push service took was no test. A service that is busy is not asked in each beat.
AGAIN_AFTER = timedelta(hours=1)
UNTAKEN = (Kind.LATER, Kind.FAILED)
# In each beat, after the reminders: they never wait for it.
MOST_AT_ONCE = 8

log = logging.getLogger(__name__)


def send_test(
    database: Database | Guarded,
    sender: Sender,
    words: Words,
    account_id: uuid.UUID,
    *,
    now: datetime,
) -> dict[uuid.UUID, Kind]:
    """Send a test to each phone of the person; return what became of it, by subscription.

    Takes up to ten seconds for each phone, with no transaction open. Empty: no phone is subscribed.
    """
    with database.reading() as session:
        phones = session.exec(
            select(PushSubscription).where(
                PushSubscription.account_id == account_id,
                PushSubscription.state != PhoneState.GONE,
            )
        ).all()
    results = {}
    for phone in phones:
        payload = words.test(f"test-{new_topic()}")
        answer = _send(sender, phone, payload, life=TEST_LIFE, urgency=Urgency.HIGH, now=now)
        results[phone.id] = answer.kind
        _note(database, phone.id, answer, now=now)
    return results


def weekly_tests(
    database: Database,
    sender: Sender,
    words: Words,
    pool: ThreadPoolExecutor,
    *,
    present: Callable[[], datetime],
) -> int:
    """Test the phones that have shown nothing for a week; return how many were sent one.

    Each is taken by one conditional UPDATE before it is sent: of two workers one sends, and one
    that is killed in between leaves a phone untested for a week.
    """
    with database.reading() as session:
        found = silent_phones(session, now=present())

    def test(phone: PushSubscription) -> bool:
        now = present()
        with database.transaction() as session:
            if not _take(session, phone.id, now=now):
                return False
        payload = words.test(WEEKLY_TAG, silent=True)
        answer = _send(sender, phone, payload, life=WEEKLY_LIFE, urgency=Urgency.LOW, now=now)
        _note(database, phone.id, answer, now=present())
        if answer.kind in UNTAKEN:
            _take_back(database, phone.id, now=now)
        return True

    sending = [pool.submit(test, phone) for phone in found[:MOST_AT_ONCE]]
    wait(sending)
    for sent in sending:
        if error := sent.exception():
            log.error("A phone could not be tested: %s", place_of(error))
    return sum(not sent.exception() and sent.result() for sent in sending)


def silent_phones(session: Session, *, now: datetime) -> list[PushSubscription]:
    """Return the phones that may be tested now, those that wait longest first.

    Of caregivers, signed in, nothing shown and no test for seven days; in the daytime of their
    first child, not in quiet hours and not while a child of theirs is in hospital.
    """
    rows = session.execute(_ASKED, {"silent": now - EVERY, "now": now}).all()
    return [
        phone
        for phone, of_one in groupby(rows, key=lambda row: row.PushSubscription)
        if _may_be_tested(list(of_one), now=now)
    ]


def _may_be_tested(rows: Iterable[sa.Row[Any]], *, now: datetime) -> bool:
    first, *_others = rows = list(rows)
    wall = now.astimezone(ZoneInfo(first.zone)).time()
    if not EARLIEST <= wall < LATEST or any(row.in_hospital for row in rows):
        return False
    hours: QuietHours | None = first.QuietHours
    return hours is None or not Quiet(hours.starts, hours.ends, ZoneInfo(hours.zone)).holds(now)


def _asked() -> sa.Select[Any]:
    phone = PushSubscription
    now: sa.BindParameter[datetime] = sa.bindparam("now")
    stay = (
        sa.select(col(StayRow.entry_id))
        .join(Entry, col(Entry.id) == col(StayRow.entry_id))
        .where(col(StayRow.child_id) == col(Child.id), stays_at(now))
    )
    silent: sa.BindParameter[datetime] = sa.bindparam("silent")
    signed_in = col(AuthSession.account_id) == col(phone.account_id)
    return (
        sa.select(PushSubscription, QuietHours)
        .add_columns(col(Child.zone).label("zone"), stay.exists().label("in_hospital"))
        .join(Membership, col(Membership.account_id) == col(phone.account_id))
        .join(Child, col(Child.household_id) == col(Membership.household_id))
        .join(AuthSession, col(AuthSession.id) == col(phone.session_id), isouter=True)
        .join(QuietHours, col(QuietHours.account_id) == col(phone.account_id), isouter=True)
        .where(records_for_child())
        .where(col(phone.state) != PhoneState.GONE)
        .where(sa.or_(col(phone.session_id).is_(None), signed_in))
        .where(sa.func.coalesce(col(phone.shown_at), col(phone.created_at)) <= silent)
        .where(sa.func.coalesce(col(phone.tested_at), col(phone.created_at)) <= silent)
        .order_by(col(phone.created_at), col(phone.id), col(Child.created_at), col(Child.id))
    )


_ASKED = _asked()


def _take(session: Session, phone_id: uuid.UUID, *, now: datetime) -> bool:
    untested = sa.or_(
        col(PushSubscription.tested_at).is_(None), col(PushSubscription.tested_at) <= now - EVERY
    )
    taken = session.execute(
        sa.update(PushSubscription)
        .where(col(PushSubscription.id) == phone_id, untested)
        .values(tested_at=now)
        .returning(col(PushSubscription.id))
    )
    return taken.first() is not None


def _take_back(database: Database, phone_id: uuid.UUID, *, now: datetime) -> None:
    """Let the phone be tested anew in an hour; a test that has begun since stays."""
    with database.transaction() as session:
        session.execute(
            sa.update(PushSubscription)
            .where(col(PushSubscription.id) == phone_id, col(PushSubscription.tested_at) == now)
            .values(tested_at=now - EVERY + AGAIN_AFTER)
        )


def _send(
    sender: Sender,
    phone: PushSubscription,
    payload: bytes,
    *,
    life: timedelta,
    urgency: Urgency,
    now: datetime,
) -> Answer:
    to = Subscription(phone.endpoint, phone.p256dh, phone.auth)
    return sender.send(to, payload, ttl=life, urgency=urgency, topic=new_topic(), now=now)


def _note(
    database: Database | Guarded, phone_id: uuid.UUID, answer: Answer, *, now: datetime
) -> None:
    with database.transaction() as session:
        phone = session.get_one(PushSubscription, phone_id)
        if phone.state is PhoneState.GONE:
            return  # ended while the test was on its way: why it ended stays known
        if answer.kind is Kind.ACCEPTED:
            accepted_by(phone, now=now)
        elif answer.kind is Kind.GONE:
            retire(session, phone)
        elif answer.kind not in UNTAKEN:
            phone.state = PhoneState.FAILING
            phone.detail = f"{answer.status or ''} {answer.detail}".strip()[:200]
