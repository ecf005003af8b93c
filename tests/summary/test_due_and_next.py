"""What is due now and what comes next: the first thing a clinic asks, and never advice."""

from datetime import date
from decimal import Decimal

from journal.records.medicines import Turn
from journal.summary.sheet import sheet
from tests.family import Family
from tests.summary.gathering import DAILY, TUESDAYS, log, printed, turn_medicine, wall
from tests.summary.test_around import drawn, rule
from tests.summary.test_coming import MONTHLY, change


def said(family: Family, heading: str, **when: date) -> list[str]:
    found = [
        each for each in sheet(printed(family, **when), "en").coming if each.heading == heading
    ]
    return [line.replace("\u00a0", " ") for each in found for line in each.lines]


def test_an_open_window_of_labs_says_since_when_and_one_that_is_over_that_it_is(
    family: Family,
) -> None:
    rule(family, "ALT")
    rule(family, "AST", first_on=date(2026, 8, 1))
    drawn(family, date(2026, 10, 23), {"test": "ALT", "value": "30", "unit": "U/L"})
    drawn(family, date(2026, 9, 1), {"test": "AST", "value": "30", "unit": "U/L"})
    assert said(family, "Due now", first=date(2026, 9, 1)) == [
        "AST (last on 1 Sep): overdue, was due by 13 Oct",
        "ALT (last on 23 Oct): due since 20 Nov, by 4 Dec",
    ]


def test_a_window_that_is_not_open_yet_is_not_due(family: Family) -> None:
    rule(family, "ALT")
    drawn(family, date(2026, 11, 9), {"test": "ALT", "value": "30", "unit": "U/L"})
    assert said(family, "Due now") == []


def test_next_are_the_step_of_the_dose_and_the_days_of_what_is_rare(family: Family) -> None:
    """No daily dose; the amount is that of the plan that holds on the day."""
    daily = family.medicine(amount="5", first_on=date(2026, 9, 1))
    change(family, daily, date(2026, 11, 26), amount=Decimal(4), rhythm=DAILY)
    family.medicine("Methotrexate", "15", rhythm=TUESDAYS, first_on=date(2026, 9, 1))
    family.medicine("IVIG", "50", "g", MONTHLY, first_on=date(2026, 11, 12))
    assert said(family, "Next by the plan") == [
        "Methotrexate 15 mg on Tue 24 Nov",
        "Prednisolone 4 mg from Thu 26 Nov",
        "IVIG 50 g on Thu 10 Dec",
    ]
    assert said(family, "Next by the plan", last=date(2026, 11, 20)) == []


def test_what_was_recorded_already_is_not_next(family: Family) -> None:
    rhythm = {"every": "week", "on": ["sunday"], "times": ["18:00"]}
    weekly = family.medicine("Methotrexate", "15", rhythm=rhythm, first_on=date(2026, 9, 6))
    assert said(family, "Next by the plan") == ["Methotrexate 15 mg on Sun 22 Nov"]
    fields = {"medicine": str(weekly.id), "slot": "2026-11-22T18:00", "outcome": "given"}
    log(family, "dose", wall(date(2026, 11, 22), "07:30"), **fields, amount="15", unit="mg")
    assert said(family, "Next by the plan") == ["Methotrexate 15 mg on Sun 29 Nov"]


def test_an_infusion_a_day_early_stands_for_the_planned_one(family: Family) -> None:
    monthly = {**MONTHLY, "on": ["monday"]}
    ivig = family.medicine("IVIG", "50", "g", monthly, first_on=date(2026, 10, 26))
    at = wall(date(2026, 11, 21), "09:00")
    log(family, "infusion", at, product="IVIG", medicine=str(ivig.id), amount="50", unit="g")
    assert said(family, "Next by the plan") == ["IVIG 50 g on Mon 21 Dec"]


def test_a_paused_medicine_has_no_next_day(family: Family) -> None:
    weekly = family.medicine("Methotrexate", "15", rhythm=TUESDAYS, first_on=date(2026, 9, 1))
    turn_medicine(family, weekly, Turn.PAUSE, date(2026, 11, 20), "fever")
    assert said(family, "Next by the plan") == []
