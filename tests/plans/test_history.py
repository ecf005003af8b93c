"""H6, H8, H10, H11, H34: plans follow each other; nothing is caught up, lost or rewritten."""

from datetime import date, timedelta

import pytest
from sqlmodel import func, select

from journal.care.problems import Refused
from journal.entries import record
from journal.plans.medicines import turn
from journal.plans.mistakes import remove_mistake
from journal.plans.standing import State, standing_of
from journal.records.access import NotAllowed, Stranger
from journal.records.children import Child
from journal.records.kinds.dose import DoseRow
from journal.records.medicines import DosePlan, Medicine, MedicineTurn, Turn
from tests.family import NOW, change
from tests.plans.tapering import acting, amounts, change_to, taper

TODAY = date(2026, 11, 22)


def standing(family, medicine, now=NOW):
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        return standing_of(session, child, session.get_one(Medicine, medicine.id), now=now)


def give(family, medicine, at, **more):
    fields = {"medicine": str(medicine.id), "outcome": "given", "amount": "12.5", "unit": "mg"}
    with family.database.transaction() as session:
        actor = family.actor(session, "ben")
        request = change(family.nora, "dose", made_at=at, **fields, **more)
        return record(session, actor, request, now=at)


def test_h6_slots_depend_on_the_plans_alone(family):
    medicine = family.medicine()
    before = amounts(family, TODAY - timedelta(days=3), 10)
    give(family, medicine, NOW - timedelta(days=1), slot="2026-11-21T08:00")
    give(family, medicine, NOW - timedelta(days=3))
    assert amounts(family, TODAY - timedelta(days=3), 10) == before


def test_h9_every_day_of_a_taper_has_one_step(family):
    medicine = family.medicine()
    steps = [
        {"from": "2026-11-23", "amount": "10"},
        {"from": "2026-11-25", "amount": "7.5"},
        {"from": "2026-11-28", "amount": "5"},
    ]
    taper(family, medicine, {"steps": steps, "then": "continue"})
    days = amounts(family, TODAY, 8)
    assert days == ["12.5", "10", "10", "7.5", "7.5", "7.5", "5", "5"]


def test_h10_a_taper_that_ends_in_a_question_goes_on_and_asks(family):
    medicine = family.medicine()
    steps = [{"from": "2026-11-23", "amount": "10", "until": "2026-11-25"}]
    taper(family, medicine, {"steps": steps, "then": "ask"})
    assert amounts(family, TODAY, 6) == ["12.5", "10", "10", "10", "10", "10"]
    assert standing(family, medicine).asks_since == date(2026, 11, 26)


def test_h10_a_taper_that_continues_goes_on_after_its_last_written_day(family):
    medicine = family.medicine()
    steps = [{"from": "2026-11-23", "amount": "10", "until": "2026-11-25"}]
    taper(family, medicine, {"steps": steps, "then": "continue"})
    assert amounts(family, TODAY, 6)[-1] == "10"


def test_h10_only_stop_ends_it(family):
    medicine = family.medicine()
    steps = [{"from": "2026-11-23", "amount": "10", "until": "2026-11-25"}]
    taper(family, medicine, {"steps": steps, "then": "stop"})
    assert amounts(family, TODAY, 6) == ["12.5", "10", "10", "10"]
    later = standing(family, medicine, now=NOW + timedelta(days=5))
    assert later.state is State.ENDED


def test_h11_a_new_dose_leaves_recorded_doses_and_earlier_days_as_they_were(family):
    medicine = family.medicine()
    give(family, medicine, NOW - timedelta(days=1), slot="2026-11-21T08:00")
    with family.database.reading() as session:
        before = session.exec(select(DoseRow)).one().model_dump()
    past = amounts(family, TODAY - timedelta(days=5), 5)
    change_to(family, medicine, "10", TODAY)
    with family.database.reading() as session:
        assert session.exec(select(DoseRow)).one().model_dump() == before
    assert amounts(family, TODAY - timedelta(days=5), 5) == past
    assert amounts(family, TODAY, 2) == ["10", "10"]


def test_h11_plans_that_gave_way_stay_in_the_history(family):
    medicine = family.medicine()
    change_to(family, medicine, "10", TODAY + timedelta(days=3))
    change_to(family, medicine, "7.5", TODAY + timedelta(days=1))
    with family.database.reading() as session:
        plans = session.exec(select(DosePlan).order_by(DosePlan.made_at)).all()
    assert sorted((str(plan.amount), plan.replaced) for plan in plans) == [
        ("10", True),
        ("12.5", False),
        ("7.5", False),
    ]


def test_h34_a_medicine_with_doses_is_never_removed(family):
    medicine = family.medicine()
    give(family, medicine, NOW)
    with pytest.raises(Refused) as refused:
        acting(family, lambda s, a, m: remove_mistake(s, a, m, now=NOW), medicine=medicine)
    assert refused.value.problems[0].code == "has_history"
    with family.database.reading() as session:
        for table in (Medicine, DosePlan, DoseRow):
            assert session.exec(select(func.count()).select_from(table)).one() == 1


def test_h34_a_deleted_dose_is_history_too(family):
    medicine = family.medicine()
    entry = give(family, medicine, NOW)
    assert entry.stored
    with family.database.transaction() as session:
        row = session.exec(select(DoseRow)).one()
        undo = change(family.nora, "dose", entry=row.entry_id, base=1, delete=True)
        record(session, family.actor(session, "ben"), undo, now=NOW)
    with pytest.raises(Refused):
        acting(family, lambda s, a, m: remove_mistake(s, a, m, now=NOW), medicine=medicine)


def test_h34_a_mistake_may_be_removed_for_a_day(family):
    medicine = family.medicine(now=NOW)
    late = NOW + timedelta(hours=24)
    with pytest.raises(Refused):
        acting(family, lambda s, a, m: remove_mistake(s, a, m, now=late), medicine=medicine)
    acting(
        family,
        lambda s, a, m: remove_mistake(s, a, m, now=late - timedelta(seconds=1)),
        medicine=medicine,
    )
    with family.database.reading() as session:
        assert session.get(Medicine, medicine.id) is None


def turned(family, medicine, what, now=NOW, by="ada", **options):
    def act(session, actor, row):
        day = {"on": now.date(), "reason": "clinic", **options}
        return turn(session, actor, row, what, now=now, **day)

    return acting(family, act, by=by, medicine=medicine)


def test_h8_forty_days_paused_bring_no_dose_and_only_a_person_resumes(family):
    medicine = family.medicine()
    turned(family, medicine, Turn.PAUSE, review_on=TODAY + timedelta(days=7))
    assert amounts(family, TODAY + timedelta(days=1), 40) == []
    later = NOW + timedelta(days=40)
    assert standing(family, medicine, now=later).state is State.PAUSED
    turned(family, medicine, Turn.RESUME, now=later)
    assert standing(family, medicine, now=later).state is State.RUNNING


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"review_on": None}, "review_required"),
        ({"review_on": TODAY}, "review_too_early"),
        ({"review_on": TODAY + timedelta(days=1), "reason": ""}, "reason_required"),
    ],
)
def test_h8_a_pause_needs_a_reason_and_a_later_day_of_review(family, options, code):
    medicine = family.medicine()
    with pytest.raises(Refused) as refused:
        turned(family, medicine, Turn.PAUSE, **options)
    assert refused.value.problems[0].code == code


def test_a_stopped_medicine_takes_no_new_dose_and_no_second_stop(family):
    medicine = family.medicine()
    turned(family, medicine, Turn.STOP)
    with pytest.raises(Refused):
        change_to(family, medicine, "10", TODAY + timedelta(days=1))
    with pytest.raises(Refused):
        turned(family, medicine, Turn.STOP)
    with family.database.reading() as session:
        assert session.exec(select(func.count()).select_from(MedicineTurn)).one() == 1


@pytest.mark.parametrize(("by", "answer"), [("cleo", NotAllowed), ("eve", Stranger)])
def test_who_may_only_look_and_who_may_not_know_change_no_plan(family, by, answer):
    medicine = family.medicine()
    with pytest.raises(answer):
        change_to(family, medicine, "10", TODAY, by=by)
    with pytest.raises(answer):
        turned(family, medicine, Turn.STOP, by=by)
    with pytest.raises(answer):
        acting(family, lambda s, a, m: remove_mistake(s, a, m, now=NOW), by=by, medicine=medicine)
