"""What "Give all" takes along: the usual doses of the hour, and nothing that wants a look."""

import pytest

from journal.care.rhythm import Weekday
from journal.clock import now
from tests.web.daily import daily_at, doses, form_to, send

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
