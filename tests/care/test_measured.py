"""mg beside mL or tablets: what is required, what is refused, what is worked out (H15, B7, B8)."""

from decimal import Decimal

import pytest

from journal.care.measured import Label, Measured, in_proportion, measured_out, odd_tablets
from tests.care.refusals import refusal

SYRUP = Label("10 mg in 1 mL", "syrup")
TABLETS = Label("5 mg", "tablets")


def both(amount, unit, typed=None, label=SYRUP):
    written = typed and Measured(Decimal(typed[0]), typed[1])
    return measured_out(Decimal(amount), unit, written, label)


@pytest.mark.parametrize("form", ["solution", "oral suspension", "syrup", "liquid", "injection"])
@pytest.mark.parametrize("strength", ["", "10 %", "see the box"])
def test_b7_mg_of_a_liquid_needs_a_strength_that_can_be_read(form, strength):
    problem = refusal(both, "5", "mg", None, Label(strength, form))
    assert (problem.code, problem.field) == ("strength_required", "strength")
    assert problem.message == "Copy the strength from the bottle, for example 10 mg in 1 mL."


def test_b7_a_strength_of_tablets_is_no_strength_of_a_syrup():
    label = Label("5 mg tablets", "syrup")
    assert refusal(both, "5", "mg", None, label).code == "strength_required"


def test_b7_ml_alone_need_no_strength():
    assert both("5", "mL", None, Label("", "syrup")) is None


def test_b8_five_mg_and_five_ml_of_ten_in_one_are_refused():
    problem = refusal(both, "5", "mg", ("5", "mL"))
    assert (problem.code, problem.field) == ("mg_ml_mismatch", "measured")
    assert problem.message == "5 mL of 10 mg/mL is 50 mg, not 5 mg."


def test_b8_the_other_way_round_says_the_same():
    problem = refusal(both, "5", "mL", ("5", "mg"))
    assert problem.message == "5 mL of 10 mg/mL is 50 mg, not 5 mg."


def test_b8_tablets_are_compared_too():
    problem = refusal(both, "7.5", "mg", ("2", "tablet"), TABLETS)
    assert problem.message == "2 × 5 mg is 10 mg, not 7.5 mg."


def test_h15_two_numbers_without_a_strength_cannot_be_compared():
    problem = refusal(both, "7.5", "mg", ("2", "tablet"), Label("", ""))
    assert (problem.code, problem.message) == (
        "strength_required",
        "Copy the strength from the box, for example 2.5 mg in 1 tablet.",
    )


def test_h15_a_strength_of_another_unit_is_no_strength_of_these():
    problem = refusal(both, "7.5", "mg", ("2", "tablet"))
    assert (problem.code, problem.field) == ("strength_other_unit", "measured")


def test_h15_what_was_typed_and_fits_is_kept_as_it_was_typed():
    assert both("20", "mg", ("6.6", "mL"), Label("15 mg/5 mL")) == Measured(Decimal("6.6"), "mL")


def test_h15_what_was_worked_out_says_so():
    assert both("12.5", "mg") == Measured(Decimal("1.25"), "mL", computed=True)
    assert both("1.25", "mL") == Measured(Decimal("12.5"), "mg", computed=True)


@pytest.mark.parametrize(("amount", "tablets"), [("12.5", "2.5"), ("1.25", "0.25"), ("5", "1")])
def test_h15_halves_and_quarters_of_tablets_are_worked_out(amount, tablets):
    assert both(amount, "mg", None, TABLETS) == Measured(Decimal(tablets), "tablet", computed=True)


def test_h15_other_parts_of_a_tablet_are_asked_about_and_never_worked_out():
    assert both("7", "mg", None, TABLETS) is None
    assert odd_tablets(Decimal(7), "mg", TABLETS)[0] == Decimal("1.4")
    assert odd_tablets(Decimal("7.5"), "mg", TABLETS) is None
    problem = refusal(both, "0.37", "tablet", None, TABLETS)
    assert (problem.code, problem.field, problem.got) == ("tablet_fraction", "amount", "0.37")
    assert refusal(both, "1.85", "mg", ("0.37", "tablet"), TABLETS).field == "measured"


@pytest.mark.parametrize(
    ("amount", "meant"), [("12.5", "2.5"), ("6.25", "1.25"), ("25", "5"), ("10", "2")]
)
def test_h15_a_slot_of_another_amount_has_its_own_ml(amount, meant):
    plan = Measured(Decimal("2.5"), "mL")
    assert in_proportion(plan, Decimal(amount), Decimal("12.5")).amount == Decimal(meant)


def test_h15_a_slot_that_no_parts_of_tablets_make_has_the_mg_alone():
    assert in_proportion(Measured(Decimal(1), "tablet"), Decimal(7), Decimal(5)) is None


def test_h38_no_weight_is_known_here():
    assert both("5", "mg", None, Label("2 mg/kg", "tablets")) is None
    assert refusal(both, "5", "mg", None, Label("2 mg/kg", "syrup")).code == "strength_required"
