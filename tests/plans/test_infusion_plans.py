"""The plan of an infusion: written as the clinic ordered it, changed, ended; what was stays."""

import uuid
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from journal.care.infusions import Step
from journal.care.problems import Refused
from journal.care.rhythm import read_rhythm
from journal.plans.infusion_plans import (
    Before,
    Further,
    Ordered,
    before_of,
    change_plan,
    dates_of,
    end_plan,
    history_of,
    plans_in_force,
    standing_plan,
    steps_of,
    write_plan,
)
from journal.plans.medicines import Dosing, add_medicine
from journal.plans.mistakes import remove_mistake
from journal.records.access import NotAllowed, Stranger
from tests.family import NOW

TODAY, NEXT = date(2026, 11, 22), date(2026, 12, 14)
D = Decimal
ORDERED = Ordered(
    first_on=TODAY,
    product="Privigen 10 %",
    variant="ivig",
    amount=D(40),
    unit="g",
    days=2,
    weight_kg=D("20.6"),
    weighed_on=TODAY,
    volume_ml=D(400),
    steps=(Step(D(15), 30), Step(D("30.5"), 30), Step(D(60), None)),
    before=(Before("Paracetamol 300 mg", 30), Before("Cetirizine")),
    numbing=60,
    fluids="A litre the day before",
    dates=(Further("Blood count", NEXT), Further("Look at the cells", TODAY)),
    told_by="Dr. Okafor",
)


@pytest.fixture
def ben(family, session):
    return family.actor(session, "ben")


@pytest.fixture
def ivig(family, session, ben):
    rhythm = read_rhythm({"every": "weeks", "n": 4, "on": ["monday"], "times": ["09:00"]})
    dosing = Dosing(first_on=TODAY, amount=D(20), unit="g", rhythm=rhythm)
    return add_medicine(session, ben, family.nora, name="Privigen", dosing=dosing, now=NOW)


def code(refused) -> str:
    return refused.value.problems[0].code


def test_a_plan_keeps_what_was_typed_and_a_change_follows_it(session, ben, ivig):
    first = write_plan(session, ben, ivig, ORDERED, now=NOW)
    assert steps_of(first) == list(ORDERED.steps)
    assert before_of(first) == list(ORDERED.before)
    assert [one.on for one in dates_of(first)] == [TODAY, NEXT]
    later = replace(ORDERED, amount=D(42), first_on=NEXT)
    second = change_plan(session, ben, first, later, now=NOW)
    assert (second.follows, first.ended_by) == (first.id, ben.account_id)
    assert history_of(session, ivig.child_id) in ([second, first], [first, second])
    rows = history_of(session, ivig.child_id)
    assert plans_in_force(rows, TODAY) == {ivig.id: first}
    assert plans_in_force(rows, NEXT) == {ivig.id: second}
    assert plans_in_force(rows, date(2026, 1, 1)) == {}


def test_saying_the_same_again_changes_nothing_and_the_same_form_makes_one_plan(session, ben, ivig):
    sent = uuid.uuid4()
    first = write_plan(session, ben, ivig, ORDERED, now=NOW, row_id=sent)
    assert write_plan(session, ben, ivig, ORDERED, now=NOW, row_id=sent) is first
    assert change_plan(session, ben, first, ORDERED, now=NOW) is first
    with pytest.raises(Refused) as refused:
        write_plan(session, ben, ivig, replace(ORDERED, days=1), now=NOW)
    assert code(refused) == "changed_meanwhile"


def test_of_two_who_change_one_plan_the_second_is_told(session, ben, ivig):
    first = write_plan(session, ben, ivig, ORDERED, now=NOW)
    change_plan(session, ben, first, replace(ORDERED, days=1), now=NOW)
    with pytest.raises(Refused) as refused:
        change_plan(session, ben, first, replace(ORDERED, days=3), now=NOW)
    assert code(refused) == "changed_meanwhile"


def test_an_ended_plan_is_in_force_on_no_day_and_stays_in_the_history(session, ben, ivig):
    row = write_plan(session, ben, ivig, ORDERED, now=NOW)
    end_plan(session, ben, row, now=NOW)
    assert standing_plan(session, ivig) is None
    assert plans_in_force(history_of(session, ivig.child_id), NEXT) == {}
    assert history_of(session, ivig.child_id) == [row]
    assert write_plan(session, ben, ivig, ORDERED, now=NOW).follows is None


def test_only_who_may_plan_writes_one(family, session, ivig):
    with pytest.raises(NotAllowed):
        write_plan(session, family.actor(session, "cleo"), ivig, ORDERED, now=NOW)
    with pytest.raises(Stranger):
        write_plan(session, family.actor(session, "eve"), ivig, ORDERED, now=NOW)
    row = write_plan(session, family.actor(session, "ada"), ivig, ORDERED, now=NOW)
    with pytest.raises(NotAllowed):
        end_plan(session, family.actor(session, "cleo"), row, now=NOW)


def test_b7_a_plan_in_ml_needs_the_strength_on_the_bottle(session, ben, ivig):
    in_ml = replace(ORDERED, amount=D(400), unit="mL")
    with pytest.raises(Refused) as refused:
        write_plan(session, ben, ivig, in_ml, now=NOW)
    assert code(refused) == "strength_required"
    assert write_plan(session, ben, ivig, replace(in_ml, strength="1 g in 10 mL"), now=NOW)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"unit": ""}, "unit_required"),
        ({"unit": "tablet"}, "unit_required"),
        ({"variant": "x"}, "required"),
        ({"days": 0}, "out_of_range"),
        ({"days": 15}, "out_of_range"),
        ({"steps": (Step(D(15), None), Step(D(30), 30))}, "step_open"),
        ({"steps": (Step(D(15), 0),)}, "out_of_range"),
        ({"steps": (Step(D(15), 30),) * 13}, "too_many"),
        ({"numbing": 1441}, "out_of_range"),
        ({"told_by": "x" * 201}, "too_long"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(session, ben, ivig, changed, expected):
    with pytest.raises(Refused) as refused:
        write_plan(session, ben, ivig, replace(ORDERED, **changed), now=NOW)
    assert code(refused) == expected


def test_a_medicine_entered_by_mistake_goes_with_its_plan(session, ben, ivig):
    write_plan(session, ben, ivig, ORDERED, now=NOW)
    child_id = ivig.child_id
    remove_mistake(session, ben, ivig, now=NOW)
    assert history_of(session, child_id) == []
