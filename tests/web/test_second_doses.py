"""What stands in the way of giving a dose twice, or ten times as much."""

import re
import threading
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from journal.clock import now
from journal.entries import record
from journal.words import short_day
from tests.family import ZONE, change
from tests.web.daily import (
    daily_at,
    digest,
    doses,
    entries,
    form_to,
    forms,
    planned,
    send,
    slot_at,
    today_at,
    when,
)

pytestmark = pytest.mark.usefixtures("midday")


def url(family, what="doses", child="nora"):
    return f"/children/{family.children[child]}/{what}"


@pytest.mark.slow
@pytest.mark.parametrize("rounds", [50, pytest.param(200, marks=pytest.mark.nightly)])
def test_h1_of_two_taps_at_once_one_is_written_and_one_is_asked(
    family, as_person, prednisolone, rounds
):
    ada, ben = as_person("ada"), as_person("ben")
    for number in range(rounds):
        slot = (today_at(-10) - timedelta(days=number)).strftime("%Y-%m-%dT%H:%M")
        # One medicine each round would cost more than the race: another slot is another dose.
        replies = race(ada, ben, url(family), planned, prednisolone, slot)
        statuses = sorted(reply.status_code for reply in replies)
        assert statuses == [303, 409], f"round {number}: {statuses}"
        asked = next(reply for reply in replies if reply.status_code == 409)
        winner = "Ben" if asked is replies[0] else "Ada"
        assert f"Already recorded by {winner}" in asked.text
        assert re.search(r"Already recorded by \w+, \d+ \w+ \d\d:\d\d", asked.text)
    found = doses(family)
    assert len(found) == rounds == len({dose.slot for dose in found})


def race(ada, ben, address, make, medicine, slot):
    barrier, replies = threading.Barrier(2), [None, None]

    def tap(place, client):
        data = make(medicine, slot)
        barrier.wait()
        replies[place] = client.post(address, data=data)

    threads = [threading.Thread(target=tap, args=each) for each in enumerate((ada, ben))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return replies


def test_h1_second_dose_needs_a_reason_and_then_stands_without_a_question(
    family, as_person, prednisolone
):
    ada, ben = as_person("ada"), as_person("ben")
    ben.post(url(family), data=planned(prednisolone, slot_at(-10)))
    asked = ada.post(url(family), data=planned(prednisolone, slot_at(-10)))
    assert asked.status_code == 409
    form = form_to(asked.text, "/doses")
    before = digest(family.database)
    assert send(ada, form).status_code == 409
    assert digest(family.database) == before
    assert send(ada, form, why_again="vomited", reason_again="at the table").status_code == 303
    again = next(dose for dose in doses(family) if dose.again)
    assert again.reason == "The first was vomited: at the table"
    assert "Two doses of" not in ada.get(url(family, "today")).text


def test_h2_two_doses_written_offline_ask_everybody_until_one_is_deleted(
    family, as_person, prednisolone
):
    for person in ("ada", "ben"):
        offline(family, person, prednisolone)
    ada = as_person("ada")
    assert "Two doses of Prednisolone for one time" in ada.get(url(family, "today")).text
    entry = ada.get(url(family, f"entries/{entries(family, 'dose')[0].id}")).text
    send(ada, form_to(entry, "/delete"))
    assert "Two doses of" not in as_person("ben").get(url(family, "today")).text


def test_h2_second_dose_brought_back_asks_everybody_again(family, as_person, prednisolone):
    for person in ("ada", "ben"):
        offline(family, person, prednisolone)
    ada, page = as_person("ada"), url(family, f"entries/{entries(family, 'dose')[0].id}")
    send(ada, form_to(ada.get(page).text, "/delete"))
    assert "Two doses of" not in ada.get(url(family, "today")).text
    send(ada, form_to(ada.get(page).text, "/restore"))
    assert len(doses(family)) == 2
    assert "Two doses of Prednisolone" in ada.get(url(family, "today")).text


@pytest.mark.parametrize("first", [slot_at, None])
def test_h1_dose_without_a_time_beside_one_with_it_asks_whichever_comes_first(
    family, as_person, prednisolone, first
):
    slots = [slot_at(-10), None]
    for person, slot in zip(("ada", "ben"), slots if first else slots[::-1], strict=True):
        offline(family, person, prednisolone, slot=slot)
    ada = as_person("ada")
    assert "Two doses of Prednisolone for one time" in ada.get(url(family, "today")).text
    entry = ada.get(url(family, f"entries/{entries(family, 'dose')[0].id}")).text
    send(ada, form_to(entry, "/delete"))
    assert "Two doses of" not in ada.get(url(family, "today")).text


def answer_form(page, answer):
    """The button of the open question that gives this answer."""
    return next(form for form in forms(page) if form.get("answer") == answer)


def test_h2_given_twice_closes_the_question_for_everybody(family, as_person, prednisolone):
    for person in ("ada", "ben"):
        offline(family, person, prednisolone)
    ada = as_person("ada")
    page = ada.get(url(family, "today")).text
    assert send(ada, answer_form(page, "twice")).status_code == 303
    assert "Two doses of" not in as_person("ben").get(url(family, "today")).text
    assert len(doses(family)) == 2


def test_h2_one_dose_logged_twice_counts_once_and_stays_in_the_history(
    family, as_person, prednisolone
):
    for person in ("ada", "ben"):
        offline(family, person, prednisolone)
    first, second = entries(family, "dose")
    ben = as_person("ben")
    form = answer_form(ben.get(url(family, "today")).text, "once")
    assert [send(ben, form).status_code for _ in range(2)] == [303, 303]
    assert [entry.id for entry in entries(family, "dose")] == [first.id]
    page = ben.get(url(family, f"entries/{second.id}")).text
    assert "deleted" in page.lower()
    api = ben.get(f"/api/v1/children/{family.nora}/summary").json["counts"][0]
    assert (api["given"], api["extra"]) == (1, 0)
    assert "Two doses of" not in as_person("ada").get(url(family, "today")).text


def test_h2_undo_of_logged_twice_brings_the_dose_and_the_question_back(
    family, as_person, prednisolone
):
    for person in ("ada", "ben"):
        offline(family, person, prednisolone)
    ben = as_person("ben")
    reply = send(ben, answer_form(ben.get(url(family, "today")).text, "once"))
    send(ben, form_to(ben.get(reply.location).text, "/undo"))
    assert len(doses(family)) == 2
    assert "Two doses of" in as_person("ada").get(url(family, "today")).text


def test_h2_two_doses_that_differ_let_a_person_choose_which_one_stands(
    family, as_person, prednisolone
):
    offline(family, "ada", prednisolone)
    offline(family, "ben", prednisolone, amount="6")
    page = as_person("ada").get(url(family, "today")).text
    assert "One dose, logged twice: keep Ada, " in page
    assert "One dose, logged twice: keep Ben, " in page
    kept = entries(family, "dose")[1].id
    form = next(form for form in forms(page) if form.get("keep") == str(kept))
    send(as_person("ada"), form)
    assert [entry.id for entry in entries(family, "dose")] == [kept]


def test_h2_dose_of_the_hospital_and_one_at_home_are_not_taken_for_the_same(
    family, as_person, prednisolone
):
    offline(family, "ada", prednisolone, in_hospital=True)
    offline(family, "ben", prednisolone)
    page = as_person("ada").get(url(family, "today")).text
    assert page.count("One dose, logged twice: keep") == 2


def test_h2_whoever_answers_second_is_told_what_was_answered(family, as_person, prednisolone):
    for person in ("ada", "ben"):
        offline(family, person, prednisolone)
    ada, ben = as_person("ada"), as_person("ben")
    late = answer_form(ben.get(url(family, "today")).text, "once")
    send(ada, answer_form(ada.get(url(family, "today")).text, "twice"))
    page = ben.get(send(ben, late).location).text
    assert "Ada has answered already: Given twice" in page
    assert len(doses(family)) == 2


@pytest.mark.parametrize("keep", ["00000000-0000-7000-8000-000000000000", "", "x"])
def test_h2_logged_twice_never_takes_out_what_the_question_is_not_about(
    family, as_person, prednisolone, keep
):
    for person in ("ada", "ben"):
        offline(family, person, prednisolone)
    ada, before = as_person("ada"), digest(family.database)
    form = answer_form(ada.get(url(family, "today")).text, "once")
    assert send(ada, form, keep=keep).status_code == 422
    assert digest(family.database) == before


def offline(family, person, medicine, amount="12.5", **more):
    fields = {"medicine": str(medicine.id), "slot": slot_at(-10), "outcome": "given", **more}
    sent = change(family.nora, "dose", made_at=now(), amount=amount, unit="mg", **fields)
    with family.database.transaction() as session:
        assert record(session, family.actor(session, person), sent, now=now()).stored


def test_h5_second_methotrexate_within_five_days_is_asked_about(family, as_person):
    rhythm = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}
    mtx = family.medicine("Methotrexate", "15", rhythm=rhythm)
    ada = as_person("ada")
    first = {
        **planned(mtx, ""),
        "amount": "15",
        **when(-3 * 24 * 60),
        "slot_asked": "2026-11-20T08:00:00+01:00",
    }
    assert ada.post(url(family), data=first).status_code == 303
    asked = ada.post(url(family), data={**planned(mtx, ""), "amount": "15"})
    assert asked.status_code == 409
    assert "less than five days away" in asked.text
    assert "once a week, on Tuesday" in asked.text
    assert len(doses(family)) == 1


def weekly_twice(family, second: str) -> None:
    rhythm = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}
    mtx = family.medicine("Methotrexate", "15", rhythm=rhythm)
    for amount, days in (("15", 3), (second, 0)):
        at = now() - timedelta(days=days)
        sent = change(
            family.nora, "dose", made_at=now(), at=at.isoformat(), amount=amount, unit="mg",
            medicine=str(mtx.id), slot=None, outcome="given",
        )  # fmt: skip
        with family.database.transaction() as session:
            record(session, family.actor(session, "ada"), sent, now=now())


@pytest.mark.parametrize("second", ["15", "10"])
def test_h5_each_day_of_a_weekly_medicine_has_a_button_that_names_it(family, as_person, second):
    weekly_twice(family, second)
    page = as_person("ada").get(url(family, "today")).text
    assert "Two doses of" in page
    first, last = entries(family, "dose")
    keeps = [form["keep"] for form in forms(page) if form.get("answer") == "once"]
    assert keeps == [str(first.id), str(last.id)]
    for entry in (first, last):
        day = short_day(entry.at.astimezone(ZoneInfo(ZONE)).date())
        assert f"One dose, logged twice: keep Ada, {day} " in page


def test_b6_ten_times_the_planned_amount_is_asked_about(family, as_person):
    prednisolone = family.medicine(amount="7.5", rhythm=daily_at(-10))
    ada = as_person("ada")
    asked = ada.post(url(family), data=planned(prednisolone, slot_at(-10), amount="75"))
    assert asked.status_code == 409
    assert "10 times as much" in asked.text
    assert 'class="dock"' not in asked.text
    assert doses(family) == []
    assert send(ada, form_to(asked.text, "/doses")).status_code == 303
    assert str(doses(family)[0].amount) == "75"


def test_what_was_asked_about_can_be_changed_without_typing_it_again(
    family, as_person, prednisolone
):
    ada = as_person("ada")
    data = planned(prednisolone, slot_at(-10), amount="125", note="with yoghurt")
    form = form_to(ada.post(url(family), data=data).text, "/doses")
    reply = send(ada, form, back="yes")
    assert reply.status_code == 200
    assert 'value="125"' in reply.text
    assert "with yoghurt" in reply.text
    assert doses(family) == []
