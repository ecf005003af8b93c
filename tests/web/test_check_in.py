"""The evening check-in: one form, one entry for the day and one for each symptom that differed."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from journal.care.days import day_of, day_span
from journal.clock import now
from journal.records.children import Child
from tests.web.daily import form_to, send
from tests.web.evenings import entries_of, hidden, levels, save, url, watch
from tests.web.syncing import follow, form_change, retyped

DAY = timedelta(days=1)


def test_a_usual_day_is_one_entry_that_carries_what_was_drawn(ada, family, standing, tired):
    page = ada.get(url(family)).text
    assert "as before (3)" in page
    answer = save(ada, family, day="usual", **{"level.fatigue": "=3"})
    assert answer.status_code == 303
    (evening,) = entries_of(standing, "check_in")
    assert evening["carried"] == [{"symptom": "fatigue", "severity": 3}]
    assert levels(standing) == [("fatigue", 3)]


def test_what_differed_is_a_symptom_of_its_own_written_by_the_same_save(
    ada, family, standing, tired
):
    watch(family, "fatigue", "malar_rash")
    differs = {"level.fatigue": "7", "level.malar_rash": "", "wellbeing": "4", "school": "missed"}
    answer = save(ada, family, day="worse", **differs)
    assert answer.status_code == 303
    (evening,) = entries_of(standing, "check_in")
    assert (evening["day"], evening["wellbeing"], evening["school"]) == ("worse", 4, "missed")
    assert evening["carried"] == []
    assert levels(standing) == [("fatigue", 3), ("fatigue", 7)]
    said = ada.get(f"/children/{family.nora}/today").text
    assert "a worse day, Tired 7" in said


def test_undo_takes_back_the_evening_and_what_differed_with_it(ada, family, standing, tired):
    save(ada, family, day="worse", **{"level.fatigue": "7"})
    page = ada.get(f"/children/{family.nora}/today").text
    done = re.search(r'name="done" value="([^"]+)"', page)[1]
    ada.post(f"/children/{family.nora}/undo", data={"done": done})
    assert entries_of(standing, "check_in") == []
    assert levels(standing) == [("fatigue", 3)]


def test_what_nobody_touched_stays_unsaid(ada, family, standing):
    watch(family, "fatigue")
    save(ada, family, day="better", **{"level.fatigue": ""})
    (evening,) = entries_of(standing, "check_in")
    assert evening["carried"] == []
    untouched = [evening.get(name) for name in ("wellbeing", "school", "sleep", "mood", "note")]
    assert untouched == [None] * 5
    assert levels(standing) == []


@pytest.mark.parametrize("typed", ["11", "-1", "3.5", "=", "=12", "three", "==3"])
def test_a_level_that_is_no_number_is_refused_at_its_row_and_nothing_is_written(
    ada, family, standing, typed
):
    answer = save(ada, family, day="worse", **{"level.fatigue": typed})
    assert answer.status_code == 422
    assert 'href="#level.fatigue"' in answer.text
    assert entries_of(standing, "check_in") == levels(standing) == []


@pytest.mark.parametrize("key", ["nothing", "other:", "other"])
def test_a_level_of_what_is_no_symptom_is_refused(ada, family, standing, key):
    for typed in ("4", "=4"):
        assert save(ada, family, day="worse", **{f"level.{key}": typed}).status_code == 422
    assert entries_of(standing, "check_in") == []


def test_a_symptom_by_its_own_name_is_carried_and_differs_by_that_name(ada, family, standing):
    watch(family, "other:Cold feet")
    save(ada, family, day="worse", **{"level.other:Cold feet": "5"})
    page = ada.get(url(family)).text
    assert "Cold feet" in page
    assert "as before (5)" in page
    save(ada, family, day="usual", **{"level.other:Cold feet": "=5"})
    (cold,) = entries_of(standing, "symptom")
    assert (cold["symptom"], cold["name"], cold["severity"]) == ("other", "Cold feet", 5)
    carried = [one["carried"] for one in entries_of(standing, "check_in")]
    assert [{"symptom": "other", "name": "Cold feet", "severity": 5}] in carried


def test_a_tap_that_comes_after_the_day_has_ended_is_of_the_day_that_was_asked_about(
    ada, family, standing
):
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        today = day_of(now(), ZoneInfo(child.zone), child.day_begins)
        end = day_span(today, ZoneInfo(child.zone), child.day_begins)[0]
    save(ada, family, day="usual", evening=(today - DAY).isoformat())
    (evening,) = entries_of(standing, "check_in")
    assert datetime.fromisoformat(evening["at"]) == end - timedelta(minutes=1)


@pytest.mark.parametrize("evening", ["0001-01-01", "9999-12-31", "yesterday", ""])
def test_an_evening_of_no_day_is_refused_with_what_to_do(ada, family, standing, evening):
    reply = save(ada, family, day="usual", evening=evening)
    assert reply.status_code == 422
    assert "Write a year from 1900 to 2100." in reply.text or "Write the date as" in reply.text
    assert entries_of(standing, "check_in") == []


def test_an_evening_is_changed_in_its_form_and_keeps_what_it_carried(ada, family, standing, tired):
    save(ada, family, day="usual", **{"level.fatigue": "=3"})
    (shown,) = [one for one in standing() if one["kind"] == "check_in"]
    address = f"/children/{family.nora}/entries/{shown['entry']}/edit"
    page = ada.get(address).text
    assert "as before (3)" in page
    form = {**hidden(page), "day": "better", "level.fatigue": "=3", "photos_asked": "yes"}
    moment = dict(re.findall(r'name="(at_on|at_time)" value="([^"]+)"', page))
    assert ada.post(address, data={**form, **moment}).status_code == 303
    (evening,) = entries_of(standing, "check_in")
    assert evening["day"] == "better"
    assert evening["carried"] == [{"symptom": "fatigue", "severity": 3}]


def test_an_evening_of_last_week_is_offered_no_number_of_today(ada, sync, family, standing, tired):
    sync(form_change(family, "check_in", minutes=-20 * 60, day="usual", **{"level.fatigue": "=3"}))
    sync(
        form_change(family, "symptom", minutes=-5, symptom="fatigue", severity="8"),
        form_change(family, "symptom", minutes=-5, symptom="myalgia", severity="9"),
    )
    (shown,) = [one for one in standing() if one["kind"] == "check_in"]
    page = ada.get(f"/children/{family.nora}/entries/{shown['entry']}/edit").text
    assert "as before (3)" in page
    assert "as before (8)" not in page
    assert "as before (9)" not in page


def test_saving_an_evening_unchanged_changes_nothing(ada, family, standing, tired):
    save(ada, family, day="usual", mood="bright", note="a note", **{"level.fatigue": "=3"})
    (shown,) = [one for one in standing() if one["kind"] == "check_in"]
    address = f"/children/{family.nora}/entries/{shown['entry']}/edit"
    page = ada.get(address).text
    typed = {"day": "usual", "mood": "bright", "note": "a note", "level.fatigue": "=3"}
    moment = dict(re.findall(r'name="(at_on|at_time)" value="([^"]+)"', page))
    ada.post(address, data={**hidden(page), **typed, **moment})
    (again,) = [one for one in standing() if one["kind"] == "check_in"]
    assert again["revision"] == shown["revision"]


def test_an_evening_kept_on_a_phone_writes_all_of_it_or_nothing(sync, family, standing):
    evening = form_change(family, "check_in", day="worse", **{"level.fatigue": "7"})
    (told,) = sync(evening).json["results"]
    assert told["status"] == "applied"
    assert [one["kind"] for one in told["wrote"]] == ["check_in", "symptom"]
    assert sync(evening).json["results"][0]["status"] == "repeated"
    assert levels(standing) == [("fatigue", 7)]
    broken = form_change(family, "check_in", day="worse", **{"level.fatigue": "7", "level.x": "2"})
    assert sync(broken).json["results"][0]["status"] == "rejected"
    assert len(standing()) == 2


def test_f11_an_evening_that_may_have_been_sent_is_mended_with_what_differed(
    sync, family, standing
):
    first = form_change(
        family, "check_in", day="worse", **{"level.fatigue": "7", "level.malar_rash": "2"}
    )
    changed = {"level.fatigue": "5", "level.malar_rash": "=1", "level.headache": "3"}
    second = follow(retyped(first, day="better", **changed))
    found = sync(first, second).json["results"]
    assert [each["status"] for each in found] == ["applied", "applied"]
    (evening,) = entries_of(standing, "check_in")
    assert evening["day"] == "better"
    assert evening["carried"] == [{"symptom": "malar_rash", "severity": 1}]
    assert levels(standing) == [("fatigue", 5), ("headache", 3)]


def test_f11_two_versions_of_an_evening_are_told_in_words_and_hold_no_phone_up(
    ada, sync, family, standing
):
    first = form_change(family, "check_in", day="usual", **{"level.fatigue": "=3"})
    sync(first)
    for number, who in (("=2", "ada"), ("=4", "ben")):
        edit = follow(retyped(first, **{"level.fatigue": number}))
        assert sync(edit, who=who).status_code == 200
    told = sync(draw={"days": 30})
    assert told.status_code == 200
    page = ada.get(f"/children/{family.nora}/entries/{first['entry']}")
    assert page.status_code == 200
    for words in ("Two versions of this entry", "As before", "Tired 2", "Tired 4"):
        assert words in page.text


def test_the_page_of_an_evening_says_all_that_was_said(ada, family, standing, tired):
    said = {"day": "worse", "wellbeing": "4", "school": "part", "sleep": "woke", "mood": "low"}
    save(ada, family, **said, **{"level.fatigue": "=3"})
    (shown,) = [one for one in standing() if one["kind"] == "check_in"]
    page = ada.get(f"/children/{family.nora}/entries/{shown['entry']}").text
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    for expected in (
        "a worse day",
        "As before Tired 3",
        "Wellbeing, 0 to 10 4",
        "part of the school day",
        "woke at night",
        "low mood",
    ):
        assert expected in words


def test_who_may_only_look_writes_no_evening_and_a_stranger_finds_none(as_person, family):
    assert as_person("cleo").get(url(family)).status_code == 403
    assert as_person("eve").get(url(family)).status_code == 404


def test_the_form_of_a_second_evening_says_who_answered_this_day(ada, as_person, family, standing):
    assert "answered already" not in ada.get(f"/children/{family.nora}/log/check_in").text
    save(ada, family, day="usual")
    page = as_person("ben").get(f"/children/{family.nora}/log/check_in").text
    assert "This day is answered already" in page
    assert re.search(r"Ada[^<]* at \d\d:\d\d", page)
    kept = ada.get(f"/api/v1/children/{family.nora}/pocket").json["forms"]
    assert "answered already" not in str(kept)


def test_the_page_of_an_evening_says_what_deleting_it_leaves(ada, as_person, family, standing):
    save(ada, family, day="worse", **{"level.more": "6", "more_symptom": "headache"})
    (evening,) = [one for one in standing() if one["kind"] == "check_in"]
    address = f"/children/{family.nora}/entries/{evening['entry']}"
    assert "deleting the evening leaves it" in ada.get(address).text
    assert "deleting the evening leaves it" not in as_person("cleo").get(address).text
    send(ada, form_to(ada.get(address).text, "/delete"))
    assert levels(standing) == [("headache", 6)]
