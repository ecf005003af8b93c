"""A taper corrected while it runs: H9 each day one step, H11 the past as it was."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from journal.care.problems import Refused
from journal.care.rhythm import read_rhythm
from journal.care.taper import Taper, Then
from journal.care.taper_edit import Later, change_step, hold_step, insert_step, remove_step
from journal.entries import record
from journal.plans.expected import expected
from journal.plans.taper_changes import change_taper, editable_taper, first_open_day
from journal.plans.tapers import running_taper
from journal.records.access import NotAllowed, Stranger
from journal.records.children import Child
from journal.records.medicines import DosePlan, Medicine
from tests.family import NOW, change
from tests.plans.tapering import acting, amounts, taper

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
DAILY = read_rhythm({"every": "day", "times": ["08:00"]})
OTHER_DAYS = {"every": "days", "n": 2, "times": ["08:00"]}
STEPS = [
    {"from": "2026-11-20", "amount": "10"},
    {"from": "2026-11-24", "amount": "7"},
    {"from": "2026-11-27", "amount": "5", "until": "2026-11-30"},
]


@pytest.fixture
def medicine(family):
    made = family.medicine()
    taper(family, made, {"steps": STEPS, "then": "stop"})
    return made


def changed(family, medicine, edit, since=TODAY, by="ada"):
    """Correct the taper of the day by `edit(taper)`."""

    def act(session, actor, row):
        running = editable_taper(session, row, on=since)
        wanted = edit(running.taper)
        return change_taper(session, actor, row, running, wanted, since=since, now=NOW)

    return acting(family, act, by=by, medicine=medicine)


def plans(family):
    with family.database.reading() as session:
        return session.exec(select(DosePlan).order_by(DosePlan.made_at, DosePlan.first_on)).all()


def days(family, first, last):
    """Each slot of a stretch with its amount."""
    start = datetime.combine(first, time(5), UTC)
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        found = expected(session, child, start, start + (last - first + DAY))
        return [(one.slot.key, one.amount) for one in found]


def week(family):
    """The amounts of 20 November and the days after it."""
    return amounts(family, date(2026, 11, 20), 20)


@pytest.mark.parametrize(("outcome", "open_on"), [("given", TODAY + DAY), ("refused", TODAY)])
def test_h11_the_day_of_a_dose_that_was_taken_is_over(family, medicine, outcome, open_on):
    fields = {"medicine": str(medicine.id), "outcome": outcome, "amount": "10", "unit": "mg"}
    with family.database.transaction() as session:
        ben, child = family.actor(session, "ben"), session.get_one(Child, family.nora)
        assert first_open_day(session, child, medicine, now=NOW) == TODAY
        record(session, ben, change(family.nora, "dose", **fields), now=NOW)
        assert first_open_day(session, child, medicine, now=NOW) == open_on


def test_a_held_step_lasts_longer_and_everything_after_it_moves(family, medicine):
    changed(family, medicine, lambda taper: hold_step(taper, 0, days=3))
    assert week(family) == ["10"] * 7 + ["7"] * 3 + ["5"] * 4


def test_the_last_step_may_be_held_too_and_ends_later(family, medicine):
    late = date(2026, 11, 29)
    changed(family, medicine, lambda taper: hold_step(taper, 2, days=2), since=late)
    assert week(family) == ["10"] * 4 + ["7"] * 3 + ["5"] * 6


def test_a_step_that_begins_later_takes_the_later_ones_along(family, medicine):
    def edit(taper):
        first_on = date(2026, 11, 26)
        return change_step(
            taper, 1, first_on=first_on, amount=Decimal(7), rhythm=DAILY, later=Later.MOVE
        )

    changed(family, medicine, edit)
    assert week(family) == ["10"] * 6 + ["7"] * 3 + ["5"] * 4


def test_a_step_that_begins_later_leaves_the_later_ones_where_they_are(family, medicine):
    def edit(taper):
        first_on = date(2026, 11, 26)
        return change_step(
            taper, 1, first_on=first_on, amount=Decimal(8), rhythm=DAILY, later=Later.STAY
        )

    changed(family, medicine, edit)
    assert week(family) == ["10"] * 6 + ["8"] + ["5"] * 4


def test_a_step_put_in_takes_its_days_or_pushes_the_others(family, medicine):
    def edit(later):
        return lambda taper: insert_step(
            taper, 1, days=2, amount=Decimal(8), rhythm=DAILY, later=later
        )

    changed(family, medicine, edit(Later.STAY))
    assert week(family) == ["10"] * 4 + ["8"] * 2 + ["7"] + ["5"] * 4
    changed(family, medicine, edit(Later.MOVE))
    assert week(family) == ["10"] * 4 + ["8"] * 4 + ["7"] + ["5"] * 4


@pytest.mark.parametrize(
    ("later", "found"),
    [
        (Later.MOVE, ["10"] * 4 + ["5"] * 4),
        (Later.STAY, ["10"] * 7 + ["5"] * 4),
    ],
)
def test_a_step_left_out_gives_its_days_away_or_back(family, medicine, later, found):
    changed(family, medicine, lambda taper: remove_step(taper, 1, later=later))
    assert week(family) == found


def test_the_last_step_left_out_ends_the_taper_where_it_began(family, medicine):
    changed(family, medicine, lambda taper: remove_step(taper, 2, later=Later.MOVE))
    assert week(family) == ["10"] * 4 + ["7"] * 3


def test_h11_plans_that_gave_way_stay_and_those_that_stay_are_the_same(family, medicine):
    before = {plan.id: plan.model_dump() for plan in plans(family)}
    changed(family, medicine, lambda taper: hold_step(taper, 0, days=3))
    after = {plan.id: plan.model_dump() for plan in plans(family)}
    assert before.keys() < after.keys()
    for key, plan in before.items():
        gave_way = plan["first_on"] > TODAY
        assert after[key] == {**plan, "replaced": gave_way}


def test_h11_days_that_are_over_cannot_be_changed(family, medicine):
    def edit(taper):
        return change_step(
            taper, 1, first_on=date(2026, 11, 21), amount=Decimal(7), rhythm=DAILY, later=Later.STAY
        )

    before = [plan.model_dump() for plan in plans(family)]
    with pytest.raises(Refused) as refused:
        changed(family, medicine, edit)
    assert refused.value.problems[0].code == "taper_past"
    assert [plan.model_dump() for plan in plans(family)] == before


def test_h11_no_step_is_put_into_days_that_are_over(family, medicine):
    def edit(taper):
        return insert_step(taper, 0, days=1, amount=Decimal(12), rhythm=DAILY, later=Later.MOVE)

    with pytest.raises(Refused) as refused:
        changed(family, medicine, edit)
    assert refused.value.problems[0].code == "taper_past"


def test_what_changes_nothing_is_said_and_not_kept(family, medicine):
    with pytest.raises(Refused) as refused:
        changed(family, medicine, lambda taper: taper)
    assert refused.value.problems[0].code == "taper_same"


def test_every_other_day_stays_every_other_day_when_its_step_is_held(family):
    medicine = family.medicine()
    steps = [{"from": "2026-11-19", "amount": "5", "rhythm": OTHER_DAYS, "until": "2026-11-25"}]
    taper(family, medicine, {"steps": steps, "then": "stop"})
    # 19, 21, 23, 25 were planned; on the 22nd the step is held for four days more.
    changed(family, medicine, lambda taper: hold_step(taper, 0, days=4))
    with family.database.reading() as session:
        row = session.get_one(Medicine, medicine.id)
        found = running_taper(session, row, on=TODAY)
        assert [one.first_on.day for one in found.steps] == [19]
        assert [begins.day for _plan, begins, _end in found.steps[0].parts] == [19, 22]
    assert amounts(family, date(2026, 11, 19), 20) == ["5"] * 6  # 19, 21, 23, 25, 27, 29


COUNTED = [
    {"every": "days", "n": 3, "times": ["08:00"]},
    {"every": "weeks", "n": 2, "on": ["monday", "thursday"], "times": ["08:00"]},
    {"every": "months", "n": 1, "times": ["08:00"]},
    {"every": "alternate", "other": "4", "times": ["08:00"]},
]


@pytest.mark.parametrize("rhythm", COUNTED, ids=lambda each: each["every"])
@pytest.mark.parametrize("began", [date(2026, 10, 31), date(2026, 11, 10), date(2026, 11, 17)])
def test_h9_a_step_that_is_held_keeps_its_count(family, rhythm, began):
    medicine = family.medicine(rhythm=rhythm, first_on=began - timedelta(days=60))
    last = date(2027, 1, 15)
    step = {"from": began.isoformat(), "amount": "5", "rhythm": rhythm}
    taper(family, medicine, {"steps": [{**step, "until": last.isoformat()}], "then": "stop"})
    before = days(family, began, last)
    changed(family, medicine, lambda taper: hold_step(taper, 0, days=28))
    assert days(family, began, last) == before
    changed(family, medicine, lambda taper: hold_step(taper, 0, days=7), since=TODAY + DAY)
    assert days(family, began, last) == before


def test_h10_an_end_that_is_asked_about_may_move(family):
    medicine = family.medicine()
    taper(family, medicine, {"steps": STEPS, "then": "ask"})
    changed(family, medicine, lambda taper: hold_step(taper, 2, days=7))
    with family.database.reading() as session:
        found = running_taper(session, session.get_one(Medicine, medicine.id), on=TODAY)
    assert (found.then, found.ends_on) == (Then.ASK, date(2026, 12, 7))


@pytest.mark.parametrize("later", Later)
def test_h10_an_end_that_nobody_wrote_goes_along_with_the_last_step(family, later):
    made = family.medicine()
    taper(family, made, {"steps": [*STEPS[:2]], "then": "ask"})
    assert plans(family)[-1].ask_after == date(2026, 11, 24)

    def edit(taper):
        first_on = date(2026, 11, 26)
        return change_step(
            taper, 1, first_on=first_on, amount=Decimal(7), rhythm=DAILY, later=later
        )

    changed(family, made, edit)
    assert plans(family)[-1].ask_after == date(2026, 11, 26)


def test_h10_no_step_is_changed_to_a_rhythm_that_leaves_days_without_a_dose(family, medicine):
    def edit(taper):
        once = read_rhythm({"once": "2026-11-24T08:00"})
        return Taper(
            (taper.steps[0], replace(taper.steps[1], rhythm=once), taper.steps[2]), Then.STOP
        )

    with pytest.raises(Refused) as refused:
        changed(family, medicine, edit)
    assert refused.value.problems[0].code == "taper_rhythm"


def test_a_step_that_goes_on_cannot_be_held(family):
    medicine = family.medicine()
    taper(family, medicine, {"steps": STEPS[:2], "then": "continue"})
    with pytest.raises(Refused) as refused:
        changed(family, medicine, lambda taper: hold_step(taper, 1, days=7))
    assert refused.value.problems[0].code == "taper_open"


@pytest.mark.parametrize(("by", "answer"), [("cleo", NotAllowed), ("eve", Stranger)])
def test_who_may_only_look_and_who_may_not_know_correct_no_taper(family, medicine, by, answer):
    with pytest.raises(answer):
        changed(family, medicine, lambda taper: hold_step(taper, 0, days=3), by=by)


def test_h9_after_any_correction_each_day_has_one_amount(family, medicine):
    for days in (3, 1, 5):
        changed(family, medicine, lambda taper, days=days: hold_step(taper, 0, days=days))
        with family.database.reading() as session:
            found = running_taper(session, session.get_one(Medicine, medicine.id), on=TODAY)
        ends = [one.last_on for one in found.steps]
        starts = [one.first_on for one in found.steps[1:]]
        assert [end + timedelta(days=1) for end in ends[:-1]] == starts
    assert week(family)[:13] == ["10"] * 13
