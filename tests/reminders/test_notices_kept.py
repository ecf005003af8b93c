"""H7, H6, T21: a notice is silent with its decision, gives nothing, and names no medicine."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from journal.records.access import Stranger
from journal.records.children import Child
from journal.records.columns import uuid7
from journal.records.medicines import Turn
from journal.records.reminders import About, Occurrence
from journal.reminders import claims, due
from journal.reminders.actions import StaleAction, given, look, snooze
from journal.reminders.due import failed_reminders
from journal.reminders.tick import send_one
from journal.reminders.wording import BODY, NOTICES, TEST_BODY
from tests.family import NOW
from tests.reminders.noticed import (
    LAST,
    TODAY,
    at,
    decide,
    first,
    live,
    plan,
    pushed,
    redose,
    taper,
    told,
)
from tests.reminders.world import (
    BEFORE,
    MINUTE,
    SECOND,
    WORDS,
    FakeSender,
    beat,
    deliveries,
    give,
    occurrences,
    phone,
)


@pytest.mark.parametrize("about", [About.STEP, About.TAPER_END, About.REVIEW])
def test_h7_what_waits_is_dropped_with_the_decision_itself(family, pills, about):
    tomorrow = TODAY + timedelta(days=1)
    if about is About.STEP:
        redose(family, pills, "12.5", tomorrow + timedelta(days=1), now=NOW)
        decision = Turn.STOP
    elif about is About.TAPER_END:
        taper(family, pills, ("5", TODAY), last_on=tomorrow, now=BEFORE)
        decision = Turn.PAUSE
    else:
        decide(family, pills, Turn.PAUSE, TODAY, review_on=tomorrow, now=NOW)
        decision = Turn.RESUME
    plan(family, NOW + MINUTE)
    # The turn takes effect tomorrow at midnight, the notice of tomorrow evening or morning after.
    decide(family, pills, decision, tomorrow, review_on=LAST, now=NOW + 2 * MINUTE)
    assert {end for _, end in told(family, about)} == {"plan_changed"}
    plan(family, NOW + 3 * MINUTE)
    waiting = [slot for slot, end in told(family, about) if end is None]
    assert [slot for slot in waiting if slot > "2026-11-23"] == []


def test_h7_stop_while_a_worker_holds_a_notice_sends_nothing(family, pills):
    sender = FakeSender()
    phone(family, "ada")
    redose(family, pills, "12.5", TODAY + timedelta(days=1), now=NOW)
    due_at = at(TODAY, "18:00")
    give(family, pills, "2026-11-22T08:00")
    beat(family, sender, due_at - MINUTE)
    with family.database.transaction() as session:
        due.sweep(session, now=due_at)
        (claimed,) = claims.claim(session, now=due_at)
    decide(family, pills, Turn.STOP, TODAY, now=due_at + SECOND)
    with family.database.transaction() as session:
        # The second line behind the dropped row: the plan is read again before it is sent.
        delivery = session.get_one(due.Delivery, claimed.delivery_id)
        delivery.outcome, delivery.next_at = None, due_at + MINUTE
    present = due_at + 2 * SECOND
    end = send_one(family.database, sender, WORDS, claimed, present=lambda: present)
    assert (end, sender.sent) == ("plan_changed", [])


def test_h7_notice_that_waits_again_after_a_resumption_is_told(small_family):
    family, sender = small_family, FakeSender()
    pills = family.medicine(amount="15", now=BEFORE)
    phone(family, "ada")
    redose(family, pills, "12.5", TODAY + timedelta(days=1), now=NOW)
    plan(family, NOW)
    decide(family, pills, Turn.PAUSE, TODAY, review_on=LAST, now=NOW + MINUTE)
    plan(family, NOW + 2 * MINUTE)
    assert told(family, About.STEP) == [("2026-11-22T18:00", "plan_changed")]
    decide(family, pills, Turn.RESUME, TODAY, now=NOW + 3 * MINUTE)
    live(family, sender, TODAY, 2)
    assert told(family, About.STEP) == [("2026-11-22T18:00", "accepted")]


def test_planning_notices_twice_changes_nothing(family, pills):
    redose(family, pills, "12.5", TODAY + timedelta(days=1), now=NOW)
    assert plan(family, NOW) > 0
    assert plan(family, NOW) == 0
    keys = [one.key for one in occurrences(family) if one.about == About.STEP]
    assert keys == [f"step:{pills.id}:2026-11-22"]


def test_notices_that_a_sleeping_server_missed_are_listed(small_family):
    family, sender = small_family, FakeSender()
    pills = family.medicine(amount="15", now=BEFORE)
    phone(family, "ada")
    redose(family, pills, "12.5", TODAY + timedelta(days=1), now=NOW)
    beat(family, sender, NOW)
    beat(family, sender, at(TODAY, "21:00"))
    with family.database.reading() as session:
        missed = failed_reminders(session, family.nora, NOW)
    assert [(one.about, one.why) for one in missed] == [(About.STEP, "late")]


def test_h6_nothing_can_be_given_or_snoozed_for_a_notice(family):
    sender = FakeSender()
    # A dose falls due at the very time of the notice.
    pills = family.medicine(rhythm={"every": "day", "times": ["18:00"]}, now=BEFORE)
    phone(family, "ada")
    redose(family, pills, "12.5", TODAY + timedelta(days=1), now=NOW)
    beat(family, sender, at(TODAY, "18:00"))
    notice = first(family, About.STEP)
    moment, tap = at(TODAY, "18:01"), uuid7(NOW)
    # A dose that was recorded for the very time of the notice makes nothing of it either.
    give(family, pills, "2026-11-22T18:00", now=moment)
    with family.database.reading() as session:
        seen = look(session, family.actor(session, "ada"), notice.id, now=moment)
        assert (seen.may_give, seen.expected, seen.recorded) == (False, None, None)
    for act in (
        lambda session, ben: given(session, ben, notice.id, tap, now=moment),
        lambda session, ben: snooze(session, ben, notice.id, now=moment),
    ):
        with pytest.raises(StaleAction) as refused, family.database.transaction() as session:
            act(session, family.actor(session, "ben"))
        assert "about a plan, not about a dose" in refused.value.problems[0].text
    told_once = [one for one in deliveries(family) if one.occurrence_id == notice.id]
    assert [one.outcome for one in told_once] == ["accepted"]


def test_h6_dose_of_the_same_time_does_not_settle_a_notice(small_family):
    family, sender = small_family, FakeSender()
    pills = family.medicine(amount="15", now=BEFORE)
    phone(family, "ada")
    redose(family, pills, "12.5", TODAY + timedelta(days=1), now=NOW)
    give(family, pills, "2026-11-22T18:00", now=NOW)
    live(family, sender, TODAY, 1)
    assert told(family, About.STEP) == [("2026-11-22T18:00", "accepted")]


def test_eve_is_told_nothing_and_sees_nothing(small_family):
    family, sender = small_family, FakeSender()
    pills = family.medicine(amount="15", now=BEFORE)
    eve = phone(family, "eve")
    redose(family, pills, "12.5", TODAY + timedelta(days=1), now=NOW)
    live(family, sender, TODAY, 1)
    assert sender.to(eve) == []
    with family.database.reading() as session, pytest.raises(Stranger):
        look(session, family.actor(session, "eve"), first(family, About.STEP).id, now=NOW)


def test_t21_lock_screen_says_neither_medicine_nor_amount_of_a_notice(small_family):
    family, sender = small_family, FakeSender()
    pills = family.medicine(amount="15", now=BEFORE)
    phone(family, "ada")
    taper(family, pills, ("15", TODAY), ("5", date(2026, 11, 24)), last_on=LAST, now=BEFORE)
    held = family.medicine(name="Azathioprine", amount="50", now=BEFORE)
    decide(family, held, Turn.PAUSE, TODAY, review_on=date(2026, 11, 25), now=NOW)
    live(family, sender, TODAY, 9)
    others = (BODY[:6], TEST_BODY)  # its doses, and the test of a week without a receipt
    said = [said for _, said, *_ in sender.sent if not said["body"].startswith(others)]
    assert {one["body"] for one in said} == {
        NOTICES[About.STEP],
        NOTICES[About.TAPER_END],
        NOTICES[About.REVIEW],
    }
    tags = {str(one.id) for one in occurrences(family)}
    for one in said:
        assert (one["title"], one["actions"]) == ("Reminder for N.", [])
        assert one["tag"] in tags
        assert one["navigate"] == f"https://journal.example/due/{one['tag']}"
        written = repr(one).lower()
        for secret in ("prednisolone", "azathioprine", "nora", "mg", "blood"):
            assert secret not in written


def test_zone_change_moves_what_waits_and_doubles_nothing(small_family):
    family, sender = small_family, FakeSender()
    pills = family.medicine(amount="15", now=BEFORE)
    ada = phone(family, "ada")
    redose(family, pills, "12.5", TODAY + timedelta(days=1), now=NOW)
    plan(family, NOW)
    with family.database.transaction() as session:
        session.get_one(Child, family.nora).zone = "America/Los_Angeles"
    for hours in range(30):
        beat(family, sender, NOW + hours * 60 * MINUTE)
    (step,) = [one for one in occurrences(family) if one.about == About.STEP]
    # 18:00 in Los Angeles.
    assert (step.slot, step.due_at.hour, step.outcome) == ("2026-11-22T18:00", 2, "accepted")
    assert len(pushed(sender, ada, About.STEP)) == 1


@pytest.mark.parametrize(
    ("changes_on", "hour"),
    [(date(2026, 11, 1), 22), (date(2027, 3, 14), 23)],  # 18:00 in summer and in winter, in UTC
)
def test_steps_around_both_clock_changes_are_told_once_each(small_family, changes_on, hour):
    family, sender = small_family, FakeSender()
    start = changes_on - timedelta(days=3)
    now = at(start, "07:00")
    pills = family.medicine(amount="15", first_on=start, now=now)
    ada = phone(family, "ada", now=now)
    for day, amount in enumerate(("12", "11", "10"), start=0):
        redose(family, pills, amount, changes_on + timedelta(days=day), now=now)
    live(family, sender, start, 6)
    with family.database.reading() as session:
        steps = session.exec(
            select(Occurrence).where(Occurrence.about == About.STEP).order_by(Occurrence.due_at)
        ).all()
    assert [one.due_at.hour for one in steps] == [hour, 45 - hour, 45 - hour]
    assert [one.outcome for one in steps] == ["accepted"] * 3
    assert len(pushed(sender, ada, About.STEP)) == 3
