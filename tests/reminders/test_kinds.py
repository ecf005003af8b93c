"""Reminders of what is no medicine: appointments, infusion days, own reminders, the check-in."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from journal.care.rhythm import Daily, Once
from journal.plans.appointments import Visit, change_appointment
from journal.records.appointments import Appointment, AppointmentKind, OwnReminder
from journal.records.children import Child
from journal.records.reminders import About
from journal.reminders.actions import look
from journal.reminders.badge import due_count
from journal.reminders.kind_rules import choose_kind, kind_rules
from tests.family import NOW
from tests.reminders.planned import (
    DAY,
    appointment,
    call_off,
    choose,
    due,
    infusion_on,
    own,
    plan,
)
from tests.reminders.world import BEFORE, HOUR, FakeSender, beat, occurrences, phone

# Tue 24 Nov, 09:30 in New York.
VISIT = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)


def test_an_appointment_is_told_a_day_and_two_hours_before(small_family):
    family, sender = small_family, FakeSender()
    where = phone(family, "ada")
    appointment(family, VISIT, with_whom="Dr. Okafor", place="Ward 3")
    plan(family, NOW)
    assert due(family) == [("appointment", "11-23T14:30"), ("appointment", "11-24T12:30")]
    beat(family, sender, now=VISIT - DAY)
    beat(family, sender, now=VISIT - 2 * HOUR)
    said = sender.to(where)
    assert [one["body"] for one in said] == ["An appointment on 24 Nov, 09:30"] * 2
    assert all(one["title"] == "Reminder for N." and one["actions"] == [] for one in said)


def test_t21_nothing_of_an_appointment_but_its_time_stands_on_a_lock_screen(small_family):
    family, sender = small_family, FakeSender()
    phone(family, "ada")
    words = {"with_whom": "Okafor", "place": "Rheumatology", "note": "methotrexate"}
    infusion_on(family, VISIT, **words)
    own(family, "Order syringes", Once(datetime.combine(VISIT - DAY, time(10))), date(2026, 11, 23))
    choose(family, About.CHECK_IN, now=BEFORE, on=True)
    for hours in range(60):
        beat(family, sender, now=NOW + hours * HOUR)
    everything = str(sender.sent).casefold()
    assert len(sender.sent) == 7
    for word in ("okafor", "rheuma", "methotrexate", "infusion", "syringes", "nora"):
        assert word not in everything


def test_called_off_appointment_drops_its_reminders_in_the_same_planning(small_family):
    family = small_family
    id_ = infusion_on(family, VISIT)
    plan(family, VISIT - 30 * HOUR)
    assert (
        due(family)
        == [
            ("prepare", "11-23T15:00"),
            ("appointment", "11-23T14:30"),
            ("appointment", "11-24T12:30"),
        ]
        or len(due(family)) == 3
    )
    call_off(family, id_, now=VISIT - 30 * HOUR)
    plan(family, VISIT - 30 * HOUR)
    assert due(family) == []


def test_h7_appointment_called_off_while_its_reminder_is_due_is_not_told(small_family):
    family, sender = small_family, FakeSender()
    phone(family, "ada")
    id_ = appointment(family, VISIT)
    plan(family, VISIT - DAY - HOUR)
    call_off(family, id_, now=VISIT - DAY)
    # No planning between the change and the beat: the check before sending alone decides.
    beat(family, sender, now=VISIT - DAY + timedelta(minutes=1))
    assert sender.sent == []
    assert {one.outcome for one in occurrences(family)} == {"plan_changed"}


def test_moved_appointment_is_told_for_its_new_time_alone(small_family):
    family = small_family
    id_ = appointment(family, VISIT)
    plan(family, VISIT - DAY - HOUR)
    with family.database.transaction() as session:
        row = session.get_one(Appointment, id_)
        visit = Visit(kind=AppointmentKind.CLINIC, at=VISIT + DAY)
        earlier = VISIT - DAY - HOUR
        change_appointment(session, family.actor(session, "ben"), row, visit, now=earlier)
    plan(family, VISIT - DAY - HOUR)
    assert due(family) == [("appointment", "11-24T14:30"), ("appointment", "11-25T12:30")]


def test_an_appointment_stays_where_it_is_when_the_child_travels_own_reminders_do_not(
    small_family,
):
    family = small_family
    appointment(family, VISIT)
    own(family, "Stretch", Daily((time(18),)), date(2026, 11, 23))
    plan(family, NOW + DAY)
    home = due(family)
    with family.database.transaction() as session:
        session.get_one(Child, family.nora).zone = "Europe/Berlin"
    plan(family, NOW + DAY)
    assert [one for one in home if one[0] == "own"] == [
        ("own", "11-23T23:00"),
        ("own", "11-24T23:00"),
    ]
    assert due(family, About.OWN) == [("own", "11-23T17:00"), ("own", "11-24T17:00")]
    assert due(family, About.APPOINTMENT) == [one for one in home if one[0] == "appointment"]
    slots = {one.slot for one in occurrences(family) if one.about == About.APPOINTMENT}
    assert slots == {"2026-11-24T15:30"}


def test_day_before_an_infusion_has_a_reminder_to_prepare_at_ten(small_family):
    family = small_family
    infusion_on(family, VISIT)
    appointment(family, VISIT + HOUR)
    plan(family, NOW)
    assert due(family, About.PREPARE) == [("prepare", "11-23T15:00")]


def test_check_in_is_off_until_the_family_asks_for_it_and_then_at_its_time(small_family):
    family = small_family
    assert plan(family, NOW) == 0
    choose(family, About.CHECK_IN, now=NOW, on=True, clock=time(20, 15))
    plan(family, NOW)
    assert due(family) == [("check_in", "11-23T01:15"), ("check_in", "11-24T01:15")]
    choose(family, About.CHECK_IN, now=NOW, on=False)
    plan(family, NOW)
    assert due(family) == []


def test_kind_that_is_switched_off_is_not_told_though_it_was_planned(small_family):
    family, sender = small_family, FakeSender()
    phone(family, "ada")
    appointment(family, VISIT)
    plan(family, NOW)
    choose(family, About.APPOINTMENT, now=NOW, on=False)
    beat(family, sender, now=VISIT - DAY)
    assert sender.sent == []
    plan(family, NOW)
    assert due(family) == []


def test_what_moves_to_an_hour_that_is_past_is_told_as_it_was_planned(small_family):
    family, sender = small_family, FakeSender()
    phone(family, "ada")
    choose(family, About.CHECK_IN, now=BEFORE, on=True, clock=time(19))
    infusion_on(family, NOW + DAY)
    choose(family, About.PREPARE, now=BEFORE, clock=time(21))
    plan(family, NOW)
    evening = NOW + 10 * HOUR  # 18:00
    choose(family, About.CHECK_IN, now=evening, clock=time(17), on=True)
    choose(family, About.PREPARE, now=evening, clock=time(10))
    plan(family, evening)
    assert due(family, About.CHECK_IN, About.PREPARE) == [
        ("check_in", "11-23T00:00"),
        ("prepare", "11-23T02:00"),
        ("check_in", "11-23T22:00"),
        ("check_in", "11-24T22:00"),
    ]
    for hours in (0, 1, 3):
        beat(family, sender, now=evening + hours * HOUR)
    assert len(sender.sent) == 2


def test_leads_are_the_family_s_and_count_from_when_they_were_chosen(small_family):
    family = small_family
    appointment(family, VISIT)
    chosen_at = VISIT - 40 * HOUR
    choose(family, About.APPOINTMENT, now=chosen_at, leads=[41 * 60, 30])
    plan(family, chosen_at)
    # Forty-one hours before had passed an hour ago: nobody expected it.
    assert due(family) == [("appointment", "11-24T14:00")]


def test_the_same_leads_chosen_again_write_nothing(small_family):
    family = small_family
    two = (24 * HOUR, 72 * HOUR)
    for minutes in (0, 5):
        with family.database.transaction() as session:
            rule = replace(kind_rules(session, family.nora)[About.FOLLOW_UP], leads=two)
            ada = family.actor(session, "ada")
            now = NOW + minutes * HOUR / 60
            choose_kind(session, ada, family.nora, About.FOLLOW_UP, rule, now=now)
    with family.database.reading() as session:
        assert kind_rules(session, family.nora)[About.FOLLOW_UP].changed_at == NOW


def test_own_reminder_that_cannot_be_read_stays_as_it_was_planned(small_family):
    family, sender = small_family, FakeSender()
    where = phone(family, "ada")
    id_ = own(family, "Stretch", Daily((time(18),)), date(2026, 11, 22))
    plan(family, NOW)
    before = due(family)
    with family.database.transaction() as session:
        session.get_one(OwnReminder, id_).rhythm = {"every": "blue moon"}
    plan(family, NOW)
    assert due(family) == before
    beat(family, sender, now=NOW + 10 * HOUR)
    assert [one["body"] for one in sender.to(where)] == ["Your own reminder, 18:00"]


def test_an_own_reminder_follows_the_clock_over_both_changes_as_doses_do(small_family):
    family = small_family
    gap, fold = date(2027, 3, 14), date(2026, 11, 1)
    for day, expected in ((gap, "03-14T07:30"), (fold, "11-01T05:30")):
        hour = 2 if day is gap else 1
        now = datetime.combine(day, time(3), UTC)
        wish = Once(datetime.combine(day, time(hour, 30)))
        own(family, f"On {day}", wish, day, now=now)
        plan(family, now)
        assert ("own", expected) in due(family)


def test_looking_at_a_reminder_without_a_medicine_offers_no_dose(small_family):
    family = small_family
    infusion_on(family, VISIT)
    plan(family, VISIT - DAY)
    with family.database.reading() as session:
        for one in occurrences(family):
            found = look(session, family.actor(session, "ada"), one.id, now=VISIT - DAY)
            assert not found.may_give
            assert found.holds
            assert found.about_medicine is None
        assert due_count(session, family.people["ada"], now=VISIT) == 0
