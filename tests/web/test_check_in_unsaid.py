"""The evening check-in: what nobody said is not read out of the form, nor lost without a word."""

import re

from tests.web.evenings import entries_of, levels, save, url
from tests.web.syncing import form_change


def test_levels_without_a_word_on_the_day_are_sent_back_and_stay_ticked(
    ada, sync, family, standing, tired
):
    said = {"sleep": "woke", "note": "a late bath", "level.fatigue": "=3"}
    answer = save(ada, family, **said)
    assert answer.status_code == 422
    assert 'href="#day"' in answer.text
    assert "Choose how the day was, or “not said”" in answer.text
    assert re.search(r'name="level.fatigue" value="=3"[^>]* checked', answer.text)
    assert "a late bath" in answer.text
    (kept,) = sync(form_change(family, "check_in", **said)).json["results"]
    assert kept["status"] == "rejected"
    assert "what is as before is kept with it" in kept["errors"][0]["message"]
    assert entries_of(standing, "check_in") == []


def test_levels_are_carried_also_on_a_day_of_which_somebody_would_not_say_how_it_was(
    ada, family, standing, tired
):
    save(ada, family, day="", sleep="woke", **{"level.fatigue": "=3"})
    (evening,) = entries_of(standing, "check_in")
    assert (evening["sleep"], evening.get("day")) == ("woke", None)
    assert evening["carried"] == [{"symptom": "fatigue", "severity": 3}]


def test_a_night_alone_needs_no_word_on_the_day(ada, family, standing, tired):
    save(ada, family, sleep="woke", **{"level.fatigue": ""})
    (evening,) = entries_of(standing, "check_in")
    assert (evening["sleep"], evening["carried"]) == ("woke", [])


def test_a_browser_asks_how_the_day_was_before_it_saves_without_signal_too(ada, family, tired):
    page = ada.get(url(family)).text
    tiles = re.findall(r'<input[^>]* name="day"[^>]*>', page)
    assert [re.search(r'value="(\w*)"', tile)[1] for tile in tiles] == [
        *("usual", "better", "worse"),
        "",
    ]
    assert all("required" in tile and "checked" not in tile for tile in tiles)
    assert page.count(' name="day"') == str(
        ada.get(f"/api/v1/children/{family.nora}/pocket").json["forms"]["check_in"]
    ).count(' name="day"')


def test_an_empty_evening_is_sent_back_with_what_to_do(ada, family, standing, tired):
    answer = save(ada, family, day="", **{"level.fatigue": "=3"})
    assert answer.status_code == 422
    assert "Say at least how the day was" in answer.text
    assert entries_of(standing, "check_in") == []


def test_another_symptom_is_added_by_choice(ada, family, standing):
    save(ada, family, day="worse", **{"level.more": "6", "more_symptom": "headache"})
    assert levels(standing) == [("headache", 6)]
    again = save(ada, family, day="worse", **{"level.more": "", "more_symptom": "headache"})
    assert again.status_code == 422
    assert "Choose a number from 0 to 10" in again.text


def test_a_name_that_was_typed_is_kept_or_sent_back(ada, family, standing):
    save(
        ada, family, day="worse", **{"level.more": "6", "more_symptom": "", "more_name": "Hiccups"}
    )
    (one,) = entries_of(standing, "symptom")
    assert (one["symptom"], one["name"], one["severity"]) == ("other", "Hiccups", 6)
    two = {"level.more": "6", "more_symptom": "headache", "more_name": "Left temple"}
    answer = save(ada, family, day="worse", **two)
    assert answer.status_code == 422
    assert "leave the name empty" in answer.text
    assert 'value="Left temple"' in answer.text
    unsaid = save(
        ada, family, day="worse", more_symptom="", more_name="Hiccups", **{"level.more": ""}
    )
    assert unsaid.status_code == 422
    assert "Choose a number from 0 to 10" in unsaid.text
    assert len(entries_of(standing, "symptom")) == 1
