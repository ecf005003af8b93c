"""The catalogue of tests: codes and units are found as reports print them, and no range stands."""

import dataclasses
from decimal import Decimal

import pytest

from journal.care import knowledge
from journal.care.knowledge import Confidence, KnowledgeError, labs

MUSCLE = ["ck", "aldolase", "ldh", "ast", "alt"]
# The fourteen pairs of units in which reports of different laboratories print the same test.
PAIRS = [
    ("ck", "U/L", "ukat/L"),
    ("alt", "IU/L", "µkat/L"),
    ("ldh", "U/L", "μkat/l"),
    ("creatinine", "mg/dL", "umol/L"),
    ("hemoglobin", "g/dL", "g/L"),
    ("crp", "mg/L", "mg/dL"),
    ("bun", "mg/dL", "mmol/L"),
    ("glucose", "mg/dL", "mmol/L"),
    ("total_cholesterol", "mg/dL", "mmol/L"),
    ("triglycerides", "mg/dL", "mmol/L"),
    ("igg", "mg/dL", "g/L"),
    ("vitamin_d_25oh", "ng/mL", "nmol/L"),
    ("anc", "x10^3/mcL", "cells/uL"),
    ("bilirubin_total", "mg/dL", "mcmol/L"),
]


@pytest.mark.parametrize(("id_", "one", "other"), PAIRS)
def test_h13_two_units_of_a_test_are_known_and_kept_apart(id_, one, other):
    test = knowledge.find_lab_test(id_)
    first, second = test.unit_of(one), test.unit_of(other)
    assert first
    assert second
    assert first != second
    assert any({ratio.one, ratio.of} == {first.symbol, second.symbol} for ratio in test.ratios)


@pytest.mark.parametrize(
    ("id_", "spelling", "symbol"),
    [
        ("wbc", "K/uL", "10³/µL"),
        ("wbc", "x10E3/uL", "10³/µL"),
        ("wbc", "10(9)/L", "10⁹/L"),
        ("wbc", "10*9/L", "10⁹/L"),
        ("wbc", "10*9/l", "10⁹/L"),
        ("platelets", "10^3/mm3", "10³/µL"),
        ("platelets", "K/mm3", "10³/µL"),
        ("alc", "Tsd/µl", "10³/µL"),
        ("esr", "mm/hr", "mm/h"),
        ("potassium", "mEq/L", "mmol/L"),
        ("ck", "u/l", "U/L"),
        ("creatinine", "mmol/L", None),
        ("hemoglobin", "", None),
    ],
)
def test_b17_a_unit_is_known_as_reports_spell_it_or_not_at_all(id_, spelling, symbol):
    unit = knowledge.find_lab_test(id_).unit_of(spelling)
    assert (unit and unit.symbol) == symbol


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("2157-6", "ck"),
        ("CPK", "ck"),
        ("sgpt", "alt"),
        ("1743-4", "alt"),
        ("Creatine kinase (CK)", "ck"),
        (" 1989-3 ", "vitamin_d_25oh"),
        ("3091-6", "urea"),
        ("Haemoglobin", "hemoglobin"),
        ("eye exam", "eye_exam"),
        ("ALT (SGPT)", "alt"),
        ("AST (SGOT), serum", "ast"),
        ("Alanine Aminotransferase (ALT)", "alt"),
        ("Platelet count", "platelets"),
        ("26515-7", "platelets"),
        ("WBC Count", "wbc"),
        ("Urea Nitrogen", "bun"),
        ("Creatinine, serum", "creatinine"),
        ("CK total", "ck"),
        ("Creatine Kinase, Total", "ck"),
        ("IgG, Serum", "igg"),
    ],
)
def test_a_test_is_found_by_code_name_and_alias(text, id_):
    assert knowledge.find_lab_test(text).id == id_


@pytest.mark.parametrize(
    "text",
    [
        "Bilirubin (direct)", "Bilirubin, direct", "Creatinine (urine)", "Neutrophils (%)", "Total",
        "Urea (BUN)", "CK-MB", "Protein, total", "Albumin, urine", "(ALT) AST", "Total count",
    ],
)  # fmt: skip
def test_h13_a_name_of_something_else_is_not_taken_for_a_test(text):
    assert knowledge.find_lab_test(text) is None


def test_a_test_the_catalogue_does_not_have_is_none():
    assert knowledge.find_lab_test("Kynurenine") is None
    assert knowledge.find_lab_test("") is None


def test_urea_is_not_urea_nitrogen_but_answers_for_it():
    urea = knowledge.find_lab_test("urea")
    assert (urea.counts_as, urea.code) == ("bun", "22664-7")
    assert all(test.counts_as is None for test in knowledge.lab_tests() if test is not urea)


def test_h29_the_catalogue_has_no_field_for_a_range():
    for test in knowledge.lab_tests():
        assert not [name for name in type(test).__slots__ if "low" in name or "high" in name]
    for unit in (unit for test in knowledge.lab_tests() for unit in test.units):
        assert unit.least is None or unit.most is None or unit.most > 4 * unit.least


def test_panels_groups_and_units_are_whole():
    tests = {test.id: test for test in knowledge.lab_tests()}
    assert len(tests) == 61
    assert [test.id for test in tests.values() if test.muscle] == MUSCLE
    assert {test.panel for test in tests.values()} == {group.id for group in knowledge.lab_groups()}
    assert [panel.id for panel in knowledge.lab_panels()][:2] == ["muscle_enzymes", "cbc_with_diff"]
    for panel in knowledge.lab_panels():
        assert knowledge.find_lab_panel(panel.id) is panel
        assert set(panel.tests) <= set(tests)
    for test in tests.values():
        symbols = {unit.symbol for unit in test.units}
        assert all({ratio.one, ratio.of} <= symbols for ratio in test.ratios), test.id
        assert all(ratio.factor >= 1 for ratio in test.ratios)


def test_the_two_factors_of_urea_nitrogen_and_urea_are_not_mixed_up():
    bun, urea = knowledge.find_lab_test("bun"), knowledge.find_lab_test("urea")
    assert [ratio.factor for ratio in bun.ratios] == [Decimal("2.8")]
    assert [ratio.factor for ratio in urea.ratios] == [Decimal("6.006")]


def test_what_is_from_memory_says_so():
    ratio = knowledge.find_lab_test("ck").ratios[0]
    assert (ratio.confidence, ratio.sources) == (Confidence.FROM_MEMORY, ())


def test_loinc_comes_with_its_notice():
    assert "loinc.org/license" in knowledge.loinc_notice()


def test_a_name_of_two_tests_stops_the_catalogue():
    ck, alt = knowledge.find_lab_test("ck"), knowledge.find_lab_test("alt")
    with pytest.raises(KnowledgeError, match="is ck and x"):
        labs.by_name([ck, alt, dataclasses.replace(ck, id="x")])
