"""Occurrences are what the plans expect, once each, whatever changes and whenever one looks."""

import random
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from journal.care.problems import Refused
from journal.care.rhythm import read_rhythm
from journal.entries.record import record
from journal.plans.expected import expected
from journal.plans.medicines import Dosing, change_dose, turn
from journal.plans.notices import notices
from journal.plans.zone import change_zone
from journal.records.children import Child
from journal.records.medicines import Medicine, Turn
from journal.records.reminders import About
from journal.reminders.answers import Kind
from journal.reminders.planning import AHEAD, plan_ahead
from tests.family import NOW, change
from tests.reminders.world import (
    BEFORE,
    HOUR,
    MINUTE,
    FakeSender,
    answers,
    beat,
    ends,
    give,
    occurrences,
    only_once,
    phone,
    stop,
)

TWICE = {"every": "day", "times": ["08:00", "20:00"]}


def plan(family, now) -> int:
    with family.database.transaction() as session:
        return plan_ahead(session, now=now)


def travel(family, zone: str) -> None:
    with family.database.transaction() as session:
        session.get_one(Child, family.nora).zone = zone


def test_planning_twice_changes_nothing(family):
    family.medicine(rhythm=TWICE, now=BEFORE)
    assert plan(family, BEFORE) == 4
    first = [(one.id, one.slot, one.due_at) for one in occurrences(family)]
    assert [slot for _, slot, _ in first] == [
        "2026-11-22T08:00",
        "2026-11-22T20:00",
        "2026-11-23T08:00",
        "2026-11-23T20:00",
    ]
    assert plan(family, BEFORE) == 0
    assert plan(family, NOW) == 0
    assert [(one.id, one.slot, one.due_at) for one in occurrences(family)] == first


def test_h6_occurrences_are_exactly_what_the_plans_expect(small_family):
    family, chance = small_family, random.Random(6)
    now = BEFORE
    medicines = [family.medicine(name=f"Medicine {n}", now=now) for n in range(3)]
    rhythms = [
        TWICE,
        {"every": "day", "times": ["02:30", "13:15", "23:59"]},
        {"every": "days", "n": 2, "times": ["09:00"]},
        {"every": "week", "on": ["tuesday"], "times": ["18:00"]},
        {"once": "2026-11-27T12:00"},
    ]
    for _ in range(60):
        # A stopped medicine is not stopped again, nor its dose changed.
        with suppress(Refused), family.database.transaction() as session:
            ada, child = family.actor(session, "ada"), session.get_one(Child, family.nora)
            medicine = session.get_one(Medicine, chance.choice(medicines).id)
            today = now.astimezone(UTC).date() - timedelta(days=1)
            match chance.randrange(4):
                case 0:
                    dosing = Dosing(
                        amount=Decimal(5),
                        unit="mg",
                        rhythm=read_rhythm(chance.choice(rhythms)),
                        first_on=today + timedelta(days=chance.randrange(3)),
                    )
                    change_dose(session, ada, medicine, dosing, now=now)
                case 1:
                    what = chance.choice([Turn.STOP, Turn.RESUME])
                    day = today + timedelta(days=chance.randrange(3))
                    turn(session, ada, medicine, what, on=day, reason="asked", now=now)
                case 2:
                    child.zone = chance.choice(["America/New_York", "Asia/Tokyo", "Pacific/Apia"])
                case _:
                    now += timedelta(hours=chance.randrange(20))
        plan(family, now)
        every = occurrences(family)
        known = [one for one in every if one.about == About.DOSE]
        waiting = {
            (one.medicine_id, one.slot, one.due_at)
            for one in known
            if one.settled_at is None and now < one.due_at < now + AHEAD
        }
        # A slot that fell due before the child travelled west is not due once more.
        past = {(one.medicine_id, one.slot) for one in known if one.due_at <= now}
        with family.database.reading() as session:
            child = session.get_one(Child, family.nora)
            planned = {
                (one.medicine.id, one.slot.key, one.slot.due_at)
                for one in expected(session, child, now + timedelta(microseconds=1), now + AHEAD)
                if one.key not in past
            }
        assert waiting == planned
        assert plan(family, now) == 0
        assert len({one.key for one in every}) == len(every)
        with family.database.reading() as session:
            child = session.get_one(Child, family.nora)
            announced = {
                (one.key, one.due_at)
                for one in notices(session, child, now + timedelta(microseconds=1), now + AHEAD)
            }
        past_keys = {one.key for one in every if one.due_at <= now}
        assert {
            (one.key, one.due_at)
            for one in every
            if one.about != About.DOSE and one.settled_at is None and one.due_at > now
        } == {one for one in announced if one[0] not in past_keys}


def test_a_slot_that_comes_back_with_the_plan_waits_again(family):
    medicine = family.medicine(rhythm=TWICE, now=BEFORE)
    plan(family, BEFORE)
    with family.database.transaction() as session:
        dosing = Dosing(
            amount=Decimal(10),
            unit="mg",
            rhythm=read_rhythm(TWICE),
            first_on=date(2026, 11, 22),
        )
        change_dose(
            session,
            family.actor(session, "ada"),
            session.get_one(Medicine, medicine.id),
            dosing,
            now=BEFORE,
        )
    assert {one.outcome for one in occurrences(family)} == {"plan_changed"}
    assert plan(family, BEFORE) == 4
    assert {one.outcome for one in occurrences(family)} == {None}


def test_travel_moves_what_waits_and_doubles_nothing(small_family):
    family, sender = small_family, FakeSender()
    family.medicine(rhythm=TWICE, now=BEFORE)
    phone(family, "ada")
    only_once(family)
    beat(family, sender, NOW)
    before = {one.slot: one.id for one in occurrences(family)}

    travel(family, "America/Los_Angeles")
    for hours in range(25):
        beat(family, sender, NOW + hours * HOUR)

    after = {one.slot: one for one in occurrences(family)}
    assert {slot: after[slot].id for slot in before} == before
    assert after["2026-11-22T08:00"].due_at == NOW
    assert after["2026-11-22T20:00"].due_at == datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
    assert [said["body"] for _, said, *_ in sender.sent] == ["Due at 08:00", "Due at 20:00"]


def test_travel_east_past_a_slot_lists_it_as_late(small_family):
    family, sender = small_family, FakeSender()
    family.medicine(now=BEFORE)
    phone(family, "ada")
    beat(family, sender, BEFORE)
    travel(family, "Europe/Berlin")  # 08:00 was five hours ago there
    beat(family, sender, NOW - MINUTE)
    assert ends(family, NOW - 6 * MINUTE) == ["late"]
    assert not sender.sent


def test_half_past_two_fires_once_on_both_nights_of_the_clock_change(small_family):
    family = small_family
    only_once(family)
    for name, first, start in (
        ("Spring", date(2027, 3, 13), datetime(2027, 3, 13, 12, tzinfo=UTC)),
        ("Autumn", date(2026, 10, 31), datetime(2026, 10, 31, 12, tzinfo=UTC)),
    ):
        sender = FakeSender()
        medicine = family.medicine(
            name=name, rhythm={"every": "day", "times": ["02:30"]}, first_on=first, now=start
        )
        where = phone(family, "ada", now=start)
        beat(family, sender, start)
        for step in range(25):
            beat(family, sender, start + 14 * HOUR + step * 20 * MINUTE)
        mine = {str(one.id) for one in occurrences(family) if one.medicine_id == medicine.id}
        tags = [said["tag"] for said in sender.to(where) if said["tag"] in mine]
        assert len(tags) == 1
        stop(family, medicine, now=start + 23 * HOUR)


def test_a_slot_before_its_plan_was_made_is_nobodys_fault(family):
    family.medicine(rhythm={"every": "day", "times": ["07:30", "09:00"]}, now=NOW)
    plan(family, NOW)
    assert occurrences(family)[0].slot == "2026-11-22T09:00"


def test_a_dose_that_is_undone_is_reminded_of_again(small_family):
    family, sender = small_family, FakeSender()
    medicine = family.medicine(now=BEFORE)
    phone(family, "ada")
    entry, _ = give(family, medicine, "2026-11-22T08:00", now=NOW - MINUTE)
    beat(family, sender, NOW)
    assert ends(family) == ["recorded"]
    assert not sender.sent

    undo = change(family.nora, "dose", entry=entry, base=1, delete=True, made_at=NOW)
    with family.database.transaction() as session:
        record(session, family.actor(session, "ben"), undo, now=NOW)
    beat(family, sender, NOW + MINUTE)
    assert len(sender.sent) == 1
    assert ends(family) == ["accepted"]


def test_h19_after_a_long_sleep_overdue_slots_are_listed_and_recent_ones_sent(family):
    sender = FakeSender()
    family.medicine(rhythm={"every": "day", "times": ["08:00", "16:30"]}, now=BEFORE)
    phone(family, "ada")
    beat(family, sender, BEFORE)
    # Three days later, 17:00 in New York: six slots went by, the last half an hour ago.
    beat(family, sender, NOW + 81 * HOUR)
    assert ends(family, NOW + 81 * HOUR) == ["late"] * 7 + ["accepted"]
    assert [said["body"] for _, said, *_ in sender.sent] == ["Due at 16:30"]


def test_travel_west_rings_no_slot_again_that_is_still_being_tried(small_family):
    family, sender = small_family, answers(Kind.FAILED)
    family.medicine(now=BEFORE)
    phone(family, "ada")
    beat(family, sender, NOW)
    travel(family, "America/Los_Angeles")
    for minutes in range(0, 200, 10):
        beat(family, sender, NOW + minutes * MINUTE)
    (first, *_) = occurrences(family)
    assert (first.due_at, first.outcome) == (NOW, "failed")
    assert {one.slot for one in occurrences(family) if one.outcome} == {first.slot}


def test_after_a_move_west_a_phone_that_was_not_reached_rings_at_the_new_time(small_family):
    family, deaf = small_family, answers(Kind.FAILED)
    family.medicine(now=BEFORE)
    phone(family, "ada")
    beat(family, deaf, NOW)
    with family.database.transaction() as session:
        child = session.get_one(Child, family.nora)
        actor = family.actor(session, "ada")
        change_zone(session, actor, child, ZoneInfo("America/Los_Angeles"), now=NOW + MINUTE)
    hears = FakeSender()
    for minutes in range(2, 200, 9):
        beat(family, hears, NOW + minutes * MINUTE)
    (first, *_) = occurrences(family)
    assert (first.slot, first.due_at) == ("2026-11-22T08:00", NOW + 3 * HOUR)
    assert first.outcome == "accepted"
    assert len(hears.sent) == 1
