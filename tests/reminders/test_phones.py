"""Phones come, stay, go silent, and are tested one by one."""

import pytest
from sqlmodel import select

from journal.care.problems import Refused
from journal.records.reminders import Ended, PhoneState, PushSubscription
from journal.reminders.answers import Answer, Kind
from journal.reminders.phone_tests import send_test
from journal.reminders.phones import phones_of, receipt, subscribe, unsubscribe
from journal.reminders.subscriptions import Subscription
from journal.web.signed_in import end_sessions
from tests.family import NOW
from tests.reminders.world import (
    BEFORE,
    HOUR,
    MINUTE,
    WORDS,
    FakeSender,
    answers,
    beat,
    deliveries,
    phone,
    signed_in,
)

DAY = 24 * HOUR


def rows(family) -> list[PushSubscription]:
    with family.database.reading() as session:
        return list(session.exec(select(PushSubscription)))


def states(family, now=NOW) -> list[PhoneState]:
    with family.database.reading() as session:
        return [one.state for one in phones_of(session, family.nora, now=now)]


def shown(family, now=NOW, session_id="one") -> int:
    with family.database.transaction() as session:
        return receipt(session, family.people["ada"], session_id=session_id, shown_at=now, now=now)


def test_the_same_phone_again_is_one_row_that_was_seen_now(family):
    where = phone(family, "ada")
    phone(family, "ada", endpoint=where, now=NOW)
    (row,) = rows(family)
    assert (row.created_at, row.seen_at) == (BEFORE, NOW)


def test_t15_an_eleventh_phone_is_refused_until_another_is_turned_off(small_family):
    family = small_family
    first, *_ = [phone(family, "ada") for _ in range(10)]
    with pytest.raises(Refused) as refused:
        phone(family, "ada")
    assert refused.value.problems[0].code == "too_many_phones"
    phone(family, "ben")
    with family.database.transaction() as session:
        assert unsubscribe(session, family.people["ada"], first)
    phone(family, "ada")


def test_t4_nobody_turns_off_somebody_elses_phone(small_family):
    where = phone(small_family, "ben")
    with small_family.database.transaction() as session:
        assert not unsubscribe(session, small_family.people["eve"], where)
    assert states(small_family) == [PhoneState.UNCONFIRMED]


def test_a_phone_turned_off_gets_nothing_and_is_not_called_lost(small_family):
    family, sender = small_family, answers(Kind.FAILED)
    family.medicine(now=BEFORE)
    where = phone(family, "ada")
    beat(family, sender, NOW)
    with family.database.transaction() as session:
        unsubscribe(session, family.people["ada"], where)
    beat(family, sender, NOW + 10 * MINUTE)
    assert len(sender.sent) == 1
    assert states(family) == []
    assert all(delivery.next_at is None for delivery in deliveries(family))


def test_a_browser_where_somebody_else_signs_in_is_theirs_and_starts_anew(small_family):
    family, sender = small_family, FakeSender()
    family.medicine(now=BEFORE)
    where = phone(family, "ada")
    beat(family, sender, BEFORE)
    with family.database.transaction() as session:
        subscribe(
            session,
            family.people["eve"],
            Subscription(where, "key", "auth"),
            session_id=None,
            now=BEFORE,
        )
    beat(family, sender, NOW)
    assert sender.sent == []


def test_h18_a_browser_where_somebody_else_signed_in_is_lost_to_who_had_it(small_family):
    family = small_family
    where = phone(family, "ada")
    phone(family, "ben", endpoint=where, now=NOW)
    before, after = sorted(rows(family), key=lambda row: row.created_at)
    assert (before.state, before.account_id) == (PhoneState.GONE, family.people["ada"])
    assert before.endpoint != where == after.endpoint
    assert (after.state, after.account_id) == (PhoneState.UNCONFIRMED, family.people["ben"])
    phone(family, "ada", endpoint=where, now=NOW + HOUR)
    assert len({row.endpoint for row in rows(family)}) == 3


def test_h18_a_phone_works_once_it_has_shown_something_and_for_fourteen_days(small_family):
    family = small_family
    signed_in(family, "ada", "one")
    phone(family, "ada", session="one")
    assert states(family) == [PhoneState.UNCONFIRMED]
    assert shown(family, session_id="other") == 0
    assert shown(family) == 1
    assert states(family) == [PhoneState.WORKS]
    assert states(family, NOW + 14 * DAY) == [PhoneState.WORKS]
    assert states(family, NOW + 15 * DAY) == [PhoneState.UNCONFIRMED]


def test_h18_a_phone_where_nobody_is_signed_in_any_more_is_lost(small_family):
    phone(small_family, "ada", session="over")
    assert states(small_family) == [PhoneState.GONE]


def ended(family, why: str) -> None:
    with family.database.transaction() as session:
        row = session.exec(select(PushSubscription)).one()
        row.state, row.detail = PhoneState.GONE, why


@pytest.mark.parametrize("why", [Ended.SIGNED_OUT, Ended.REMOVED, Ended.LEFT])
def test_h18_a_phone_that_a_sign_in_took_along_comes_back_with_the_next(small_family, why):
    signed_in(small_family, "ada", "one")
    where = phone(small_family, "ada", session="gone")
    ended(small_family, why)
    phone(small_family, "ada", endpoint=where, session="one", now=NOW)
    assert states(small_family) == [PhoneState.UNCONFIRMED]


@pytest.mark.parametrize(
    ("why", "code"),
    [("", "subscription_gone"), ("410", "subscription_gone"), (Ended.TURNED_OFF, "turned_off")],
)
def test_h18_what_its_push_service_or_its_person_ended_is_not_renewed(small_family, why, code):
    signed_in(small_family, "ada", "one")
    where = phone(small_family, "ada", session="one")
    ended(small_family, why)
    with pytest.raises(Refused) as refused:
        phone(small_family, "ada", endpoint=where, session="one", now=NOW)
    assert refused.value.problems[0].code == code
    assert [row.state for row in rows(small_family)] == [PhoneState.GONE]
    # The browser makes another one, and nobody misses the first.
    phone(small_family, "ada", session="one", now=NOW)
    assert states(small_family) == [PhoneState.UNCONFIRMED]


@pytest.mark.parametrize("why", ["turned off", "signed out", "removed"])
def test_h18_a_phone_that_was_silenced_on_purpose_is_not_lost(small_family, why):
    phone(small_family, "ada")
    with small_family.database.transaction() as session:
        row = session.exec(select(PushSubscription)).one()
        row.state, row.detail = PhoneState.GONE, why
    assert states(small_family) == []


@pytest.mark.parametrize("kind", [Kind.ACCEPTED, Kind.GONE, Kind.CONFIG, Kind.FAILED])
@pytest.mark.parametrize("is_test", [True, False])
@pytest.mark.parametrize("why", ["turned off", "signed out"])
def test_a_phone_ended_while_a_message_is_on_its_way_stays_ended(small_family, kind, is_test, why):
    family = small_family
    family.medicine(now=BEFORE)

    def end(where: str) -> Answer:
        with family.database.transaction() as session:
            if why == "turned off":
                unsubscribe(session, family.people["ada"], where)
            else:
                end_sessions(session, ["one"])
        return Answer(kind=kind)

    signed_in(family, "ada", "one")
    phone(family, "ada", session="one")
    if is_test:
        send_test(family.database, FakeSender(end), WORDS, family.people["ada"], now=NOW)
    else:
        beat(family, FakeSender(end), NOW)
    (row,) = rows(family)
    assert (row.state, row.detail) == (PhoneState.GONE, why)
    assert states(family) == []


def test_a_phone_whose_clock_runs_ahead_has_shown_it_now_at_the_latest(small_family):
    family = small_family
    phone(family, "ada", session="one")
    with family.database.transaction() as session:
        receipt(session, family.people["ada"], session_id="one", shown_at=NOW + DAY, now=NOW)
    assert rows(family)[0].shown_at == NOW


def test_a_test_goes_to_ones_own_phones_and_says_what_became_of_it(small_family):
    family = small_family
    for name in ("ada", "ada", "ben"):
        phone(family, name)
    sender = FakeSender()
    sent = send_test(family.database, sender, WORDS, family.people["ada"], now=NOW)
    assert list(sent.values()) == [Kind.ACCEPTED] * 2
    assert {said["title"] for _, said, *_ in sender.sent} == {"Test"}

    sent = send_test(family.database, answers(Kind.GONE), WORDS, family.people["ben"], now=NOW)
    assert list(sent.values()) == [Kind.GONE]
    assert states(family) == [PhoneState.UNCONFIRMED] * 2 + [PhoneState.GONE]
    assert send_test(family.database, sender, WORDS, family.people["ben"], now=NOW) == {}
