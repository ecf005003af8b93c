"""H12: a journey at any hour shows what it will do, and does just that."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from journal.entries import record
from journal.plans.expected import expected
from journal.plans.zone import Gap, change_zone, gaps, next_doses
from journal.records.children import Child
from tests.family import NOW, ZONE, change

TWICE = {"every": "day", "times": ["08:00", "20:00"]}
JOURNEYS = [
    ("Europe/Berlin", "America/Los_Angeles"),
    ("America/Los_Angeles", "Australia/Sydney"),
    ("Australia/Sydney", "America/Los_Angeles"),
]


def give_all(family, medicine, until, zone):
    """Record every slot of the two days before `until`."""
    with family.database.transaction() as session:
        child = session.get_one(Child, family.nora)
        child.zone = zone
        session.flush()
        due = expected(session, child, until - timedelta(days=2), until)
        for one in due:
            fields = {"medicine": str(medicine.id), "slot": one.slot.key, "outcome": "given"}
            at = one.slot.due_at
            request = change(family.nora, "dose", made_at=at, amount="5", unit="mg", **fields)
            assert record(session, family.actor(session, "ben"), request, now=at).stored
        return due[-1].slot.due_at


@pytest.mark.parametrize(("here", "there"), JOURNEYS)
def test_h12_the_preview_is_what_fires_and_an_odd_gap_is_said(family, here, there):
    medicine = family.medicine(rhythm=TWICE, amount="5")
    start = datetime(2026, 11, 24, tzinfo=ZoneInfo(here))
    warned = 0
    for hour in range(0, 24, 3):
        moment = start + timedelta(days=3 * hour, hours=hour)
        last = give_all(family, medicine, moment, here)
        with family.database.transaction() as session:
            child = session.get_one(Child, family.nora)
            actor = family.actor(session, "ada")
            (gap,) = gaps(session, child, ZoneInfo(there), now=moment)
            change_zone(session, actor, child, ZoneInfo(there), now=moment)
            fires = next_doses(session, child, now=moment)
        assert gap.next.slot.due_at == fires[0].slot.due_at
        assert gap.gap == fires[0].slot.due_at - last
        share = gap.gap / timedelta(hours=12)
        assert gap.is_unusual == (not 0.6 <= share <= 1.4 or bool(gap.passed))
        warned += gap.is_unusual
        walls = {one.slot.wall for one in gap.passed}
        assert all(
            wall <= moment.astimezone(ZoneInfo(there)).replace(tzinfo=None) for wall in walls
        )
    assert warned


def test_h12_a_weekly_medicine_does_not_mind_a_few_hours(family):
    tuesday = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}
    family.medicine("Methotrexate", "15", rhythm=tuesday, first_on=date(2026, 1, 1))
    moment = datetime(2026, 11, 26, 12, tzinfo=ZoneInfo("America/New_York"))
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        (gap,) = gaps(session, child, ZoneInfo("Europe/Berlin"), now=moment)
    assert gap.usual == timedelta(days=7)
    assert not gap.is_unusual


def test_h12_a_dose_nobody_recorded_is_not_its_own_neighbour(family):
    family.medicine(rhythm={"every": "day", "times": ["08:00"]}, first_on=date(2026, 1, 1))
    moment = datetime(2026, 11, 26, 9, tzinfo=ZoneInfo("America/New_York"))
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        (gap,) = gaps(session, child, ZoneInfo("America/Denver"), now=moment)
    assert gap.next.slot.key == "2026-11-26T08:00"
    assert (gap.gap, gap.usual) == (timedelta(hours=26), timedelta(hours=24))
    assert not gap.is_unusual


def test_h12_looking_changes_nothing(family):
    family.medicine(rhythm=TWICE)
    with family.database.transaction() as session:
        child = session.get_one(Child, family.nora)
        gaps(session, child, ZoneInfo("Asia/Tokyo"), now=datetime.now(ZoneInfo("UTC")))
        assert not session.dirty
        assert child.zone == "America/New_York"


@pytest.mark.parametrize(
    ("hours", "unusual"),
    [("5.9", True), ("6", False), ("10", False), ("14", False), ("14.1", True), ("-1", True)],
)
def test_h12_less_than_60_or_more_than_140_percent_of_the_usual_time_is_unusual(hours, unusual):
    gap = Gap(
        medicine=None,
        before=NOW,
        next=None,
        gap=timedelta(hours=float(hours)),
        usual=timedelta(hours=10),
        passed=(),
    )
    assert gap.is_unusual is unusual
    assert replace(gap, passed=(None,)).is_unusual


def test_h12_the_gap_counts_from_when_the_last_dose_was_taken(family):
    medicine = family.medicine(amount="5")
    given_at = datetime(2026, 11, 21, 10, 30, tzinfo=ZoneInfo(ZONE))
    fields = {"medicine": str(medicine.id), "slot": "2026-11-21T08:00", "outcome": "given"}
    request = change(family.nora, "dose", made_at=given_at, amount="5", unit="mg", **fields)
    with family.database.transaction() as session:
        record(session, family.actor(session, "ben"), request, now=given_at)
        child = session.get_one(Child, family.nora)
        (gap,) = gaps(session, child, ZoneInfo("Europe/London"), now=given_at + timedelta(hours=9))
    assert gap.before == given_at
    assert gap.gap == timedelta(hours=16, minutes=30)
