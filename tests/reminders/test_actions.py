"""What a tap on a notification does: for this slot, once, and not for yesterday's."""

from decimal import Decimal

import pytest
from sqlmodel import select

from journal.care.rhythm import read_rhythm
from journal.entries.change import Result
from journal.plans.medicines import Dosing, change_dose
from journal.records.access import NotAllowed, Stranger
from journal.records.columns import uuid7
from journal.records.kinds.dose import DoseRow
from journal.records.medicines import Medicine
from journal.reminders.actions import StaleAction, given, look, snooze
from tests.family import NOW
from tests.reminders.world import (
    BEFORE,
    HOUR,
    MINUTE,
    FakeSender,
    beat,
    deliveries,
    give,
    occurrences,
    phone,
    stop,
)

SLOT = "2026-11-22T08:00"


@pytest.fixture
def reminded(family):
    """A medicine of which Ada's and Ben's phones were just reminded."""
    medicine = family.medicine(now=BEFORE)
    for name in ("ada", "ben"):
        phone(family, name)
    sender = FakeSender()
    beat(family, sender, NOW)
    return medicine, occurrences(family)[0].id, sender


def tap(family, occurrence, change_id=None, *, now=NOW, by="ben"):
    with family.database.transaction() as session:
        actor = family.actor(session, by)
        return given(session, actor, occurrence, change_id or uuid7(now), now=now)


def later(family, occurrence, *, now, by="ben", **more):
    with family.database.transaction() as session:
        return snooze(session, family.actor(session, by), occurrence, now=now, **more)


def bens(sender) -> list[str]:
    return [where for where, *_ in sender.sent if "/ben/" in where]


def doses(family) -> list[DoseRow]:
    with family.database.reading() as session:
        return list(session.exec(select(DoseRow)))


def test_given_records_the_planned_amount_for_its_own_slot(family, reminded):
    medicine, occurrence, _ = reminded
    assert tap(family, occurrence, now=NOW + MINUTE).result is Result.APPLIED
    (dose,) = doses(family)
    assert (dose.medicine, dose.slot, str(dose.amount), dose.unit) == (
        medicine.id,
        SLOT,
        "12.5",
        "mg",
    )
    assert (dose.outcome, dose.at, dose.note, dose.reason) == ("given", NOW + MINUTE, None, None)


def test_the_same_tap_twice_is_one_dose(family, reminded):
    _, occurrence, _ = reminded
    change_id = uuid7(NOW)
    assert tap(family, occurrence, change_id).result is Result.APPLIED
    assert tap(family, occurrence, change_id, now=NOW + MINUTE).result is Result.REPEATED
    assert tap(family, occurrence, change_id, now=NOW + 13 * HOUR).result is Result.REPEATED
    assert len(doses(family)) == 1


def test_h1_given_asks_when_somebody_else_was_first(family, reminded):
    medicine, occurrence, _ = reminded
    give(family, medicine, SLOT, by="ada")
    outcome = tap(family, occurrence, now=NOW + MINUTE)
    assert outcome.result is Result.ASKED
    assert [warning.code for warning in outcome.warnings] == ["possible_double_dose"]
    assert len(doses(family)) == 1


def test_h22_a_tap_after_thirteen_hours_writes_nothing(family, reminded):
    _, occurrence, _ = reminded
    for act in (tap, later):
        with pytest.raises(StaleAction) as refused:
            act(family, occurrence, now=NOW + 13 * HOUR)
        assert refused.value.problems[0].code == "stale_action"
    assert not doses(family)
    assert len(deliveries(family)) == 2


def test_h22_yesterdays_notification_never_logs_todays_dose(small_family):
    family = small_family
    family.medicine(rhythm={"every": "day", "times": ["20:00", "07:00"]}, now=BEFORE)
    evening = NOW + 12 * HOUR
    beat(family, FakeSender(), evening)
    night = next(one for one in occurrences(family) if one.slot.endswith("22T20:00"))
    tap(family, night.id, now=evening + 11 * HOUR + 30 * MINUTE)  # 07:30 the next morning
    assert [dose.slot for dose in doses(family)] == ["2026-11-22T20:00"]


def test_h14_h22_a_tap_gives_what_its_own_slot_asks_for(small_family):
    family = small_family
    two = {"every": "day", "times": ["07:00", "20:00"], "amounts": ["12.5", "5"]}
    family.medicine(rhythm=two, now=BEFORE)
    beat(family, FakeSender(), NOW + 12 * HOUR)
    night = next(one for one in occurrences(family) if one.slot.endswith("22T20:00"))
    tap(family, night.id, now=NOW + 12 * HOUR + MINUTE)
    assert [(dose.slot, str(dose.amount)) for dose in doses(family)] == [("2026-11-22T20:00", "5")]


def test_h22_a_tap_for_a_time_that_the_plan_has_no_more_writes_nothing(small_family):
    family = small_family
    medicine = family.medicine(now=BEFORE)
    beat(family, FakeSender(), NOW)
    nine = read_rhythm({"every": "day", "times": ["09:00"]})
    plan = Dosing(amount=Decimal("12.5"), unit="mg", rhythm=nine, first_on=NOW.date())
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        change_dose(session, family.actor(session, "ada"), row, plan, now=NOW)
    with pytest.raises(StaleAction):
        tap(family, occurrences(family)[0].id, now=NOW + MINUTE)
    assert not doses(family)


def test_h7_a_tap_for_a_stopped_medicine_writes_nothing_and_says_who_stopped_it(family, reminded):
    medicine, occurrence, _ = reminded
    stop(family, medicine, now=NOW + MINUTE)
    with pytest.raises(StaleAction):
        tap(family, occurrence, now=NOW + 2 * MINUTE)
    assert not doses(family)
    with family.database.reading() as session:
        shown = look(session, family.actor(session, "ben"), occurrence, now=NOW + 2 * MINUTE)
    assert shown.stopped_by == "Ada"
    assert not shown.may_give


def test_the_page_shows_what_the_other_parent_did(family, reminded):
    medicine, occurrence, _ = reminded
    give(family, medicine, SLOT, by="ada", now=NOW + MINUTE)
    with family.database.reading() as session:
        shown = look(session, family.actor(session, "ben"), occurrence, now=NOW + 2 * MINUTE)
    assert (shown.recorded.by, shown.recorded.outcome) == ("Ada", "given")
    assert str(shown.expected.plan.amount) == "12.5"


def test_strangers_find_nothing_and_viewers_change_nothing(family, reminded):
    _, occurrence, _ = reminded
    for act in (tap, later):
        with pytest.raises(Stranger):
            act(family, occurrence, now=NOW, by="eve")
        with pytest.raises(NotAllowed):
            act(family, occurrence, now=NOW, by="cleo")
        with pytest.raises(Stranger):
            act(family, uuid7(NOW), now=NOW)
    with family.database.reading() as session:
        assert not look(session, family.actor(session, "cleo"), occurrence, now=NOW).may_record
        with pytest.raises(Stranger):
            look(session, family.actor(session, "eve"), occurrence, now=NOW)


def test_snooze_rings_ones_own_phones_once_more_with_the_same_tag(family, reminded):
    _, occurrence, sender = reminded
    snoozed = later(family, occurrence, now=NOW + 5 * MINUTE)
    assert (snoozed.until, snoozed.phones) == (NOW + 35 * MINUTE, 1)
    beat(family, sender, NOW + 34 * MINUTE)
    assert len(bens(sender)) == 1
    beat(family, sender, NOW + 35 * MINUTE)
    assert len(bens(sender)) == 2

    where, said, _, topic = sender.sent[-1]
    assert "/ben/" in where
    assert said["tag"] == str(occurrence)
    assert topic in {topic for endpoint, _, _, topic in sender.sent[:2] if endpoint == where}
    assert not doses(family)


def test_a_snoozed_dose_that_is_recorded_does_not_ring(family, reminded):
    medicine, occurrence, sender = reminded
    later(family, occurrence, now=NOW + 5 * MINUTE)
    give(family, medicine, SLOT, by="ada", now=NOW + 6 * MINUTE)
    beat(family, sender, NOW + 36 * MINUTE)
    told = [(message["body"], message.get("silent", False)) for _, message, *_ in sender.sent]
    assert told[2:] == [("Recorded at 08:06", True)] * 2


def test_h21_no_phone_rings_more_than_twice_however_often_it_is_snoozed(family, reminded):
    _, occurrence, sender = reminded
    first = later(family, occurrence, now=NOW + MINUTE)
    assert later(family, occurrence, now=NOW + 2 * MINUTE) == first
    beat(family, sender, first.until)
    for minutes in range(35, 600, 60):
        assert later(family, occurrence, now=NOW + minutes * MINUTE).phones == 0
        beat(family, sender, NOW + (minutes + 31) * MINUTE)
    bens = [where for where, *_ in sender.sent if "/ben/" in where]
    assert len(bens) == 2
