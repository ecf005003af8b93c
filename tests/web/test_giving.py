"""Giving doses with one tap: what is written, what comes back, what Undo takes back."""

import pytest

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


def test_h3_form_sent_twice_is_one_dose(family, as_person, prednisolone):
    ada, data = as_person("ada"), planned(prednisolone, slot_at(-10))
    assert [ada.post(url(family), data=data).status_code for _ in range(3)] == [303] * 3
    assert len(doses(family)) == 1


def test_h3_form_sent_again_after_undo_does_not_say_given(family, as_person, prednisolone):
    ada, data = as_person("ada"), planned(prednisolone, slot_at(-10))
    page = ada.get(ada.post(url(family), data=data).location).text
    send(ada, form_to(page, "/undo"))
    ada.get(url(family, "today"))
    again = ada.post(url(family), data=data)
    assert again.status_code == 409
    assert "It was taken back meanwhile" in again.text
    assert doses(family) == []
    anew = form_to(again.text, "/log/dose")
    assert {anew["change"], anew["entry"]}.isdisjoint(data.values())
    assert "Given to Nora" not in ada.get(url(family, "today")).text


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
    assert f"{today_at(150):%H:%M} by the label" in page
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
