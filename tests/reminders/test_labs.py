"""Reminders of tests that are still missing: named in full only, silent once a result is there."""

from datetime import UTC, date, datetime, timedelta

from sqlmodel import select

from journal.entries.record import record
from journal.plans.lab_plans import LabWish, end_rule, make_rule
from journal.records.children import Child
from journal.records.lab_plans import LabRule
from journal.records.reminders import About, PushSubscription
from journal.reminders.actions import look
from journal.reminders.sources import asked_of
from journal.reminders.wanted import Look
from tests.family import NOW, change
from tests.reminders.planned import choose, due, plan
from tests.reminders.world import BEFORE, FakeSender, beat, occurrences, phone

DAY = timedelta(days=1)
# Twelve weeks later: Thu 26 Nov 2026. 10:00 in New York is 15:00 in UTC.
FIRST = date(2026, 9, 3)
BY = date(2026, 11, 26)
TOLD = datetime(2026, 11, 25, 15, tzinfo=UTC)


def wanted(family, **changed):
    plan_ = {"tests": ["1742-6", "2160-0"], "weeks_max": 12, "repeats": True, "first_on": FIRST}
    with family.database.transaction() as session:
        child = session.get_one(Child, family.nora)
        wish = LabWish(**plan_ | changed)
        return make_rule(session, family.actor(session, "ada"), child, wish, now=BEFORE).id


def drawn(family, *tests, now=NOW):
    units = {"ALT": "U/L", "creatinine": "mg/dL"}
    results = [{"test": test, "value": "5", "unit": units[test]} for test in tests]
    made = change(family.nora, "draw", made_at=now, results=results)
    with family.database.transaction() as session:
        assert record(session, family.actor(session, "ben"), made, now=now).stored


def test_missing_tests_are_told_seven_days_and_one_day_before_the_window_ends(small_family):
    wanted(small_family)
    plan(small_family, NOW + 2 * DAY)
    assert due(small_family) == [("labs", "11-25T15:00")]
    with small_family.database.reading() as session:
        child = session.get_one(Child, small_family.nora)
        span = {"start": NOW - 30 * DAY, "end": NOW + 30 * DAY}
        asked = asked_of(Look(session=session, child=child, now=NOW, **span), About.LABS)
    assert sorted(one.slot for one in asked.found) == ["2026-11-19T10:00", "2026-11-25T10:00"]


def test_t21_private_wording_names_neither_tests_nor_that_it_is_about_blood(small_family):
    family, sender = small_family, FakeSender()
    where = phone(family, "ada")
    wanted(family)
    beat(family, sender, now=TOLD)
    (said,) = sender.to(where)
    assert (said["title"], said["body"]) == ("Reminder for N.", "Something to plan ahead")
    assert said["actions"] == []


def test_full_wording_names_what_is_still_missing(small_family):
    family, sender = small_family, FakeSender()
    where = phone(family, "ada")
    with family.database.transaction() as session:
        session.exec(select(PushSubscription)).one().wording = "full"
    wanted(family)
    drawn(family, "creatinine")
    beat(family, sender, now=TOLD)
    (said,) = sender.to(where)
    assert said["title"] == "Nora: ALT"


def test_h28_a_partial_result_silences_nothing_and_a_whole_one_all(small_family):
    family, sender = small_family, FakeSender()
    phone(family, "ada")
    wanted(family)
    plan(family, TOLD - DAY)
    drawn(family, "creatinine")
    plan(family, TOLD - DAY)
    assert due(family) == [("labs", "11-25T15:00")]
    # No planning between the result and the beat: the check before sending alone decides.
    drawn(family, "ALT")
    beat(family, sender, now=TOLD)
    assert sender.sent == []
    assert {one.outcome for one in occurrences(family)} == {"plan_changed"}


def test_a_rule_that_was_ended_is_told_no_more(small_family):
    family = small_family
    id_ = wanted(family)
    plan(family, TOLD - DAY)
    with family.database.transaction() as session:
        row = session.get_one(LabRule, id_)
        end_rule(session, family.actor(session, "ada"), row, now=NOW)
    plan(family, TOLD - DAY)
    assert due(family) == []


def test_what_is_overdue_is_told_no_more(small_family):
    wanted(small_family, first_on=FIRST - timedelta(weeks=4))
    plan(small_family, NOW)
    assert due(small_family) == []


def test_a_window_that_opens_later_is_told_on_the_day_it_opens_and_once(small_family):
    wanted(small_family, weeks_min=12, weeks_max=12)
    with small_family.database.reading() as session:
        child = session.get_one(Child, small_family.nora)
        look = Look(session=session, child=child, start=NOW, end=NOW + 30 * DAY, now=NOW)
        asked = asked_of(look, About.LABS)
        assert [one.slot for one in asked.found] == [f"{BY}T10:00"]


def test_the_family_chooses_how_long_before_or_nothing(small_family):
    wanted(small_family)
    choose(small_family, About.LABS, now=BEFORE, leads=[3 * 24 * 60])
    plan(small_family, NOW)
    assert due(small_family) == [("labs", "11-23T15:00")]
    choose(small_family, About.LABS, now=BEFORE, on=False)
    plan(small_family, NOW)
    assert due(small_family) == []


def test_the_page_behind_it_holds_until_the_result_is_there(small_family):
    wanted(small_family)
    plan(small_family, TOLD - DAY)
    (one,) = occurrences(small_family)

    def holds():
        with small_family.database.reading() as session:
            actor = small_family.actor(session, "ada")
            return look(session, actor, one.id, now=TOLD).holds

    assert holds()
    drawn(small_family, "ALT", "creatinine")
    assert not holds()
