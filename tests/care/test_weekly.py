"""Methotrexate is weekly, however it is spelled."""

from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

import pytest

from journal.care.knowledge import medicines
from journal.care.rhythm import (
    Alternating,
    AsNeeded,
    Cycle,
    Daily,
    EveryDays,
    EveryMonths,
    EveryWeeks,
    Once,
    Relative,
    Weekday,
    Weekly,
)
from journal.care.weekly import check_rhythm, first_day_after, names_weekly_medicine
from tests.care.refusals import refusal

SPELLINGS = """
methotrexate|Methotrexate|METHOTREXATE|Methotrexate 2.5 mg tablets|methotrexate sodium
Methotrexate-Teva|(methotrexate)|Methotrexate, once a week|inj. methotrexate 15mg|MethoTrexate
MTX|mtx|Mtx 10 mg|MTX10mg|M.T.X.|m t x|mtx/weekly|metho-trexate|metho trexate
methotrexat|Methotrexatum|metotrexato|Metotrexato 2,5 mg|méthotrexate|METHOTRÉXATE|metotressato
метотрексат|メトトレキサート|amethopterin
Trexall|trexall 5 mg|Xatmep|xatmep oral solution|Jylamvo|Otrexup|Otrexup auto-injector|Rasuvo
Rheumatrex|RediTrex|Metoject|Metoject PEN|Nordimet|Maxtrex|Methofill|Zlatal|Ebetrex|Lantarel|Metex
methotrexte|methotrexxate|methotraxate|mehtotrexate|methotrexaet|ethotrexate|methotrexates
meth0trexate|Methotrexate\u200b|ｍｅｔｈｏｔｒｅｘａｔｅ
Trexal|Trexalll|Treaxll|Xatmpe|Xatmap|Jylanvo|Otrexap|Rasuva|Rasvo|Metojcet|Nordimat|Maxtrax
"""
ALL_SPELLINGS = [name for line in SPELLINGS.strip().splitlines() for name in line.split("|")]

OTHERS = """
|folic acid|Folic acid 5 mg|leucovorin|prednisone|Prednisolone|Solu-Medrol|metformin|metolazone
metoprolol|metamizole|Methylphenidate|methyldopa|methylprednisolone|mitoxantrone|meropenem
ibuprofen|Paracetamol|omeprazole|Vitamin D|calcium|Trexo|Matrix|MTV|MT|MX|ondansetron|Xarelto
Medex|Imex|Nordisk|Rasagiline|acetaminophen|cetirizine|amoxicillin|trimethoprim|Septrin
"""


def test_h4_more_than_forty_spellings_are_tried():
    assert len(set(ALL_SPELLINGS)) > 60


@pytest.mark.parametrize("name", ALL_SPELLINGS)
def test_h4_methotrexate_is_weekly_however_it_is_spelled(name):
    assert names_weekly_medicine(name)


@pytest.mark.parametrize("name", [n for line in OTHERS.splitlines() for n in line.split("|")])
def test_other_medicines_are_not_taken_for_methotrexate(name):
    assert not names_weekly_medicine(name)


def test_no_other_medicine_of_the_catalogue_is_taken_for_methotrexate():
    found = {m.id for m in medicines() if any(map(names_weekly_medicine, m.names))}
    assert found == {"methotrexate"}
    assert not any(names_weekly_medicine(m.drug_class) for m in medicines() if not m.weekly
                   and m.id != "folic_acid")  # fmt: skip


def test_a_name_that_is_no_text_names_nothing():
    assert not names_weekly_medicine(None)
    assert not names_weekly_medicine(5)


EIGHT, TWENTY = time(8), time(20)
TUESDAY, FRIDAY = Weekday.TUESDAY, Weekday.FRIDAY
ONE_DAY = [Weekly((TUESDAY,), (EIGHT,)), EveryWeeks(2, (TUESDAY,), (EIGHT,))]
OTHER_RHYTHMS = [
    Daily((EIGHT,)),
    EveryDays(1, (EIGHT,)),
    EveryDays(6, (EIGHT,)),
    EveryDays(7, (EIGHT,)),  # no named weekday to print
    EveryDays(10, (EIGHT,)),
    EveryMonths(1, (EIGHT,)),
    AsNeeded(),
    Alternating(Decimal(10), (EIGHT,)),
    Cycle(1, 3, (EIGHT,)),
    Relative(UUID("01890000-0000-7000-8000-000000000001"), 1440),  # even beside a weekly one
    Once(datetime.fromisoformat("2026-11-22T08:00")),
    Weekly((TUESDAY, FRIDAY), (EIGHT,)),
    Weekly((TUESDAY,), (EIGHT, TWENTY)),
    Weekly((), (EIGHT,)),
    Weekly((TUESDAY,), ()),
    EveryWeeks(2, (TUESDAY, FRIDAY), (EIGHT,)),
    EveryWeeks(1, (TUESDAY,), (EIGHT, TWENTY)),
    None,
    "weekly",
]
CONFIRMED = {"word": "DAILY", "told_by": "Dr. Okafor"}


@pytest.mark.parametrize("rhythm", ONE_DAY)
def test_h4_one_named_weekday_with_one_time_passes(rhythm):
    check_rhythm("Metoject", rhythm)


@pytest.mark.parametrize("rhythm", OTHER_RHYTHMS)
def test_b9_h4_any_other_rhythm_of_methotrexate_is_a_hard_stop(rhythm):
    problem = refusal(check_rhythm, "Methotrexat 10 mg", rhythm)
    assert (problem.code, problem.field) == ("weekly_drug_daily", "rhythm")
    assert problem.message == (
        "This medicine is usually given once a week, on one named weekday. "
        "Check the label. To keep another rhythm, type DAILY and write who told you."
    )


@pytest.mark.parametrize("rhythm", OTHER_RHYTHMS)
def test_b9_the_word_daily_and_who_told_lift_the_stop(rhythm):
    check_rhythm("MTX", rhythm, CONFIRMED)


@pytest.mark.parametrize(
    "confirm",
    [
        None,
        {},
        {"word": "DAILY"},
        {"told_by": "Dr. Okafor"},
        {"word": "DAILY", "told_by": ""},
        {"word": "DAILY", "told_by": "  "},
        {"word": "DAILY", "told_by": None},
        {"word": "DAILY", "told_by": True},
        {"word": "daily", "told_by": "Dr. Okafor"},
        {"word": " DAILY", "told_by": "Dr. Okafor"},
        {"word": True, "told_by": "Dr. Okafor"},
        "DAILY",
        True,
    ],
)
def test_b9_half_a_confirmation_lifts_nothing(confirm):
    assert refusal(check_rhythm, "MTX", Daily((EIGHT,)), confirm).code == "weekly_drug_daily"


@pytest.mark.parametrize("rhythm", OTHER_RHYTHMS)
def test_other_medicines_may_have_any_rhythm(rhythm):
    check_rhythm("prednisone", rhythm)


MONDAY_16 = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("weekday", "last_dose_on", "wanted", "first"),
    [
        # Tuesday to Wednesday, on Tuesday evening after the dose: eight days since the last.
        (Weekday.WEDNESDAY, date(2026, 11, 17), date(2026, 11, 18), date(2026, 11, 25)),
        (Weekday.SUNDAY, date(2026, 11, 17), date(2026, 11, 18), date(2026, 11, 22)),  # five days
        (Weekday.SATURDAY, date(2026, 11, 17), date(2026, 11, 18), date(2026, 11, 28)),
        (Weekday.MONDAY, date(2026, 11, 17), date(2026, 11, 18), date(2026, 11, 23)),
        (Weekday.TUESDAY, None, MONDAY_16, date(2026, 11, 17)),
        (Weekday.MONDAY, None, MONDAY_16, MONDAY_16),
        (Weekday.TUESDAY, date(2026, 10, 1), MONDAY_16, date(2026, 11, 17)),
    ],
)
def test_h5_a_changed_weekday_begins_at_least_five_days_after_the_last_dose(
    weekday, last_dose_on, wanted, first
):
    assert first_day_after(weekday, last_dose_on=last_dose_on, wanted=wanted) == first
