"""The days of a taper: totals, first doses, and where two doses come too close."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from journal.care.rhythm import Alternating, AsNeeded, Daily, EveryDays, EveryWeeks, Weekday, Weekly
from journal.care.taper import Step
from journal.care.taper_days import days_of, first_days, near_doses, total_of

ZONE = ZoneInfo("America/New_York")
DAILY = Daily((time(8),))
OTHER_DAYS = EveryDays(2, (time(8),))


def step(first, last, amount="10", rhythm=None):
    last_on = None if last is None else date(2026, 6, last)
    return Step(date(2026, 6, first), Decimal(amount), last_on, rhythm)


@pytest.mark.parametrize(
    ("rhythm", "total"),
    [
        (DAILY, 100),
        (Daily((time(8), time(20))), 200),  # the amount is that of each time
        (OTHER_DAYS, 50),
        (Alternating(Decimal("2.5"), (time(8),)), Decimal("62.5")),
        (AsNeeded(), None),  # nobody can count what may be needed
    ],
)
def test_h9_the_total_of_ten_days_is_the_sum_of_their_slots(rhythm, total):
    assert total_of(step(1, 10), rhythm, ZONE) == total


def test_a_step_without_last_day_has_no_total_and_no_length():
    assert total_of(step(1, None), DAILY, ZONE) is None
    assert days_of(step(1, None)) is None
    assert days_of(step(1, 10)) == 10


def test_a_steps_own_rhythm_goes_before_that_of_the_taper():
    assert [day.day for day in first_days(step(1, 10, "5", OTHER_DAYS), DAILY, ZONE, 3)] == [
        1,
        3,
        5,
    ]
    assert [day.day for day in first_days(step(1, None), DAILY, ZONE, 3)] == [1, 2, 3]
    assert [day.day for day in first_days(step(1, 1), DAILY, ZONE, 3)] == [1]


def test_h9_the_rest_of_a_step_goes_on_with_its_count():
    begun = replace(step(1, 10, "10", OTHER_DAYS), first_on=date(2026, 6, 4))
    rest = replace(begun, counts_from=date(2026, 6, 1))
    assert [day.day for day in first_days(rest, DAILY, ZONE, 3)] == [5, 7, 9]
    assert [day.day for day in first_days(begun, DAILY, ZONE, 3)] == [4, 6, 8]
    assert total_of(rest, DAILY, ZONE) == 30
    assert total_of(begun, DAILY, ZONE) == 40


def test_two_steps_of_every_other_day_that_meet_on_two_days_running_are_pointed_out():
    met = [step(1, 15, "10", OTHER_DAYS), step(16, 30, "5", OTHER_DAYS)]
    assert near_doses(met, DAILY, ZONE) == [(date(2026, 6, 15), date(2026, 6, 16))]
    apart = [step(1, 14, "10", OTHER_DAYS), step(15, 30, "5", OTHER_DAYS)]
    assert near_doses(apart, DAILY, ZONE) == []
    # From every day to every other day is what a taper does.
    assert near_doses([step(1, 15), met[1]], DAILY, ZONE) == []


def test_h5_a_weekly_dose_the_day_after_that_of_the_step_before_is_pointed_out():
    tuesday, wednesday = (Weekly((Weekday(day),), (time(18),)) for day in ("tuesday", "wednesday"))
    steps = [step(1, 9, "15", tuesday), step(10, 30, "10", wednesday)]
    assert near_doses(steps, DAILY, ZONE) == [(date(2026, 6, 9), date(2026, 6, 10))]
    assert near_doses([step(1, 9, "15", tuesday), step(10, 30, "10", tuesday)], DAILY, ZONE) == []


def test_h5_doses_of_every_two_weeks_that_come_a_week_apart_are_pointed_out():
    tuesdays = EveryWeeks(2, (Weekday.TUESDAY,), (time(18),))
    held = [step(1, 7, "15", tuesdays), step(8, 30, "10", tuesdays)]
    assert near_doses(held, DAILY, ZONE) == [(date(2026, 6, 2), date(2026, 6, 9))]
