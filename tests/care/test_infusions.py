"""The arithmetic of an infusion: exact, with its units, and no way from a weight to an amount."""

import inspect
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.care import infusions
from journal.care.infusions import (
    Step,
    check_strength,
    concentration,
    figure,
    in_grams,
    minutes_for,
    minutes_left,
    ml_of_steps,
    ml_run,
    per_kg,
    step_at,
)
from journal.care.problems import Refused

D = Decimal
AMOUNTS = st.decimals("0.0001", "5000", places=4)
STEPS = st.lists(
    st.builds(Step, st.decimals("0.1", "400", places=1), st.integers(1, 240)),
    min_size=1,
    max_size=8,
)
# 15 and 30 mL/h for half an hour each, then 60 until the end.
ORDER = (Step(D(15), 30), Step(D(30), 30), Step(D(60), None))


def test_h13_grams_by_kilos_are_exact_and_rounded_once_for_reading():
    assert per_kg(D(40), D("20.6")) == Fraction(400, 206)
    assert figure(per_kg(D(40), D("20.6"))) == infusions.Figure("1.94", True)
    assert figure(per_kg(D(40), D(20))) == infusions.Figure("2", False)
    with pytest.raises(ValueError, match="weight"):
        per_kg(D(40), D(0))


@pytest.mark.parametrize(
    ("value", "text", "rounded"),
    [
        (Fraction(1250), "1250", False),
        (Fraction(12501, 10), "1250", True),
        (Fraction(1, 3), "0.33", True),
        (Fraction(1, 8), "0.13", True),
        (Fraction(199, 100), "1.99", False),
        (Fraction(1999, 1000), "2", True),
        (Fraction(5, 10000), "0.0005", False),
        (Fraction(0), "0", False),
    ],
)
def test_a_figure_has_three_digits_and_says_when_it_was_rounded(value, text, rounded):
    assert figure(value) == infusions.Figure(text, rounded)


@given(st.fractions(0, 100_000, max_denominator=10_000))
def test_a_rounded_figure_is_near_and_an_exact_one_is_the_number_itself(value):
    shown = figure(value)
    read = Fraction(Decimal(shown.text))
    assert abs(read - value) <= max(value / 100, Fraction(1, 2))
    assert shown.is_rounded == (read != value)
    assert "E" not in shown.text


@given(AMOUNTS, AMOUNTS)
def test_dividing_and_multiplying_again_gives_what_was_typed(grams, kilos):
    assert per_kg(grams, kilos) * Fraction(kilos) == Fraction(grams)
    assert concentration(grams, kilos) * Fraction(kilos) == Fraction(grams)


def test_an_amount_in_milligrams_or_from_its_bottle_is_in_grams():
    assert in_grams(D(750), "mg") == Fraction(3, 4)
    assert in_grams(D(300), "mL", "1 g in 10 mL") == 30
    assert in_grams(D(300), "mL", "100 mg/mL") == 30
    assert in_grams(D(300), "mL") is None
    assert in_grams(D(300), "mL", "10 %") is None
    assert in_grams(D(300), "IU") is None
    assert in_grams(None, "g") is None


def test_b7_an_amount_in_ml_needs_the_strength_on_the_bottle():
    for strength in ("", "10 %", "500 mg in 1 tablet"):
        with pytest.raises(Refused) as refused:
            check_strength(D(300), "mL", strength)
        assert refused.value.problems[0].code == "strength_required"
    check_strength(D(300), "mL", "1 g in 10 mL")
    check_strength(D(30), "g", "")


def test_the_steps_say_when_a_volume_has_run():
    assert ml_of_steps(ORDER) == Fraction(45, 2)
    assert minutes_for(D("22.5"), ORDER) == 60
    assert minutes_for(D("82.5"), ORDER) == 120
    assert minutes_for(D(5), ORDER) == 20
    assert minutes_for(D(23), ORDER[:2]) is None
    assert minutes_for(D(23), ()) is None
    assert minutes_for(D(10), (Step(D(0), 30), Step(D(20), None))) == 60


@given(STEPS)
def test_the_volume_of_all_steps_has_run_exactly_at_their_end(steps):
    volume, whole = ml_of_steps(steps), sum(step.minutes for step in steps)
    rates = [(Fraction(sum(s.minutes for s in steps[:n])), one.ml_h) for n, one in enumerate(steps)]
    assert ml_run(rates, Fraction(whole)) == volume
    last = steps[-1]
    assert minutes_left(Fraction(last.ml_h) * last.minutes / 60, last.ml_h) == last.minutes


@given(STEPS, st.integers(0, 2000))
def test_there_is_one_present_step_until_the_last_is_over(steps, minute):
    whole, found = sum(step.minutes for step in steps), step_at(steps, minute)
    assert (found is None) == (minute >= whole)
    if found is not None:
        begun = sum(step.minutes for step in steps[: found.index])
        assert begun <= minute < begun + found.step.minutes
        assert found.minutes_left == begun + found.step.minutes - minute
        assert (found.next is None) == (found.index == len(steps) - 1)


def test_a_step_that_goes_on_has_no_end_and_a_pause_runs_nothing():
    here = step_at(ORDER, 500)
    assert (here.index, here.next, here.minutes_left) == (2, None, None)
    assert step_at(ORDER, -1) is None
    rates = [(Fraction(0), D(60)), (Fraction(30), D(0)), (Fraction(60), D(60))]
    assert ml_run(rates, Fraction(90)) == 60
    assert ml_run(rates, Fraction(45)) == 30
    assert ml_run([], Fraction(45)) == 0


def test_h38_the_one_function_that_knows_a_weight_divides_by_it():
    knows = [
        name
        for name, each in inspect.getmembers(infusions, inspect.isfunction)
        if each.__module__ == infusions.__name__
        and {"kilos", "kg", "weight"} & set(inspect.signature(each).parameters)
    ]
    assert knows == ["per_kg"]
    assert per_kg(D(40), D(40)) < per_kg(D(40), D(20))
