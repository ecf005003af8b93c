"""A new bottle is a new dose plan, for every step that is still to come (H15)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlmodel import col, select

from journal.care.measured import Measured
from journal.care.problems import Refused
from journal.care.rhythm import read_rhythm
from journal.care.taper import Step, Taper, Then
from journal.plans.bottles import NewStrength, change_strength
from journal.plans.expected import expected
from journal.plans.medicines import Dosing, change_dose
from journal.plans.tapers import start_taper
from journal.records.access import NotAllowed
from journal.records.children import Child
from journal.records.medicines import DosePlan, Medicine
from journal.records.planned import planned_amount
from tests.family import NOW

TODAY = NOW.date()
DAYS = timedelta(days=1)
DAILY = read_rhythm({"every": "day", "times": ["08:00"]})
SYRUP = {"strength": "10 mg/mL", "form": "syrup", "first_on": TODAY - 30 * DAYS}


def another(family, medicine, strength="25 mg/mL", by="ada", first_on=TODAY, **more):
    """Start the new bottle and return the plans that hold, in order."""
    with family.database.transaction() as session:
        kept = session.get_one(Medicine, medicine.id)
        new = NewStrength(strength=strength, first_on=first_on, **more)
        change_strength(session, family.actor(session, by), kept, new, now=NOW)
    return held(family)


def held(family):
    with family.database.reading() as session:
        found = session.exec(select(DosePlan).where(col(DosePlan.replaced).is_(False))).all()
        return sorted(found, key=lambda plan: plan.first_on)


def change(family, medicine, amount, first_on, rhythm=DAILY, **more):
    """Change the dose to so many mg, every day unless said otherwise."""
    with family.database.transaction() as session:
        kept = session.get_one(Medicine, medicine.id)
        dosing = Dosing(amount=Decimal(amount), unit="mg", rhythm=rhythm, first_on=first_on, **more)
        change_dose(session, family.actor(session, "ada"), kept, dosing, now=NOW)


def slots(family, medicine, start, days):
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        kept = session.get_one(Medicine, medicine.id)
        found = expected(session, child, start, start + days * DAYS, medicines=[kept])
        return [(one.slot.key, one.amount) for one in found]


def labels(family, medicine):
    """Each slot with the strength its mL were made for."""
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        kept = session.get_one(Medicine, medicine.id)
        found = expected(session, child, NOW - 60 * DAYS, NOW + 300 * DAYS, medicines=[kept])
        return [(one.slot.key, one.plan.strength) for one in found]


def test_h15_the_second_number_is_kept_with_every_plan(family):
    family.medicine(**SYRUP)
    (plan,) = held(family)
    assert (plan.measured, plan.measured_unit) == (Decimal("1.25"), "mL")


def test_h15_a_new_bottle_is_a_new_plan_and_the_old_one_stays(family):
    medicine = family.medicine(**SYRUP)
    old, new = another(family, medicine)
    assert (old.strength, old.measured) == ("10 mg/mL", Decimal("1.25"))
    assert (new.strength, new.measured, new.first_on) == ("25 mg/mL", Decimal("0.5"), TODAY)
    assert (new.amount, new.unit, new.rhythm) == (old.amount, old.unit, old.rhythm)


def three_steps(family, medicine, first, **more):
    """Start 10 mg, 8 mg and 6 mg, a week each, that stop."""
    steps = [Step(first + 7 * n * DAYS, Decimal(10 - 2 * n)) for n in range(3)]
    steps[-1] = replace(steps[-1], last_on=first + 20 * DAYS)
    with family.database.transaction() as session:
        start_taper(
            session,
            family.actor(session, "ada"),
            session.get_one(Medicine, medicine.id),
            Taper(tuple(steps), Then.STOP),
            Dosing(amount=Decimal(10), unit="mg", rhythm=DAILY, first_on=first, **more),
            now=NOW,
        )


def test_h15_the_steps_of_a_taper_go_on_with_the_new_bottle(family):
    medicine = family.medicine(**SYRUP)
    first = TODAY - 3 * DAYS
    three_steps(family, medicine, first)
    before = slots(family, medicine, NOW, 40)
    plans = another(family, medicine)
    assert [str(plan.measured) for plan in plans[-3:]] == ["0.4", "0.32", "0.24"]
    assert len({plan.taper_id for plan in plans[-3:]}) == 1
    assert (plans[-1].last_on, plans[-1].then) == (first + 20 * DAYS, "stop")
    assert slots(family, medicine, NOW, 40) == before


def test_h15_ml_read_off_the_new_label_belong_to_the_step_of_that_day_alone(family):
    medicine = family.medicine(**SYRUP)
    three_steps(family, medicine, TODAY - 3 * DAYS)
    plans = another(family, medicine, measured=Measured(Decimal("0.4"), "mL"))
    assert [str(plan.measured) for plan in plans[-3:]] == ["0.4", "0.32", "0.24"]


def test_h15_a_plan_that_ends_on_the_bottles_first_day_is_measured_with_it_on_that_day(family):
    medicine = family.medicine(**SYRUP)
    last = TODAY + 5 * DAYS
    change(family, medicine, "5", TODAY, last_on=last)
    plans = another(family, medicine, first_on=last)
    assert [(plan.first_on, plan.measured) for plan in plans[-2:]] == [
        (TODAY, Decimal("0.5")),
        (last, Decimal("0.2")),
    ]
    assert labels(family, medicine)[-1] == (f"{last}T08:00", "25 mg/mL")


RHYTHMS = [
    {"every": "day", "times": ["08:00", "20:00"]},
    {"every": "week", "on": ["tuesday"], "times": ["18:00"]},
    {"every": "days", "n": 3, "times": ["08:00"]},
    {"every": "weeks", "n": 4, "on": ["thursday"], "times": ["09:00"]},
    {"every": "months", "n": 2, "times": ["09:00"]},
    {"every": "alternate", "other": "5", "times": ["08:00"]},
    {"every": "cycle", "weeks_on": 3, "weeks_off": 1, "times": ["08:00"]},
]


@pytest.mark.parametrize("rhythm", RHYTHMS, ids=lambda each: each["every"])
@pytest.mark.parametrize("began", [30, 31])
def test_h15_a_new_bottle_moves_no_dose(family, rhythm, began):
    medicine = family.medicine(**{**SYRUP, "first_on": TODAY - began * DAYS}, rhythm=rhythm)
    before = slots(family, medicine, NOW - 40 * DAYS, 300)
    another(family, medicine)
    assert slots(family, medicine, NOW - 40 * DAYS, 300) == before
    another(family, medicine, "20 mg/mL", first_on=TODAY + DAYS)
    assert slots(family, medicine, NOW - 40 * DAYS, 300) == before


@pytest.mark.parametrize("rhythm", RHYTHMS, ids=lambda each: each["every"])
@pytest.mark.parametrize("began", [23, 30])
def test_h15_from_the_first_day_on_every_dose_is_measured_with_the_new_bottle(
    family, rhythm, began
):
    first_on = TODAY - began * DAYS
    medicine = family.medicine(**{**SYRUP, "first_on": first_on}, rhythm=rhythm)
    another(family, medicine)
    strengths = labels(family, medicine)
    assert {label for day, label in strengths if day < TODAY.isoformat()} <= {"10 mg/mL"}
    assert {label for day, label in strengths if day >= TODAY.isoformat()} == {"25 mg/mL"}


def test_h15_monthly_on_the_31st_comes_back_to_the_31st_with_the_new_bottle(family):
    rhythm = {"every": "months", "n": 1, "times": ["09:00"]}
    medicine = family.medicine(**{**SYRUP, "first_on": date(2026, 10, 31)}, rhythm=rhythm)
    another(family, medicine)
    found = [(key[:10], label) for key, label in labels(family, medicine)][1:4]
    assert found == [(day, "25 mg/mL") for day in ("2026-11-30", "2026-12-31", "2027-01-31")]


def test_h15_ml_that_stay_and_are_wrong_now_are_refused(family):
    medicine = family.medicine(**SYRUP)
    with pytest.raises(Refused) as refused:
        another(family, medicine, keeps=True)
    assert refused.value.problems[0].message == "1.25 mL of 25 mg/mL is 31.25 mg, not 12.5 mg."
    assert len(held(family)) == 1


def test_h15_ml_that_were_read_off_the_label_are_kept_as_typed(family):
    medicine = family.medicine(**SYRUP)
    assert another(family, medicine, measured=Measured(Decimal("0.51"), "mL"))[-1].measured == (
        Decimal("0.51")
    )


def test_h15_a_strength_alone_never_leaves_a_liquid_without_one(family):
    medicine = family.medicine(**SYRUP)
    with pytest.raises(Refused, match="Copy the strength"):
        another(family, medicine, strength="")


def test_who_may_not_plan_may_not_change_the_strength(family):
    medicine = family.medicine(**SYRUP)
    with pytest.raises(NotAllowed):
        another(family, medicine, by="cleo")


def test_h15_another_amount_has_its_own_ml(family):
    medicine = family.medicine(**SYRUP)
    with family.database.transaction() as session:
        dosing = Dosing(amount=Decimal(10), unit="mg", rhythm=DAILY, first_on=TODAY)
        kept = session.get_one(Medicine, medicine.id)
        plan = change_dose(session, family.actor(session, "ada"), kept, dosing, now=NOW)
        assert (plan.measured, plan.measured_unit) == (Decimal(1), "mL")


def test_h42_a_name_of_the_catalogue_is_remembered_as_its_medicine(family):
    assert family.medicine("Xatmep", "10", rhythm=RHYTHMS[1], strength="2.5 mg/mL").code == (
        "methotrexate"
    )
    assert family.medicine("Grandma's drops").code is None


def test_b7_a_brand_that_is_a_solution_needs_its_strength(family):
    with pytest.raises(Refused, match="Copy the strength"):
        family.medicine("Xatmep", "10", rhythm=RHYTHMS[1])


def test_h15_a_bottle_to_come_does_not_measure_the_doses_before_it(family):
    medicine = family.medicine(**SYRUP)
    tenth, change_on = date(2026, 12, 10), date(2026, 11, 25)
    another(family, medicine, "20 mg/mL", first_on=tenth)
    with family.database.reading() as session:
        assert session.get_one(Medicine, medicine.id).strength == "10 mg/mL"
    change(family, medicine, "5", change_on)
    found = [(plan.first_on, plan.amount, plan.strength, plan.measured) for plan in held(family)]
    assert found[1:] == [
        (change_on, 5, "10 mg/mL", Decimal("0.5")),
        (tenth, 5, "20 mg/mL", Decimal("0.25")),
    ]


def test_h15_a_dose_changed_on_the_bottles_own_day_is_measured_with_it(family):
    medicine = family.medicine(**SYRUP)
    tenth = date(2026, 12, 10)
    another(family, medicine, "20 mg/mL", first_on=tenth)
    change(family, medicine, "5", tenth)
    plan = held(family)[-1]
    assert (plan.first_on, plan.strength, plan.measured) == (tenth, "20 mg/mL", Decimal("0.25"))


def test_h9_a_rhythm_that_meets_a_bottle_to_come_goes_on_with_its_count(family):
    medicine = family.medicine(**SYRUP)
    another(family, medicine, "20 mg/mL", first_on=date(2026, 12, 10))
    third_days = read_rhythm({"every": "days", "n": 3, "times": ["08:00"]})
    change(family, medicine, "5", date(2026, 12, 2), rhythm=third_days)
    found = [(day[8:10], label) for day, label in labels(family, medicine) if day > "2026-12-02"]
    assert found[:4] == [
        ("02", "10 mg/mL"),
        ("05", "10 mg/mL"),
        ("08", "10 mg/mL"),
        ("11", "20 mg/mL"),
    ]


@pytest.mark.parametrize(
    ("last_on", "measured"), [(9, ["0.5"]), (10, ["0.5", "0.25"]), (14, ["0.5", "0.25"])]
)
def test_h15_a_course_meets_the_bottle_that_is_planned_for_its_days(family, last_on, measured):
    medicine = family.medicine(**SYRUP)
    another(family, medicine, "20 mg/mL", first_on=date(2026, 12, 10))
    change(family, medicine, "5", date(2026, 12, 2), last_on=date(2026, 12, last_on))
    plans = [plan for plan in held(family) if plan.first_on >= date(2026, 12, 2)]
    assert [str(plan.measured) for plan in plans] == measured


def test_h15_ml_typed_with_the_first_step_are_not_those_of_the_others(family):
    medicine = family.medicine(**SYRUP)
    three_steps(family, medicine, TODAY, measured=Decimal(1), measured_unit="mL")
    assert [str(plan.measured) for plan in held(family)[-3:]] == ["1", "0.8", "0.6"]


def test_h14_what_a_slot_asks_for_is_the_same_whoever_asks(family):
    first_on = TODAY - 31 * DAYS
    medicine = family.medicine(**{**SYRUP, "first_on": first_on}, rhythm=RHYTHMS[5])
    another(family, medicine)
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        found = expected(session, child, NOW - 5 * DAYS, NOW + 5 * DAYS)
        asked = [planned_amount(one.plan, one.slot.key) for one in found]
    assert asked == [one.amount for one in found]
    assert set(asked) == {Decimal("12.5"), Decimal(5)}


def test_h15_a_new_strength_sent_with_a_dose_is_that_of_its_plan(family):
    medicine = family.medicine(**SYRUP)
    with family.database.transaction() as session:
        kept = session.get_one(Medicine, medicine.id)
        dosing = Dosing(
            amount=Decimal(5), unit="mg", rhythm=DAILY, first_on=TODAY, strength="20 mg/mL"
        )
        plan = change_dose(session, family.actor(session, "ada"), kept, dosing, now=NOW)
        assert (plan.measured, kept.strength) == (Decimal("0.25"), "20 mg/mL")
