"""Medicines that go with another one: expected beside it, resting with it, refused in time."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from journal.care.problems import Refused
from journal.care.rhythm import read_rhythm
from journal.entries import record
from journal.plans.expected import expected
from journal.plans.medicines import Dosing, add_medicine, change_dose, turn
from journal.plans.mistakes import remove_mistake
from journal.plans.standing import State, standing_of
from journal.records.children import Child
from journal.records.medicines import Medicine, Turn
from journal.records.planned import is_rare, plan_for, planned_amount
from journal.records.reminders import Occurrence
from journal.reminders.planning import plan_child
from tests.family import NOW, change

TUESDAY = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}
DAY = timedelta(days=1)
FIRST = date(2026, 11, 1)


@pytest.fixture
def methotrexate(family):
    return family.medicine(name="Methotrexate", rhythm=TUESDAY)


@pytest.fixture
def folic(family, methotrexate):
    return family.medicine(name="Folic acid", rhythm=after(methotrexate), amount="5")


def after(medicine, minutes=1440):
    return {"after": str(medicine.id), "minutes": minutes}


def dosing(rhythm, first_on=FIRST, amount="5"):
    return Dosing(amount=Decimal(amount), unit="mg", rhythm=read_rhythm(rhythm), first_on=first_on)


def slots(family, medicine, days=16):
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        found = expected(session, child, NOW, NOW + days * DAY, medicines=[medicine])
    return [one.slot.key for one in found]


def change_to(family, medicine, rhythm, **more):
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        change_dose(session, family.actor(session, "ada"), row, dosing(rhythm, **more), now=NOW)


def turned(family, medicine, what, on=None, now=NOW, **more):
    with family.database.transaction() as session:
        row, ada = session.get_one(Medicine, medicine.id), family.actor(session, "ada")
        turn(session, ada, row, what, on=on or now.date(), reason="fever", now=now, **more)


def refused(family, rhythm, name="Ondansetron", child=None):
    with family.database.transaction() as session, pytest.raises(Refused) as caught:
        add_medicine(
            session,
            family.actor(session, "ada"),
            child or family.nora,
            name=name,
            dosing=dosing(rhythm),
            now=NOW,
        )
    (problem,) = caught.value.problems
    return problem


def standing(family, medicine, now=NOW):
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        return standing_of(session, child, session.get_one(Medicine, medicine.id), now=now)


def test_folic_acid_is_expected_the_day_after_methotrexate(family, folic):
    assert slots(family, folic) == ["2026-11-25T18:00", "2026-12-02T18:00"]


def test_it_moves_with_the_weekday_of_the_other_one(family, methotrexate, folic):
    change_to(family, methotrexate, TUESDAY | {"on": ["friday"]}, first_on=date(2026, 11, 25))
    # The Wednesday still belongs to the Tuesday before; a Friday three days later is not planned.
    assert slots(family, folic) == ["2026-11-25T18:00", "2026-12-05T18:00"]


def test_it_rests_while_the_other_one_rests_and_says_so(family, methotrexate, folic):
    review = date(2026, 12, 1)
    turned(family, methotrexate, Turn.PAUSE, review_on=review)
    assert slots(family, folic) == []
    waits = standing(family, folic).waits_for
    assert (waits.medicine.id, waits.state) == (methotrexate.id, State.PAUSED)
    turned(family, methotrexate, Turn.RESUME, now=NOW + DAY)
    assert slots(family, folic) == ["2026-11-25T18:00", "2026-12-02T18:00"]
    assert standing(family, folic, NOW + DAY).waits_for is None


def test_a_dose_whose_anchor_came_before_the_stop_is_still_expected(family, methotrexate, folic):
    turned(family, methotrexate, Turn.STOP, on=date(2026, 11, 25))
    assert slots(family, folic) == ["2026-11-25T18:00"]


def test_h7_a_stop_of_the_other_one_drops_its_reminders_in_the_same_transaction(
    family, methotrexate, folic
):
    tuesday = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
    with family.database.transaction() as session:
        plan_child(session, family.nora, now=tuesday)
    turned(family, methotrexate, Turn.STOP, now=tuesday)
    with family.database.reading() as session:
        found = session.exec(select(Occurrence).where(Occurrence.medicine_id == folic.id)).all()
    assert [(one.slot, one.outcome) for one in found] == [("2026-11-25T18:00", "plan_changed")]


@pytest.mark.parametrize(
    ("rhythm", "state", "has_times"),
    [
        ({"as_needed": True}, State.RUNNING, False),
        ({"every": "day", "times": ["08:00"]}, State.RUNNING, True),
    ],
)
def test_it_says_when_the_other_one_has_no_times_any_more(family, rhythm, state, has_times):
    other = family.medicine(name="Ibuprofen")
    beside = family.medicine(name="Omeprazole", rhythm=after(other, 30))
    change_to(family, other, rhythm, first_on=NOW.date())
    assert bool(slots(family, beside, days=2)) is has_times
    waits = standing(family, beside).waits_for
    assert waits is None if has_times else waits.state is state


def test_b27_a_medicine_of_another_household_is_not_on_the_server(family):
    mias = family.medicine(child="mia", by="eve")
    strange = refused(family, after(mias))
    unknown = refused(family, {"after": "01890000-0000-7000-8000-000000000001", "minutes": 30})
    assert strange == unknown
    assert (strange.code, strange.field) == ("rhythm_after", "rhythm.after")
    assert strange.message.startswith("This medicine is not on the server.")


def test_b28_h16_a_medicine_of_another_child_is_refused(family):
    toms = family.medicine(child="tom")
    problem = refused(family, {"before": str(toms.id), "minutes": 30})
    assert (problem.code, problem.field) == ("rhythm_after", "rhythm.before")
    assert problem.message.startswith("This medicine belongs to another child.")


def test_nothing_counts_from_a_medicine_without_times_of_its_own(family, folic):
    as_needed = family.medicine(name="Ibuprofen", rhythm={"as_needed": True})
    assert "as needed" in refused(family, after(as_needed)).message
    assert "counts from another medicine itself" in refused(family, after(folic)).message


def test_no_medicine_counts_from_itself_nor_becomes_a_link_of_a_chain(family, methotrexate, folic):
    other = family.medicine(name="Prednisolone")
    beside = family.medicine(name="Omeprazole", rhythm=after(other, 30))
    third = family.medicine(name="Vitamin D")
    for medicine, rhythm, code in (
        (folic, after(folic), "rhythm_after"),
        (third, after(beside), "rhythm_after"),
        (other, after(third), "rhythm_after"),  # omeprazole already counts from it
        (methotrexate, after(other), "weekly_drug_daily"),  # the hard stop comes first (H4)
    ):
        with pytest.raises(Refused) as caught:
            change_to(family, medicine, rhythm)
        assert caught.value.problems[0].code == code


def test_h34_a_medicine_that_another_one_counts_from_is_not_removed(family):
    methotrexate = family.medicine(name="Methotrexate", rhythm=TUESDAY, now=NOW)
    folic = family.medicine(name="Folic acid", rhythm=after(methotrexate), now=NOW)
    with family.database.transaction() as session:
        row, ada = session.get_one(Medicine, methotrexate.id), family.actor(session, "ada")
        with pytest.raises(Refused, match="counts from"):
            remove_mistake(session, ada, row, now=NOW)
    assert slots(family, folic)


def test_h5_it_is_as_rare_as_the_medicine_it_goes_with(family, folic):
    with family.database.reading() as session:
        plan = plan_for(session, folic.id, "2026-11-25")
        assert is_rare(session, plan, "2026-11-25T18:00")
        child = session.get_one(Child, family.nora)
        (one, _next) = expected(session, child, NOW, NOW + 16 * DAY, medicines=[folic])
        assert one.is_rare


ALTERNATE = {"every": "alternate", "times": ["08:00"], "other": "2.5"}
TWO_TIMES = {"every": "day", "times": ["08:00", "20:00"], "amounts": ["10", "2.5"]}


@pytest.mark.parametrize(
    ("rhythm", "slot", "amount"),
    [
        (ALTERNATE, "2026-11-21T08:00", "10"),  # day 20 after the first: the plan's own
        (ALTERNATE, "2026-11-22T08:00", "2.5"),
        (TWO_TIMES, "2026-11-22T08:00", "10"),
        (TWO_TIMES, "2026-11-21T20:00", "2.5"),
    ],
)
def test_each_slot_asks_for_its_own_amount_and_another_is_unusual(family, rhythm, slot, amount):
    medicine = family.medicine(rhythm=rhythm, amount="10")
    with family.database.reading() as session:
        plan = plan_for(session, medicine.id, slot[:10])
        assert planned_amount(plan, slot) == Decimal(amount)
    other = "2.5" if amount == "10" else "10"
    assert asks(family, medicine, slot, amount) == []
    assert asks(family, medicine, slot, other) == ["amount_unusual"]


def test_an_extra_dose_may_be_any_amount_of_that_day(family):
    medicine = family.medicine(rhythm=TWO_TIMES, amount="10")
    assert asks(family, medicine, None, "2.5") == []
    assert asks(family, medicine, None, "10") == []
    assert asks(family, medicine, None, "40") == ["amount_unusual"]


def asks(family, medicine, slot, amount):
    """The codes of what the journal would ask about this dose."""
    fields = {"medicine": str(medicine.id), "outcome": "given", "amount": amount, "unit": "mg"}
    fields |= {"slot": slot} if slot else {}
    with family.database.transaction() as session:
        one = change(family.nora, "dose", **fields)
        outcome = record(session, family.actor(session, "ada"), one, now=NOW, ask=True)
        session.rollback()
    return [warning.code for warning in outcome.warnings]


def test_a_plan_whose_first_amount_is_not_the_plans_is_refused(family):
    assert refused(family, TWO_TIMES | {"amounts": ["10", "2.5"]}).code == "rhythm_amounts"
    assert refused(family, ALTERNATE | {"other": "5"}).code == "rhythm_amounts"


def test_every_plan_counts_from_its_own_first_day(family):
    every_third = {"every": "days", "n": 3, "times": ["08:00"]}
    medicine = family.medicine(rhythm=every_third, first_on=date(2026, 11, 20))
    change_to(family, medicine, every_third, first_on=date(2026, 11, 25))
    assert slots(family, medicine, days=10) == [
        "2026-11-23T08:00",
        "2026-11-25T08:00",
        "2026-11-28T08:00",
        "2026-12-01T08:00",
    ]
