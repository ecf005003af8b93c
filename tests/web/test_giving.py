"""Giving a dose with one tap, and what stands in the way of giving it twice."""

import re
import threading
from datetime import timedelta

import pytest

from journal.clock import now
from journal.entries import record
from tests.family import change
from tests.web.daily import (
    daily_at,
    digest,
    doses,
    form_to,
    ids,
    planned,
    send,
    slot_at,
    today_at,
    when,
)

pytestmark = pytest.mark.usefixtures("midday")


@pytest.fixture
def prednisolone(family):
    return family.medicine(rhythm=daily_at(-10))


def url(family, what="doses", child="nora"):
    return f"/children/{family.children[child]}/{what}"


def test_given_dose_says_what_was_given_to_whom(family, as_person, prednisolone):
    ada = as_person("ada")
    reply = ada.post(url(family), data=planned(prednisolone, slot_at(-10)))
    assert reply.status_code == 303
    page = ada.get(reply.location).text
    assert "Given to Nora: Prednisolone 12.5 mg" in page
    assert form_to(page, "/undo")["done"]


def test_todays_own_button_gives_the_planned_dose(family, as_person, prednisolone):
    ada = as_person("ada")
    page = ada.get(url(family, "today")).text
    assert send(ada, form_to(page, "/doses")).status_code == 303
    dose = doses(family)[0]
    assert (dose.slot, str(dose.amount), dose.unit) == (slot_at(-10), "12.5", "mg")


@pytest.mark.slow
@pytest.mark.parametrize("rounds", [200])
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
    page = ada.get(url(family, "today")).text
    assert "Two doses of Prednisolone for one time" in page
    mistake = page.split("is a mistake")[0].rpartition('href="')[2].split('"')[0]
    entry = ada.get(mistake).text
    send(ada, form_to(entry, "/delete"))
    assert "Two doses of" not in as_person("ben").get(url(family, "today")).text


def test_h2_second_dose_brought_back_asks_everybody_again(family, as_person, prednisolone):
    for person in ("ada", "ben"):
        offline(family, person, prednisolone)
    ada = as_person("ada")
    page = ada.get(url(family, "today")).text
    mistake = page.split("is a mistake")[0].rpartition('href="')[2].split('"')[0]
    send(ada, form_to(ada.get(mistake).text, "/delete"))
    assert "Two doses of" not in ada.get(url(family, "today")).text
    send(ada, form_to(ada.get(mistake).text, "/restore"))
    assert len(doses(family)) == 2
    assert "Two doses of Prednisolone" in ada.get(url(family, "today")).text


def test_h2_really_given_twice_closes_the_question_for_everybody(family, as_person, prednisolone):
    for person in ("ada", "ben"):
        offline(family, person, prednisolone)
    ada = as_person("ada")
    page = ada.get(url(family, "today")).text
    assert send(ada, form_to(page, "/answer")).status_code == 303
    assert "Two doses of" not in as_person("ben").get(url(family, "today")).text
    assert len(doses(family)) == 2


def offline(family, person, medicine):
    fields = {"medicine": str(medicine.id), "slot": slot_at(-10), "outcome": "given"}
    sent = change(family.nora, "dose", made_at=now(), amount="12.5", unit="mg", **fields)
    with family.database.transaction() as session:
        assert record(session, family.actor(session, person), sent, now=now()).stored


def test_h3_form_sent_twice_is_one_dose(family, as_person, prednisolone):
    ada, data = as_person("ada"), planned(prednisolone, slot_at(-10))
    assert [ada.post(url(family), data=data).status_code for _ in range(3)] == [303] * 3
    assert len(doses(family)) == 1


def test_h5_second_methotrexate_within_five_days_is_asked_about(family, as_person):
    rhythm = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}
    mtx = family.medicine("Methotrexate", "15", rhythm=rhythm)
    ada = as_person("ada")
    first = {**planned(mtx, ""), "amount": "15", **when(-3 * 24 * 60)}
    assert ada.post(url(family), data=first).status_code == 303
    asked = ada.post(url(family), data={**planned(mtx, ""), "amount": "15"})
    assert asked.status_code == 409
    assert "less than five days away" in asked.text
    assert "once a week, on Tuesday" in asked.text
    assert len(doses(family)) == 1


def test_b6_ten_times_the_planned_amount_is_asked_about(family, as_person):
    prednisolone = family.medicine(amount="7.5", rhythm=daily_at(-10))
    ada = as_person("ada")
    asked = ada.post(url(family), data=planned(prednisolone, slot_at(-10), amount="75"))
    assert asked.status_code == 409
    assert "10 times as much" in asked.text
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


@pytest.mark.parametrize("endpoint", ["doses", "log/dose"])
def test_h16_medicine_of_one_child_is_refused_for_another(
    family, as_person, prednisolone, endpoint
):
    before = digest(family.database)
    data = planned(prednisolone, slot_at(-10))
    reply = as_person("ada").post(url(family, endpoint, "tom"), data=data)
    assert reply.status_code == 422
    assert "belongs to another child" in reply.text
    assert digest(family.database) == before


def test_h16_every_button_that_writes_bears_the_childs_name(family, as_person, prednisolone):
    family.medicine("Folic acid", "1", rhythm=daily_at(-5))
    ada = as_person("ada")
    for what in ("today", "log/symptom", "log/note", f"log/dose?medicine={prednisolone.id}"):
        page = ada.get(url(family, what)).text
        buttons = [part.split("</button>")[0] for part in page.split("button--write")[1:]]
        assert buttons
        assert all("Nora" in button for button in buttons)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"outcome": "given"}, "Given"),
        ({"outcome": "partly", "amount": "6.5"}, "Partly given"),
        ({"outcome": "refused", "why": "asleep"}, "Refused"),
        ({"outcome": "vomited", "minutes_after": "15"}, "Vomited"),
        ({"outcome": "skipped", "why": "team", "reason": "Dr. Okafor"}, "Skipped"),
    ],
)
def test_h43_every_outcome_comes_back_as_it_was_recorded(
    family, as_person, prednisolone, sent, words
):
    ada = as_person("ada")
    data = {**planned(prednisolone, slot_at(-10)), **when(-5), **sent}
    assert ada.post(url(family, "log/dose"), data=data).status_code == 303
    page = ada.get(url(family, "today")).text
    state = page.split('class="dose__state"')[1].split("</p>")[0]
    assert words in state
    edit = page.split("Change<")[0].rpartition('href="')[2].split('"')[0] + "/edit"
    form = ada.get(edit).text
    for name, value in sent.items():
        assert f'name="{name}" value="{value}"' in form or f'value="{value}"' in form
    dose = doses(family)[0]
    assert dose.outcome == sent["outcome"]
    assert (dose.amount is None) == (sent["outcome"] in {"refused", "skipped"})
    assert dose.minutes_after == (15 if words == "Vomited" else None)


def test_h43_skipped_dose_says_why_and_who_said_so(family, as_person, prednisolone):
    ada = as_person("ada")
    sent = {"outcome": "skipped", "why": "team", "reason": "Dr. Okafor", **when()}
    ada.post(url(family, "log/dose"), data={**planned(prednisolone, slot_at(-10)), **sent})
    assert "The team said so: Dr. Okafor" in ada.get(url(family, "today")).text


def test_refused_dose_can_be_given_later_without_a_question(family, as_person, prednisolone):
    ada = as_person("ada")
    refused = {**planned(prednisolone, slot_at(-10)), "outcome": "refused", **when(-5)}
    ada.post(url(family, "log/dose"), data=refused)
    assert ada.post(url(family), data=planned(prednisolone, slot_at(-10))).status_code == 303


def test_undo_takes_the_dose_back_once(family, as_person, prednisolone):
    ada = as_person("ada")
    page = ada.get(ada.post(url(family), data=planned(prednisolone, slot_at(-10))).location).text
    undo = form_to(page, "/undo")
    assert send(ada, undo).status_code == 303
    assert send(ada, undo).status_code == 303
    assert doses(family) == []
    assert "Give to Nora" in ada.get(url(family, "today")).text


def test_give_all_records_what_is_due_in_one_go_and_undo_takes_all_back(
    family, as_person, prednisolone
):
    for name in ("Folic acid", "Omeprazole"):
        family.medicine(name, "1", rhythm=daily_at(-20))
    family.medicine("Calcium", "1", unit="tablet", rhythm=daily_at(180))
    ada = as_person("ada")
    form = form_to(ada.get(url(family, "today")).text, "/doses/due")
    page = ada.get(send(ada, form).location).text
    assert len(doses(family)) == 3
    assert "Given to Nora: " in page
    assert "Calcium" not in page.split("data-toast")[1].split("</p>")[0]
    send(ada, form)
    assert len(doses(family)) == 3
    send(ada, form_to(page, "/undo"))
    assert doses(family) == []


def test_give_all_leaves_and_names_what_somebody_recorded_meanwhile(
    family, as_person, prednisolone
):
    family.medicine("Folic acid", "1", rhythm=daily_at(-20))
    ada, ben = as_person("ada"), as_person("ben")
    form = form_to(ada.get(url(family, "today")).text, "/doses/due")
    ben.post(url(family), data=planned(prednisolone, slot_at(-10)))
    page = ada.get(send(ada, form).location).text
    assert "Left open, look at it one by one: Prednisolone 12.5 mg" in page
    assert len(doses(family)) == 2


def test_h41_as_needed_over_the_labels_limit_is_asked_about(family, as_person):
    rhythm = {"as_needed": True, "least_gap_hours": "4", "most_in_24_hours": "4"}
    paracetamol = family.medicine("Paracetamol", "250", rhythm=rhythm)
    ada = as_person("ada")
    for minutes in (-1430, -600, -90):
        data = {**planned(paracetamol, ""), "amount": "250", **when(minutes)}
        assert ada.post(url(family, "log/dose"), data=data).status_code == 303
    page = ada.get(url(family, "today")).text
    assert "3 in last 24 h" in page
    assert f"next from {today_at(150):%H:%M}" in page
    asked = send(ada, form_to(page, "/doses"))
    assert asked.status_code == 409
    assert "as you copied them" in asked.text
    assert len(doses(family)) == 3
    assert send(ada, form_to(asked.text, "/doses")).status_code == 303


def test_viewer_sees_doses_and_no_button(family, as_person, prednisolone):
    cleo = as_person("cleo")
    page = cleo.get(url(family, "today")).text
    assert "Prednisolone" in page
    assert "button--write" not in page
    assert cleo.post(url(family), data=planned(prednisolone, slot_at(-10))).status_code == 403
    assert doses(family) == []


def test_form_without_ids_changes_nothing(family, as_person, prednisolone):
    data = planned(prednisolone, slot_at(-10))
    for missing in ids():
        sent = {name: value for name, value in data.items() if name != missing}
        assert as_person("ada").post(url(family), data=sent).status_code == 422
    assert doses(family) == []
