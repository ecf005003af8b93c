"""What an amount alone would hide: how often a day it is taken, and that a symptom is over."""

from datetime import date
from decimal import Decimal

from journal.care.rhythm import read_rhythm
from journal.plans.medicines import Dosing, change_dose
from journal.summary.page import Trend
from journal.summary.sheet import sheet
from tests.family import NOW, Family
from tests.summary.gathering import FIRST, log, printed, wall
from tests.summary.papers import flat

ONCE = {"every": "day", "times": ["08:00"]}
TWICE = {"every": "day", "times": ["08:00", "20:00"]}


def split(family: Family, amount: str = "15", rhythm: dict[str, object] = TWICE) -> None:
    """Prednisolone 30 mg once a day, from 10 Nov so much at these times."""
    medicine = family.medicine("Prednisolone", "30", rhythm=ONCE, first_on=date(2026, 10, 1))
    with family.database.transaction() as session:
        row = session.merge(medicine)
        dosing = Dosing(
            amount=Decimal(amount),
            unit="mg",
            rhythm=read_rhythm(rhythm),
            first_on=date(2026, 11, 10),
        )
        actor = family.actor(session, "ada")
        change_dose(session, actor, row, dosing, now=NOW)


def test_h15_30_mg_once_into_15_mg_twice_a_day_is_not_half(family: Family) -> None:
    split(family)
    page = printed(family, date(2026, 10, 15))
    said = sheet(page, "en")
    (table,) = said.changes
    ((_on, what),) = table.rows
    assert flat(what) == ("Prednisolone 30 mg once a day → 15 mg twice a day (30 → 30 mg a day)")
    (bar,) = page.bars or (None,)
    assert bar is None or {step.amount for step in bar.steps} == {30}


def test_h15_a_bar_of_plans_that_differ_in_how_often_shows_whole_days(family: Family) -> None:
    split(family, "20")
    page = printed(family, date(2026, 10, 15))
    (bar,) = page.bars
    assert [(step.amount, bar.of_day) for step in bar.steps] == [(30, True), (40, True)]
    (lane,) = [each for each in sheet(page, "en").lanes if "Prednisolone" in each.label]
    assert flat(lane.value) == "30 → 40 mg a day"


def symptom(family: Family, day: int, severity: int, until: int | None = None) -> None:
    more = {"until": wall(date(2026, 11, until)).isoformat()} if until else {}
    log(family, "symptom", wall(date(2026, 11, day)), symptom="headache", severity=severity, **more)


def row(family: Family) -> tuple[str, ...]:
    log(family, "visit", wall(FIRST), place="Clinic")
    (said,) = sheet(printed(family), "en").since.rows
    return tuple(flat(cell) for cell in said)


def test_what_the_family_wrote_as_over_is_no_number_of_now(family: Family) -> None:
    symptom(family, 2, 3)
    symptom(family, 12, 6, until=14)
    assert row(family) == ("Headache", "3 (2 Nov) of 10 → ended 14 Nov", "")


def test_what_came_back_after_its_end_has_its_number(family: Family) -> None:
    symptom(family, 2, 3, until=4)
    symptom(family, 20, 5)
    assert row(family)[2] == Trend.WORSE.value
    (since,) = printed(family).since
    assert (since.now, since.ended_on) == (5, None)
