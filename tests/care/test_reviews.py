"""H37: after a discharge every medicine is looked at before anybody is reminded of it again."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journal.care.reviews import Kept, Missing, missing, stay_to_review

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LEFT = datetime(2026, 11, 22, 15, tzinfo=UTC)
ON = date(2026, 11, 22)


@dataclass(frozen=True)
class Plan:
    first_on: date = date(2026, 11, 1)
    made_at: datetime = LEFT - 20 * DAY
    last_on: date | None = None
    amount: Decimal = Decimal("12.5")
    unit: str = "mg"
    rhythm: dict = field(default_factory=lambda: {"every": "day", "times": ["08:00"]})


@dataclass(frozen=True)
class Stay:
    admitted: datetime = LEFT - 3 * DAY
    discharged: datetime | None = LEFT


def asked(*plans, said=(), rested=False, turned=False) -> Missing | None:
    kept = Kept(plans=plans or (Plan(),), rested=rested, turned=turned)
    return missing(kept, said, discharged=LEFT, discharged_on=ON)


def later(**more) -> Plan:
    return Plan(first_on=ON + DAY, made_at=LEFT + HOUR, **more)


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ((), Missing.LOOK),
        (("continues",), None),
        # What the hospital changed or stopped is still what the plan says.
        (("changed",), Missing.PLAN),
        (("stopped",), Missing.PLAN),
        # Two people who heard two things: nobody is reminded until the plan is written.
        (("continues", "changed"), Missing.PLAN),
        (("stopped", "continues", "continues"), Missing.PLAN),
        (("of a newer build",), Missing.PLAN),
    ],
)
def test_h37_a_medicine_is_settled_by_a_review_that_says_that_it_goes_on(said, what):
    assert {asked(said=order) for order in permutations(said)} == {what}


@pytest.mark.parametrize("said", [(), ("changed",), ("stopped", "continues")])
def test_h37_a_plan_that_was_changed_stopped_or_paused_since_settles_it(said):
    assert asked(Plan(), later(amount=Decimal(10)), said=said) is None
    assert asked(said=said, turned=True) is None


def test_h37_a_plan_that_was_changed_before_the_discharge_settles_nothing():
    in_hospital = Plan(first_on=ON - DAY, made_at=LEFT - DAY, amount=Decimal(60))
    assert asked(Plan(), in_hospital) is Missing.LOOK


def test_h37_a_new_bottle_of_the_same_dose_settles_nothing():
    assert asked(Plan(), later()) is Missing.LOOK


def test_h37_a_dose_of_long_ago_that_is_planned_again_settles_it():
    """Who is back at the 20 mg of last year has a new plan, and would else never be reminded."""
    years_ago = Plan(first_on=ON - 500 * DAY, made_at=LEFT - 500 * DAY, amount=Decimal(20))
    assert asked(years_ago, Plan(), later(amount=Decimal(20)), said=["changed"]) is None


def test_h37_a_taper_that_stays_at_its_present_step_since_settles_it():
    then = Plan(first_on=ON + 7 * DAY, made_at=LEFT - 20 * DAY, amount=Decimal(10))
    assert asked(Plan(), then, said=["changed"]) is Missing.PLAN
    assert asked(Plan(), then, later(), said=["changed"]) is None
    bottle = [later(), Plan(first_on=ON + 7 * DAY, made_at=LEFT + HOUR, amount=Decimal(10))]
    assert asked(Plan(), then, *bottle, said=["changed"]) is Missing.PLAN


def test_h37_a_plan_that_was_changed_since_and_then_back_was_looked_at():
    other = Plan(first_on=ON, made_at=LEFT + HOUR, amount=Decimal(10))
    assert asked(Plan(), other, Plan(first_on=ON, made_at=LEFT + 2 * HOUR)) is None


def test_h37_what_rested_had_ended_or_came_later_is_not_asked_about():
    assert asked(rested=True) is None
    assert asked(Plan(last_on=ON - DAY)) is None
    assert asked(later()) is None


def test_h37_a_plan_that_was_to_begin_after_the_discharge_is_asked_about():
    assert asked(Plan(first_on=ON + 5 * DAY)) is Missing.LOOK
    assert asked(Plan(last_on=ON)) is Missing.LOOK


def test_h37_a_plan_that_another_had_ended_before_is_not_asked_about():
    course = Plan(first_on=ON - 9 * DAY, made_at=LEFT - 9 * DAY, last_on=ON - 5 * DAY)
    assert asked(Plan(), course) is None


@pytest.mark.parametrize(
    ("written_at", "asks"),
    [
        (LEFT - 2 * DAY, True),
        (LEFT + 3 * DAY, True),
        (LEFT + 3 * DAY + timedelta(seconds=1), False),
    ],
)
def test_h37_a_stay_that_was_written_long_after_it_asks_for_nothing(written_at, asks):
    found = stay_to_review([(Stay(), written_at)], now=LEFT + 9 * DAY)
    assert (found is not None) is asks


def test_h37_while_a_stay_goes_on_nothing_is_asked():
    ahead = (Stay(discharged=LEFT + DAY), LEFT)
    assert stay_to_review([(Stay(discharged=None), LEFT), ahead], now=LEFT + HOUR) is None


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(-9, 9), min_size=1, unique=True), st.randoms())
def test_h37_the_stay_that_ended_last_counts_in_whatever_order_they_came(ends, random):
    stays = [
        (Stay(admitted=LEFT + (day - 1) * DAY, discharged=LEFT + day * DAY), LEFT - 20 * DAY)
        for day in ends
    ]
    random.shuffle(stays)
    found = stay_to_review(stays, now=LEFT + 10 * DAY)
    assert found is not None
    assert found.discharged == LEFT + max(ends) * DAY


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.integers(-200, 200), min_size=1, max_size=5),
    st.sets(st.sampled_from(["continues", "changed", "stopped"])),
    st.booleans(),
)
def test_h37_nothing_but_a_word_or_a_new_dose_since_the_discharge_ends_the_silence(
    hours, said, bottle
):
    """Whatever was planned before, and however often the same dose was written again since."""
    plans = [Plan(made_at=LEFT - 20 * DAY)]
    plans += [Plan(first_on=ON, made_at=LEFT - abs(hour) * HOUR) for hour in hours]
    if bottle:
        plans += [Plan(first_on=ON, made_at=LEFT + abs(hour or 1) * HOUR) for hour in hours]
    assert (asked(*plans, said=tuple(said)) is None) is (said == {"continues"})
