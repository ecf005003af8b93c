"""How the page speaks."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from journal.summary import words
from journal.summary.changed import change as change_text
from journal.summary.lines import weekly_highest
from journal.summary.page import Changed, Medicine, Reading, Turn
from journal.summary.printable import printable
from journal.summary.sheet import sheet
from tests.summary.course import DAILY, TUESDAYS, rich


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({"every": "day", "times": ["08:00"]}, "once a day, 08:00"),
        ({"every": "day", "times": ["08:00", "20:00"]}, "twice a day, 08:00, 20:00"),
        (TUESDAYS, "ONCE A WEEK, on TUESDAYS"),
        ({"every": "week", "on": ["monday", "friday"]}, "2 TIMES A WEEK, on MONDAYS, FRIDAYS"),
        ({"every": "weeks", "n": 4, "on": ["monday"]}, "EVERY 4 WEEKS, on MONDAYS"),
        ({"every": "weeks", "n": 1, "on": ["monday"]}, "ONCE A WEEK, on MONDAYS"),
        ({"every": "days", "n": 2, "times": ["08:00"]}, "every 2 days, 08:00"),
        ({"every": "months", "n": 1}, "once a month"),
        (
            {
                "every": "week",
                "on": ["monday", "wednesday", "thursday", "friday", "saturday", "sunday"],
                "times": ["08:00"],
            },
            "every day except TUESDAYS, 08:00",
        ),
        ({"as_needed": True, "least_gap_hours": "4"}, "as needed"),
        ({"once": "2026-11-22T08:00"}, "once, on 22 Nov 2026 at 08:00"),
    ],
)
def test_rhythms_are_said_in_words(plan: Mapping[str, object], said: str) -> None:
    assert words.rhythm(plan, "en") == said


TWO = ["08:00", "20:00"]
EVERY_DAY = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (
            {"every": "week", "on": ["monday", "wednesday", "friday"]},
            "3 DAYS A WEEK, on MONDAYS, WEDNESDAYS, FRIDAYS: twice a day, 08:00, 20:00",
        ),
        (
            {"every": "week", "on": ["monday"]},
            "1 DAY A WEEK, on MONDAYS: twice a day, 08:00, 20:00",
        ),
        (
            {"every": "weeks", "n": 4, "on": ["monday"]},
            "EVERY 4 WEEKS, on MONDAYS: twice a day, 08:00, 20:00",
        ),
        (
            {"every": "week", "on": EVERY_DAY[1:]},
            "every day except MONDAYS: twice a day, 08:00, 20:00",
        ),
        ({"every": "week", "on": EVERY_DAY}, "twice a day, 08:00, 20:00"),
    ],
)
def test_h4_days_of_a_week_and_doses_of_a_day_are_never_one_figure(plan, said) -> None:
    assert words.rhythm({**plan, "times": TWO}, "en") == said


@pytest.mark.parametrize(
    "plan",
    [
        {},
        {"every": "week"},
        {"every": "week", "on": ["tuesdy"]},
        {"every": "fortnight"},
        {"once": "soon"},
        {"every": "weeks", "n": "x", "on": ["monday"]},
    ],
)
def test_h4_a_rhythm_that_cannot_be_read_names_no_frequency(plan: Mapping[str, object]) -> None:
    assert words.rhythm(plan, "en") == "how often: not readable, ask the family"


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        ("0.5", "tablet", "0.5 tablet"),
        ("2", "tablet", "2 tablets"),
        ("5.0", "mg", "5 mg"),
        ("1000", "IU", "1000 IU"),
        ("12.50", "mL", "12.5 mL"),
    ],
)
def test_h10_amounts_have_no_idle_nought(value: str, unit: str, said: str) -> None:
    assert words.amount(Decimal(value), unit).replace("\u00a0", " ") == said


def test_an_unknown_amount_says_so() -> None:
    assert words.amount(None, "mg") == "amount not recorded"


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "ar", "he", "hi"])
def test_h45_no_language_writes_a_date_in_digits_alone(language: str) -> None:
    assert any(char.isalpha() for char in words.day(date(2026, 4, 3), language))


def test_a_change_of_dose_names_both_amounts() -> None:
    change = Changed(
        id="p", on=date(2026, 11, 1), medicine="Prednisolone", turn=Turn.DOSE,
        before=Decimal(15), after=Decimal("12.5"), unit="mg", reason="taper",
    )  # fmt: skip
    said = change_text(change, "Prednisolone", "en").replace("\u00a0", " ")
    assert said == "Prednisolone 15 → 12.5 mg: taper"


def test_medicines_of_one_name_keep_their_own_doses() -> None:
    first, second = (_prednisolone(identity) for identity in ("one", "two"))
    counts = tuple(_count(identity, given) for identity, given in (("one", 3), ("two", 5)))
    doses = sheet(rich(medicines=(first, second), counts=counts), "en").doses
    assert [dose.counts[0] for dose in doses] == ["3 of 10", "5 of 10"]


def test_no_medicine_of_now_is_ever_left_out() -> None:
    many = tuple(_prednisolone(str(n)) for n in range(60))
    assert len(sheet(rich(medicines=many, counts=()), "en").doses) == 60


def test_a_long_period_shows_the_highest_of_each_week() -> None:
    begins = date(2026, 1, 1)
    readings = [Reading(on=date(2026, 1, day), severity=day % 7) for day in (1, 5, 6, 8, 20)]
    assert weekly_highest(readings, begins) == [
        (date(2026, 1, 1), 6),
        (date(2026, 1, 8), 1),
        (date(2026, 1, 15), 6),
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\tc", "a b c"),
        ("\u0645\u200c\u062d", "\u0645\u200c\u062d"),  # Persian needs its joiner
        ("x" * 400, "x" * 299 + "…"),
        ("a" + "\u0301" * 20, "a" + "\u0301" * 8),
        ("\x00\x07", ""),
    ],
)
def test_f22_text_is_made_fit_for_paper(text: str, shown: str) -> None:
    assert printable(text) == shown


def _prednisolone(identity: str) -> Medicine:
    return Medicine(
        id=identity, name="Prednisolone", amount=Decimal(5), unit="mg", rhythm=DAILY, since_on=None
    )


def _count(identity: str, given: int) -> object:
    return (
        rich()
        .counts[0]
        .__class__(
            id=identity, medicine="Prednisolone", planned=10, given=given, no_record=10 - given
        )
    )


def test_h41_limits_of_a_medicine_as_needed_stand_under_it() -> None:
    doses = sheet(rich(), "en").doses
    (paracetamol,) = [dose for dose in doses if dose.name == "Paracetamol"]
    assert "at least 6 h apart, at most 4 in 24 hours" in paracetamol.about


OTHER = "01890000-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (
            {"every": "alternate", "times": ["08:00"], "other": "5"},
            "every day, two amounts in turn, 08:00",
        ),
        (
            {"every": "cycle", "weeks_on": 3, "weeks_off": 1, "times": ["08:00"]},
            "daily for 3 weeks, then 1 week without, 08:00",
        ),
        ({"after": OTHER, "minutes": 1440}, "24 hours after Methotrexate, TUESDAYS"),
        ({"before": OTHER, "minutes": 90}, "1 h 30 min before Methotrexate, TUESDAYS"),
    ],
)
def test_h4_the_rarer_rhythms_name_what_they_count_from(plan, said):
    assert words.rhythm(plan, "en", {OTHER: "Methotrexate, TUESDAYS"}) == said


def test_a_medicine_that_is_not_on_the_page_is_not_named():
    said = words.rhythm({"after": OTHER, "minutes": 30}, "en")
    assert said == "30 minutes after another medicine"
