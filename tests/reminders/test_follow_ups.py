"""One, two and three days after an infusion somebody is asked how it is, once for a course."""

from sqlmodel import select

from journal.entries.record import record
from journal.records.entries import Entry
from journal.records.reminders import About
from tests.family import NOW, change
from tests.reminders.planned import DAY, due, infusion, plan
from tests.reminders.world import HOUR, FakeSender, beat, occurrences, phone


def test_infusion_is_followed_up_from_its_end_in_real_hours(small_family):
    family = small_family
    began, ended = NOW - 6 * HOUR, NOW - 2 * HOUR
    entry = infusion(family, began, now=NOW, ended=ended.isoformat())
    plan(family, NOW)
    assert due(family) == [("follow_up", "11-23T11:00"), ("follow_up", "11-24T11:00")]
    plan(family, NOW + DAY)
    assert len(due(family)) == 3
    assert {one.subject_id for one in occurrences(family)} == {entry}


def test_look_that_was_written_is_not_asked_about_again_until_it_is_deleted(small_family):
    family = small_family
    ended = (NOW - 2 * HOUR).isoformat()
    entry = infusion(family, NOW - 6 * HOUR, now=NOW, ended=ended)
    plan(family, NOW)
    first = change(family.nora, "checkpoint", made_at=NOW + HOUR)
    first.fields.update(infusion=str(entry), what="after", hours=24)
    gone = change(family.nora, "checkpoint", entry=first.entry, base=first.id, delete=True)
    for made, left in ((first, "11-24T11:00"), (gone, "11-23T11:00")):
        with family.database.transaction() as session:
            record(session, family.actor(session, "ada"), made, now=NOW + HOUR)
        plan(family, NOW + HOUR)
        assert due(family)[0] == ("follow_up", left)


def test_h44_course_of_two_days_has_one_set_of_looks_from_the_end_of_its_last(small_family):
    family = small_family
    began = NOW - 6 * HOUR
    infusion(family, began, now=NOW, ended=(NOW - 2 * HOUR).isoformat())
    ended = NOW + 23 * HOUR
    last = infusion(family, began + 25 * HOUR, now=ended, ended=ended.isoformat())
    plan(family, NOW)
    plan(family, NOW + DAY)
    plan(family, NOW + 2 * DAY)
    looks = [one for one in occurrences(family) if one.about == About.FOLLOW_UP]
    assert [one.due_at - ended for one in looks] == [DAY, 2 * DAY, 3 * DAY]
    assert {one.subject_id for one in looks} == {last}


def test_h44_second_day_takes_the_looks_that_wait_for_the_first(small_family):
    family = small_family
    infusion(family, NOW - 6 * HOUR, now=NOW, ended=(NOW - 2 * HOUR).isoformat())
    plan(family, NOW)
    assert due(family) == [("follow_up", "11-23T11:00"), ("follow_up", "11-24T11:00")]
    at = NOW + 20 * HOUR
    with family.database.transaction() as session:
        made = change(family.nora, "infusion", made_at=at, product="Privigen")
        assert record(session, family.actor(session, "ada"), made, now=at).stored
    plan(family, at)
    assert due(family) == [("follow_up", "11-24T09:00")]


def test_under_the_skin_every_day_asks_of_the_last_alone(small_family):
    family = small_family
    for days in (2, 1, 0):
        at = NOW - days * DAY
        infusion(family, at, now=at, product="Hizentra", ended=(at + HOUR).isoformat())
    plan(family, NOW)
    assert due(family) == [("follow_up", "11-23T14:00")]


def test_infusion_without_an_end_is_followed_up_from_its_time(small_family):
    infusion(small_family, NOW - 6 * HOUR, now=NOW)
    plan(small_family, NOW)
    assert due(small_family)[0] == ("follow_up", "11-23T07:00")


def test_deleted_infusion_is_not_asked_about(small_family):
    family, sender = small_family, FakeSender()
    phone(family, "ada")
    entry = infusion(family, NOW - 6 * HOUR, now=NOW)
    plan(family, NOW)
    with family.database.transaction() as session:
        gone = change(family.nora, "infusion", made_at=NOW, entry=entry, base=1, delete=True)
        assert record(session, family.actor(session, "ada"), gone, now=NOW).stored
        assert session.exec(select(Entry.deleted).where(Entry.id == entry)).one()
    beat(family, sender, now=NOW + 18 * HOUR)
    assert sender.sent == []
    assert due(family) == []


def test_infusion_logged_a_week_later_asks_nothing(small_family):
    infusion(small_family, NOW - 7 * DAY, now=NOW)
    assert plan(small_family, NOW) == 0
