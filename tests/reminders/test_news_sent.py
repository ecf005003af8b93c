"""News waits in the database until it is told, and each is told once (ASVS 6.3.7)."""

import json
from datetime import timedelta

import pytest
from sqlmodel import select

from journal.records.members import remove_member
from journal.records.untold import LIFE, Untold
from journal.reminders.account_news import News, announce
from journal.reminders.answers import Answer, Kind
from journal.reminders.household_news import announce_erasure
from journal.reminders.news_sent import Channels, tell_waiting
from journal.reminders.wording import Words
from tests.family import NOW, make_owner
from tests.reminders.world import phone
from tests.support.racing import racing

WORDS = Words(url="https://sunhat.example")


class Pushes:
    """A push service that answers as it is told to."""

    def __init__(self, kind=Kind.ACCEPTED):
        self.kind, self.sent, self.titles = kind, [], []

    def send(self, to, payload, **_how):
        self.sent.append(to.endpoint)
        self.titles.append((to.endpoint, json.loads(payload)["notification"]["title"]))
        return Answer(kind=self.kind)


@pytest.fixture
def told(family):
    """Ben has two phones, and added a passkey."""
    where = [phone(family, "ben") for _ in range(2)]
    with family.database.transaction() as session:
        announce(
            session,
            WORDS,
            family.people["ben"],
            News.PASSKEY_ADDED,
            called="my phone",
            session_id=None,
            now=NOW,
        )
    return where


def by(family, pushes):
    return Channels(database=family.database, sender=pushes, mailer=None, words=WORDS)


def waits(family):
    with family.database.reading() as session:
        return [row.next_at for row in session.exec(select(Untold))]


def test_t37_of_many_workers_each_notice_is_told_by_one(family, told):
    pushes = Pushes()
    racing(*[lambda: tell_waiting(by(family, pushes), clock=lambda: NOW)] * 4)
    assert (sorted(pushes.sent), waits(family)) == (sorted(told), [])


@pytest.mark.parametrize("kind", [Kind.FAILED, Kind.CONFIG])
def test_t37_a_notice_is_tried_again_for_a_day_and_then_over(family, told, kind):
    pushes = Pushes(kind)
    tell_waiting(by(family, pushes), clock=lambda: NOW)
    assert len(pushes.sent) == 2
    assert len(waits(family)) == 2
    assert all(NOW < each <= NOW + timedelta(minutes=1) for each in waits(family))
    tell_waiting(by(family, pushes), clock=lambda: NOW + LIFE)
    assert (len(pushes.sent), waits(family)) == (4, [])


def test_t35_t4_who_has_left_is_told_their_own_news_and_none_of_the_household(family, told):
    """Ben was an owner when Cleo signed in elsewhere and the erasure was asked."""
    make_owner(family, "ben")
    house, people, here = family.households["lindqvist"], family.people, {"session_id": None}
    adas = phone(family, "ada")
    with family.database.transaction() as session:
        announce(session, WORDS, people["cleo"], News.NEW_PHONE, now=NOW, **here)
        announce_erasure(session, WORDS, house, people["ada"], now=NOW, **here)
        remove_member(session, family.actor(session, "ben"), house, people["ben"], now=NOW)
    pushes = Pushes()
    tell_waiting(by(family, pushes), clock=lambda: NOW)
    assert waits(family) == []
    assert sorted(pushes.titles) == sorted(
        [
            *((one, "Your account") for one in told),
            (adas, "The account of Cleo"),
            (adas, "A journal is to be erased"),
        ]
    )


def test_a_notice_that_is_given_up_says_why_in_the_log(family, told, caplog):
    tell_waiting(by(family, Pushes(Kind.TOO_LARGE)), clock=lambda: NOW)
    assert waits(family) == []
    assert caplog.messages == ["A notice of an account was given up: too_large"] * 2


def test_t37_slow_notices_are_not_told_by_a_second_worker_too(family, told):
    """The first takes longer than a lease: what is taken after it is leased from then."""
    moment = [NOW]
    second = Pushes()

    class Slow(Pushes):
        def send(self, to, payload, **how):
            moment[0] += timedelta(seconds=50)
            if self.sent:
                tell_waiting(by(family, second), clock=lambda: moment[0])
            return super().send(to, payload, **how)

    first = Slow()
    tell_waiting(by(family, first), clock=lambda: moment[0])
    assert (sorted(first.sent), second.sent) == (sorted(told), [])
