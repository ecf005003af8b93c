"""One reminder that cannot be queued: the others are told, and it is said that one is not."""

from datetime import time

import pytest

from journal.records.reminder_choices import Place, QuietHours
from journal.reminders import heart
from journal.reminders.answers import Answer, Kind
from tests.family import NOW
from tests.reminders.world import (
    BEFORE,
    MINUTE,
    SECOND,
    FakeSender,
    answers,
    beat,
    choose,
    deliveries,
    ends,
    phone,
)


def set_zone(family, zone: str) -> None:
    with family.database.transaction() as session:
        session.merge(
            QuietHours(
                account_id=family.people["ada"],
                starts=time(22),
                ends=time(23),
                zone=zone,
                changed_at=BEFORE,
            )
        )


def test_g8_one_reminder_that_cannot_be_queued_silences_no_other_family(family, caplog):
    sender = FakeSender()
    family.medicine(now=BEFORE)
    family.medicine(child="mia", by="eve", now=BEFORE)
    phone(family, "ada")
    eves = phone(family, "eve")
    set_zone(family, "Nowhere/Atlantis")
    counts = beat(family, sender, NOW)
    assert (len(counts.broken), len(sender.to(eves))) == (1, 1)
    assert "could not be queued" in caplog.text
    assert "Atlantis" not in caplog.text
    with family.database.reading() as session:
        assert heart.is_late(session, now=NOW)
    # It is taken up again by every tick, and told when it can be.
    set_zone(family, "America/New_York")
    counts = beat(family, sender, NOW + MINUTE)
    assert (len(counts.broken), len(sender.sent)) == (0, 2)
    assert ends(family) == ["accepted", "accepted"]


@pytest.mark.parametrize("kind", [Kind.CONFIG, Kind.TOO_LARGE])
def test_who_hears_later_from_now_on_is_not_told_twice_for_the_first_time(small_family, kind):
    family = small_family
    family.medicine(now=BEFORE)
    phone(family, "ada")
    assert not beat(family, answers(Kind.FAILED, status=503), NOW).broken
    choose(family, "ada", Place.LATER)
    sender = answers(kind, status=400)
    assert not beat(family, sender, NOW + MINUTE).broken
    assert [one.outcome for one in deliveries(family)] == [kind.value]
    sender.answer = lambda where: Answer(kind=Kind.ACCEPTED, status=201)
    assert not beat(family, sender, NOW + 30 * MINUTE + SECOND).broken
    assert ends(family) == ["accepted"]
