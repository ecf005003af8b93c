"""Which planned dose a form means: the open one near it, asked once for a dose of another day."""

import re

import pytest

from journal.clock import now
from tests.web.daily import daily_at, doses, form_to, planned, slot_at, today_at, when


def checked(page):
    """The slots that stand chosen in a form."""
    return re.findall(r'name="slot" value="([^"]*)"[^>]* checked', page)


def dose_form(client, family, medicine, more=""):
    return client.get(f"/children/{family.nora}/log/dose?medicine={medicine.id}{more}").text


@pytest.mark.usefixtures("midday")
@pytest.mark.parametrize("minutes", [-700, -90, 150, 600])
@pytest.mark.parametrize("typed_in", [None, "now"])
def test_h1_open_dose_of_the_day_is_meant_and_not_an_extra_one(
    family, as_person, minutes, typed_in
):
    medicine = family.medicine(rhythm=daily_at(minutes), now=now() if typed_in else None)
    assert checked(dose_form(as_person("ada"), family, medicine)) == [slot_at(minutes)]


@pytest.mark.usefixtures("midday")
def test_h1_of_several_open_doses_the_nearest_is_meant(family, as_person):
    times = [f"{today_at(minutes):%H:%M}" for minutes in (-300, 100, 400)]
    medicine = family.medicine(rhythm={"every": "day", "times": times})
    assert checked(dose_form(as_person("ada"), family, medicine)) == [slot_at(100)]


@pytest.mark.usefixtures("midday")
def test_h1_nothing_is_chosen_unasked_when_every_dose_of_the_day_is_recorded(family, as_person):
    medicine, ada = family.medicine(rhythm=daily_at(-20)), as_person("ada")
    ada.post(f"/children/{family.nora}/doses", data=planned(medicine, slot_at(-20)))
    page = dose_form(ada, family, medicine)
    assert "An extra dose, not planned" in page
    assert checked(page) == []
    assert checked(dose_form(ada, family, medicine, "&slot=")) == [""]


@pytest.mark.usefixtures("midday")
@pytest.mark.parametrize("chosen", ["", "today"])
def test_dose_of_another_day_is_asked_once_whether_it_was_the_planned_one(
    family, as_person, chosen
):
    medicine, ada = family.medicine(rhythm=daily_at(-20)), as_person("ada")
    address = f"/children/{family.nora}/log/dose"
    sent = {**planned(medicine, chosen and slot_at(-20)), **when(-24 * 60)}
    page = ada.post(address, data=sent)
    yesterday = slot_at(-20 - 24 * 60)
    assert page.status_code == 422
    assert "Is this the dose planned for" in page.text
    assert "No, an extra dose" in page.text
    assert checked(page.text) == [yesterday]
    again = {**sent, **form_to(page.text, "/log/dose")}
    again.pop("action")
    assert ada.post(address, data={**again, "slot": ""}).status_code == 303
    assert doses(family)[0].slot is None


@pytest.mark.usefixtures("midday")
def test_dose_of_another_day_with_its_own_slot_is_not_asked_about(family, as_person):
    medicine, yesterday = family.medicine(rhythm=daily_at(-20)), slot_at(-20 - 24 * 60)
    sent = {**planned(medicine, yesterday), **when(-24 * 60)}
    reply = as_person("ada").post(f"/children/{family.nora}/log/dose", data=sent)
    assert reply.status_code == 303
    assert doses(family)[0].slot == yesterday


def test_medicine_as_needed_is_not_asked_which_dose(family, as_person):
    medicine = family.medicine(rhythm={"as_needed": True})
    assert "Which dose?" not in dose_form(as_person("ada"), family, medicine)
