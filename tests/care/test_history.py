"""Dose plans follow each other."""

from dataclasses import dataclass
from datetime import date

import pytest

from journal.care.history import plan_on, spans_in_force


@dataclass(frozen=True)
class Plan:
    name: str
    first_on: date
    last_on: date | None = None


OLD = Plan("old", date(2026, 1, 1))
NEW = Plan("new", date(2026, 3, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("day", "plan"),
    [
        (date(2025, 12, 31), None),
        (date(2026, 1, 1), OLD),
        (date(2026, 2, 28), OLD),  # the past stays as it was
        (date(2026, 3, 1), NEW),
        (date(2026, 3, 31), NEW),
        (date(2026, 4, 1), None),  # the old plan does not come back by itself
    ],
)
def test_h9_h11_a_later_plan_replaces_an_earlier_one_from_its_first_day(day, plan):
    assert plan_on([OLD, NEW], day) == plan
    assert plan_on([NEW, OLD], day) == plan


def test_of_two_plans_that_begin_on_one_day_the_later_made_counts():
    corrected = Plan("corrected", date(2026, 3, 1))
    assert plan_on([OLD, NEW, corrected], date(2026, 3, 5)) == corrected
    assert [plan.name for plan, _, _ in spans_in_force([OLD, NEW, corrected])] == [
        "old",
        "corrected",
    ]


def test_no_plan_no_answer():
    assert plan_on([], date(2026, 3, 1)) is None
    assert spans_in_force([]) == []


def test_a_plan_is_in_force_until_the_day_before_the_next():
    assert spans_in_force([OLD, NEW]) == [
        (OLD, date(2026, 1, 1), date(2026, 2, 28)),
        (NEW, date(2026, 3, 1), date(2026, 3, 31)),
    ]
