"""Nobody recorded it: the phones ring once more, then somebody else is told, and that is all."""

import pytest

from journal.records.reminder_choices import Place
from journal.records.reminders import About
from journal.reminders.actions import snooze
from journal.reminders.answers import Answer, Kind
from tests.family import NOW
from tests.reminders.world import (
    BEFORE,
    HOUR,
    MINUTE,
    FakeSender,
    beat,
    choose,
    deliveries,
    ends,
    give,
    occurrences,
    only_nora,
    only_once,
    phone,
)

SLOT = "2026-11-22T08:00"


@pytest.fixture
def parents(family):
    """Ada is told at once, Ben later; a sender that listens."""
    only_nora(family)
    family.medicine(now=BEFORE)
    choose(family, "ben", Place.LATER)
    return family, phone(family, "ada"), phone(family, "ben"), FakeSender()


def buttons(said: dict) -> list[str]:
    return [one["action"] for one in said["actions"]]


def rung(family, sender, where: str, until: int, *, step: int = 5) -> list[int]:
    """After how many minutes a phone rang, with a beat every five."""
    heard = []
    for minutes in range(0, until + 1, step):
        before = len(sender.to(where))
        beat(family, sender, NOW + minutes * MINUTE)
        heard += [minutes] * (len(sender.to(where)) - before)
    return heard


def test_it_rings_again_after_half_an_hour_and_then_never(parents):
    family, adas, bens, sender = parents
    assert rung(family, sender, adas, 300) == [0, 30]
    assert len(sender.to(bens)) == 1
    first, again = sender.to(adas)
    assert "renotify" not in first
    assert again["renotify"]
    assert again["body"] == "Due at 08:00"
    # A tap on Snooze would do nothing (H21).
    assert (buttons(first), buttons(again)) == (["given", "snooze"], ["given"])
    assert buttons(sender.to(bens)[0]) == ["given", "snooze"]
    assert len({topic for where, _, _, topic in sender.sent if where == adas}) == 1


def test_who_wants_to_hear_later_is_told_after_an_hour(parents):
    family, _, bens, sender = parents
    assert rung(family, sender, bens, 200) == [60]
    assert ends(family) == ["accepted"]


def test_the_family_chooses_after_how_many_minutes(parents):
    family, adas, bens, sender = parents
    only_once(family, minutes=10)
    assert rung(family, sender, adas, 40) == [0, 10]
    assert len(sender.to(bens)) == 1


def test_what_is_no_dose_rings_once(parents):
    family, adas, bens, sender = parents
    only_once(family)
    assert rung(family, sender, adas, 90) == [0]
    assert len(sender.to(bens)) == 1


def test_nobody_is_told_once_more_of_what_was_recorded(parents):
    family, adas, bens, sender = parents
    beat(family, sender, NOW)
    give(family, family_medicine(family), SLOT, now=NOW + 5 * MINUTE)
    for minutes in (6, 30, 60):
        beat(family, sender, NOW + minutes * MINUTE)
    assert [said["silent"] for said in sender.to(adas)] == [False, True]
    assert sender.to(bens) == []
    assert {one.outcome for one in deliveries(family, 1)} == {"recorded"}


def family_medicine(family):
    from journal.records.medicines import Medicine

    with family.database.reading() as session:
        return session.get_one(Medicine, occurrences(family)[0].medicine_id)


@pytest.mark.parametrize("kind", [Kind.GONE, Kind.CONFIG])
def test_when_nobody_can_be_told_at_once_the_others_are_told_at_once(parents, kind):
    family, adas, bens, _ = parents
    sender = FakeSender(
        lambda where: Answer(kind=kind if where == adas else Kind.ACCEPTED, status=400)
    )
    beat(family, sender, NOW)
    assert len(sender.to(bens)) == 1
    assert ends(family) == ["accepted"]
    for minutes in (30, 60, 90):
        beat(family, sender, NOW + minutes * MINUTE)
    assert len(sender.to(bens)) == 1


def test_without_a_phone_of_the_first_the_others_are_told_at_once(small_family):
    family, sender = small_family, FakeSender()
    family.medicine(now=BEFORE)
    choose(family, "ben", Place.LATER)
    bens = phone(family, "ben")
    beat(family, sender, NOW)
    assert len(sender.to(bens)) == 1
    assert ends(family) == ["accepted"]


def test_who_wants_to_hear_nothing_hears_nothing(small_family):
    family, sender = small_family, FakeSender()
    family.medicine(now=BEFORE)
    choose(family, "ben", Place.NEVER)
    choose(family, "ada", push=False)
    for name in ("ada", "ben", "cleo"):
        phone(family, name)
    choose(family, "cleo", Place.FIRST)  # a viewer may not ask for doses
    beat(family, sender, NOW)
    assert not sender.sent
    assert ends(family) == ["unwanted"]


def test_t4_who_changes_their_mind_is_not_told_once_more(parents):
    family, adas, _, sender = parents
    beat(family, sender, NOW)
    choose(family, "ada", Place.NEVER)
    beat(family, sender, NOW + 31 * MINUTE)
    assert len(sender.to(adas)) == 1
    assert "unwanted" in {one.outcome for one in deliveries(family, 1)}


def test_h21_snooze_puts_off_the_second_time_and_adds_none(parents):
    family, adas, _, sender = parents
    beat(family, sender, NOW)
    tap(family, NOW + 20 * MINUTE)
    again = tap(family, NOW + 25 * MINUTE)
    assert again.until == NOW + 50 * MINUTE
    assert rung(family, sender, adas, 200) == [50]
    assert tap(family, NOW + 3 * HOUR).phones == 0


def tap(family, now):
    with family.database.transaction() as session:
        occurrence = occurrences(family)[0].id
        return snooze(session, family.actor(session, "ada"), occurrence, now=now)


def test_a_server_that_slept_for_an_hour_tells_once_and_not_twice_at_once(small_family):
    family, sender = small_family, FakeSender()
    family.medicine(now=BEFORE)
    adas = phone(family, "ada")
    beat(family, sender, NOW + HOUR)
    assert len(sender.to(adas)) == 1
    beat(family, sender, NOW + 2 * HOUR)
    assert len(sender.to(adas)) == 1


def test_a_viewer_may_ask_for_appointments_alone(small_family):
    from journal.records.people import Role
    from journal.reminders.choices import may_be_told

    told = {about for about in About if may_be_told(Role.VIEWER, about)}
    assert told == {About.APPOINTMENT}
