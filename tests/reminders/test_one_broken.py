"""One reminder that cannot be queued or read: the others are told, and it is said of this one."""

from datetime import time

import pytest

from journal.records.children import Child
from journal.records.medicines import Turn
from journal.records.reminder_choices import Place, QuietHours
from journal.records.reminders import About
from journal.reminders import heart
from journal.reminders.answers import Answer, Kind
from journal.reminders.due import failed_reminders
from journal.reminders.ends import End
from tests.family import NOW
from tests.reminders.noticed import DAY, TODAY, decide, taper
from tests.reminders.test_refills import shelf
from tests.reminders.world import (
    BEFORE,
    HOUR,
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


def notices_of_today(family) -> None:
    """Three notices at ten in New York, and at six that a dose changes tomorrow."""
    pills = family.medicine("Deflazacort", now=BEFORE)
    steps = (("15", TODAY), ("5", TODAY + DAY))
    taper(family, pills, *steps, last_on=TODAY + 3 * DAY, now=BEFORE)
    held = family.medicine("Azathioprine", now=BEFORE)
    decide(family, held, Turn.PAUSE, TODAY - DAY, review_on=TODAY, now=BEFORE)
    shelf(family, "3", days=7)


def live_in(family, zone: str) -> None:
    """Let nobody, or everybody, be able to read what is planned for Nora."""
    with family.database.transaction() as session:
        session.get_one(Child, family.nora).zone = zone


@pytest.mark.parametrize("asked_before", [True, False])
def test_g8_notices_that_nobody_can_look_at_any_more_are_listed_and_silence_no_other(
    family, caplog, asked_before
):
    """Before the push service was asked once, or after: each is read anew before it is sent."""
    nobody, sender = answers(Kind.FAILED, status=503), FakeSender()
    notices_of_today(family)
    family.medicine(child="tom", rhythm={"every": "day", "times": ["10:00", "18:00"]}, now=BEFORE)
    where = phone(family, "ada")
    beat(family, nobody, NOW + MINUTE)
    for due_at in (NOW + 2 * HOUR, NOW + 10 * HOUR):
        if asked_before:
            beat(family, nobody, due_at)
        live_in(family, "Nowhere/Atlantis")
        for minutes in range(1, 180, 20):
            beat(family, sender, due_at + minutes * MINUTE)
        live_in(family, "America/New_York")
    assert {said["title"] for said in sender.to(where)} == {"Reminder for T."}
    with family.database.reading() as session:
        missed = failed_reminders(session, family.nora, NOW + HOUR)
    assert {(one.about, one.why) for one in missed} == {
        (about, End.FAILED) for about in (About.STEP, About.TAPER_END, About.REVIEW, About.REFILL)
    }
    # Nobody tries for ever what cannot be read.
    assert [one for one in deliveries(family, *range(-1, 5)) if one.next_at is not None] == []
    assert "Atlantis" not in caplog.text
