"""H13: what papers say for each kg, and as the most: as it was written, of a day or not."""

from datetime import date
from decimal import Decimal

import pytest

from journal.care.units import rounded_for_each_kg
from journal.summary.papers.treatment import treatment_history
from journal.summary.papers.treatment_words import treatment_paper
from journal.summary.sheet import sheet
from tests.family import NOW, Family
from tests.summary.course import PRN
from tests.summary.gathering import dose, log, printed, wall
from tests.summary.papers import flat, made, table

TRIED = "Therapies tried"


@pytest.mark.parametrize(
    ("value", "shown"),
    [("1.005", "1.01"), ("0.1", "0.10"), ("0.04", "0.040"), ("0.00042", "0.00042"), ("0", "0.00")],
)
def test_a_small_dose_for_each_kg_is_never_shown_as_0(value: str, shown: str) -> None:
    assert str(rounded_for_each_kg(Decimal(value))) == shown


def infused(family: Family, day: int, amount: str, unit: str, kg: str | None = "25") -> None:
    fields = {"weight_kg": kg} if kg else {}
    at = wall(date(2026, 11, day))
    log(family, "infusion", at, product="Solu-Medrol", amount=amount, unit=unit, **fields)


def history(family: Family):
    return made(
        family,
        lambda session, row: treatment_paper(treatment_history(session, row, now=NOW), "en"),
    )


def test_h13_an_infusion_in_mg_says_mg_for_each_kg(family: Family) -> None:
    infused(family, 5, "500", "mg")
    (row,) = sheet(printed(family), "en").infusions.rows
    assert flat(row[3]) == "20 mg/kg on 25 kg that day"
    (row,) = table(history(family), "Infusions")
    assert row[3] == "20 mg/kg on 25 kg"


def test_h13_the_largest_infusion_of_mixed_units_is_told_by_what_it_is(family: Family) -> None:
    infused(family, 5, "750", "mg")
    infused(family, 6, "1", "g", kg=None)
    infused(family, 7, "300", "mL")
    ((*_rest, most, _ended, _came),) = table(history(family), TRIED)
    assert flat(most) == "750 mg, 30 mg/kg on 25 kg; 1 g; 300 mL"


def test_h13_the_most_of_a_medicine_as_needed_is_not_of_a_day(family: Family) -> None:
    log(family, "measurement", wall(date(2026, 10, 1)), what="weight", value="25", unit="kg")
    family.medicine("Paracetamol", "375", rhythm=PRN)
    family.medicine("Prednisolone", "10")
    ((_n, _f, _t, as_needed, *_), (_n, _f, _t, daily, *_)) = table(history(family), TRIED)
    assert "of one time, not of a day" in as_needed
    assert "of one time" not in daily


def test_h13_of_two_steroids_both_plans_that_hold_are_named(family: Family) -> None:
    for name in ("Prednisolone", "Dexamethasone"):
        medicine = family.medicine(name, "12.5", "mg")
        dose(family, medicine, date(2026, 11, 20))
    (said,) = [each for each in history(family).parts if each.heading.startswith("Steroids")]
    holding = [text for term, text in said.facts if term == "The plan that holds now"]
    assert sorted(text.split(",")[0] for text in holding) == ["Dexamethasone", "Prednisolone"]
