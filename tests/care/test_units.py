"""Numbers as people type them."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journal.care.units import Unit, in_same_unit, read_amount, read_number, show_amount
from tests.care.refusals import refusal

AMBIGUOUS, NOT_NUMBER, NOT_POSITIVE = (
    "amount_ambiguous",
    "amount_not_number",
    "amount_not_positive",
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", "5"),
        ("5.0", "5"),  # B4
        ("5,0", "5"),
        ("5.00", "5"),
        (".5", "0.5"),  # B4
        (",5", "0.5"),
        ("0.5", "0.5"),
        ("0,5", "0.5"),
        ("7.5", "7.5"),
        ("7,5", "7.5"),
        ("7.50", "7.5"),
        (" 7.5 ", "7.5"),
        ("\u00a07.5", "7.5"),  # a space copied from a page
        ("0.125", "0.125"),  # a leading 0 leaves one reading
        ("0,125", "0.125"),
        ("12.55", "12.55"),
        ("1.1250", "1.125"),  # the way out of B3
        ("1000", "1000"),
        ("1000.5", "1000.5"),
        ("1234.567", "1234.567"),  # nobody groups four digits
        ("10", "10"),
        ("100", "100"),
        ("9999999", "9999999"),
        ("0.0001", "0.0001"),
    ],
)
def test_b4_h14_an_amount_is_kept_without_needless_zeros(text, value):
    read = read_amount(text)
    assert str(read) == value
    assert show_amount(read) == value


@pytest.mark.parametrize("text", ["", "  ", None, "\t"])
def test_b1_an_empty_amount_is_asked_for(text):
    problem = refusal(read_amount, text)
    assert (problem.code, problem.message) == (
        "amount_required",
        "Enter a number.",
    )


@pytest.mark.parametrize("text", ["-5", "0", "0.0", "0,00", "-0.5", "-.5", "\u22125", "- 5", "-0"])
def test_b2_an_amount_is_more_than_nothing(text):
    problem = refusal(read_amount, text, "fields.amount")
    assert (problem.code, problem.field) == (NOT_POSITIVE, "fields.amount")
    assert problem.message == "The number must be more than 0. Check it."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1,000", "Is this 1 or 1000? Write 1 or 1000."),
        ("1.000", "Is this 1 or 1000? Write 1 or 1000."),
        ("1,500", "Is this 1.5 or 1500? Write 1.5 or 1500."),
        ("12.500", "Is this 12.5 or 12500? Write 12.5 or 12500."),
        ("1.125", "Is this 1.125 or 1125? Write 1.1250 or 1125."),
        ("999,999", "Is this 999.999 or 999999? Write 999.9990 or 999999."),
        ("05", "Is this 0.5 or 5? Write 0.5 or 5."),  # a lost point
        ("0125", "Is this 0.125 or 125? Write 0.125 or 125."),
    ],
)
def test_b3_h14_a_number_with_two_meanings_is_asked_about(text, sentence):
    problem = refusal(read_amount, text)
    assert (problem.code, problem.message, problem.got) == (AMBIGUOUS, sentence, text)


@pytest.mark.parametrize("text", ["1,000", "1.125", "05", "12.500", "0250"])
def test_b3_what_the_sentence_proposes_can_be_written(text):
    values = refusal(read_amount, text).values
    assert read_amount(values["clear"]) == Decimal(values["small"])
    assert read_amount(values["large"]) == Decimal(values["large"])


@pytest.mark.parametrize(
    "text",
    [
        "NaN", "Infinity", "-inf", "1e309", "1e3", "0x10", "٧.٥", "7.٥", "७.५", "７．５", "½",
        "1 000", "10 00", "1'000", "1.2.3", "1,234.5", "1.234,5", "1,000,000", "5.", "+5", "--5",
        "5mg", "five", "5/2", "1_000", "00.5", "12345678", "0.12345", "9" * 400, "\x00", "5\n6",
    ],
)  # fmt: skip
def test_b5_h14_anything_else_is_no_number(text):
    problem = refusal(read_amount, text)
    assert problem.code == NOT_NUMBER
    assert len(problem.got) <= 40
    assert problem.message.startswith("Write ")


@pytest.mark.parametrize(("value", "code"), [(7.5, "float_refused"), (7, "type"), (True, "type")])
def test_b29_a_number_in_json_is_written_as_text(value, code):
    problem = refusal(read_amount, value)
    assert (problem.code, problem.message) == (code, 'Send the number as text, such as "7.5".')


@given(st.decimals(min_value="0.0001", max_value="9999999", places=4))
@settings(derandomize=True, max_examples=150)
def test_h14_what_is_shown_reads_as_the_same_amount(value):
    shown = show_amount(value)
    assert "." not in shown or not shown.endswith("0")
    assert not shown.startswith(".")
    try:
        assert read_amount(shown) == value
    except ValueError:  # three decimals after up to three digits are always asked about
        assert refusal(read_amount, shown).code == AMBIGUOUS
        assert read_amount(shown + "0") == value


@pytest.mark.parametrize(
    ("value", "shown"),
    [("1E+3", "1000"), ("5.000", "5"), ("0.50", "0.5"), ("-0.0", "0"), ("100", "100")],
)
def test_a_number_is_shown_without_exponent_or_trailing_zero(value, shown):
    assert show_amount(Decimal(value)) == shown


def test_a_number_that_is_not_finite_is_never_shown():
    with pytest.raises(ValueError, match="finite"):
        show_amount(Decimal("NaN"))


def test_other_numbers_have_bounds_and_the_sentence_names_them():
    assert read_number("0", "severity", least=0, most=10) == 0
    assert read_number("18,5", "weight_kg", least=Decimal("0.3"), most=200) == Decimal("18.5")
    problem = refusal(read_number, "1850", "weight_kg", least=Decimal("0.3"), most=200)
    assert (problem.code, problem.message) == (
        "number_range",
        "Enter a number from 0.3 to 200. Check the unit too.",
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "number_required"),
        ("1,000", "number_ambiguous"),
        ("x", "number_not_number"),
        ("-1", "number_range"),
        (1.5, "float_refused"),
    ],
)
def test_other_numbers_are_refused_under_their_own_codes(text, code):
    assert refusal(read_number, text, "value", least=0).code == code


@pytest.mark.parametrize(
    ("value", "unit", "wanted", "same"),
    [
        ("7.5", Unit.MILLIGRAM, Unit.MILLIGRAM, "7.5"),
        ("0.5", Unit.GRAM, Unit.MILLIGRAM, "500"),
        ("250", Unit.MICROGRAM, Unit.MILLIGRAM, "0.25"),
        ("7.5", Unit.MILLIGRAM, Unit.TABLET, None),
        ("1", Unit.MILLILITRE, Unit.DROP, None),
    ],
)
def test_only_weights_convert_and_they_convert_exactly(value, unit, wanted, same):
    assert in_same_unit(Decimal(value), unit, wanted) == (None if same is None else Decimal(same))


def test_the_units_are_those_of_the_contract():
    assert " ".join(Unit) == "mg mcg g mL IU tablet capsule drop puff patch application"
