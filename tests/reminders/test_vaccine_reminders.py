"""The end of a waiting time is told for a followed vaccine; a moved date takes it along (H26)."""

from datetime import UTC, datetime, time, timedelta

import pytest

from journal.entries.record import record
from journal.plans.vaccine_wishes import follow, no_longer_follow
from journal.records.reminders import About
from journal.reminders.ends import End
from tests.family import NOW, change
from tests.reminders.planned import choose, due, infusion, plan
from tests.reminders.world import BEFORE, HOUR, FakeSender, beat, occurrences, phone

# Ten months after 23 Jan is 23 Nov, the day after NOW; 14 days before 7 Dec is that day too.
THEN = datetime(2026, 1, 23, 15, tzinfo=UTC)
LATER = datetime(2026, 2, 7, 15, tzinfo=UTC)
ONE_G_PER_KG = {"amount": "25", "unit": "g", "weight_kg": "25"}
AT_TEN = ("vaccine", "11-23T15:00")


@pytest.fixture
def followed(small_family):
    with small_family.database.transaction() as session:
        actor = small_family.actor(session, "ada")
        follow(session, actor, small_family.nora, "mmr", now=BEFORE)
    return small_family


def edit(family, entry, base=1, **more):
    with family.database.transaction() as session:
        actor = family.actor(session, "ada")
        one = change(family.nora, "infusion", entry=entry, base=base, **more)
        assert record(session, actor, one, now=NOW).stored


@pytest.mark.parametrize("given", [THEN, LATER])
def test_the_end_of_a_wait_is_told_on_the_day_and_fourteen_days_before(followed, given):
    infusion(followed, given, now=BEFORE, **ONE_G_PER_KG)
    plan(followed, NOW)
    assert due(followed) == [AT_TEN]


def test_t21_a_lock_screen_names_no_vaccine_and_no_date(followed):
    family, sender = followed, FakeSender()
    where = phone(family, "ada")
    infusion(family, THEN, now=BEFORE, **ONE_G_PER_KG)
    beat(family, sender, now=NOW)
    beat(family, sender, now=NOW + 26 * HOUR)
    said = sender.to(where)
    assert [one["body"] for one in said] == ["A date in the journal to look at"]
    assert "easles" not in str(said)


def test_h26_delete_edit_and_restore_drop_and_bring_back_the_reminder(followed):
    entry = infusion(followed, THEN, now=BEFORE, **ONE_G_PER_KG)
    plan(followed, NOW)
    edit(followed, entry, delete=True)
    plan(followed, NOW)
    assert due(followed) == []
    assert [one.outcome for one in occurrences(followed)] == [End.PLAN_CHANGED]
    edit(followed, entry, base=2, note="it was given")
    plan(followed, NOW)
    assert due(followed) == [AT_TEN]
    edit(followed, entry, base=3, amount="50")
    plan(followed, NOW)
    assert due(followed) == []
    edit(followed, entry, base=4, amount="25")
    plan(followed, NOW)
    assert due(followed) == [AT_TEN]


def test_h26_a_date_that_moved_since_the_last_planning_is_not_told(followed):
    family, sender = followed, FakeSender()
    where = phone(family, "ada")
    entry = infusion(family, THEN, now=BEFORE, **ONE_G_PER_KG)
    beat(family, sender, now=NOW)
    edit(family, entry, delete=True)
    beat(family, sender, now=NOW + 26 * HOUR)
    assert sender.to(where) == []


def test_what_is_no_longer_followed_or_switched_off_is_not_told(followed):
    infusion(followed, THEN, now=BEFORE, **ONE_G_PER_KG)
    plan(followed, NOW)
    choose(followed, About.VACCINE, now=NOW, on=False)
    plan(followed, NOW)
    assert due(followed) == []
    choose(followed, About.VACCINE, now=NOW, on=True)
    plan(followed, NOW)
    assert due(followed) == [AT_TEN]
    with followed.database.transaction() as session:
        actor = followed.actor(session, "ada")
        no_longer_follow(session, actor, followed.nora, "mmr", now=NOW)
    plan(followed, NOW)
    assert due(followed) == []


def test_season_is_off_until_a_day_is_chosen_and_comes_once_a_year(small_family):
    family = small_family
    plan(family, NOW)
    assert due(family) == []
    choose(family, About.SEASON, now=BEFORE, on=True, yearly_on="11-23", clock=time(9))
    plan(family, NOW)
    plan(family, NOW + timedelta(days=365))
    assert due(family) == [("season", "11-23T14:00")] * 2
    assert {one.due_at.year for one in occurrences(family)} == {2026, 2027}


def test_a_day_that_only_leap_years_have_comes_a_day_earlier(small_family):
    choose(small_family, About.SEASON, now=BEFORE, on=True, yearly_on="02-29", clock=time(9))
    plan(small_family, datetime(2027, 2, 27, 12, tzinfo=UTC))
    assert due(small_family) == [("season", "02-28T14:00")]


def test_h26_a_date_that_moves_after_it_was_told_is_told_again(followed):
    family, sender = followed, FakeSender()
    where = phone(family, "ada")
    entry = infusion(family, THEN, now=BEFORE, **ONE_G_PER_KG)
    beat(family, sender, now=NOW)
    beat(family, sender, now=NOW + 26 * HOUR)
    edit(family, entry, amount="50")
    later = datetime(2026, 12, 23, 15, tzinfo=UTC)
    beat(family, sender, now=later - HOUR)
    beat(family, sender, now=later)
    told = [one for one in sender.to(where) if one["body"] == "A date in the journal to look at"]
    assert len(told) == 2
