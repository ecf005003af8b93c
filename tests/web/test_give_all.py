"""What "Give all" takes along: the usual doses of the hour, and nothing that wants a look."""

import re
from html import unescape

import pytest

from journal.care.rhythm import Weekday
from journal.clock import now
from tests.web.daily import daily_at, doses, form_to, forms, planned, send, when

pytestmark = pytest.mark.usefixtures("midday")


@pytest.fixture
def two_due(family):
    family.medicine(rhythm=daily_at(-10))
    family.medicine("Folic acid", "1", rhythm=daily_at(-20))


def offered(family, as_person):
    page = as_person("ada").get(f"/children/{family.nora}/today").text
    return page.split('name="doses" value="')[1].split('"')[0].count("\n") + 1


def test_give_all_offers_what_is_due(family, as_person, two_due):
    assert offered(family, as_person) == 2


def test_h3_give_all_sent_twice_is_each_dose_once(family, as_person, two_due):
    ada = as_person("ada")
    form = form_to(ada.get(f"/children/{family.nora}/today").text, "/doses/due")
    assert [send(ada, form).status_code for _ in range(2)] == [303, 303]
    assert len(doses(family)) == 2


def test_h3_give_all_sent_again_after_undo_does_not_say_given(family, as_person, two_due):
    ada = as_person("ada")
    form = form_to(ada.get(f"/children/{family.nora}/today").text, "/doses/due")
    given = ada.get(send(ada, form).location).text
    assert "Given to Nora" in given
    send(ada, form_to(given, "/undo"))
    ada.get(f"/children/{family.nora}/today")
    page = ada.get(send(ada, form).location).text
    assert "Given to Nora:" not in page
    assert "Left open" in page
    assert doses(family) == []


@pytest.mark.parametrize("name", ["Methotrexate", "Mycophenolate"])
def test_h5_weekly_medicine_is_never_given_along_with_the_others(family, as_person, two_due, name):
    time = daily_at(-10)["times"]
    today = Weekday.of(now().date())
    family.medicine(name, "15", rhythm={"every": "week", "on": [today.value], "times": time})
    assert offered(family, as_person) == 2


def test_h20_dose_that_is_hours_late_wants_a_tap_of_its_own(family, as_person, two_due):
    family.medicine("Omeprazole", "10", rhythm=daily_at(-240))
    assert offered(family, as_person) == 2


def picks(client, family):
    """The fold below the button: its form, and the value of each tick by its medicine."""
    page = client.get(f"/children/{family.nora}/today").text
    fold = page.split("data-count")[1].split("</form>")[0]
    boxes = re.findall(
        r'<input[^>]*name="doses" value="([^"]*)"([^>]*)>\s*<span[^>]*>([\w ]+)', fold
    )
    assert all("checked" in attributes for _value, attributes, _name in boxes)
    form = next(form for form in forms(page) if form.get("picked"))
    ticks = {name.split()[0]: unescape(value) for value, _attributes, name in boxes}
    return form, ticks


def record(client, form, ticks):
    fields = {name: value for name, value in form.items() if name != "action"}
    return client.post(form["action"], data={**fields, "doses": list(ticks)})


def test_usual_morning_with_one_exception_is_two_taps_and_a_tick(family, as_person, two_due):
    family.medicine("Calcium", "500", rhythm=daily_at(-15))
    ada = as_person("ada")
    form, ticks = picks(ada, family)
    assert set(ticks) == {"Prednisolone", "Folic", "Calcium"}
    page = ada.get(record(ada, form, [ticks["Folic"], ticks["Calcium"]]).location).text
    assert "Given to Nora: Folic acid 1 mg, Calcium 500 mg." in page
    assert len(doses(family)) == 2
    due = page.split('id="now"')[1].split("</section>")[0]
    assert "Prednisolone" in due
    assert "Folic" not in due


def test_usual_morning_picked_is_undone_as_a_whole(family, as_person, two_due):
    family.medicine("Calcium", "500", rhythm=daily_at(-15))
    ada = as_person("ada")
    form, ticks = picks(ada, family)
    page = ada.get(record(ada, form, [ticks["Folic"], ticks["Calcium"]]).location).text
    send(ada, form_to(page, "/undo"))
    assert doses(family) == []


def test_h3_usual_morning_in_one_tap_and_again_with_ticks_is_each_dose_once(
    family, as_person, two_due
):
    """The fold and the button above it are the same doses: both sent, each is recorded once."""
    ada = as_person("ada")
    page = ada.get(f"/children/{family.nora}/today").text
    form, ticks = picks(ada, family)
    send(ada, form_to(page, "/doses/due"))
    page = ada.get(record(ada, form, ticks.values()).location).text
    assert "Left open, look at it one by one" in page
    assert len(doses(family)) == 2


def test_usual_morning_without_a_tick_records_nothing(family, as_person, two_due):
    ada = as_person("ada")
    form, _ticks = picks(ada, family)
    reply = record(ada, form, [])
    assert reply.status_code == 303
    assert "nothing is recorded" in ada.get(reply.location).text
    assert doses(family) == []


@pytest.mark.parametrize("name", ["Methotrexate", "Mycophenolate"])
def test_h5_weekly_medicine_and_what_is_hours_late_have_no_tick(family, as_person, two_due, name):
    time = daily_at(-10)["times"]
    today = Weekday.of(now().date())
    family.medicine(name, "15", rhythm={"every": "week", "on": [today.value], "times": time})
    family.medicine("Omeprazole", "10", rhythm=daily_at(-240))
    assert set(picks(as_person("ada"), family)[1]) == {"Prednisolone", "Folic"}


def test_h1_dose_somebody_recorded_for_no_time_is_not_given_along(family, as_person, two_due):
    ibuprofen = family.medicine("Ibuprofen", "200", rhythm=daily_at(-5))
    ben = as_person("ben")
    unplanned = {**planned(ibuprofen, ""), "amount": "200", **when(-15)}
    assert ben.post(f"/children/{family.nora}/log/dose", data=unplanned).status_code == 303
    assert offered(family, as_person) == 2
    assert set(picks(as_person("ada"), family)[1]) == {"Prednisolone", "Folic"}


def test_h1_give_beside_a_dose_for_no_time_first_says_who_recorded_it(family, as_person):
    medicine = family.medicine(rhythm=daily_at(-5))
    ada, ben = as_person("ada"), as_person("ben")
    unplanned = {**planned(medicine, ""), **when(-15)}
    assert ben.post(f"/children/{family.nora}/log/dose", data=unplanned).status_code == 303
    form = form_to(ada.get(f"/children/{family.nora}/today").text, "/doses")
    asked = send(ada, form)
    assert asked.status_code == 409
    assert "Already recorded by Ben" in asked.text
    assert len(doses(family)) == 1
    again = form_to(asked.text, "/doses")
    assert send(ada, again, why_again="vomited").status_code == 303
    assert "Two doses of" not in ada.get(f"/children/{family.nora}/today").text
