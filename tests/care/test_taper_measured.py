"""H14, H15: mL and tablets of a pasted taper become mg by the label, exactly, or are asked."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from journal.care.strength import Strength, read_strength
from journal.care.taper_text import read_steps
from journal.care.units import show_amount
from tests.care.test_taper_text import BEGINS, TODAY, said

TEXTS = yaml.safe_load(Path(__file__).with_name("taper_measured.yaml").read_text("utf-8"))


def read(text, strength, unit="mg"):
    return read_steps(text, unit=unit, begins=BEGINS, today=TODAY, strength=strength)


@pytest.mark.parametrize("row", TEXTS, ids=lambda row: f"{row['label']}: {row['text'][:50]}")
def test_h15_ml_and_tablets_are_read_by_the_label_or_asked_about(row):
    strength = read_strength(row["label"], row.get("form", ""))
    found = read(row["text"], strength, row.get("unit", "mg"))
    assert [said(step) for step in found.steps] == [str(step) for step in row["steps"]]
    assert [problem.code for problem in found.questions] == row.get("asked", [])


def test_what_was_worked_out_is_said_and_what_was_written_is_not():
    label = read_strength("10 mg/mL")
    assert read("2.5 mL for 2 weeks", label).worked_out
    assert not read("25 mg (2.5 mL) for 2 weeks, 20 mg for 2 weeks", label).worked_out


def test_h45_a_volume_without_a_strength_is_asked_in_a_sentence_that_says_why():
    question = read("2.5 mL for 2 weeks", None).questions[0]
    assert question.message == (
        "How many mg is “2.5 mL”? That depends on the strength, which the journal does not know "
        "here. Write it in mg."
    )


def test_h14_two_numbers_that_do_not_agree_are_asked_in_a_sentence_with_the_strength():
    question = read("10 mg (1.5 mL) for 1 week", read_strength("10 mg/mL")).questions[0]
    assert question.message == (
        "“10 mg (1.5 mL) for 1 week”: with the label, 10 mg/mL, these are two amounts. "
        "Ask which one your clinic means."
    )


COUNTED = st.decimals(min_value="0.25", max_value="40", places=2)
LABELS = st.builds(
    Strength,
    st.decimals(min_value="0.1", max_value="500", places=1),
    st.sampled_from(["mg", "mcg", "g", "IU"]),
    st.decimals(min_value="1", max_value="10", places=0),
    st.sampled_from(["mL", "tablet", "capsule"]),
)


@given(COUNTED, LABELS, st.sampled_from(["mL", "tablet", "capsule"]))
@settings(max_examples=300)
def test_h14_no_amount_is_worked_out_that_the_label_does_not_say_exactly(count, label, unit):
    found = read(f"{show_amount(count)} {unit} for 2 weeks", label)
    amount = found.steps[0].amount
    if amount is None:
        assert found.questions
        return
    assert label.per_unit == unit
    factor = {"mg": Decimal(1), "mcg": Decimal("0.001"), "g": Decimal(1000)}[label.unit]
    assert amount * label.per == count * label.amount * factor
    assert found.steps[0].last_on == date(2026, 5, 14)
