"""A weekly medicine whose weekday was changed reads as once a week wherever it stands (H4)."""

from datetime import date
from decimal import Decimal

import pytest

from journal.care.rhythm import read_rhythm
from journal.plans.medicines import Dosing, change_dose
from journal.records.medicines import Medicine
from journal.summary.sheet import Sheet, sheet
from tests.family import NOW, Family
from tests.summary.gathering import dose, printed

SATURDAYS = {"every": "week", "on": ["saturday"], "times": ["08:00"]}
MONDAYS = {"every": "week", "on": ["monday"], "times": ["08:00"]}


def move(family: Family, medicine: Medicine, amount: str = "15", **rhythm: object) -> None:
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        dosing = Dosing(
            amount=Decimal(amount), unit="mg", first_on=date(2026, 11, 9),
            rhythm=read_rhythm(rhythm or MONDAYS),
        )  # fmt: skip
        change_dose(session, family.actor(session, "ada"), row, dosing, now=NOW)


@pytest.fixture
def methotrexate(family: Family) -> Medicine:
    medicine = family.medicine("Methotrexat", "15", rhythm=SATURDAYS, first_on=date(2026, 9, 5))
    dose(family, medicine, date(2026, 11, 7))
    return medicine


def every_text(said: Sheet) -> str:
    rows = [what for _on, what in said.changes[0].rows]
    rows += [f"{lane.label} {lane.alt}" for lane in said.lanes]
    return "\n".join([*rows, *(f"{one.name} {one.rhythm}" for one in said.doses)])


def test_h4_a_changed_weekday_is_a_line_of_its_own_and_never_two_days(
    family: Family, methotrexate: Medicine
) -> None:
    move(family, methotrexate)
    said = sheet(printed(family), "en")
    assert said.changes[0].rows == (("9 Nov", "Methotrexat: SATURDAYS → MONDAYS"),)
    assert said.lanes[0].label == "Methotrexat, SATURDAYS → MONDAYS from 9 Nov"
    assert "MONDAYS, SATURDAYS" not in every_text(said)


def test_h4_dose_and_weekday_changed_together_are_two_lines(
    family: Family, methotrexate: Medicine
) -> None:
    move(family, methotrexate, amount="10")
    rows = [
        what.replace("\u00a0", " ") for _on, what in sheet(printed(family), "en").changes[0].rows
    ]
    assert "Methotrexat, MONDAYS 15 → 10 mg" in rows
    assert "Methotrexat: SATURDAYS → MONDAYS" in rows


def test_h4_what_goes_with_a_moved_medicine_names_the_day_of_now(
    family: Family, methotrexate: Medicine
) -> None:
    family.medicine(
        "Folic acid", "5", rhythm={"after": str(methotrexate.id), "minutes": 1440},
        first_on=date(2026, 9, 5),
    )  # fmt: skip
    move(family, methotrexate)
    doses = {one.name: one for one in sheet(printed(family), "en").doses}
    assert doses["Folic acid"].rhythm == "24 hours after Methotrexat, MONDAYS"


def test_h4_a_weekly_medicine_made_daily_says_from_what_to_what(family: Family) -> None:
    vitamin = family.medicine("Vitamin D", "15", rhythm=SATURDAYS, first_on=date(2026, 9, 5))
    move(family, vitamin, every="day", times=["08:00"])
    (row,) = sheet(printed(family), "en").changes[0].rows
    assert row[1] == "Vitamin D: SATURDAYS → once a day, 08:00"


def test_h4_a_coming_weekday_does_not_rename_the_weeks_before(
    family: Family, methotrexate: Medicine
) -> None:
    move(family, methotrexate)
    assert sheet(printed(family, last=date(2026, 11, 8)), "en").lanes[0].label == (
        "Methotrexat, SATURDAYS"
    )
