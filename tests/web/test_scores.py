"""Scores and timed tasks: typed, kept as they are, said again with their scale."""

import re
from html import unescape

import pytest
from sqlmodel import select

from journal.records.kinds.score import ScoreRow
from journal.records.kinds.strength import StrengthRow
from tests.web.daily import ids, when


def post(family, client, what, **typed):
    address = f"/children/{family.nora}/log/{what}"
    return client.post(address, data=ids() | when() | typed)


def rows(family, row):
    with family.database.reading() as session:
        return session.exec(select(row)).all()


def test_a_score_is_kept_with_its_scale_and_who_judged(family, as_person):
    ada = as_person("ada")
    said = post(family, ada, "score", measure="mmt8@0-80", value="74", by="clinician")
    assert said.status_code == 303
    (kept,) = rows(family, ScoreRow)
    assert (kept.measure, kept.scale, str(kept.value), kept.by) == (
        "mmt8",
        "0-80",
        "74",
        "clinician",
    )
    journal = ada.get(f"/children/{family.nora}/journal").text
    assert "MMT8 74" in journal
    assert "of 0 to 80, higher is better" in journal


def test_h31_a_number_beyond_its_scale_keeps_what_was_typed_and_writes_nothing(family, as_person):
    said = post(family, as_person("ada"), "score", measure="cmas", value="53", note="from Dr. O")
    assert said.status_code == 422
    assert "CMAS goes from 0 to 52" in said.text
    assert 'value="53"' in said.text
    assert "from Dr. O" in said.text
    assert rows(family, ScoreRow) == []


def test_a_score_of_the_clinics_own_needs_its_name(family, as_person):
    ada = as_person("ada")
    assert (
        "Write what the score is called."
        in post(family, ada, "score", measure="other", value="3").text
    )
    assert (
        post(family, ada, "score", measure="other", other_name="ABC", value="0").status_code == 303
    )
    assert rows(family, ScoreRow)[0].name == "ABC"


def test_a_timed_task_keeps_its_seconds_and_how_it_was_done(family, as_person):
    ada = as_person("ada")
    said = post(family, ada, "strength", task="floor_rise", seconds="3.4", done="with_hands")
    assert said.status_code == 303
    (kept,) = rows(family, StrengthRow)
    assert (kept.task, str(kept.seconds), kept.done) == ("floor_rise", "3.4", "with_hands")
    assert "last: 3.4 s, with hands" in ada.get(f"/children/{family.nora}/log/strength").text


@pytest.mark.parametrize("done", ["could_not", "would_not"])
def test_a_task_that_was_not_done_has_no_time(family, as_person, done):
    ada = as_person("ada")
    refused = post(family, ada, "strength", task="stairs", seconds="5", done=done)
    assert "Take the seconds out" in refused.text
    assert post(family, ada, "strength", task="stairs", done=done, steps="12").status_code == 303
    (kept,) = rows(family, StrengthRow)
    assert (kept.seconds, kept.steps) == (None, 12)


@pytest.mark.parametrize("seconds", ["", "0", "601", "fast", "1,000"])
def test_seconds_that_cannot_be_are_asked_about(family, as_person, seconds):
    said = post(family, as_person("ada"), "strength", task="arms_up", seconds=seconds, done="alone")
    assert said.status_code == 422
    assert rows(family, StrengthRow) == []


def test_the_number_of_stairs_is_offered_again(family, as_person):
    ada = as_person("ada")
    post(family, ada, "strength", task="stairs", seconds="9", done="alone", steps="14")
    assert 'value="14"' in ada.get(f"/children/{family.nora}/log/strength").text


@pytest.mark.parametrize(
    ("what", "typed", "sentence"),
    [
        ("strength", {"task": "stairs", "seconds": "9"}, "Say how it was done."),
        ("strength", {"done": "alone", "seconds": "9"}, "Choose which task it was."),
        ("strength", {}, "Say how it was done."),
        ("score", {"value": "3"}, "Choose a score, or Another one with its name."),
        ("score", {"measure": "cmas", "value": "3", "by": "nurse"}, "Choose one of these."),
        ("activity", {}, "Choose what it was."),
        ("picture", {}, "Choose which place it shows."),
    ],
)
def test_a_form_without_its_choice_says_what_to_choose_and_no_raw_name(
    family, as_person, what, typed, sentence
):
    said = post(family, as_person("ada"), what, **typed)
    assert said.status_code == 422
    assert sentence in unescape(said.text)
    shown = re.sub(r"<(script|style|template)\b.*?</\1>|<[^>]*>", " ", said.text, flags=re.DOTALL)
    assert re.findall(r"\w+_\w+", shown) == []
    assert "Choose one of: " not in shown
