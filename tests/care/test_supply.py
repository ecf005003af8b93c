"""What is left is counted exactly, in the unit of the package, or said not to be countable."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from journal.care.supply import (
    Equal,
    Package,
    Use,
    equal_of,
    first_short,
    in_package_unit,
    is_another_strength,
    left,
    read_count,
    rounded_down,
)
from tests.care.refusals import refusal

DAY = date(2026, 11, 3)
LIQUID = Equal(amount=Decimal("12.5"), unit="mg", measured=Decimal("2.5"), measured_unit="mL")
TABLET = Equal(amount=Decimal(5), unit="mg", measured=Decimal(1), measured_unit="tablet")


def use(amount, unit, *equals):
    return Use(on=DAY, amount=None if amount is None else Decimal(amount), unit=unit, equals=equals)


def tablets(amount):
    return Package(amount=Decimal(amount), unit="tablet")


# the dose, the package's unit, what it takes
CONVERSIONS = [
    (use("1.5", "tablet"), "tablet", Fraction(3, 2)),
    (use("500", "mcg"), "mg", Fraction(1, 2)),
    (use("10", "mg", LIQUID), "mL", Fraction(2)),
    (use("7.5", "mg", TABLET), "tablet", Fraction(3, 2)),
    (use("10", "mg", Equal(amount=Decimal(3), unit="mg", measured=Decimal(1), measured_unit="mL")),
     "mL", Fraction(10, 3)),  # exact, though no decimal is
    (use("0.01", "g", TABLET), "tablet", Fraction(2)),  # through mg
    (use("2", "tablet", TABLET), "mg", Fraction(10)),  # the other way round
]  # fmt: skip


@pytest.mark.parametrize(("dose", "unit", "takes"), CONVERSIONS)
def test_a_dose_takes_so_much_of_the_package(dose, unit, takes):
    assert in_package_unit(dose, unit) == takes


# nothing says what the one is in the other
UNKNOWN = [
    use("10", "mg"),
    use("10", "mg", TABLET),
    use("1", "application", LIQUID),
    use("1", "tablet", LIQUID),
]


@pytest.mark.parametrize("dose", UNKNOWN)
def test_what_nothing_converts_is_refused_and_never_guessed(dose):
    problem = refusal(in_package_unit, dose, "mL")
    assert problem.code == "supply_unit"
    assert "3 Nov 2026" in problem.message
    assert "count in" in problem.message


HALVES = Equal(amount=Decimal("2.5"), unit="mg", measured=Decimal(1), measured_unit="tablet")


def test_h14_tablets_that_halves_and_quarters_do_not_make_are_not_counted():
    problem = refusal(in_package_unit, use("7", "mg", HALVES), "tablet")
    assert problem.code == "supply_odd_tablets"
    assert "2.8 tablets" in problem.message
    assert in_package_unit(use("6.875", "mg", HALVES), "tablet") == Fraction(11, 4)
    # The other way round they are mg, whatever makes them.
    assert in_package_unit(use("2.8", "tablet", HALVES), "mg") == 7


def test_a_dose_without_an_amount_is_refused():
    assert refusal(in_package_unit, use(None, None), "mL").code == "supply_no_amount"


def test_left_is_the_count_and_what_came_without_what_was_taken():
    found = left(tablets(30), [tablets(20)], [use("1", "tablet")] * 4, [use("2", "tablet")] * 3)
    assert (found.amount, found.if_given, found.without_record) == (46, 40, 3)


def test_doses_without_a_record_never_leave_less_than_nothing():
    found = left(tablets(2), [], [], [use("1", "tablet")] * 5)
    assert (found.amount, found.if_given) == (2, 0)


def test_more_taken_than_there_was_asks_for_a_count():
    problem = refusal(left, tablets(2), [], [use("3", "tablet")], [])
    assert problem.code == "supply_more_taken"


def test_packages_of_two_units_ask_for_a_count():
    other = Package(amount=Decimal(100), unit="mL")
    assert refusal(left, tablets(2), [other], [], []).code == "supply_units"


def test_thirds_add_up_exactly():
    third = Equal(amount=Decimal(3), unit="mg", measured=Decimal(1), measured_unit="mL")
    bottle = Package(amount=Decimal(20), unit="mL")
    assert left(bottle, [], [use("2", "mg", third)] * 30, []).amount == 0


@pytest.mark.parametrize(("there", "short"), [(0, 0), (5, 2), (6, 3), (9, 4), (11, None)])
def test_the_first_dose_that_is_not_covered(there, short):
    needs = [2, 2, 2, 2, 3]
    found = first_short(Fraction(there), range(5), lambda index: Fraction(needs[index]))
    assert found == short


@pytest.mark.parametrize(
    ("typed", "count"), [("0", "0"), ("0.0", "0"), ("34", "34"), (".5", "0.5"), ("5.0", "5")]
)
def test_b4_a_count_is_read_as_it_is_meant(typed, count):
    assert str(read_count(typed, "count")) == count


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "amount_required"),  # B1
        ("-5", "amount_not_positive"),  # B2
        ("1,000", "amount_ambiguous"),  # B3
        ("NaN", "amount_not_number"),  # B5
        ("1e309", "amount_not_number"),
        ("0x10", "amount_not_number"),
        ("٣4", "amount_not_number"),
        (5.0, "float_refused"),  # B29
        (5, "type"),
        (True, "type"),
    ],
)
def test_b1_b2_b3_b5_b29_a_count_with_two_readings_or_none_is_refused(typed, code):
    problem = refusal(read_count, typed, "count")
    assert (problem.code, problem.field) == (code, "count")


@pytest.mark.parametrize(
    ("one", "other", "another"),
    [
        ("5 mg", "5mg", False),
        ("5 mg/mL", "5 MG/ml", False),
        ("10 mg/mL", "50 mg in 5 mL", False),
        ("2,5 mg", "2.5 mg", False),
        ("", "5 mg", False),
        ("5 mg", "1 mg", True),
        ("15 mg/5 mL", "15 mg/mL", True),
        ("the white ones", "the blue ones", True),  # nobody can read them
    ],
)
def test_h15_two_labels_name_two_strengths(one, other, another):
    assert is_another_strength(one, other) is another
    assert is_another_strength(other, one) is another


@pytest.mark.parametrize(
    ("label", "form", "dose", "unit", "takes"),
    [
        ("15 mg/5 mL", "", "12", "mL", Fraction(4)),
        ("10 mg in 1 mL", "", "12.5", "mL", Fraction(5, 4)),
        ("5 mg", "tablets", "7.5", "tablet", Fraction(3, 2)),
        ("200 mg", "capsule", "100", "capsule", Fraction(1, 2)),
    ],
)
def test_h14_a_dose_in_mg_takes_what_the_label_says(label, form, dose, unit, takes):
    assert in_package_unit(use(dose, "mg", equal_of(label, form)), unit) == takes


@pytest.mark.parametrize("label", ["", "5 mg", "10 %", "1,000 mg in 1 mL", "5 mg per teaspoon"])
def test_h15_a_label_that_has_no_reading_or_two_converts_nothing(label):
    assert equal_of(label) is None


@pytest.mark.parametrize(
    ("exact", "read"),
    [(Fraction(100, 3), "33.33"), (Fraction(34), "34"), (Fraction(67, 2), "33.5")],
)
def test_what_is_read_is_never_more_than_there_is(exact, read):
    assert rounded_down(exact) == Decimal(read)
