"""From the database to the page."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from journal.entries import record
from journal.records.children import Child
from journal.records.medicines import DosePlan
from journal.summary.page import Trend
from journal.summary.sheet import sheet
from tests.family import NOW, Family, change
from tests.summary.gathering import log, printed, wall


@pytest.mark.parametrize(
    "day", [date(2026, 3, 8), date(2026, 11, 1), date(2026, 7, 4)], ids=["forward", "back", "usual"]
)
def test_h24_the_window_ends_at_midnight_of_the_childs_clock(family: Family, day: date) -> None:
    before = log(family, "note", wall(day, "00:00:00") - timedelta(seconds=1), note="eve")
    first = log(family, "note", wall(day, "00:00:00"), note="first second")
    last = log(family, "note", wall(day, "23:59:59"), note="last second")
    after = log(family, "note", wall(day + timedelta(days=1), "00:00:00"), note="next day")
    page = printed(family, day, day, now=wall(day + timedelta(days=2)))
    assert page.entry_ids == (str(first), str(last))
    assert page.notes == 2
    assert str(before) not in page.entry_ids
    assert str(after) not in page.entry_ids


@pytest.mark.parametrize(("first", "last"), [(1, 5), (3, 3), (2, 20)])
def test_h24_two_children_three_windows_hold_exactly_their_own_entries(
    family: Family, first: int, last: int
) -> None:
    noted = {
        (child, day): log(family, "note", wall(date(2026, 11, day)), child=child, note=child)
        for child in ("nora", "tom", "mia")
        for day in range(1, 21)
    }
    for child in ("nora", "tom"):
        page = printed(family, date(2026, 11, first), date(2026, 11, last), child)
        own = {str(noted[child, day]) for day in range(first, last + 1)}
        assert set(page.entry_ids) == own


def test_a_deleted_entry_is_not_on_the_page(family: Family) -> None:
    entry = log(family, "visit", wall(date(2026, 11, 3)), team_member="Dr. Okafor")
    gone = change(family.nora, "visit", made_at=NOW, entry=entry, base=1, delete=True)
    with family.database.transaction() as session:
        record(session, family.actor(session, "ada"), gone, now=NOW)
    page = printed(family)
    assert page.visits == ()
    assert page.entry_ids == ()


def test_symptoms_are_the_highest_of_each_day_and_compared_with_the_last_visit(
    family: Family,
) -> None:
    log(family, "visit", wall(date(2026, 11, 1)), team_member="Dr. Okafor", told="Go on.")
    for day, clock, severity in ((1, "07:00", 6), (1, "19:00", 7), (20, "07:00", 3)):
        at = wall(date(2026, 11, day), clock)
        log(family, "symptom", at, symptom="fatigue", severity=severity)
    log(family, "symptom", wall(date(2026, 11, 9)), symptom="fever")
    page = printed(family)
    assert [(each.on.day, each.severity) for each in page.symptoms[0].readings] == [(1, 7), (20, 3)]
    tired, fever = page.since
    assert (tired.then, tired.now, tired.trend) == (Decimal(6), Decimal(3), Trend.BETTER)
    assert (fever.days, fever.now) == (1, None)
    assert page.last_visit_on == date(2026, 11, 1)


def test_an_evening_as_before_counts_on_the_page_like_the_symptom_written_again(
    family: Family,
) -> None:
    log(family, "symptom", wall(date(2026, 11, 1)), symptom="fatigue", severity=6)
    carried = [{"symptom": "fatigue", "severity": 6}, {"symptom": "fever", "severity": 0}]
    for day in (2, 20):
        evening = wall(date(2026, 11, day), "19:00")
        log(family, "check_in", evening, day="usual", carried=carried)
    page = printed(family)
    (tired,) = [each for each in page.symptoms if each.name == "Tired"]
    assert [(each.on.day, each.severity) for each in tired.readings] == [(1, 6), (2, 6), (20, 6)]
    assert page.since[0].trend is Trend.SAME
    assert page.fevers == ()


def test_school_missed_is_counted_in_days_and_a_silent_page_says_nothing(family: Family) -> None:
    assert printed(family).school_missed == 0
    missed = date(2026, 11, 3)
    log(family, "check_in", wall(missed, "19:00"), day="worse", school="missed")
    log(family, "activity", wall(missed), what="school_missed")
    log(family, "check_in", wall(date(2026, 11, 4), "19:00"), day="usual", school="part")
    page = printed(family)
    assert page.school_missed == 2
    (said,) = [each for each in sheet(page, "en").happened if each.heading == "School"]
    assert said.lines == ("missed on 2 days, whole or in part",)


def test_one_figure_is_never_compared_with_itself(family: Family) -> None:
    log(family, "symptom", wall(date(2026, 11, 21)), symptom="fatigue", severity=5)
    (line,) = printed(family, date(2026, 11, 15)).since
    assert (line.then, line.trend) == (None, None)


def test_a_day_of_fever_carries_its_highest_reading_as_it_was_read(family: Family) -> None:
    at = wall(date(2026, 11, 9))
    log(family, "symptom", at, symptom="fever")
    for value, unit in (("38.1", "°C"), ("102.2", "°F")):
        log(family, "measurement", at, what="temperature", value=value, unit=unit)
    (fever,) = printed(family).fevers
    assert fever.reading is not None
    assert (fever.reading.value, fever.reading.unit) == (Decimal("102.2"), "°F")


def test_a_stay_that_began_before_the_window_is_shown(family: Family) -> None:
    admitted = wall(date(2026, 10, 30))
    log(
        family, "stay", admitted, hospital="Children's", admitted=admitted.isoformat(),
        discharged=wall(date(2026, 11, 2)).isoformat(),
    )  # fmt: skip
    (stay,) = printed(family).stays
    assert (stay.admitted_on, stay.discharged_on) == (date(2026, 10, 30), date(2026, 11, 2))
    assert printed(family, date(2026, 11, 3)).stays == ()


def test_open_questions_come_along_and_answered_ones_do_not(family: Family) -> None:
    log(family, "question", wall(date(2026, 8, 1)), text="Old but open?")
    log(family, "question", wall(date(2026, 11, 2)), text="New and open?")
    answered = wall(date(2026, 11, 3))
    log(
        family, "question", answered, text="Answered?", answer="Yes.",
        answered=answered.isoformat(),
    )  # fmt: skip
    assert printed(family).questions == ("New and open?", "Old but open?")


def test_weight_is_the_latest_with_its_day(family: Family) -> None:
    for day, value in ((date(2026, 5, 1), "23"), (date(2026, 8, 1), "24.6")):
        log(family, "measurement", wall(day), what="weight", value=value, unit="kg")
    weight = printed(family).child.weight
    assert weight is not None
    assert (weight.value, weight.on) == (Decimal("24.6"), date(2026, 8, 1))


def test_names_stand_as_stored(family: Family) -> None:
    name = "Zoë\u202e Åsa\u0301\u0301"
    with family.database.transaction() as session:
        session.get_one(Child, family.nora).name = name
    assert printed(family).child.name == name


def test_a_plan_that_cannot_be_read_hides_no_other_medicine_from_the_page(family: Family) -> None:
    family.medicine()
    broken = family.medicine("Folic acid")
    with family.database.transaction() as session:
        plan = session.exec(select(DosePlan).where(DosePlan.medicine_id == broken.id)).one()
        plan.rhythm = {"after": str(broken.child_id), "minutes": 60}  # no medicine of hers
    day = date(2026, 11, 20)
    page = printed(family, day, day, now=NOW)
    told = [(one.medicine, one.planned, one.unreadable) for one in page.counts]
    assert told == [("Folic acid", None, True), ("Prednisolone", 1, False)]


def test_weeks_off_are_gaps_in_what_was_planned_and_the_amount_is_said_once(family: Family) -> None:
    cycle = {"every": "cycle", "weeks_on": 3, "weeks_off": 1, "times": ["08:00"]}
    family.medicine("Cyclin", "100", rhythm=cycle, first_on=date(2026, 9, 28))
    page = printed(family, date(2026, 10, 1), date(2026, 11, 20))
    (bar,) = page.bars
    assert [(step.from_on, step.to_on) for step in bar.steps] == [
        (date(2026, 10, 1), date(2026, 10, 18)),
        (date(2026, 10, 26), date(2026, 11, 15)),
    ]
    assert {step.amount for step in bar.steps} == {Decimal(100)}


def test_window_in_the_weeks_off_has_no_bar(family: Family) -> None:
    cycle = {"every": "cycle", "weeks_on": 3, "weeks_off": 1, "times": ["08:00"]}
    family.medicine("Cyclin", "100", rhythm=cycle, first_on=date(2026, 9, 28))
    assert printed(family, date(2026, 10, 20), date(2026, 10, 24)).bars == ()
