"""H9, H10: which taper runs on a day, what is next, and how it ends."""

import uuid
from datetime import date, datetime, time

import pytest

from journal.care.problems import Refused
from journal.care.rhythm_kinds import AsNeeded, Cycle, Once, Relative
from journal.plans.tapers import check_steps, running_taper
from journal.records.medicines import Medicine
from tests.plans.tapering import change_to, taper

STEPS = [
    {"from": "2026-11-23", "amount": "10"},
    {"from": "2026-11-25", "amount": "7.5"},
    {"from": "2026-11-28", "amount": "5", "until": "2026-12-04"},
]


def running(family, medicine, day):
    with family.database.reading() as session:
        return running_taper(session, session.get_one(Medicine, medicine.id), on=day)


def test_a_medicine_without_steps_has_no_taper(family):
    assert running(family, family.medicine(), date(2026, 11, 22)) is None


def test_a_taper_tells_its_steps_its_day_and_what_is_next(family):
    medicine = family.medicine()
    taper(family, medicine, {"steps": STEPS, "then": "ask"})
    found = running(family, medicine, date(2026, 11, 26))
    assert [(one.first_on.day, one.last_on and one.last_on.day) for one in found.steps] == [
        (23, 24),
        (25, 27),
        (28, None),
    ]
    assert (found.current.amount, found.next.first_on) == (
        found.steps[1].amount,
        date(2026, 11, 28),
    )
    assert (found.then, found.ends_on) == ("ask", date(2026, 12, 4))


def test_a_taper_that_begins_tomorrow_is_told_today(family):
    medicine = family.medicine()
    taper(family, medicine, {"steps": STEPS, "then": "continue"})
    found = running(family, medicine, date(2026, 11, 22))
    assert found.current is None
    assert found.next.first_on == date(2026, 11, 23)
    assert found.ends_on is None


def test_h10_what_goes_on_after_the_last_step_still_belongs_to_the_taper(family):
    medicine = family.medicine()
    taper(family, medicine, {"steps": STEPS, "then": "ask"})
    found = running(family, medicine, date(2027, 1, 1))
    assert found.current is found.steps[-1]
    assert (found.next, found.ends_on) == (None, date(2026, 12, 4))


def test_h10_a_taper_that_stopped_runs_no_more(family):
    medicine = family.medicine()
    taper(family, medicine, {"steps": STEPS, "then": "stop"})
    assert running(family, medicine, date(2026, 12, 4)).ends_on == date(2026, 12, 4)
    assert running(family, medicine, date(2026, 12, 5)) is None


def test_a_dose_decided_later_takes_the_place_of_the_steps_after_it(family):
    medicine = family.medicine()
    taper(family, medicine, {"steps": STEPS, "then": "ask"})
    change_to(family, medicine, "8", date(2026, 11, 27))
    found = running(family, medicine, date(2026, 11, 26))
    assert [one.first_on.day for one in found.steps] == [23, 25]
    assert found.steps[-1].last_on == date(2026, 11, 26)
    assert (found.follows.first_on, found.ends_on) == (date(2026, 11, 27), None)


UNPLANNABLE = [
    Relative(uuid.uuid4(), 60),
    Once(datetime.combine(date(2026, 11, 26), time(8))),
    AsNeeded(),
    Cycle(1, 1, (time(8),)),
]


@pytest.mark.parametrize("rhythm", UNPLANNABLE, ids=lambda each: type(each).__name__)
def test_h10_no_step_has_a_rhythm_that_leaves_days_without_a_dose(rhythm):
    with pytest.raises(Refused) as refused:
        check_steps([rhythm])
    problem = refused.value.problems[0]
    assert (problem.code, problem.field) == ("taper_rhythm", "taper.steps.0.rhythm")


def test_h10_a_taper_with_a_step_beside_another_medicine_is_not_started(family):
    medicine = family.medicine()
    beside = {"after": str(uuid.uuid4()), "minutes": 60}
    steps = [STEPS[0], {**STEPS[1], "rhythm": beside}]
    with pytest.raises(Refused) as refused:
        taper(family, medicine, {"steps": steps, "then": "ask"})
    assert refused.value.problems[0].field == "taper.steps.1.rhythm"
    assert running(family, medicine, date(2026, 11, 26)) is None
