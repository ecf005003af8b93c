"""H5: which day a weekly dose of the past counts on, and which planned one still counts."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from journal.care.rhythm import read_rhythm
from journal.entries import record
from journal.plans.expected import expected
from journal.plans.medicines import Dosing, change_dose
from journal.records.children import Child
from journal.records.medicines import Medicine
from tests.family import ZONE, change

TUESDAYS = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}
TUESDAY = date(2026, 11, 24)


@pytest.fixture
def methotrexate(family):
    return family.medicine("Methotrexate", "15", rhythm=TUESDAYS, first_on=date(2026, 11, 1))


def moment(hour, zone=ZONE):
    return datetime(2026, 11, 24, hour, tzinfo=ZoneInfo(zone))


def recorded(family, medicine, at, **fields):
    given = {"outcome": "given", "amount": "15", "unit": "mg"}
    one = {"medicine": str(medicine.id), **(fields or given)}
    with family.database.transaction() as session:
        ben = family.actor(session, "ben")
        record(session, ben, change(family.nora, "dose", made_at=at, **one), now=at)


def first_after(family, medicine, weekday, now, first_on=TUESDAY):
    """The date of the dose after Tuesday's when the weekday is changed at `now`."""
    with family.database.transaction() as session:
        row, child = session.get_one(Medicine, medicine.id), session.get_one(Child, family.nora)
        on = read_rhythm({**TUESDAYS, "on": [weekday]})
        plan = Dosing(amount=Decimal(15), unit="mg", rhythm=on, first_on=first_on)
        change_dose(session, family.actor(session, "ada"), row, plan, now=now)
        found = expected(session, child, now, now + timedelta(days=20), medicines=[row])
    return next(day for one in found if (day := one.slot.wall.date()) > TUESDAY)


@pytest.mark.parametrize(
    ("zone", "hour", "weekday", "next_on"),
    [
        (ZONE, 20, "sunday", date(2026, 11, 29)),  # Wednesday by UTC
        ("Australia/Sydney", 8, "sunday", date(2026, 11, 29)),  # Monday by UTC
        ("Australia/Sydney", 8, "saturday", date(2026, 12, 5)),
    ],
)
def test_h5_five_days_count_from_the_childs_date_of_the_last_dose(
    family, methotrexate, zone, hour, weekday, next_on
):
    with family.database.transaction() as session:
        session.get_one(Child, family.nora).zone = zone
    recorded(family, methotrexate, moment(hour, zone))
    assert first_after(family, methotrexate, weekday, moment(hour + 1, zone)) == next_on


def test_h5_a_planned_dose_that_was_skipped_is_no_dose_to_wait_for(family, methotrexate):
    wednesday = date(2026, 11, 25)
    recorded(family, methotrexate, moment(9), slot="2026-11-24T18:00", outcome="skipped")
    first = first_after(family, methotrexate, "wednesday", moment(10), first_on=wednesday)
    assert first == wednesday
