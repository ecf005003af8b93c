"""One kind of reminder that nobody can work out: the others are told, and it is said."""

from datetime import timedelta

import pytest

from journal.records.children import Child
from journal.records.reminders import About
from journal.reminders import heart
from journal.reminders.replanning import replanning
from journal.web.calendar_events import calendar_events
from tests.family import NOW
from tests.reminders.planned import choose, due, plan
from tests.reminders.world import BEFORE, HOUR, FakeSender, beat, ends, occurrences, phone

SEASON_AT = NOW + 2 * HOUR


@pytest.fixture
def broken(small_family):
    """Of two reminders that were written down, one is of a kind that fails from now on."""
    family = small_family
    family.medicine(now=BEFORE)
    choose(family, About.SEASON, now=BEFORE, on=True, yearly_on="11-22")
    plan(family, BEFORE)
    assert due(family)[:2] == [("dose", "11-22T13:00"), ("season", "11-22T15:00")]
    choose(family, About.SEASON, now=BEFORE, on=True, yearly_on="13-45")
    return family


def test_g8_kind_that_fails_keeps_no_other_kind_from_being_planned_and_told(broken, caplog):
    sender = FakeSender()
    phone(broken, "ada")
    counts = beat(broken, sender, NOW + 24 * HOUR)
    assert counts.faults == 1
    assert "could not be planned" in caplog.text
    assert "13-45" not in caplog.text
    assert len(sender.sent) == 1
    doses = [f"{one.due_at:%m-%dT%H}" for one in occurrences(broken) if one.about == About.DOSE]
    assert doses == ["11-22T13", "11-23T13", "11-24T13"]
    # Today says that reminders are not running, and so does /healthz (H19).
    with broken.database.reading() as session:
        assert heart.is_late(session, now=NOW + 24 * HOUR)


def test_what_was_planned_of_a_kind_that_fails_is_told_as_it_was_planned(broken):
    sender = FakeSender()
    phone(broken, "ada")
    beat(broken, sender, NOW)
    beat(broken, sender, SEASON_AT)
    assert ends(broken, SEASON_AT) == ["accepted", "accepted"]


def test_plan_is_changed_and_its_reminders_follow_while_another_kind_fails(broken):
    with broken.database.transaction() as session, replanning(session, now=NOW):
        found = session.get_one(Child, broken.nora)
        found.zone = "Europe/Stockholm"
    assert ("dose", "11-23T07:00") in due(broken, About.DOSE)
    assert due(broken, About.SEASON) == [("season", "11-22T15:00")]


def test_calendar_is_answered_with_an_error_and_loses_no_event(broken):
    with broken.database.reading() as session:
        child = session.get_one(Child, broken.nora)
        span = (NOW, NOW + timedelta(days=2))
        with pytest.raises(RuntimeError):
            calendar_events(session, child, *span, is_full=False, now=NOW)
