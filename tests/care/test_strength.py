"""Strengths as families copy them from labels (H15)."""

from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from journal.care.strength import (
    Strength,
    agrees,
    is_liquid,
    is_same_strength,
    measured_from,
    piece_of,
    read_strength,
    show_strength,
)
from tests.care.refusals import refusal

TEN_IN_ONE = Strength(Decimal(10), "mg", Decimal(1), "mL")
FIFTEEN_IN_FIVE = Strength(Decimal(15), "mg", Decimal(5), "mL")
TABLET = Strength(Decimal("2.5"), "mg", Decimal(1), "tablet")


def said(text, form=""):
    """A strength in one line: "15 mg in 5 mL"."""
    read = read_strength(text, form)
    return read and f"{read.amount} {read.unit} in {read.per} {read.per_unit}"


@pytest.mark.parametrize(
    ("text", "form", "meant"),
    [
        ("10 mg in 1 mL", "", "10 mg in 1 mL"),
        ("10 mg/mL", "", "10 mg in 1 mL"),
        ("10mg/ml", "", "10 mg in 1 mL"),
        ("10 MG/ML", "", "10 mg in 1 mL"),
        ("15 mg/5 mL", "", "15 mg in 5 mL"),
        ("500 mg / 5 ml", "", "500 mg in 5 mL"),
        ("15 mg per 5 mL", "", "15 mg in 5 mL"),
        ("2,5 mg/mL", "", "2.5 mg in 1 mL"),  # a comma on a European box
        (".5 mg/mL", "", "0.5 mg in 1 mL"),
        ("10 mg/mL oral solution", "", "10 mg in 1 mL"),
        ("50 mg/2 mL vial", "", "50 mg in 2 mL"),
        ("Each 5 mL contains 15 mg", "", "15 mg in 5 mL"),
        ("1 mL = 10 mg", "", "10 mg in 1 mL"),
        ("10 mg/ml Lösung zum Einnehmen", "", "10 mg in 1 mL"),
        ("2,5 mg pro 1 ml", "", "2.5 mg in 1 mL"),
        ("100 micrograms/mL", "", "100 mcg in 1 mL"),
        ("250 µg per puff", "", "250 mcg in 1 puff"),
        ("1 g/10 mL", "", "1 g in 10 mL"),
        ("400 IU per drop", "", "400 IU in 1 drop"),
        ("2.5 mg per tablet", "", "2.5 mg in 1 tablet"),
        ("2.5 mg a tablet", "", "2.5 mg in 1 tablet"),
        ("2.5 mg tablets", "", "2.5 mg in 1 tablet"),
        ("2.5 mg Tabletten", "", "2.5 mg in 1 tablet"),
        ("2.5 mg", "tablet", "2.5 mg in 1 tablet"),
        ("2.5 mg", "tablets that dissolve", "2.5 mg in 1 tablet"),
        ("250 mg", "capsules", "250 mg in 1 capsule"),
        ("250 mg capsules", "", "250 mg in 1 capsule"),
    ],
)
def test_h15_a_strength_is_read_as_labels_write_it(text, form, meant):
    assert said(text, form) == meant


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("", ""),
        ("0.1 %", ""),  # of what, in what
        ("10 %", "solution"),
        ("5 mg", ""),  # a tablet or a mL
        ("5 mg", "syrup"),
        ("25 mg", "pen"),
        ("10 mg/kg", ""),  # H38: nothing per weight is read
        ("10 mg/kg in 1 mL", ""),
        ("10 mg in 1 mL per kg", ""),
        ("15 mg/m2 in 1 mL", ""),
        ("400 mg/80 mg per 5 mL", ""),  # two substances
        ("5 mg/2.5 mg tablets", ""),
        ("2.5 mg 30 tablets", ""),  # what the box holds
        ("10 mg 5 mL", ""),
        ("10 mg/mL (100 mL)", ""),
        ("10-20 mg/mL", ""),
        ("10 units/mL", ""),
        ("about ten mg in a mL", ""),
        ("mg/mL", ""),
        ("½ mg tablets", ""),
    ],
)
def test_h15_what_nobody_could_tell_stays_unread(text, form):
    assert read_strength(text, form) is None


@pytest.mark.parametrize(
    "text",
    ["15 mg per teaspoon", "15 mg/tsp", "1 tbsp = 45 mg", "5 mg per spoonful", "2 mg je Teelöffel"],
)
def test_h15_spoons_are_refused_in_any_words(text):
    problem = refusal(read_strength, text)
    assert (problem.code, problem.field) == ("teaspoon", "strength")
    assert "mL" in problem.message


@pytest.mark.parametrize("text", ["1,000 mg/5 mL", "1.125 mg in 1 mL", "05 mg/mL"])
def test_h14_h15_a_strength_with_two_readings_is_asked_about(text):
    assert refusal(read_strength, text).code == "amount_ambiguous"


@pytest.mark.parametrize(
    ("amount", "unit", "strength", "meant"),
    [
        ("12.5", "mg", TEN_IN_ONE, ("1.25", "mL")),
        ("20", "mg", FIFTEEN_IN_FIVE, ("6.67", "mL")),  # rounded, within 1 %
        ("0.01", "mg", FIFTEEN_IN_FIVE, ("0.0033", "mL")),  # two decimals would be too coarse
        ("5", "mL", TEN_IN_ONE, ("50", "mg")),
        ("500", "mcg", TEN_IN_ONE, ("0.05", "mL")),
        ("12.5", "mg", TABLET, ("5", "tablet")),
        ("6.25", "mg", TABLET, ("2.5", "tablet")),
        ("0.5", "tablet", TABLET, ("1.25", "mg")),
        ("2", "puff", TEN_IN_ONE, None),
        ("5", "mL", TABLET, None),
    ],
)
def test_h15_the_second_number_follows_from_the_label_alone(amount, unit, strength, meant):
    found = measured_from(Decimal(amount), unit, strength)
    assert (found and (str(found[0]), str(found[1]))) == meant


@pytest.mark.parametrize(
    ("amount", "measured", "fits"),
    [
        ("50", "5", True),
        ("5", "5", False),  # B8: mg read as mL
        ("5", "0.5", True),
        ("51", "5", True),  # exactly 2 %
        ("51.01", "5", False),
        ("49", "5", True),
        ("48.99", "5", False),
        ("66.6", "6.66", True),
        ("500", "5", False),  # tenfold
    ],
)
def test_h15_b8_both_numbers_agree_within_two_percent(amount, measured, fits):
    one, two = Decimal(amount), Decimal(measured)
    assert agrees(one, "mg", two, "mL", TEN_IN_ONE) is fits
    assert agrees(two, "mL", one, "mg", TEN_IN_ONE) is fits


def test_h15_units_the_label_says_nothing_about_cannot_agree():
    assert agrees(Decimal(5), "mg", Decimal(2), "tablet", TEN_IN_ONE) is None
    assert agrees(Decimal(5), "puff", Decimal(2), "mL", TEN_IN_ONE) is None


@given(
    st.decimals("0.01", "9999", places=2),
    st.decimals("0.1", "999", places=1),
    st.decimals("1", "50", places=0),
)
@settings(derandomize=True, max_examples=200)
def test_h15_what_was_worked_out_always_agrees(amount, in_them, per):
    strength = Strength(in_them, "mg", per, "mL")
    found = measured_from(amount, "mg", strength)
    assert found is not None
    assume(found[0] > Decimal("0.01"))
    assert agrees(amount, "mg", found[0], found[1], strength)


@given(st.decimals("0.01", "999", places=2), st.decimals("1", "50", places=0))
@settings(derandomize=True, max_examples=100)
def test_h14_a_strength_reads_as_it_is_shown(amount, per):
    strength = Strength(amount, "mg", per, "mL")
    read = read_strength(show_strength(strength))
    assert read == strength


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("10 mg/mL", "50 mg in 5 mL", True),
        ("10 mg/mL", "10  MG/mL", True),
        ("1 g/10 mL", "100 mg/mL", True),
        ("10 mg/mL", "25 mg/mL", False),
        ("2.5 mg tablets", "2.5 mg per tablet", True),
        ("0.1 %", "0.1 %", True),
        ("0.1 %", "1 %", False),
        ("10 mg/mL", "15 mg per teaspoon", False),
        ("10 mg/mL", "", False),
    ],
)
def test_h15_the_same_strength_in_other_words_is_no_new_bottle(one, other, same):
    assert is_same_strength(one, other) is same


def test_h15_forms_that_are_measured_in_ml_are_known():
    liquids = ("oral solution", "Syrup", "suspension", "injection", "liquid", "vial", "Lösung")
    assert all(is_liquid(form) for form in liquids)
    assert not any(is_liquid(form) for form in ("tablets", "pen", "", "infusion", "cream", "patch"))
    assert (piece_of("Tablets"), piece_of("capsule"), piece_of("syrup")) == (
        "tablet",
        "capsule",
        None,
    )
