"""Results as laboratories print them: H13, B17, B18."""

from decimal import Decimal

import pytest

from journal.care.knowledge.labs import find_lab_test
from journal.care.lab_values import Last, plotted, problems_of, read_printed, unit_question
from tests.care.refusals import refusal

# The same blood in two units: test, number and unit of one laboratory, and of another.
PAIRS = [
    ("CK", "320", "U/L", "5.33", "µkat/L"),
    ("LDH", "290", "U/L", "4.83", "ukat/L"),
    ("AST", "42", "U/L", "0.70", "µkat/L"),
    ("ALT", "36", "U/L", "0.6", "µkat/L"),
    ("GGT", "18", "U/L", "0.3", "µkat/L"),
    ("aldolase", "6", "U/L", "0.1", "µkat/L"),
    ("creatinine", "0.5", "mg/dL", "44", "umol/L"),
    ("hemoglobin", "12.1", "g/dL", "121", "g/L"),
    ("CRP", "0.4", "mg/dL", "4", "mg/L"),
    ("WBC", "6.4", "10*3/uL", "6400", "/uL"),
    ("platelets", "310", "10*9/L", "310000", "/µL"),
    ("anc", "3.1", "x10E3/uL", "3100", "cells/uL"),
    ("alc", "1,2", "10^9/L", "1200", "/uL"),
    ("triglycerides", "88", "mg/dL", "1", "mmol/L"),
    ("total_cholesterol", "155", "mg/dL", "4.0", "mmol/L"),
    ("bilirubin_total", "0.6", "mg/dL", "10", "µmol/L"),
    ("albumin", "4.1", "g/dL", "41", "g/L"),
    ("igg", "900", "mg/dL", "9", "g/L"),
]


def result(test, value, unit=""):
    return {"test": test, "value": value} | ({"unit": unit} if unit else {})


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0])
def test_h13_a_number_of_one_unit_under_the_other_asks_which_unit(pair):
    test, one, in_one, two, in_two = pair
    for typed, unit, last in (
        (one, in_two, Last(two, in_two)),
        (two, in_one, Last(one, in_one)),
        # The unit was changed and the number was not.
        (two, in_one, Last(two, in_two)),
        (one, in_two, Last(one, in_one)),
    ):
        asked = unit_question(result(test, typed, unit), last)
        assert asked is not None, (typed, unit, last)
        assert asked.code == "unit_unlikely"
        known = find_lab_test(test)
        assert asked.values["test"] == known.name


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0])
def test_h13_a_first_report_asks_which_unit_too(pair):
    """Without a result before. Of CRP and bilirubin either number is one that reports print."""
    test, one, in_one, two, in_two = pair
    if test != "CRP":
        assert unit_question(result(test, one, in_two), None) is not None
    if test not in {"CRP", "bilirubin_total"}:
        assert unit_question(result(test, two, in_one), None) is not None


@pytest.mark.parametrize(
    ("test", "value", "unit"),
    [
        ("CK", "320", "ukat/L"),
        ("CK", "5.33", "U/L"),
        ("ALT", "40", "ukat/L"),
        ("troponin T", "14", "ng/mL"),
    ],
)
def test_h13_a_first_result_that_hardly_fits_its_unit_is_asked_about(test, value, unit):
    assert unit_question(result(test, value, unit), None).code == "unit_unlikely"


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0])
def test_h13_a_number_under_its_own_unit_asks_nothing(pair):
    test, one, in_one, two, in_two = pair
    for typed, unit in ((one, in_one), (two, in_two)):
        assert problems_of(result(test, typed, unit)) == []
        for last in (None, Last(one, in_one), Last(two, in_two), Last("neg", "")):
            assert unit_question(result(test, typed, unit), last) is None, (typed, unit, last)


@pytest.mark.parametrize(
    ("value", "comparator", "number"),
    [
        ("5.2", "", "5.2"),
        ("5,2", "", "5.2"),
        (".5", "", "0.5"),
        ("0.512", "", "0.512"),
        ("6.431495183793208", "", "6.431495183793208"),
        ("<0.6", "<", "0.6"),
        (">1000", ">", "1000"),
        ("≤ 3", "≤", "3"),
        ("-2.1", "", "-2.1"),
        ("12 500", "", "12500"),
        ("12,345.6", "", "12345.6"),
        ("1.234.567,8", "", "1234567.8"),
        ("1,234,567", "", "1234567"),
        *((text, "", None) for text in ("neg", "1+", "trace", "1:80", "5-10", "1.5.5", "½", "٥")),
    ],
)
def test_b18_a_value_is_kept_as_printed_with_its_number_beside_it(value, comparator, number):
    found = read_printed(value)
    assert (found.text, found.comparator) == (value, comparator)
    assert found.number == (Decimal(number) if number else None)
    if comparator:
        assert [found.plotted, plotted(result("CRP", value, "mg/L"))] == [None, None]


@pytest.mark.parametrize("value", ["1,000", "1.250", ">1,250", "05"])
def test_b3_a_number_with_two_readings_is_asked_about_where_both_can_be(value):
    assert refusal(read_printed, value).code == "number_ambiguous"
    (asked,) = problems_of(result("ferritin", "1,250", "ng/mL"))
    assert (asked.code, asked.field) == ("number_ambiguous", "value")
    assert plotted(result("ferritin", "1,250", "ng/mL")) is None


def test_a_test_the_journal_does_not_know_is_kept_as_printed_and_plotted_in_no_doubt():
    """ "1.015" of a urine, "41.285 %": reports print three decimals."""
    assert problems_of(result("Specific gravity", "1.015")) == []
    assert plotted(result("Specific gravity", "1.015")) is None
    assert plotted(result("Specific gravity", "1.02")) == Decimal("1.02")


def test_a_number_with_one_reading_in_its_unit_is_read_so_and_kept_as_it_is():
    assert plotted(result("platelets", "310,000", "/uL")) == 310000
    assert plotted(result("CK", "1,250", "U/L")) == 1250
    assert plotted(result("creatinine", "1.382", "mg/dL")) == Decimal("1.382")


def test_b17_a_number_needs_its_unit_and_only_one_of_its_test():
    assert problems_of(result("creatinine", "0.5"))[0].code == "unit_required"
    (unknown,) = problems_of(result("2160-0", "<0.5", "U/L"))
    assert (unknown.code, unknown.field) == ("unit_unknown", "unit")
    assert unknown.message == (
        "Copy the unit from the report. Known for Creatinine: mg/dL, µmol/L."
    )
    assert problems_of(result("CRP", "neg")) == []
    assert problems_of(result("MxA in muscle", "4.2", "furlongs")) == []


def test_h13_no_number_is_converted_for_any_question():
    """What is asked about names what was typed, and the last one as it was."""
    asked = unit_question(result("CRP", "4", "mg/dL"), Last("0,4", "mg/dL"))
    assert asked.message == (
        "CRP: 4 mg/dL, and 0,4 mg/dL before. Which unit does the report print? "
        "Known for it: mg/L, mg/dL."
    )
