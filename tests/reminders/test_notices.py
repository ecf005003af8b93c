"""H10, H8, H7, H6: what the family is told of a plan besides that a dose is due, and who is not."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest

from journal.care.taper import Then
from journal.care.taper_edit import Later, change_step
from journal.plans.notices import notices
from journal.plans.taper_changes import change_taper
from journal.plans.tapers import running_taper
from journal.records.children import Child
from journal.records.medicines import Medicine, Turn
from journal.records.reminders import About
from tests.family import NOW
from tests.reminders.noticed import (
    FOUR,
    LAST,
    TODAY,
    at,
    decide,
    live,
    pushed,
    redose,
    slots,
    taper,
    told,
)
from tests.reminders.world import (
    BEFORE,
    MINUTE,
    FakeSender,
    occurrences,
    phone,
)


def test_h10_end_of_a_taper_is_told_7_3_and_1_days_before_and_on_its_last_day(family, pills):
    sender = FakeSender()
    taper(family, pills, ("15", TODAY), ("5", date(2026, 11, 30)), last_on=LAST, now=BEFORE)
    ada, ben, cleo = phone(family, "ada"), phone(family, "ben"), phone(family, "cleo")
    live(family, sender, TODAY, 20)
    assert slots(family, About.TAPER_END) == FOUR
    assert slots(family, About.STEP) == ["2026-11-29T18:00"]
    ends = {str(one.id) for one in occurrences(family) if one.about == About.TAPER_END}
    for where in (ada, ben):
        assert Counter(pushed(sender, where, About.TAPER_END)) == dict.fromkeys(ends, 1)
        assert len(pushed(sender, where, About.STEP)) == 1
    assert sender.to(cleo) == []
    # The last amount goes on: each of the twenty mornings was reminded of.
    assert len(slots(family, About.DOSE)) == 20


def test_h10_taper_that_stops_is_announced_as_well_and_then_is_silent(small_family):
    family, sender = small_family, FakeSender()
    pills = family.medicine(amount="15", now=BEFORE)
    taper(family, pills, ("5", TODAY), last_on=LAST, then=Then.STOP, now=BEFORE)
    phone(family, "ada")
    live(family, sender, TODAY, 20)
    assert slots(family, About.TAPER_END) == FOUR
    assert slots(family, About.DOSE)[-1] == "2026-12-06T08:00"


def test_h10_taper_that_stops_some_days_before_another_plan_begins_is_announced(small_family):
    family = small_family
    pills = family.medicine(amount="15", now=BEFORE)
    taper(family, pills, ("5", TODAY), last_on=LAST, then=Then.STOP, now=BEFORE)
    redose(family, pills, "10", LAST + timedelta(days=4), now=BEFORE)
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        found = notices(session, child, NOW - timedelta(days=1), NOW + timedelta(days=30))
    assert [one.slot for one in found if one.about is About.TAPER_END] == FOUR
    assert [one.slot for one in found if one.about is About.STEP] == ["2026-12-09T18:00"]


def test_h10_end_that_nobody_wrote_is_told_before_the_first_day_of_the_last_step(small_family):
    family, sender = small_family, FakeSender()
    pills = family.medicine(amount="15", now=BEFORE)
    taper(family, pills, ("15", TODAY), ("5", LAST), last_on=None, now=BEFORE)
    phone(family, "ada")
    live(family, sender, TODAY, 17)
    assert slots(family, About.TAPER_END) == FOUR
    assert slots(family, About.STEP) == ["2026-12-05T18:00"]
    # Until somebody answers, the last amount goes on.
    assert slots(family, About.DOSE)[-1] == "2026-12-08T08:00"


def test_h10_end_that_nobody_wrote_is_told_anew_when_the_last_step_moves(small_family):
    family, sender = small_family, FakeSender()
    pills = family.medicine(amount="15", now=BEFORE)
    earlier = LAST - timedelta(days=1)
    taper(family, pills, ("15", TODAY), ("5", earlier), last_on=None, now=BEFORE)
    phone(family, "ada")
    live(family, sender, TODAY, 3)
    with family.database.transaction() as session:
        row = session.get_one(Medicine, pills.id)
        running = running_taper(session, row, on=TODAY)
        wanted = change_step(
            running.taper,
            1,
            first_on=LAST,
            amount=Decimal(5),
            rhythm=running.steps[1].rhythm,
            later=Later.MOVE,
        )
        since = TODAY + timedelta(days=3)
        actor = family.actor(session, "ada")
        noon = at(since, "12:00")
        change_taper(session, actor, row, running, wanted, since=since, now=noon)
    live(family, sender, TODAY + timedelta(days=4), 12)
    ends = [one.plan.ask_after for one in steps_of(family, pills)]
    assert ends[-1] == LAST
    assert slots(family, About.TAPER_END) == FOUR


def steps_of(family, medicine):
    with family.database.reading() as session:
        return running_taper(session, session.get_one(Medicine, medicine.id), on=TODAY).steps


@pytest.mark.parametrize("answer", ["dose", "later dose", "stop"])
def test_h10_warnings_end_when_somebody_decides_what_follows(small_family, answer):
    family, sender = small_family, FakeSender()
    pills = family.medicine(amount="15", now=BEFORE)
    taper(family, pills, ("5", TODAY), last_on=LAST, now=BEFORE)
    phone(family, "ada")
    live(family, sender, TODAY, 9)
    decided = at(date(2026, 12, 1), "12:00")
    if answer != "stop":
        days = 1 if answer == "dose" else 4
        redose(family, pills, "5", LAST + timedelta(days=days), now=decided)
    else:
        decide(family, pills, Turn.STOP, LAST + timedelta(days=1), now=decided)
    live(family, sender, date(2026, 12, 2), 10)
    assert slots(family, About.TAPER_END) == FOUR[:1]
    assert slots(family, About.STEP) == []


def test_step_is_announced_once_on_the_evening_before(family, pills):
    sender = FakeSender()
    ada = phone(family, "ada")
    redose(family, pills, "12.5", date(2026, 11, 24), now=NOW)
    live(family, sender, TODAY, 4)
    assert told(family, About.STEP) == [("2026-11-23T18:00", "accepted")]
    assert len(pushed(sender, ada, About.STEP)) == 1


def test_dose_that_changes_at_once_or_stays_as_it_is_is_not_announced(small_family):
    family = small_family
    pills = family.medicine(amount="15", now=BEFORE)
    redose(family, pills, "12.5", TODAY, now=NOW)
    redose(family, pills, "12.5", TODAY + timedelta(days=2), now=NOW)
    family.medicine(name="Folic acid", first_on=TODAY + timedelta(days=1), now=NOW)
    live(family, FakeSender(), TODAY, 4)
    assert told(family, About.STEP) == []


def test_change_written_after_the_evening_is_not_announced_late(small_family):
    family = small_family
    pills = family.medicine(amount="15", now=BEFORE)
    redose(family, pills, "10", TODAY + timedelta(days=1), now=at(TODAY, "18:30"))
    live(family, FakeSender(), TODAY, 3)
    assert told(family, About.STEP) == []
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        assert notices(session, child, NOW, NOW + timedelta(days=3)) == []


def test_h8_forty_days_of_pause_remind_of_no_dose_and_of_the_review_on_schedule(small_family):
    family, sender = small_family, FakeSender()
    pills = family.medicine(amount="15", now=BEFORE)
    ada, cleo = phone(family, "ada"), phone(family, "cleo")
    decide(family, pills, Turn.PAUSE, TODAY, review_on=date(2026, 11, 29), now=NOW - MINUTE)
    live(family, sender, TODAY, 41)
    schedule = [date(2026, 11, 29) + timedelta(days=3 * n) for n in range(12)]
    assert slots(family, About.REVIEW) == [f"{day}T10:00" for day in schedule]
    assert len(pushed(sender, ada, About.REVIEW)) == 12
    assert [said for said in sender.to(ada) if "08:00" in said["body"]] == []
    assert sender.to(cleo) == []

    # Only a person resumes; then doses are reminded of again, and the review no more.
    resumed = date(2027, 1, 2)
    decide(family, pills, Turn.RESUME, resumed, now=at(resumed, "12:00"))
    live(family, sender, resumed + timedelta(days=1), 6)
    assert len(slots(family, About.REVIEW)) == 12
    assert slots(family, About.DOSE)[0] == "2027-01-03T08:00"


def test_h8_new_day_of_review_moves_the_reminder(small_family):
    family, sender = small_family, FakeSender()
    pills = family.medicine(amount="15", now=BEFORE)
    phone(family, "ada")
    decide(family, pills, Turn.PAUSE, TODAY, review_on=date(2026, 11, 24), now=NOW)
    live(family, sender, TODAY, 2)
    decide(
        family,
        pills,
        Turn.PAUSE,
        date(2026, 11, 23),
        review_on=date(2026, 11, 28),
        now=at(date(2026, 11, 23), "22:00"),
    )
    assert told(family, About.REVIEW) == [("2026-11-24T10:00", "plan_changed")]
    live(family, sender, date(2026, 11, 24), 5)
    assert slots(family, About.REVIEW) == ["2026-11-28T10:00"]
