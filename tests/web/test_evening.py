"""The evening's question on Today: asked from four o'clock, one tap, gone once answered."""

import re
from datetime import timedelta

import pytest

from journal.clock import now
from journal.records.children import Child
from journal.records.reminders import About
from journal.words import short_day
from tests.family import give_account
from tests.web.evenings import clock_shows, typed_at
from tests.web.syncing import form_change
from tests.web.test_planned import occurrence

DAY = timedelta(days=1)
ASKS = "Evening: a usual day?"


def today(client, family, child="nora"):
    return client.get(f"/children/{family.children[child]}/today").text


def card(page):
    found = re.search(r'<section class="section" id="evening">.*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def hidden(html):
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def felt(family, zone, symptom, severity, *, minutes):
    moment = typed_at(zone, minutes)
    return form_change(family, "symptom", **moment, symptom=symptom, severity=severity)


def watch(family, *keys):
    with family.database.transaction() as session:
        session.get_one(Child, family.nora).watched = list(keys)


@pytest.mark.parametrize(
    ("hour", "begins", "asked"),
    [(15, 4, False), (16, 4, True), (23, 4, True), (2, 4, True), (4, 4, False), (11, 4, False)],
)
def test_the_evening_is_asked_about_from_four_until_the_family_day_ends(
    ada, family, hour, begins, asked
):
    clock_shows(family, hour, begins=begins)
    assert (ASKS in today(ada, family)) is asked


def test_the_card_names_what_would_be_carried_and_of_which_day(ada, family, sync):
    zone = clock_shows(family, 19)
    sync(
        felt(family, zone, "fatigue", "3", minutes=-24 * 60),
        felt(family, zone, "malar_rash", "2", minutes=-3 * 24 * 60),
    )
    said = words(card(today(ada, family)))
    assert "Tired 3 as yesterday" in said
    weekday = (now() - 3 * DAY).astimezone(zone).strftime("%A")
    assert f"Face rash 2 as on {weekday}" in said


def test_one_tap_writes_the_usual_day_with_what_the_card_named_and_undo_takes_it_back(
    ada, family, sync
):
    zone = clock_shows(family, 19)
    sync(felt(family, zone, "fatigue", "3", minutes=-24 * 60))
    html = card(today(ada, family))
    action = re.search(r'action="([^"]+)"', html)[1]
    assert ada.post(action, data=hidden(html)).status_code == 303
    (evening,) = [one for one in sync().json["entries"] if one["kind"] == "check_in"]
    assert evening["fields"]["day"] == "usual"
    assert evening["fields"]["carried"] == [{"symptom": "fatigue", "severity": 3}]
    page = today(ada, family)
    assert "Saved for Nora: Evening: a usual day" in page
    done = re.search(r'name="done" value="([^"]+)"', page)[1]
    ada.post(f"/children/{family.nora}/undo", data={"done": done})
    assert ASKS in today(ada, family)


def test_a_number_written_after_the_card_was_drawn_is_not_what_was_tapped(ada, family, sync):
    zone = clock_shows(family, 19)
    sync(felt(family, zone, "fatigue", "3", minutes=-24 * 60))
    html = card(today(ada, family))
    sync(
        felt(family, zone, "fatigue", "8", minutes=-1),
        who="ben",
    )
    ada.post(re.search(r'action="([^"]+)"', html)[1], data=hidden(html))
    (evening,) = [one for one in sync().json["entries"] if one["kind"] == "check_in"]
    assert evening["fields"]["carried"] == [{"symptom": "fatigue", "severity": 3}]


def test_the_question_is_gone_for_both_once_one_of_them_answered_and_says_who(ada, family, sync):
    zone = clock_shows(family, 19)
    by_ben = form_change(family, "check_in", **typed_at(zone, -5), day="usual")
    sync(by_ben, who="ben")
    page = today(ada, family)
    assert ASKS not in page
    assert re.search(r"Evening: a usual day</bdi>.*?<bdi>Ben</bdi>", page, re.DOTALL)


def test_a_night_that_was_written_down_leaves_the_question_open(ada, family, sync):
    """ "Woke up" says how the night was, and nothing of the day."""
    zone = clock_shows(family, 19)
    night = form_change(family, "check_in", **typed_at(zone, -5), sleep="woke")
    sync(night)
    assert ASKS in today(ada, family)
    assert "answered already" not in ada.get(f"/children/{family.nora}/log/check_in").text
    assert "How was today for Nora?" in ada.get(occurrence(family, About.CHECK_IN)).text
    assert drawn_for(sync, night["entry"])["aside"] is True


def test_h39_a_teens_evening_and_a_parents_are_two_questions_on_page_phone_and_reminder(
    ada, as_person, family, sync
):
    give_account(family, "nora")
    nora, zone = as_person("nora"), clock_shows(family, 19)
    form = f"/children/{family.nora}/log/check_in"
    own = form_change(family, "check_in", **typed_at(zone, -5), day="usual")
    sync(own, who="nora")
    assert (ASKS in today(ada, family), ASKS in today(nora, family)) == (True, False)
    asked = ["answered already" in one.get(form).text for one in (ada, nora)]
    assert asked == [False, True]
    reminder = occurrence(family, About.CHECK_IN)
    assert "How was today for Nora?" in ada.get(reminder).text
    assert nora.get(reminder).location.endswith(own["entry"])
    aside = [drawn_for(sync, own["entry"], who)["aside"] for who in ("ada", "ben", "nora")]
    assert aside == [True, True, False]
    of_ben = form_change(family, "check_in", **typed_at(zone, -4), day="better")
    sync(of_ben, who="ben")
    assert ASKS not in today(ada, family)
    assert drawn_for(sync, of_ben["entry"], "nora")["aside"] is True
    assert drawn_for(sync, of_ben["entry"], "ada")["aside"] is False


def drawn_for(sync, entry, who="ada"):
    """An entry as somebody's phone keeps it."""
    found = {one["entry"]: one for one in sync(who=who, draw={"days": 30}).json["entries"]}
    return found[entry]["drawn"]


def test_the_evening_before_does_not_answer_today(ada, family, sync):
    zone = clock_shows(family, 19)
    sync(form_change(family, "check_in", **typed_at(zone, -24 * 60), day="usual"))
    assert ASKS in today(ada, family)


def test_another_child_and_a_viewer_are_not_asked(as_person, family):
    clock_shows(family, 19)
    assert ASKS not in today(as_person("cleo"), family)
    clock_shows(family, 19, child="tom")
    sync_page = today(as_person("ada"), family, "tom")
    assert "level." not in card(sync_page)


def test_a_family_that_watches_nothing_and_knows_no_number_may_still_tap(ada, family, sync):
    clock_shows(family, 19)
    html = card(today(ada, family))
    assert "No number is carried along" in words(html)
    ada.post(re.search(r'action="([^"]+)"', html)[1], data=hidden(html))
    (evening,) = [one for one in sync().json["entries"] if one["kind"] == "check_in"]
    assert evening["fields"]["carried"] == []


def test_a_phone_keeps_the_card_with_what_it_needs_to_bring_it_up_to_date(ada, family, sync):
    zone = clock_shows(family, 10)
    watch(family, "fatigue", "malar_rash")
    sync(felt(family, zone, "fatigue", "3", minutes=-24 * 60))
    kept = ada.get(f"/api/v1/children/{family.nora}/pocket").json["today"]
    evening = kept["evening"]
    assert "[[levels]]" in evening["card"]
    (known,) = evening["known"]
    (entry,) = [one["entry"] for one in sync().json["entries"] if one["kind"] == "symptom"]
    assert (known["key"], known["n"], known["entry"]) == ("fatigue", 3, entry)
    assert f"/children/{family.nora}/entries/[[entry]]" in evening["answered"]
    assert evening["watched"] == ["fatigue", "malar_rash"]
    assert evening["names"]["malar_rash"] == "Face rash"
    assert all(day["evening"][11:13] for day in kept["days"].values())


def test_a_phone_keeps_days_and_not_how_long_ago_they_were(ada, family, sync):
    zone = clock_shows(family, 10)
    sync(felt(family, zone, "fatigue", "3", minutes=-24 * 60))
    pocket = ada.get(f"/api/v1/children/{family.nora}/pocket").json
    form = pocket["forms"]["check_in"]["main"]
    assert form.count("[[answered]]") == 1
    day = short_day((now() - DAY).astimezone(zone).date())
    assert f"as on {day}" in form
    assert "yesterday" not in form
    assert [one["since"] for one in pocket["today"]["evening"]["known"]] == [f"as on {day}"]


def test_a_viewers_phone_keeps_no_card(as_person, family):
    clock_shows(family, 19)
    kept = as_person("cleo").get(f"/api/v1/children/{family.nora}/pocket").json["today"]
    assert kept["evening"] is None
