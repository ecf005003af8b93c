"""In quiet hours nobody is told, unless they said "even then"; what was held back is listed."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from journal.records.reminder_choices import EvenThen, Place, QuietHours
from journal.reminders.actions import snooze
from journal.reminders.answers import Answer, Kind
from journal.reminders.due import failed_reminders
from journal.reminders.ends import End
from journal.reminders.quiet import Quiet
from tests.family import NOW, ZONE
from tests.reminders.world import (
    BEFORE,
    HOUR,
    MINUTE,
    FakeSender,
    answers,
    beat,
    choose,
    deliveries,
    ends,
    occurrences,
    phone,
)

NIGHT = Quiet(time(22), time(7), ZoneInfo(ZONE))


def quiet(family, name: str, starts: str, ends: str, zone: str = ZONE) -> None:
    with family.database.transaction() as session:
        session.add(
            QuietHours(
                account_id=family.people[name],
                starts=time.fromisoformat(starts),
                ends=time.fromisoformat(ends),
                zone=zone,
                changed_at=BEFORE,
            )
        )


def even_then(family, name: str, medicine) -> None:
    with family.database.transaction() as session:
        session.add(EvenThen(account_id=family.people[name], medicine_id=medicine.id))


def failed(family) -> list[End]:
    with family.database.reading() as session:
        return [one.why for one in failed_reminders(session, family.nora, BEFORE)]


@pytest.mark.parametrize(
    ("wall", "over"),
    [
        ("2026-11-22T21:59", "2026-11-22T21:59"),  # not yet
        ("2026-11-22T22:00", "2026-11-23T07:00"),  # the first minute
        ("2026-11-23T06:59", "2026-11-23T07:00"),  # the last one
        ("2026-11-23T07:00", "2026-11-23T07:00"),  # over
        ("2026-10-31T23:00", "2026-11-01T07:00"),  # the clocks go back in that night
        ("2027-03-14T01:30", "2027-03-14T07:00"),  # and forward
    ],
)
def test_quiet_hours_go_over_midnight_by_the_wall_clock(wall, over):
    zone = ZoneInfo(ZONE)
    moment = datetime.fromisoformat(wall).replace(tzinfo=zone).astimezone(UTC)
    assert NIGHT.over_at(moment) == datetime.fromisoformat(over).replace(tzinfo=zone)


def test_an_end_that_the_clocks_leave_out_ends_an_hour_later():
    spring = Quiet(time(22), time(2, 30), ZoneInfo(ZONE))
    moment = datetime(2027, 3, 14, 6, 0, tzinfo=UTC)  # 01:00
    assert spring.over_at(moment) == datetime(2027, 3, 14, 7, 30, tzinfo=UTC)


def test_what_falls_due_in_quiet_hours_waits_for_their_end(family):
    sender = FakeSender()
    family.medicine(now=BEFORE)
    quiet(family, "ada", "22:00", "08:45")
    adas = phone(family, "ada")
    for minutes in (0, 20, 44):
        beat(family, sender, NOW + minutes * MINUTE)
    assert not sender.sent
    assert ends(family) == [None]
    beat(family, sender, NOW + 45 * MINUTE)
    assert len(sender.to(adas)) == 1
    assert ends(family) == ["accepted"]
    # The second time counts from the first.
    beat(family, sender, NOW + 74 * MINUTE)
    assert len(sender.to(adas)) == 1
    beat(family, sender, NOW + 75 * MINUTE)
    assert len(sender.to(adas)) == 2


def test_a_message_that_is_tried_again_waits_when_quiet_hours_have_begun(family):
    family.medicine(now=BEFORE)
    quiet(family, "ada", "08:10", "09:00")
    adas, sender = phone(family, "ada"), answers(Kind.FAILED, status=503)
    beat(family, sender, NOW)
    sender.answer = lambda where: Answer(kind=Kind.ACCEPTED, status=201)
    for minutes in (10, 30, 59):
        beat(family, sender, NOW + minutes * MINUTE)
    assert len(sender.to(adas)) == 1
    beat(family, sender, NOW + 60 * MINUTE)
    assert len(sender.to(adas)) == 2
    assert ends(family) == ["accepted"]


def test_a_message_that_is_tried_again_ends_when_the_quiet_lasts_too_long(small_family):
    family = small_family
    family.medicine(now=BEFORE)
    quiet(family, "ada", "08:10", "11:00")
    phone(family, "ada")
    sender = answers(Kind.FAILED, status=503)
    for minutes in (0, 10, 60, 119, 180):
        beat(family, sender, NOW + minutes * MINUTE)
    assert len(sender.sent) == 1
    assert failed(family) == [End.QUIET]


def test_what_somebody_snoozed_into_quiet_hours_rings_in_them(small_family):
    family, sender = small_family, FakeSender()
    family.medicine(now=BEFORE)
    quiet(family, "ada", "08:10", "11:00")
    adas = phone(family, "ada")
    beat(family, sender, NOW)
    with family.database.transaction() as session:
        ada = family.actor(session, "ada")
        snooze(session, ada, occurrences(family)[0].id, now=NOW + MINUTE)
    beat(family, sender, NOW + 31 * MINUTE)
    assert len(sender.to(adas)) == 2


def test_what_would_be_too_late_by_then_is_listed_and_never_pushed(family):
    sender = FakeSender()
    family.medicine(now=BEFORE)
    quiet(family, "ada", "22:00", "11:00")
    phone(family, "ada")
    for minutes in (0, 60, 119, 185):
        beat(family, sender, NOW + minutes * MINUTE)
    assert not sender.sent
    assert ends(family) == ["quiet"]
    assert failed(family) == [End.QUIET]


def test_a_medicine_of_which_somebody_wants_to_hear_even_then_rings(small_family):
    family, sender = small_family, FakeSender()
    medicine, other = family.medicine(now=BEFORE), family.medicine(name="Other", now=BEFORE)
    quiet(family, "ada", "22:00", "11:00")
    even_then(family, "ada", medicine)
    phone(family, "ada")
    beat(family, sender, NOW)
    assert len(sender.sent) == 1
    assert sorted(ends(family)) == ["accepted", "quiet"]
    assert other.id != medicine.id


def test_one_persons_quiet_hours_are_not_the_others(small_family):
    family, sender = small_family, FakeSender()
    family.medicine(now=BEFORE)
    quiet(family, "ada", "22:00", "11:00")
    adas, bens = phone(family, "ada"), phone(family, "ben")
    beat(family, sender, NOW)
    assert (len(sender.to(adas)), len(sender.to(bens))) == (0, 1)
    assert ends(family) == ["accepted"]
    assert failed(family) == []
    assert {one.outcome for one in deliveries(family)} == {"quiet", "accepted"}


def test_while_the_first_has_quiet_hours_the_other_is_told_at_once(small_family):
    family, sender = small_family, FakeSender()
    family.medicine(now=BEFORE)
    quiet(family, "ada", "22:00", "11:00")
    choose(family, "ben", Place.LATER)
    phone(family, "ada")
    bens = phone(family, "ben")
    beat(family, sender, NOW)
    assert len(sender.to(bens)) == 1


def test_h18_whose_later_time_lies_in_quiet_hours_is_told_at_once_when_the_first_is_lost(family):
    family.medicine(now=BEFORE)
    quiet(family, "ben", "08:45", "12:00")
    choose(family, "ben", Place.LATER)
    adas, bens = phone(family, "ada"), phone(family, "ben")
    sender = FakeSender(
        lambda where: Answer(kind=Kind.GONE if where == adas else Kind.ACCEPTED, status=410)
    )
    beat(family, sender, NOW)
    assert len(sender.to(bens)) == 1
    assert ends(family) == ["accepted"]


def test_quiet_hours_hold_in_the_zone_in_which_they_were_set(small_family):
    family, sender = small_family, FakeSender()
    family.medicine(now=BEFORE)
    quiet(family, "ada", "22:00", "07:00", "America/Los_Angeles")  # it is five there
    phone(family, "ada")
    beat(family, sender, NOW)
    assert not sender.sent
    beat(family, sender, NOW + 2 * HOUR - timedelta(minutes=4))
    assert ends(family) == ["quiet"]
