"""mg for each kg: only where the weight is known, and only of what is planned in mg."""

from datetime import date
from decimal import Decimal

import pytest

from journal.records.medicines import Turn
from journal.summary.by_weight import per_kg
from journal.summary.sheet import sheet
from journal.summary.treated import Measured, Medicine, PerKg
from tests.family import Family
from tests.summary.course import DAILY, MONTHLY, PRN, TUESDAYS, TWICE, kg
from tests.summary.gathering import log, printed, turn_medicine, wall

DAY = date(2026, 11, 9)
WEIGHT = kg("25", date(2026, 11, 1))


def planned(amount: str, unit: str, rhythm: dict[str, object]) -> Medicine:
    return Medicine(
        id="x", name="X", amount=Decimal(amount), unit=unit, rhythm=rhythm, since_on=DAY
    )


@pytest.mark.parametrize(
    ("amount", "rhythm", "figure", "a_day"),
    [
        ("5", DAILY, "0.20", True),
        ("5", TWICE, "0.40", True),
        ("12.5", TUESDAYS, "0.50", False),
        ("375", PRN, "15.00", False),
        ("500", MONTHLY, "20.00", False),
        ("1", DAILY, "0.040", True),
        (
            "10",
            {"every": "day", "times": ["08:00", "20:00"], "amounts": ["10", "5"]},
            "0.60",
            True,
        ),
    ],
)
def test_mg_per_kg_is_of_the_whole_day_or_of_one_dose(
    amount: str, rhythm: dict[str, object], figure: str, a_day: bool
) -> None:
    assert per_kg(planned(amount, "mg", rhythm), WEIGHT) == PerKg(
        value=Decimal(figure), a_day=a_day
    )


@pytest.mark.parametrize("unit", ["mL", "tablet", "g", "mcg", "IU", "drop"])
def test_h15_no_mg_per_kg_of_what_is_not_planned_in_mg(unit: str) -> None:
    assert per_kg(planned("5", unit, DAILY), WEIGHT) is None


def test_no_mg_per_kg_without_a_weight_or_with_an_amount_or_plan_nobody_knows() -> None:
    assert per_kg(planned("5", "mg", DAILY), None) is None
    assert per_kg(planned("5", "mg", {}), WEIGHT) is None
    turn = {"every": "day", "times": ["08:00"], "other": "5"}
    assert per_kg(planned("10", "mg", turn), WEIGHT) is None


def test_a_weight_in_pounds_is_reckoned_in_kilograms() -> None:
    pounds = Measured(value=Decimal("55.1156"), unit="lb", on=DAY)
    found = per_kg(planned("25", "mg", TUESDAYS), pounds)
    assert found is not None
    assert found.value == Decimal("1.00")


def test_h24_the_page_reckons_with_the_weight_of_its_own_time_and_says_its_day(
    family: Family,
) -> None:
    family.medicine("Prednisolone")
    for day, value in ((date(2026, 10, 1), "25"), (date(2026, 11, 20), "50")):
        log(family, "measurement", wall(day), what="weight", value=value, unit="kg")
    early = printed(family, date(2026, 11, 1), date(2026, 11, 15))
    late = printed(family)
    figures = [page.medicines[0].per_kg for page in (early, late)]
    assert figures == [
        PerKg(value=Decimal("0.50"), a_day=True),
        PerKg(value=Decimal("0.25"), a_day=True),
    ]
    said = sheet(early, "en")
    assert "0.5 mg/kg a day" in said.doses[0].about.replace("\N{NO-BREAK SPACE}", " ")
    assert "mg/kg: on 25 kg (1 Oct 2026)" in said.medicines.rows[0][0].replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_a_page_without_a_weight_says_nothing_of_mg_per_kg(family: Family) -> None:
    family.medicine("Prednisolone")
    said = sheet(printed(family), "en")
    assert "mg/kg" not in said.medicines.rows[0][0] + said.doses[0].about


def test_a_paused_medicine_has_no_mg_per_kg(family: Family) -> None:
    medicine = family.medicine("Prednisolone")
    log(family, "measurement", wall(DAY), what="weight", value="25", unit="kg")
    turn_medicine(family, medicine, Turn.PAUSE, DAY, "fever")
    (paused,) = printed(family).medicines
    assert paused.paused_on is not None
    assert paused.per_kg is None
