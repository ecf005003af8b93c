"""A phone says what it has shown: it stands with the delivery, and with nobody else's."""

import uuid
from datetime import timedelta

import pytest

from journal.reminders.phones import receipt
from tests.family import NOW
from tests.reminders.world import (
    BEFORE,
    MINUTE,
    FakeSender,
    beat,
    deliveries,
    occurrences,
    phone,
    signed_in,
)

SHOWN = NOW + timedelta(seconds=70)


def due_one(family) -> uuid.UUID:
    """What fell due at 08:00."""
    return next(one.id for one in occurrences(family) if one.due_at <= NOW)


def tell(family, occurrence, *, name="ada", session="one", shown=SHOWN, now=SHOWN) -> int:
    with family.database.transaction() as writing:
        return receipt(
            writing,
            family.people[name],
            session_id=session,
            occurrence_id=occurrence,
            shown_at=shown,
            now=now,
        )


def shown(family) -> dict:
    """When each delivery was shown, by its nudge."""
    return {one.nudge: one.shown_at for one in deliveries(family)}


def told_by_now(family):
    """Ada's phone was told of the dose of 08:00."""
    signed_in(family, "ada", "one")
    family.medicine(now=BEFORE)
    phone(family, "ada", session="one", now=BEFORE)
    beat(family, FakeSender(), NOW)
    return family


@pytest.fixture
def told(small_family):
    return told_by_now(small_family)


def test_a_receipt_stands_with_the_delivery_to_this_phone(family):
    told_by_now(family)
    assert tell(family, due_one(family)) == 1
    assert shown(family) == {0: SHOWN}


def test_the_first_receipt_counts_when_a_reminder_is_repeated(told):
    tell(told, due_one(told))
    tell(told, due_one(told), shown=SHOWN + MINUTE, now=SHOWN + MINUTE)
    assert shown(told) == {0: SHOWN}


@pytest.mark.parametrize("off", [timedelta(days=-3), timedelta(days=3)])
def test_a_phone_with_a_wrong_clock_has_shown_it_when_it_says_so(told, off):
    tell(told, due_one(told), shown=SHOWN + off)
    assert shown(told) == {0: SHOWN}


def test_t4_nobody_says_what_another_phone_has_shown(told):
    for name in ("ben", "eve"):
        signed_in(told, name, f"{name}s")
        phone(told, name, session=f"{name}s", now=SHOWN)
    for name, session in (("eve", "eves"), ("ben", "bens"), ("eve", "one")):
        tell(told, due_one(told), name=name, session=session)
    assert tell(told, uuid.uuid4()) == 1, "of an occurrence that is none of hers nothing is noted"
    assert shown(told) == {0: None}


def test_a_phone_may_be_quicker_than_the_note_that_it_was_sent(told):
    """The push service hands it on before our transaction has ended."""
    with told.database.transaction() as session:
        row = session.merge(deliveries(told)[0])
        row.sent_at = row.outcome = None
    tell(told, due_one(told))
    assert shown(told) == {0: SHOWN}


def test_what_was_not_sent_yet_was_not_shown(told):
    with told.database.transaction() as session:
        session.merge(deliveries(told)[0]).attempts = 0
    tell(told, due_one(told))
    assert shown(told) == {0: None}
