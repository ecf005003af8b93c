"""B11, B12: what was saved without signal in the nights that have an hour twice, or lack one."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from journal.records.entries import Entry
from journal.web.forms import Form
from journal.web.log.when import when_context
from tests.family import ZONE
from tests.web.daily import ids
from tests.web.syncing import form_change

FIRST = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
SECOND = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
NO_CLOCK_HAS = ["0001-01-01T00:00:00+00:00", "0001-01-01T00:00:00", "9999-12-31T23:59:59-14:00"]
CLOCK = {"at_on": "2026-11-01", "at_time": "01:30"}


@pytest.fixture
def saved(sync, family):
    """Send a form that was saved at a moment; return the result and when the entry happened."""

    def send(what, made_at, **values):
        one = form_change(family, what, **values)
        one["made_at"] = made_at.astimezone(ZoneInfo(ZONE)).isoformat()
        if not CLOCK.keys() & values.keys():
            one["form"]["values"] = values
        result = sync(one).json["results"][0]
        with family.database.reading() as session:
            found = session.exec(select(Entry.at).where(Entry.child_id == family.nora)).first()
        return result, found

    return send


@pytest.mark.parametrize("moment", [FIRST, SECOND])
def test_b12_one_tap_in_the_hour_that_comes_twice_stands_at_its_own_moment(family, saved, moment):
    medicine = str(family.medicine().id)
    given = {"medicine": medicine, "slot": "", "outcome": "given", "amount": "12.5", "unit": "mg"}
    result, at = saved("dose", moment, **given)
    assert (result["status"], at) == ("applied", moment)


@pytest.mark.parametrize(("fold", "moment"), [("0", FIRST), ("1", SECOND)])
def test_b12_form_that_says_which_of_the_two_hours_stands_there(saved, fold, moment):
    result, at = saved("note", SECOND, note="woke up", **CLOCK, at_fold=fold)
    assert (result["status"], at) == ("applied", moment)


@pytest.mark.parametrize("moment", [FIRST, SECOND])
def test_b12_form_that_was_filled_with_now_stands_in_the_hour_it_was(saved, moment):
    pressed = (moment + timedelta(seconds=17)).isoformat().replace("+00:00", ".123Z")
    result, at = saved("note", SECOND, note="woke up", **CLOCK, at_now=pressed)
    assert (result["status"], at) == ("applied", moment)


@pytest.mark.parametrize(
    "pressed", ["2026-11-01T05:31:00Z", "2026-11-01T01:30:00", "now", "9" * 40, *NO_CLOCK_HAS]
)
def test_b12_another_moment_than_the_one_that_stands_there_decides_nothing(saved, pressed):
    result, _at = saved("note", SECOND, note="woke up", **CLOCK, at_now=pressed)
    assert result["errors"][0]["error"] == "time_ambiguous"


@pytest.mark.parametrize("pressed", NO_CLOCK_HAS)
def test_b12_a_page_posted_with_a_moment_that_no_clock_has_is_asked_which_hour(
    family, as_person, pressed
):
    form = {**CLOCK, **ids(), "note": "woke up", "at_now": pressed}
    reply = as_person("ada").post(f"/children/{family.nora}/log/note", data=form)
    assert reply.status_code == 422
    assert "the second 01:30" in reply.text


def test_b12_form_that_does_not_say_which_is_asked_about_and_not_guessed(saved):
    result, at = saved("note", SECOND, note="woke up", **CLOCK)
    assert (result["status"], at) == ("rejected", None)
    assert [(error["error"], error["field"]) for error in result["errors"]] == [
        ("time_ambiguous", "at")
    ]


def test_b11_form_with_an_hour_that_was_left_out_is_kept_with_the_reason(saved):
    lost = {"at_on": "2026-03-08", "at_time": "02:30"}
    result, at = saved("note", SECOND, note="woke up", **lost)
    assert (result["status"], at) == ("rejected", None)
    assert result["errors"][0]["error"] == "time_does_not_exist"


@pytest.mark.parametrize(("now", "fold"), [(FIRST, "0"), (SECOND, "1")])
def test_b12_page_of_that_hour_starts_with_the_one_it_is(now, fold):
    form = Form()
    told = when_context(form, ("at", "ended"), ZoneInfo(ZONE), now)
    assert form.get("at_fold") == fold
    assert told["folds"]["at"] == ["the first 01:30 (EDT)", "the second 01:30 (EST)"]
    assert "ended" not in told["folds"]


def test_b12_page_of_another_hour_offers_no_choice():
    form = Form({"at_on": "2026-11-02", "at_time": "01:30"})
    for typed, now in ((Form(), datetime(2026, 11, 1, 7, 30, tzinfo=UTC)), (form, SECOND)):
        assert when_context(typed, ("at",), ZoneInfo(ZONE), now)["folds"] == {}
        assert "at_fold" not in typed.text
