"""A new bottle is told of for seven days (H15)."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from journal.care.bottles import Bottle, new_bottle


@dataclass
class Plan:
    strength: str
    first_on: date
    last_on: date | None = None


DAY = date(2026, 11, 3)


def told(*plans, after):
    return new_bottle(plans, DAY + timedelta(days=after), "syrup")


@pytest.mark.parametrize(("after", "says"), [(-1, False), (0, True), (6, True), (7, False)])
def test_h15_a_new_bottle_is_told_of_from_its_first_day_for_seven(after, says):
    found = told(Plan("10 mg/mL", date(2026, 1, 1)), Plan("25 mg/mL", DAY), after=after)
    assert found == (Bottle(DAY, "25 mg/mL", "10 mg/mL", "syrup") if says else None)


def test_h15_a_step_of_a_taper_does_not_silence_the_new_bottle():
    step = Plan("25 mg/mL", DAY + timedelta(days=2))
    found = told(Plan("10 mg/mL", date(2026, 1, 1)), Plan("25 mg/mL", DAY), step, after=3)
    assert found.since == DAY


def test_h15_another_dose_from_the_same_bottle_says_nothing():
    plans = Plan("10 mg/mL", date(2026, 1, 1)), Plan("50 mg in 5 mL", DAY)
    assert told(*plans, after=1) is None


def test_h15_a_strength_written_down_for_the_first_time_or_left_out_is_no_new_bottle():
    assert told(Plan("", date(2026, 1, 1)), Plan("25 mg/mL", DAY), after=1) is None
    assert told(Plan("10 mg/mL", date(2026, 1, 1)), Plan("", DAY), after=1) is None
    assert told(Plan("25 mg/mL", DAY), after=1) is None
    assert told(after=1) is None
