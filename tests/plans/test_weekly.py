"""H4 and H5: methotrexate is weekly, and a change of its weekday never doubles a week."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from journal.care.problems import Refused
from journal.care.rhythm import EveryDays, EveryWeeks, Weekday, Weekly, read_rhythm
from journal.care.taper import read_taper
from journal.entries import record
from journal.plans.expected import expected
from journal.plans.medicines import Dosing, add_medicine, change_dose
from journal.plans.tapers import start_taper
from journal.records.children import Child
from journal.records.medicines import Medicine
from tests.family import NOW, ZONE, change

DAILY = {"every": "day", "times": ["08:00"]}
TUESDAY = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}
TODAY = NOW.date()
CONFIRMED = {"word": "DAILY", "told_by": "Dr. Okafor"}
# Tuesday 24 November 2026, 19:00 in New York.
TUESDAY_EVENING = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)


def dosing(rhythm, first_on=date(2026, 11, 1), confirm=None, amount="15"):
    return Dosing(
        amount=Decimal(amount),
        unit="mg",
        rhythm=read_rhythm(rhythm) if isinstance(rhythm, dict) else rhythm,
        first_on=first_on,
        confirm=confirm,
    )


def add(family, name, plan, by="ada", now=NOW):
    with family.database.transaction() as session:
        return add_medicine(
            session,
            family.actor(session, by),
            family.nora,
            name=name,
            dosing=plan,
            now=now,
        )


def give(family, medicine, at):
    fields = {"medicine": str(medicine.id), "outcome": "given", "amount": "15", "unit": "mg"}
    with family.database.transaction() as session:
        actor = family.actor(session, "ben")
        record(session, actor, change(family.nora, "dose", made_at=at, **fields), now=at)


def move(family, medicine, plan, now):
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        return change_dose(session, family.actor(session, "ada"), row, plan, now=now)


def planned(family, medicine, now, days=60):
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        row = session.get_one(Medicine, medicine.id)
        found = expected(session, child, now, now + timedelta(days=days), medicines=[row])
        return [one.slot.wall.date() for one in found]


def next_days(family, now, days=40):
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        found = expected(session, child, now, now + timedelta(days=days))
        return [one.slot.wall.date() for one in found]


@pytest.mark.parametrize("name", ["methotrexate", "MTX", "Trexall 2.5", "metothrexate"])
def test_h4_weekly_medicine_in_another_rhythm_changes_nothing(family, name):
    with pytest.raises(Refused) as refused:
        add(family, name, dosing(DAILY))
    assert refused.value.problems[0].code == "weekly_drug_daily"
    with family.database.reading() as session:
        assert session.exec(select(Medicine)).first() is None


def test_h4_a_confirmation_does_not_outlive_its_plan(family):
    medicine = add(family, "Methotrexate", dosing(DAILY, confirm=CONFIRMED))
    with pytest.raises(Refused):
        move(family, medicine, dosing(DAILY, first_on=date(2026, 11, 23)), NOW)


def test_h4_a_taper_of_daily_methotrexate_stops_as_well(family):
    medicine = add(family, "Methotrexate", dosing(TUESDAY))
    taper = read_taper({"steps": [{"from": "2026-12-01", "amount": "10"}], "then": "continue"})
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        actor = family.actor(session, "ada")
        with pytest.raises(Refused):
            start_taper(session, actor, row, taper, dosing(DAILY), now=NOW)


def test_h5_from_tuesday_to_wednesday_after_the_dose_is_wednesday_of_next_week(family):
    medicine = add(family, "Methotrexate", dosing(TUESDAY))
    give(family, medicine, TUESDAY_EVENING - timedelta(hours=1))
    wednesday = dosing({**TUESDAY, "on": ["wednesday"]}, first_on=date(2026, 11, 24))
    move(family, medicine, wednesday, TUESDAY_EVENING)
    assert next_days(family, TUESDAY_EVENING, days=16) == [date(2026, 12, 2), date(2026, 12, 9)]


def test_h5_a_new_amount_keeps_its_weekday_and_waits_for_the_next(family):
    medicine = add(family, "Methotrexate", dosing(TUESDAY))
    give(family, medicine, TUESDAY_EVENING - timedelta(hours=1))
    more = dosing(TUESDAY, date(2026, 11, 24), amount="20")
    move(family, medicine, more, TUESDAY_EVENING)
    assert next_days(family, TUESDAY_EVENING, days=8) == [date(2026, 12, 1)]


@pytest.mark.parametrize("last_day_ago", [0, 1, 2, 4, 5, 7])
def test_h5_whatever_the_weekday_the_next_dose_is_five_days_away(family, last_day_ago):
    medicine = add(family, "Methotrexate", dosing(TUESDAY))
    last = TUESDAY_EVENING - timedelta(days=last_day_ago, hours=1)
    give(family, medicine, last)
    rhythms = [
        rhythm
        for day in Weekday
        for rhythm in (Weekly((day,), (time(18),)), EveryWeeks(2, (day,), (time(18),)))
    ]
    for rhythm in rhythms:
        move(family, medicine, dosing(rhythm, date(2026, 11, 24)), TUESDAY_EVENING)
        days = next_days(family, TUESDAY_EVENING)
        assert days[0] - last.astimezone(ZoneInfo(ZONE)).date() >= timedelta(days=5)
        assert days[0] <= date(2026, 12, 8)
        assert all(b - a >= timedelta(days=5) for a, b in pairwise(days))


def test_h5_other_rhythms_begin_when_they_were_said_to(family):
    medicine = add(family, "Prednisolone", dosing(DAILY))
    give(family, medicine, TUESDAY_EVENING - timedelta(hours=1))
    every_other_day = dosing(EveryDays(2, (time(8),)), date(2026, 11, 25))
    assert move(family, medicine, every_other_day, TUESDAY_EVENING).first_on == date(2026, 11, 25)


@pytest.mark.parametrize("days_ago", [0, 1, 3])
def test_h5_a_pen_after_tablets_waits_five_days_from_the_last_tablet(family, days_ago):
    tablets = add(family, "Methotrexate tablets", dosing(TUESDAY, first_on=date(2026, 12, 15)))
    last = TUESDAY_EVENING - timedelta(days=days_ago, hours=1)
    give(family, tablets, last)
    wednesday = dosing({**TUESDAY, "on": ["wednesday"]}, first_on=date(2026, 11, 24))
    add(family, "Metoject pen (methotrexate)", wednesday, now=TUESDAY_EVENING)
    first = next_days(family, TUESDAY_EVENING, days=14)[0]
    assert first - last.astimezone(ZoneInfo(ZONE)).date() >= timedelta(days=5)
    assert first == date(2026, 12, 2)


def test_h5_another_medicines_dose_delays_no_weekly_plan(family):
    give(family, add(family, "Prednisolone", dosing(DAILY, date(2027, 1, 1))), TUESDAY_EVENING)
    wednesday = dosing({**TUESDAY, "on": ["wednesday"]}, first_on=date(2026, 11, 24))
    add(family, "Methotrexate", wednesday, now=TUESDAY_EVENING)
    assert next_days(family, TUESDAY_EVENING, days=3) == [date(2026, 11, 25)]


def test_h5_a_taper_of_a_weekly_medicine_keeps_five_days_from_the_last_dose(family):
    medicine = add(family, "Methotrexate", dosing(TUESDAY))
    give(family, medicine, TUESDAY_EVENING - timedelta(hours=1))
    steps = [{"from": "2026-11-24", "amount": "15"}, {"from": "2026-12-08", "amount": "10"}]
    taper = read_taper({"steps": steps, "then": "continue"})
    wednesday = dosing({**TUESDAY, "on": ["wednesday"]}, first_on=date(2026, 11, 24))
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        actor = family.actor(session, "ada")
        start_taper(session, actor, row, taper, wednesday, now=TUESDAY_EVENING)
    assert next_days(family, TUESDAY_EVENING, days=16) == [date(2026, 12, 2), date(2026, 12, 9)]


def test_h5_a_taper_step_that_is_over_before_the_five_days_is_left_out(family):
    medicine = add(family, "Methotrexate", dosing(TUESDAY))
    give(family, medicine, TUESDAY_EVENING - timedelta(hours=1))
    steps = [{"from": "2026-11-24", "amount": "15"}, {"from": "2026-11-25", "amount": "10"}]
    taper = read_taper({"steps": steps, "then": "continue"})
    wednesday = dosing({**TUESDAY, "on": ["wednesday"]}, first_on=date(2026, 11, 24))
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        actor = family.actor(session, "ada")
        plans = start_taper(session, actor, row, taper, wednesday, now=TUESDAY_EVENING)
        assert [str(plan.amount) for plan in plans] == ["10"]
    assert next_days(family, TUESDAY_EVENING, days=9) == [date(2026, 12, 2)]


WEDNESDAY = {**TUESDAY, "on": ["wednesday"]}
# Sunday 22 November 2026; the Tuesday dose of the 17th was given.
SUNDAY, TUESDAY_BEFORE = NOW, datetime(2026, 11, 17, 23, 0, tzinfo=UTC)


def five_days_apart(days):
    return all(later - day >= timedelta(days=5) for day, later in pairwise(days))


@pytest.mark.parametrize("day", list(Weekday))
@pytest.mark.parametrize("first_on", [date(2026, 11, 25), date(2026, 11, 28), date(2026, 12, 2)])
def test_h5_a_weekday_changed_from_a_day_to_come_waits_for_the_planned_dose(family, day, first_on):
    for old in (Weekly, lambda on, at: EveryWeeks(1, on, at)):
        medicine = add(family, "Methotrexate", dosing(TUESDAY))
        give(family, medicine, TUESDAY_BEFORE)
        move(family, medicine, dosing(old((Weekday.TUESDAY,), (time(18),)), TODAY), SUNDAY)
        move(family, medicine, dosing(EveryWeeks(1, (day,), (time(18),)), first_on), SUNDAY)
        days = planned(family, medicine, SUNDAY)
        assert days[0] == date(2026, 11, 24)
        assert five_days_apart(days), days


def test_h5_a_dose_planned_for_tuesday_keeps_wednesday_from_being_the_next(family):
    medicine = add(family, "Methotrexate", dosing(TUESDAY))
    give(family, medicine, TUESDAY_BEFORE)
    move(family, medicine, dosing(WEDNESDAY, date(2026, 11, 25)), SUNDAY)
    found = next_days(family, SUNDAY, days=20)
    assert found == [date(2026, 11, 24), date(2026, 12, 2), date(2026, 12, 9)]


def test_h5_a_later_step_on_another_weekday_waits_five_days_too(family):
    medicine = add(family, "Methotrexate", dosing(TUESDAY))
    steps = [
        {"from": "2026-11-23", "amount": "15", "rhythm": TUESDAY},
        {"from": "2026-12-02", "amount": "10", "rhythm": WEDNESDAY},
        {"from": "2026-12-20", "amount": "5", "rhythm": {**TUESDAY, "on": ["friday"]}},
    ]
    taper = read_taper({"steps": steps, "then": "continue"})
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        start_taper(session, family.actor(session, "ada"), row, taper, dosing(TUESDAY), now=SUNDAY)
    days = next_days(family, SUNDAY, days=40)
    assert days[:3] == [date(2026, 11, 24), date(2026, 12, 1), date(2026, 12, 9)]
    assert five_days_apart(days), days


def test_h5_a_taper_that_would_stop_before_the_five_days_are_over_is_refused(family):
    medicine = add(family, "Methotrexate", dosing(TUESDAY))
    give(family, medicine, TUESDAY_EVENING - timedelta(hours=1))
    steps = [{"from": "2026-11-24", "amount": "15", "until": "2026-11-25"}]
    taper = read_taper({"steps": steps, "then": "stop"})
    wednesday = dosing({**TUESDAY, "on": ["wednesday"]}, first_on=date(2026, 11, 24))
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        actor = family.actor(session, "ada")
        with pytest.raises(Refused) as refused:
            start_taper(session, actor, row, taper, wednesday, now=TUESDAY_EVENING)
    assert refused.value.problems[0].code == "taper_over"
