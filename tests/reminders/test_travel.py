"""H12: what the preview of a journey shows is what the reminders then do, at any hour."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from journal.plans.expected import expected
from journal.plans.zone import SHOWN, change_zone, gaps, next_doses, told_of
from journal.records.children import Child
from journal.reminders.planning import plan_child
from tests.reminders.world import HOUR, FakeSender, beat, give, occurrences, phone

TIMES = {"every": "day", "times": ["08:00", "20:00"]}
TUESDAYS = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}
JOURNEYS = [
    ("Europe/Berlin", "America/Los_Angeles"),
    ("America/Los_Angeles", "Australia/Sydney"),
]
# A Tuesday, so that the weekly medicine is in question; no zone changes its clocks near it.
DAY = date(2026, 11, 24)
STEP = 4  # hours between two looks; as often as the reminders do would only be slower


def move(family, zone: str) -> None:
    with family.database.transaction() as session:
        session.get_one(Child, family.nora).zone = zone


def plan(family, now: datetime) -> None:
    with family.database.transaction() as session:
        plan_child(session, family.nora, now=now)


def slots(family, start: datetime, end: datetime):
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        found = expected(session, child, start, end)
        return {(one.medicine.name, one.slot.key): one.slot.due_at for one in found}


def travelled(family, there: str, now: datetime):
    """Move the clock as the page does: the preview of the next 48 hours, and the gaps."""
    with family.database.transaction() as session:
        child = session.get_one(Child, family.nora)
        found = gaps(session, child, ZoneInfo(there), now=now)
        change_zone(session, family.actor(session, "ada"), child, ZoneInfo(there), now=now)
        preview = next_doses(session, child, now=now)
        shown = {(one.medicine.name, one.slot.key): one.slot.due_at for one in preview}
    return shown, {gap.medicine.name: gap for gap in found}


def fired(family, names, start: datetime, hours: int):
    """What falls due and wants a reminder, hour after hour, as the reminders see it."""
    found = {}
    for hour in range(0, hours + 1, STEP):
        now = start + hour * HOUR
        plan(family, now)
        for one in occurrences(family):
            if (
                now - STEP * HOUR < one.due_at <= now
                and one.due_at > start
                and one.settled_at is None
            ):
                key = (names[one.medicine_id], one.slot)
                assert key not in found or found[key] == one.due_at, "reminded of twice"
                found[key] = one.due_at
    return found


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize(("here", "there"), JOURNEYS)
def test_h12_the_reminders_do_what_the_preview_showed_and_nothing_is_lost(
    small_family, here, there, hour
):
    family = small_family
    now = datetime(DAY.year, DAY.month, DAY.day, hour, 30, tzinfo=ZoneInfo(here))
    move(family, here)
    early = now - timedelta(days=20)
    twice = family.medicine(rhythm=TIMES, now=early)
    weekly = family.medicine("Methotrexate", "15", rhythm=TUESDAYS, now=early)
    names = {twice.id: twice.name, weekly.id: weekly.name}
    plan(family, now - 24 * HOUR)
    due_at_home = slots(family, now - 24 * HOUR, now)
    for (name, slot), due_at in due_at_home.items():
        give(family, twice if name == twice.name else weekly, slot, now=due_at)
    plan(family, now)
    planned_at_home = slots(family, now, now + SHOWN)

    preview, found = travelled(family, there, now)
    assert preview == {
        key: due_at for key, due_at in fired(family, names, now, 48).items() if due_at < now + SHOWN
    }
    passed = {(name, one.slot.key) for name, gap in found.items() for one in gap.passed}
    reachable = slots(family, now, now + timedelta(days=4))
    lost = planned_at_home.keys() - reachable.keys() - passed
    assert not lost, "neither reminded of, nor said to be past"
    assert not preview.keys() & due_at_home.keys(), "a dose that was given is asked for again"

    gap = found[twice.name]
    last = max(at for (name, _slot), at in due_at_home.items() if name == twice.name)
    first = min(at for (name, _slot), at in preview.items() if name == twice.name)
    assert (gap.gap, gap.next.slot.due_at) == (first - last, first)
    unusual = not 0.6 <= gap.gap / timedelta(hours=12) <= 1.4
    assert gap.is_unusual == (unusual or bool(gap.passed))


@pytest.mark.parametrize(("here", "there"), JOURNEYS[:1])
def test_h12_a_dose_that_was_reminded_of_at_home_is_shown_with_that_and_not_reminded_of_again(
    small_family, here, there
):
    family, sender = small_family, FakeSender()
    now = datetime(DAY.year, DAY.month, DAY.day, 20, 0, tzinfo=ZoneInfo(here))
    move(family, here)
    twice = family.medicine(rhythm=TIMES, now=now - timedelta(days=20))
    phone(family, "ada", now=now - timedelta(days=2))
    give(family, twice, f"{DAY}T08:00", now=now - 12 * HOUR)
    beat(family, sender, now)
    assert len(sender.sent) == 1
    flight = now + HOUR / 2
    with family.database.reading() as session:
        reminded = told_of(session, session.get_one(Child, family.nora), now=flight)
    assert (twice.id, f"{DAY}T20:00") in reminded
    preview, _gaps = travelled(family, there, flight)
    assert min(preview) == ("Prednisolone", f"{DAY}T20:00")
    beat(family, sender, preview[min(preview)])
    assert len(sender.sent) == 1
