"""H18: a phone that has shown nothing for a week is tested, and does not answer unnoticed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from threading import Barrier

import pytest
from sqlmodel import select

from journal.entries.record import record
from journal.records.people import Membership, Role
from journal.records.reminder_choices import QuietHours
from journal.records.reminders import PhoneState, PushSubscription
from journal.reminders.answers import Kind
from journal.reminders.phone_tests import send_test, weekly_tests
from journal.reminders.phones import phones_of, receipt
from tests.family import NOW, ZONE, change
from tests.reminders.test_by_mail import FakeMailer
from tests.reminders.world import (
    BEFORE,
    HOUR,
    MINUTE,
    WORDS,
    FakeSender,
    answers,
    beat,
    phone,
    signed_in,
)

DAY = timedelta(days=1)
# NOW is 08:00 in New York.
TEN = NOW + 2 * HOUR
LONG_AGO = TEN - 7 * DAY


def sent_to(sender) -> list[str]:
    return [where for where, said, *_ in sender.sent if said["tag"] == "weekly-test"]


def count(family, now=TEN, sender=None) -> int:
    sender = sender or FakeSender()
    beat(family, sender, now)
    return len(sent_to(sender))


def state(family, now=TEN) -> PhoneState:
    with family.database.reading() as session:
        return phones_of(session, family.nora, now=now)[0].state


def answer(family, now=TEN) -> None:
    with family.database.transaction() as session:
        receipt(session, family.people["ada"], session_id="one", shown_at=now, now=now)


def test_h18_a_silent_phone_is_tested_once_a_week_and_something_is_shown_without_a_sound(
    small_family,
):
    family, sender = small_family, FakeSender()
    phone(family, "ada", now=LONG_AGO)
    for hours in (0, 1, 24, 6 * 24):
        beat(family, sender, TEN + hours * HOUR)
    assert len(sent_to(sender)) == 1
    (_, said, ttl, _) = sender.sent[0]
    assert (said["title"], said["body"]) == ("Test", "Reminders reach this phone.")
    assert said["silent"] is True
    assert said["actions"] == []
    assert ttl <= timedelta(hours=4)
    beat(family, sender, TEN + 7 * DAY + HOUR)
    assert len(sent_to(sender)) == 2


def test_h18_a_phone_that_showed_a_reminder_this_week_needs_no_test(small_family):
    signed_in(small_family, "ada", "one")
    phone(small_family, "ada", now=LONG_AGO - DAY, session="one")
    answer(small_family, now=TEN - 6 * DAY)
    assert count(small_family) == 0
    assert count(small_family, TEN + DAY) == 1


def test_h18_a_test_without_an_answer_within_a_day_makes_a_phone_unconfirmed(small_family):
    family = small_family
    signed_in(family, "ada", "one")
    phone(family, "ada", now=LONG_AGO - DAY, session="one")
    answer(family, now=LONG_AGO)
    assert state(family) is PhoneState.WORKS
    assert count(family) == 1
    assert state(family, TEN + 24 * HOUR) is PhoneState.WORKS
    assert state(family, TEN + 25 * HOUR) is PhoneState.UNCONFIRMED
    answer(family, now=TEN + 26 * HOUR)
    assert state(family, TEN + 27 * HOUR) is PhoneState.WORKS


@pytest.mark.parametrize(
    ("hours", "sent"), [(0, 1), (-1, 0), (7, 1), (8, 0), (14, 0)], ids=["10", "9", "17", "18", "0"]
)
def test_a_test_comes_by_day_where_the_child_is(small_family, hours, sent):
    phone(small_family, "ada", now=LONG_AGO - DAY)
    assert count(small_family, TEN + hours * HOUR) == sent


@pytest.mark.parametrize(
    ("starts", "ends", "sent"),
    [(time(9), time(11), 0), (time(22), time(10, 30), 0), (time(22), time(7), 1)],
)
def test_no_test_comes_in_quiet_hours(small_family, starts, ends, sent):
    phone(small_family, "ada", now=LONG_AGO)
    with small_family.database.transaction() as session:
        mine = {"account_id": small_family.people["ada"], "zone": ZONE, "changed_at": NOW}
        session.add(QuietHours(starts=starts, ends=ends, **mine))
    assert count(small_family) == sent


@pytest.mark.parametrize("ahead", [{}, {"discharged": (NOW + 24 * HOUR).isoformat()}])
def test_h37_no_test_comes_while_a_child_is_in_hospital(small_family, ahead):
    family = small_family
    phone(family, "ada", now=LONG_AGO)
    at = {"at": LONG_AGO.isoformat(), "admitted": LONG_AGO.isoformat()}
    stay = change(family.nora, "stay", made_at=NOW, hospital="Riverside", **at, **ahead)
    with family.database.transaction() as session:
        assert record(session, family.actor(session, "ada"), stay, now=NOW).stored
    assert count(family) == 0


@pytest.mark.parametrize("who", ["viewer", "signed out", "gone"])
def test_t4_who_is_not_reminded_is_not_tested(small_family, who):
    family = small_family
    phone(family, "ada", now=LONG_AGO, session="over" if who == "signed out" else None)
    with family.database.transaction() as session:
        if who == "gone":
            session.exec(select(PushSubscription)).one().state = PhoneState.GONE
        if who == "viewer":
            mine = Membership.account_id == family.people["ada"]
            session.exec(select(Membership).where(mine)).one().role = Role.VIEWER
    assert count(family) == 0


def test_h18_a_test_that_finds_the_phone_gone_says_so_at_once(small_family):
    phone(small_family, "ada", now=LONG_AGO)
    assert count(small_family, sender=answers(Kind.GONE, status=410)) == 1
    assert state(small_family) is PhoneState.GONE


def test_a_worker_that_dies_while_it_tests_sends_no_second_one(small_family):
    phone(small_family, "ada", now=LONG_AGO)

    def dies(_endpoint):
        raise RuntimeError("killed")

    assert count(small_family, sender=FakeSender(dies)) == 1
    assert count(small_family, TEN + HOUR) == 0
    assert state(small_family, TEN + 2 * DAY) is PhoneState.UNCONFIRMED


def test_of_four_workers_one_tests_a_phone(family):
    for name in ("ada", "ben"):
        phone(family, name, now=LONG_AGO)
    sender, together = FakeSender(), Barrier(4)

    def work(_number):
        with ThreadPoolExecutor(2) as pool:
            together.wait(timeout=60)
            return weekly_tests(family.database, sender, WORDS, pool, present=lambda: TEN)

    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(work, range(4))) == 2
    assert len(set(sent_to(sender))) == len(sent_to(sender)) == 2


@pytest.mark.parametrize("status", [429, 503, None])
def test_h18_a_push_service_that_is_busy_says_nothing_of_the_phone(small_family, status):
    """A red line for a phone that works teaches everybody to overlook red lines."""
    family = small_family
    signed_in(family, "ada", "one")
    phone(family, "ada", now=LONG_AGO - DAY, session="one")
    answer(family, now=LONG_AGO)
    busy = answers(Kind.LATER if status else Kind.FAILED, status=status)
    for minutes in (0, 1, 30):
        beat(family, busy, TEN + minutes * MINUTE)
    assert len(sent_to(busy)) == 1, "a service that is busy is left alone for an hour"
    assert state(family) is PhoneState.WORKS
    assert state(family, TEN + 2 * DAY) is PhoneState.WORKS
    assert count(family, TEN + HOUR + MINUTE) == 1


def test_h18_a_test_by_hand_that_no_service_took_leaves_the_phone_as_it_was(small_family):
    family = small_family
    phone(family, "ada", now=LONG_AGO)
    send_test(family.database, answers(Kind.FAILED), WORDS, family.people["ada"], now=NOW)
    assert state(family) is PhoneState.UNCONFIRMED
    send_test(
        family.database, answers(Kind.CONFIG, status=403), WORDS, family.people["ada"], now=NOW
    )
    assert state(family) is PhoneState.FAILING


@pytest.mark.parametrize(("tested", "written"), [(25 * HOUR, ["ben@example.org"]), (HOUR, [])])
def test_h18_who_has_only_a_phone_that_leaves_its_test_unanswered_is_written_to(
    small_family, tested, written
):
    """Still pushed as well: nobody knows that it does not ring."""
    family, sender, mailer = small_family, FakeSender(), FakeMailer()
    family.medicine(now=BEFORE)
    phone(family, "ben", now=NOW - 300 * HOUR)
    with family.database.transaction() as session:
        one = session.exec(select(PushSubscription)).one()
        one.tested_at = one.accepted_at = NOW - tested
    beat(family, sender, NOW, mailer=mailer)
    assert (mailer.to, len(sender.sent)) == (written, 1)
