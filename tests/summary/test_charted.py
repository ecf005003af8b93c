"""What a chart of the page could hide: results that are no number, wishes that found nothing."""

from datetime import date
from decimal import Decimal

import pytest

from journal.plans.medicines import Dosing, change_dose
from journal.summary.page import Page
from journal.summary.sheet import sheet
from journal.summary.wishes import Second, Wishes
from tests.family import NOW, Family
from tests.summary.gathering import DAILY, dose, log, printed, wall
from tests.summary.papers import flat

CK = Wishes(charted=("lab:ck",))


def drawn(family: Family, *values: str) -> None:
    for day, value in enumerate(values, start=3):
        results = [{"test": "CK", "value": value, "unit": "U/L"}]
        log(family, "draw", wall(date(2026, 11, day)), results=results)


def lane(page: Page):
    (found,) = [
        each for each in sheet(page, "en").lanes if each.label.startswith("Creatine kinase")
    ]
    return found


def test_b18_a_result_over_the_highest_number_is_an_arrow_and_said_as_printed(
    family: Family,
) -> None:
    drawn(family, "300", ">22000", "9000")
    found = lane(printed(family, wishes=CK))
    assert flat(found.value) == "last 9000 on 5 Nov, highest >22000"
    assert [flat(text) for _on, text in found.rows] == ["300 U/L", ">22000", "9000 U/L"]
    # No line goes over it, as if nothing had been between.
    assert found.svg.count("<circle") == 2
    assert "<polyline" not in found.svg
    assert "An arrow" in sheet(printed(family, wishes=CK), "en").chart_note


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((">22000",), ">22000 on 3 Nov"),
        (("300", "400", ">500"), "last >500 on 5 Nov, highest >500"),
        (("300", "400", "neg"), "last neg on 5 Nov, highest 400"),
        (("neg", "neg", "neg"), "last neg on 5 Nov, no result is a number"),
    ],
)
def test_b18_the_last_result_has_its_own_day_and_is_never_dropped(
    family: Family, values: tuple[str, ...], said: str
) -> None:
    drawn(family, *values)
    assert flat(lane(printed(family, wishes=CK)).value) == said


def test_what_was_chosen_and_has_nothing_is_named(family: Family) -> None:
    wishes = Wishes(charted=("lab:ck", "symptom:headache", "task:floor_rise:", "fatigue"))
    log(family, "symptom", wall(date(2026, 11, 3)), symptom="fatigue", severity=4)
    said = sheet(printed(family, wishes=wishes), "en").chart_note
    assert "Chosen, and nothing recorded in these days: Creatine kinase (CK), Headache, Up" in said
    assert "Tired" not in said


def test_what_was_struck_is_not_named_as_chosen(family: Family) -> None:
    log(family, "symptom", wall(date(2026, 11, 3)), symptom="headache", severity=4)
    wishes = Wishes(
        charted=("symptom:headache", "lab:ck"), struck=frozenset({"since:headache", "chart:lab:ck"})
    )
    assert "Chosen" not in sheet(printed(family, wishes=wishes), "en").chart_note


def test_a_table_of_results_that_was_wished_and_is_empty_says_so(family: Family) -> None:
    wishes = Wishes(second=frozenset({Second.LABS}))
    table = sheet(printed(family, wishes=wishes), "en").results
    assert table.rows == (("no result recorded in these days", ""),)
    assert sheet(printed(family), "en").results.rows == ()


def test_h11_doses_counted_over_two_amounts_say_so(family: Family) -> None:
    medicine = family.medicine(first_on=date(2026, 11, 1))
    dose(family, medicine, date(2026, 11, 3))
    assert "all amounts" not in sheet(printed(family), "en").doses[0].about
    with family.database.transaction() as session:
        dosing = Dosing(amount=Decimal(10), unit="mg", rhythm=DAILY, first_on=date(2026, 11, 10))
        change_dose(session, family.actor(session, "ada"), session.merge(medicine), dosing, now=NOW)
    assert "all amounts of these days counted" in sheet(printed(family), "en").doses[0].about


def test_a_text_that_was_cut_says_what_the_dots_mean(family: Family) -> None:
    cut = "cut here, whole in the journal"
    log(family, "visit", wall(date(2026, 11, 3)), place="Clinic", told="Rest. " * 20)
    assert cut not in sheet(printed(family), "en").made
    log(family, "visit", wall(date(2026, 11, 4)), place="Clinic", told="Rest. " * 300)
    assert cut in sheet(printed(family), "en").made
