"""Where an infusion is in the clinic's steps, and which reactions are called about."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.care.infusion_calls import BREATH, NECK, call_for
from journal.care.infusion_steps import Mark, run_by, running
from journal.care.infusions import Step

START = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
STEPS = [Step(Decimal(30), 30), Step(Decimal(60), 30), Step(Decimal(120), None)]


def at(minutes):
    return START + timedelta(minutes=minutes)


def rate(minutes, ml_h):
    return Mark(at(minutes), Decimal(ml_h))


def test_next_step_of_the_plan_is_named_with_its_time():
    now = running([rate(0, 30)], STEPS)
    assert (now.ml_h, now.next, now.next_at) == (30, STEPS[1], at(30))
    now = running([rate(0, 30), rate(35, 60)], STEPS)
    assert (now.since, now.next, now.next_at) == (at(35), STEPS[2], at(65))
    now = running([rate(0, 30), rate(35, 60), rate(70, 120)], STEPS)
    assert (now.next, now.next_at) == (None, None)


def test_pause_moves_the_next_step_on_and_while_it_stands_nobody_can_tell():
    marks = [rate(0, 30), Mark(at(10), stands=True)]
    now = running(marks, STEPS)
    assert (now.stands_since, now.next_at) == (at(10), None)
    assert running([*marks, Mark(at(25))], STEPS).next_at == at(45)


def test_rate_that_no_plan_has_names_no_step_and_nothing_runs_before_a_rate():
    assert running([rate(0, 45)], STEPS).next is None
    assert running([Mark(at(0), stands=True)], STEPS) is None
    assert run_by([], at(60)) is None


def test_ml_that_ran_are_exact_with_a_pause_in_them():
    marks = [rate(0, 30), Mark(at(20), stands=True), Mark(at(40)), rate(50, 60)]
    assert run_by(marks, at(60)) == Fraction(10) + Fraction(5) + Fraction(10)


@given(st.permutations([rate(0, 30), Mark(at(10), stands=True), Mark(at(25)), rate(35, 60)]))
def test_f11_order_in_which_checkpoints_arrive_says_nothing(marks):
    assert running(marks, STEPS) == running(sorted(marks, key=lambda one: one.at), STEPS)
    assert run_by(marks, at(90)) == Fraction(5) + Fraction(5) + Fraction(55)


@pytest.mark.parametrize(
    ("reaction", "call"),
    [
        (["Short of breath"], BREATH),
        (["Nausea", "Rash or hives"], BREATH),
        (["Stiff neck"], NECK),
        (["Headache", "Vomiting"], NECK),
        (["Headache", "Light hurts the eyes"], NECK),
        (["Headache"], ""),
        (["Vomiting"], ""),
        ([], ""),
    ],
)
def test_reactions_that_sources_say_to_call_about(reaction, call):
    assert call_for(reaction) == call
