"""The steroid record from the database: only what was given, of this child, for ever the same."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from journal.care.rhythm import read_rhythm
from journal.care.steroids import Uncounted
from journal.entries import record
from journal.plans.medicines import Dosing, change_dose
from journal.plans.turns import turn
from journal.records.children import Child
from journal.records.medicines import Cause, Medicine, Turn
from journal.summary.exposure import steroid_record
from tests.family import NOW, change

DAY = timedelta(days=1)
MONDAYS = {"every": "week", "on": ["monday"], "times": ["08:00"]}
EIGHT = datetime(2026, 11, 1, 13, 0, tzinfo=UTC)  # 08:00 in New York


@pytest.fixture
def write(family):
    """`write("dose", day, medicine=…)`: an entry of Nora's, written in the morning of that day."""

    def write_one(kind, day, child="nora", **fields):
        at = datetime(2026, 11, day, 13, 0, tzinfo=UTC)
        with family.database.transaction() as session:
            asked = change(family.children[child], kind, made_at=at, **fields)
            result = record(session, family.actor(session, "ada"), asked, now=at)
            assert not result.errors, result.errors
            return asked

    return write_one


@pytest.fixture
def give(write):
    def give_one(medicine, day, amount="12.5", unit="mg", outcome="given", **more):
        slot = f"2026-11-{day:02d}T08:00"
        return write(
            "dose",
            day,
            medicine=str(medicine.id),
            slot=slot,
            outcome=outcome,
            amount=amount,
            unit=unit,
            **more,
        )

    return give_one


def read(family, child="nora", now=NOW):
    with family.database.reading() as session:
        found = steroid_record(session, session.get_one(Child, family.children[child]), now=now)
        return replace(found)


def figures(found):
    """Everything the page prints about days that are over."""
    exposure = found.exposure
    return exposure.grams(), dict(exposure.by_mouth), found.months, found.left_out


def test_h38_only_recorded_doses_count_and_never_the_plan(family, give):
    medicine = family.medicine(now=EIGHT)
    give(medicine, 1)
    give(medicine, 2, amount="5", outcome="partly")
    give(medicine, 3, outcome="refused")
    give(medicine, 4, outcome="skipped", reason="fever")
    give(medicine, 5, outcome="vomited", minutes_after=10)
    found = read(family, now=EIGHT + DAY * 6)
    assert found.exposure.grams() == Decimal("0.03")
    assert found.vomited == 1
    # 6 November has no record: a gap. Refused and skipped days are known: nothing was taken.
    assert found.exposure.silent == {date(2026, 11, 6)}
    (step,) = found.steps
    assert (step.stretch.whole_days, step.stretch.mg_a_day) == (5, Decimal(6))
    assert found.planned[date(2026, 11, 6)] == Decimal("12.5")


def test_a_dose_after_midnight_belongs_to_the_day_of_its_slot(family, write):
    medicine = family.medicine(rhythm={"every": "day", "times": ["22:00"]}, now=EIGHT)
    fields = {"medicine": str(medicine.id), "outcome": "given", "amount": "10", "unit": "mg"}
    write("dose", 3, at="2026-11-03T00:30:00-05:00", slot="2026-11-02T22:00", **fields)
    write("dose", 5, at="2026-11-05T00:30:00-05:00", **fields)  # unplanned: its own date
    assert dict(read(family).exposure.by_mouth) == {date(2026, 11, 2): 10, date(2026, 11, 5): 10}


def test_both_nights_of_a_clock_change_count_on_their_own_day(family, write):
    medicine = family.medicine(rhythm={"as_needed": True}, now=EIGHT)
    fields = {"medicine": str(medicine.id), "outcome": "given", "amount": "1", "unit": "mg"}
    # 1 November 2026 has 25 hours in New York: 01:30 happens twice.
    for at in ("2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00"):
        write("dose", 2, at=at, **fields)
    write("dose", 2, at="2026-10-31T23:59:59-04:00", **fields)
    write("dose", 2, at="2026-11-02T00:00:00-05:00", **fields)
    assert dict(read(family).exposure.by_mouth) == {
        date(2026, 10, 31): 1,
        date(2026, 11, 1): 2,
        date(2026, 11, 2): 1,
    }


def test_two_children_are_never_mixed(family, give, write):
    noras = family.medicine(now=EIGHT)
    toms = family.medicine(child="tom", now=EIGHT)
    give(noras, 1, amount="10")
    give(toms, 1, amount="7", child="tom")
    write("measurement", 1, child="tom", what="weight", value="40", unit="kg")
    write("infusion", 2, child="tom", product="Solu-Medrol", amount="1", unit="g")
    assert read(family).exposure.grams() == Decimal("0.01")
    assert read(family).exposure.weights == []
    assert read(family, "tom").exposure.grams() == Decimal("1.257")
    assert read(family, "mia").exposure.grams() == 0


def test_h11_a_new_plan_leaves_every_old_figure_as_it_was(family, give):
    medicine = family.medicine(
        "Prednisolone", "2", "tablet", strength="5 mg", form="tablets", now=EIGHT
    )
    for day in (1, 2, 3):
        give(medicine, day, amount="2", unit="tablet")
    before = figures(read(family))
    assert before[0] == Decimal("0.03")
    # Another box from yesterday on, and even from before: what was recorded stays what it was.
    for first_on in (date(2026, 11, 2), date(2026, 10, 1)):
        with family.database.transaction() as session:
            dosing = Dosing(
                amount=Decimal(4),
                unit="tablet",
                rhythm=read_rhythm({"every": "day", "times": ["08:00"]}),
                first_on=first_on,
                measured=Decimal(4),
                measured_unit="mg",
                strength="1 mg",
            )
            row = session.get_one(Medicine, medicine.id)
            change_dose(session, family.actor(session, "ada"), row, dosing, now=NOW)
        after = figures(read(family))
        assert after[:2] == before[:2]
        assert after[3] == before[3]


def test_the_day_of_a_dose_has_the_weight_that_was_known_then(family, give, write):
    medicine = family.medicine(now=EIGHT)
    for day in (1, 10, 20):
        give(medicine, day, amount="10")
    write("measurement", 5, what="weight", value="20", unit="kg")
    write("measurement", 15, what="weight", value="55", unit="lb")
    write("infusion", 18, product="Privigen", amount="50", unit="g", weight_kg="25")
    stretch = read(family).exposure.stretch
    shown = [stretch(date(2026, 11, day), date(2026, 11, day)) for day in (1, 10, 16, 20)]
    assert [one.mg_a_kg for one in shown] == [None, Decimal("0.5"), None, Decimal("0.4")]
    assert [one.weight and one.weight.kg for one in shown] == [
        None,
        Decimal(20),
        Decimal("24.95"),
        Decimal(25),
    ]
    assert shown[2].weight.written == "55\N{NO-BREAK SPACE}lb"


def test_what_cannot_be_counted_is_said_with_its_reason(family, give):
    tablets = family.medicine("Prednisolone", "2", "tablet", now=EIGHT)
    cream = family.medicine("Hydrocortisone cream", "1", "application", form="cream", now=EIGHT)
    other = family.medicine("Betamethasone", "1", "mg", now=EIGHT)
    family.medicine("Methotrexate", "10", "mg", MONDAYS)
    give(tablets, 1, amount="2", unit="tablet")
    give(tablets, 2, amount=None, unit=None, outcome="vomited")
    give(cream, 1, amount="1", unit="application")
    give(other, 1, amount="1")
    give(other, 2, amount="1.5")
    found = read(family)
    assert found.exposure.grams() == 0
    assert {(one.name, one.why, one.doses, one.mg) for one in found.left_out} == {
        ("Prednisolone", Uncounted.UNIT, 1, 0),
        ("Prednisolone", Uncounted.NO_AMOUNT, 1, 0),
        ("Hydrocortisone cream", Uncounted.ELSEWHERE, 1, 0),
        ("Betamethasone", Uncounted.NO_FIGURE, 2, Decimal("2.5")),
    }
    assert found.others == ["Methotrexate"]


@pytest.mark.parametrize(
    ("strength", "form", "amount", "unit", "mg"),
    [
        ("15 mg/5 mL", "solution", "2.5", "mL", Decimal("7.5")),
        ("5 mg", "tablets", "1.5", "tablet", Decimal("7.5")),
        ("5 mg", "", "1.5", "tablet", None),  # in what, nobody wrote
        ("", "tablets", "1.5", "tablet", None),
    ],
)
def test_tablets_and_ml_count_by_the_strength_on_the_label(
    family, give, strength, form, amount, unit, mg
):
    medicine = family.medicine(amount=amount, unit=unit, strength=strength, form=form, now=EIGHT)
    give(medicine, 1, amount=amount, unit=unit)
    found = read(family)
    assert found.exposure.by_mouth.get(date(2026, 11, 1)) == mg
    assert [one.why for one in found.left_out] == ([] if mg else [Uncounted.UNIT])


def test_a_day_whose_dose_nobody_can_count_is_a_gap_and_no_zero(family, give):
    medicine = family.medicine(amount="10", now=EIGHT)
    for day in (1, 2):
        give(medicine, day, amount="10")
    give(medicine, 3, amount="2", unit="tablet")
    give(medicine, 4, amount=None, unit=None, outcome="vomited")
    found = read(family, now=EIGHT + 4 * DAY)
    for stretch in (found.steps[0].stretch, found.months[0]):
        assert (stretch.mg_a_day, stretch.whole_days, stretch.silent_days) == (10, 2, 2)


def test_a_planned_day_whose_amount_nobody_can_count_is_a_gap_too(family, give):
    medicine = family.medicine(amount="2", unit="tablet", now=EIGHT)
    give(medicine, 1, amount="10")
    give(medicine, 3, amount="10")
    found = read(family, now=EIGHT + 3 * DAY)
    assert found.exposure.silent == {date(2026, 11, 2)}
    assert found.steps[0].stretch.mg_a_day == 10


def test_what_is_never_counted_makes_no_gap(family, give):
    medicine = family.medicine(amount="10", now=EIGHT)
    cream = family.medicine("Hydrocortisone cream", "1", "application", form="cream", now=EIGHT)
    other = family.medicine("Betamethasone", "1", "mg", now=EIGHT)
    for day in (1, 2):
        give(medicine, day, amount="10")
    give(cream, 1, amount="1", unit="application")
    give(other, 1, amount="1")
    assert not read(family, now=EIGHT + 2 * DAY).exposure.silent


def test_a_pulse_counts_once_also_when_it_was_written_twice(family, give, write):
    pulse = family.medicine("Methylprednisolone", "500", "mg", MONDAYS, form="infusion", now=EIGHT)
    write("infusion", 2, product="Solu-Medrol", amount="0.5", unit="g", medicine=str(pulse.id))
    write("infusion", 9, product="Solu-Medrol", amount="500", unit="mg")
    give(pulse, 9, amount="500")
    write("infusion", 10, product="Privigen", amount="48", unit="g", premedication=["Steroid"])
    found = read(family)
    assert found.exposure.grams() == Decimal("1.25")
    assert (found.twice, found.premedicated) == (1, 1)
    assert dict(found.exposure.infused) == {date(2026, 11, 2): 625, date(2026, 11, 9): 625}


def test_a_pause_and_a_stop_are_neither_gaps_nor_days_of_the_mean(family, give):
    medicine = family.medicine(now=EIGHT)
    with family.database.transaction() as session:
        row, ada = session.get_one(Medicine, medicine.id), family.actor(session, "ada")
        at = EIGHT - DAY
        for what, day, more in (
            (Turn.PAUSE, 3, {"review_on": date(2026, 11, 9), "cause": Cause.INFECTION}),
            (Turn.RESUME, 5, {}),
            (Turn.STOP, 7, {"cause": Cause.FINISHED}),
        ):
            on = date(2026, 11, day)
            turn(session, ada, row, what, on=on, reason="", **more, now=at)
    for day in (1, 2, 5, 6):
        give(medicine, day, amount="10")
    found = read(family)
    (step,) = found.steps
    assert (step.stretch.from_on, step.stretch.to_on) == (date(2026, 11, 1), date(2026, 11, 6))
    assert (step.stretch.mg_a_day, step.stretch.whole_days) == (10, 4)
    assert not found.exposure.silent
    (month,) = found.months
    assert (month.mg_a_day, month.whole_days) == (10, 4)


def test_a_pause_of_one_steroid_while_another_goes_on_is_part_of_the_mean(family, give):
    paused = family.medicine(amount="10", now=EIGHT)
    other = family.medicine("Deflazacort", "6", now=EIGHT)
    family.medicine("Hydrocortisone cream", "1", "application", form="cream", now=EIGHT)
    with family.database.transaction() as session:
        row, ada = session.get_one(Medicine, paused.id), family.actor(session, "ada")
        on, cause = date(2026, 11, 2), Cause.FINISHED
        turn(session, ada, row, Turn.STOP, on=on, reason="", cause=cause, now=EIGHT - DAY)
    give(paused, 1, amount="10")
    for day in (1, 2):
        give(other, day, amount="6")
    (month,) = read(family, now=EIGHT + 2 * DAY).months
    assert (month.mg_a_day, month.whole_days) == (10, 2)


def test_rows_by_plan_and_infusions_add_up_to_the_grams(family, give, write):
    medicine = family.medicine(first_on=date(2026, 11, 3), now=EIGHT)
    for day in (1, 3, 4):  # the first is older than the plan
        give(medicine, day, amount="10")
    write("infusion", 4, product="Solu-Medrol", amount="1", unit="g")
    found = read(family)
    assert [step.plan is None for step in found.steps] == [True, False]
    by_mouth = sum(step.stretch.mg for step in found.steps)
    assert by_mouth + sum(found.exposure.infused.values()) == found.exposure.grams() * 1000
