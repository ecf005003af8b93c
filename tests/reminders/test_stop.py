"""H7: a stopped medicine is silent from the moment its stop is saved."""

import pytest

from journal.records.medicines import Turn
from journal.reminders import claims, due
from journal.reminders.actions import snooze
from journal.reminders.ends import End
from journal.reminders.tick import send_one
from tests.family import NOW
from tests.reminders.world import (
    BEFORE,
    MINUTE,
    SECOND,
    WORDS,
    beat,
    deliveries,
    ends,
    occurrences,
    phone,
    stop,
)
from tests.support.push_service import Phone


@pytest.fixture
def told(family, service, new_sender):
    """A medicine, a phone at a push service that counts, and a sender to it."""
    medicine = family.medicine(now=BEFORE)
    phone(family, "ada", endpoint=service.endpoint, keys=Phone())
    return medicine, new_sender(service.host)


@pytest.mark.parametrize("what", [Turn.STOP, Turn.PAUSE])
def test_h7_a_stop_while_a_worker_holds_the_lease_sends_nothing(family, service, told, what):
    medicine, sender = told
    beat(family, sender, BEFORE)
    with family.database.transaction() as session:
        due.sweep(session, now=NOW)
        (claimed,) = claims.claim(session, now=NOW)

    stop(family, medicine, now=NOW + SECOND, what=what)

    end = send_one(family.database, sender, WORDS, claimed, present=lambda: NOW + 2 * SECOND)
    assert end is None
    assert service.requests == []
    # The first of these beats reads a clock that is behind the one of the stop.
    for minutes in range(5):
        beat(family, sender, NOW + minutes * MINUTE)
    assert service.requests == []
    assert ends(family) == ["plan_changed"]


def test_h7_a_stop_one_second_before_the_due_time_sends_nothing(family, service, told):
    medicine, sender = told
    beat(family, sender, BEFORE)
    stop(family, medicine, now=NOW - SECOND)
    beat(family, sender, NOW)
    assert service.requests == []
    assert ends(family) == ["plan_changed"]


def test_h7_the_plan_is_read_again_even_when_no_row_was_dropped(family, service, told):
    """The stop drops waiting rows in its transaction; this is the second line behind it."""
    medicine, sender = told
    beat(family, sender, BEFORE)
    with family.database.transaction() as session:
        due.sweep(session, now=NOW)
        (claimed,) = claims.claim(session, now=NOW)
    stop(family, medicine, now=NOW + SECOND)
    with family.database.transaction() as session:
        delivery = session.get_one(due.Delivery, claimed.delivery_id)
        delivery.outcome, delivery.next_at = None, NOW + MINUTE

    end = send_one(family.database, sender, WORDS, claimed, present=lambda: NOW + 2 * SECOND)
    assert end is End.PLAN_CHANGED
    assert service.requests == []


def test_h7_a_stop_after_a_snooze_silences_the_second_ring(family, service, told):
    medicine, sender = told
    beat(family, sender, NOW)
    assert len(service.requests) == 1
    with family.database.transaction() as session:
        ada = family.actor(session, "ada")
        snooze(session, ada, occurrences(family)[0].id, now=NOW + MINUTE)
    stop(family, medicine, now=NOW + 2 * MINUTE)
    for minutes in range(2, 60, 5):
        beat(family, sender, NOW + minutes * MINUTE)
    assert len(service.requests) == 1
    assert [one.outcome for one in deliveries(family, 0, 1, 2)] == ["accepted", "plan_changed"]
