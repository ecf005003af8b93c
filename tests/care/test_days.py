"""Days, clock changes, and moments in the future."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from journal.care.days import (
    check_not_future,
    day_of,
    day_span,
    due_instant,
    from_wall,
    slot_instant,
)
from tests.care.refusals import refusal

NEW_YORK = ZoneInfo("America/New_York")
BERLIN = ZoneInfo("Europe/Berlin")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
APIA = ZoneInfo("Pacific/Apia")


def wall(text):
    return datetime.fromisoformat(text)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "day"),
    [
        ("2026-11-22T00:30", date(2026, 11, 21)),  # a late dose belongs to the evening
        ("2026-11-22T03:59", date(2026, 11, 21)),
        ("2026-11-22T04:00", date(2026, 11, 22)),
        ("2026-11-22T23:59", date(2026, 11, 22)),
    ],
)
def test_the_familys_day_begins_at_four(clock, day):
    assert day_of(wall(clock).replace(tzinfo=NEW_YORK), NEW_YORK) == day


def test_a_family_may_begin_its_day_at_midnight():
    moment = wall("2026-11-22T00:30").replace(tzinfo=NEW_YORK)
    assert day_of(moment, NEW_YORK, time(0)) == date(2026, 11, 22)


def test_a_day_is_an_hour_shorter_or_longer_when_the_clocks_change():
    def hours(day):
        start, end = day_span(day, NEW_YORK, time(0))
        return (end - start) / timedelta(hours=1)

    assert [hours(date(2026, 3, 8)), hours(date(2026, 11, 1)), hours(date(2026, 7, 1))] == [
        23,
        25,
        24,
    ]


def test_a_date_that_a_zone_left_out_is_an_empty_day():
    start, end = day_span(date(2011, 12, 30), APIA)
    assert start == end


@pytest.mark.parametrize("begins", [time(0), time(1, 30), time(2, 30), time(4)])
@pytest.mark.parametrize(
    ("zone", "around"),
    [
        (NEW_YORK, "2026-03-08T07:00"),
        (NEW_YORK, "2026-11-01T06:00"),
        (LORD_HOWE, "2026-04-04T15:00"),
        (APIA, "2011-12-30T10:00"),
        (ZoneInfo("Africa/Cairo"), "2026-04-23T22:00"),  # 00:00 becomes 01:00
    ],
)
def test_every_instant_lies_in_the_span_of_its_day_and_in_no_other(zone, around, begins):
    for quarter in range(-120, 120):
        moment = utc(around) + quarter * timedelta(minutes=15)
        day = day_of(moment, zone, begins)
        start, end = day_span(day, zone, begins)
        assert start <= moment < end


def test_a_wall_time_becomes_an_instant():
    assert from_wall(wall("2026-11-22T08:00"), NEW_YORK) == utc("2026-11-22T13:00")
    assert from_wall(wall("2026-11-22T08:00"), NEW_YORK).tzinfo is UTC


def test_b11_half_past_two_did_not_exist_in_the_night_of_spring():
    problem = refusal(from_wall, wall("2026-03-08T02:30"), NEW_YORK)
    assert (problem.code, problem.field) == ("time_does_not_exist", "at")
    assert problem.message == (
        "02:30 did not exist on 8 Mar 2026: the clocks went from 02:00 to 03:00. "
        "Write a time before or after that."
    )


@pytest.mark.parametrize(
    ("zone", "clock", "change"),
    [
        (LORD_HOWE, "2026-10-04T02:15", "from 02:00 to 02:30"),  # half an hour
        (ZoneInfo("Antarctica/Troll"), "2026-03-29T02:30", "from 01:00 to 03:00"),  # two hours
        (ZoneInfo("Africa/Cairo"), "2026-04-24T00:30", "from 00:00 to 01:00"),
        (APIA, "2011-12-30T08:00", "from 00:00 to 31 Dec 2011, 00:00"),  # a whole day
    ],
)
def test_b11_the_sentence_names_the_change_of_the_place(zone, clock, change):
    assert change in refusal(from_wall, wall(clock), zone).message


def test_b11_the_first_minute_after_the_gap_exists():
    assert from_wall(wall("2026-03-08T03:00"), NEW_YORK) == utc("2026-03-08T07:00")
    assert from_wall(wall("2026-03-08T01:59"), NEW_YORK) == utc("2026-03-08T06:59")


def test_b12_half_past_one_happened_twice_in_the_night_of_autumn():
    problem = refusal(from_wall, wall("2026-11-01T01:30"), NEW_YORK, field="started")
    assert (problem.code, problem.field) == ("time_ambiguous", "started")
    assert problem.message == (
        "01:30 happened twice on 1 Nov 2026, when the clocks went back. "
        "Choose the first or the second."
    )


def test_b12_the_first_and_the_second_are_an_hour_apart():
    first, second = (from_wall(wall("2026-11-01T01:30"), NEW_YORK, fold) for fold in (0, 1))
    assert (first, second) == (utc("2026-11-01T05:30"), utc("2026-11-01T06:30"))


def test_a_choice_of_first_or_second_changes_nothing_on_other_days():
    assert from_wall(wall("2026-11-02T01:30"), NEW_YORK, 1) == utc("2026-11-02T06:30")


def test_b11_a_choice_of_first_or_second_does_not_make_a_time_exist():
    assert refusal(from_wall, wall("2026-03-08T02:30"), NEW_YORK, 1).code == "time_does_not_exist"


def test_a_reminder_in_the_gap_moves_forward_and_in_a_fold_takes_the_first():
    assert due_instant(wall("2026-03-08T02:30"), NEW_YORK) == utc("2026-03-08T07:30")  # 03:30
    assert due_instant(wall("2026-11-01T01:30"), NEW_YORK) == utc("2026-11-01T05:30")


def test_only_a_whole_day_that_was_left_out_has_no_slot():
    assert slot_instant(wall("2011-12-30T08:00"), APIA) is None
    assert slot_instant(wall("2011-12-31T08:00"), APIA) == utc("2011-12-30T18:00")
    assert slot_instant(wall("2026-03-08T02:30"), NEW_YORK) == utc("2026-03-08T07:30")


NOW = utc("2026-11-22T12:58")  # 07:58 in New York


def test_b10_three_days_ahead_is_the_future_and_both_moments_are_named():
    problem = refusal(check_not_future, utc("2026-11-25T13:00"), NOW, zone=NEW_YORK)
    assert (problem.code, problem.field) == ("time_future", "at")
    assert problem.message == (
        "This is in the future: 25 Nov 08:00. The server's clock shows 22 Nov 07:58. "
        "Check the date and the time, and the clock of this phone."
    )


def test_b10_the_year_is_named_when_it_is_another_one():
    problem = refusal(check_not_future, utc("2027-11-22T12:00"), NOW, zone=NEW_YORK)
    assert problem.values["at"] == "22 Nov 2027 07:00"


def test_b10_fifteen_minutes_ahead_are_taken_and_a_second_more_is_asked_about():
    check_not_future(NOW + timedelta(minutes=15), NOW, zone=NEW_YORK)
    late = NOW + timedelta(minutes=15, seconds=1)
    assert refusal(check_not_future, late, NOW, zone=NEW_YORK).code == "time_future"


@pytest.mark.parametrize(
    ("at", "now", "is_future"),
    [
        ("2026-03-08T03:10", "2026-03-08T01:58", False),  # 12 minutes by any watch
        ("2026-11-01T01:10 again", "2026-11-01T01:30", True),  # 40 minutes
    ],
)
def test_b10_minutes_are_those_of_a_watch_on_both_nights_of_the_clocks(at, now, is_future):
    here = datetime.fromisoformat(at[:16]).replace(tzinfo=NEW_YORK, fold="again" in at)
    there = datetime.fromisoformat(now).replace(tzinfo=NEW_YORK)
    if is_future:
        assert refusal(check_not_future, here, there, zone=NEW_YORK).code == "time_future"
    else:
        check_not_future(here, there, zone=NEW_YORK)


def test_b10_what_the_phones_clock_was_found_to_be_ahead_is_allowed_for():
    check_not_future(NOW + timedelta(hours=1), NOW, zone=NEW_YORK, skew=timedelta(minutes=50))
    # A phone whose clock is behind gets no less than the others.
    check_not_future(NOW + timedelta(minutes=15), NOW, zone=NEW_YORK, skew=timedelta(hours=-1))


def test_a_moment_without_zone_is_a_programmers_error():
    with pytest.raises(ValueError, match="time zone"):
        day_of(wall("2026-11-22T08:00"), BERLIN)
