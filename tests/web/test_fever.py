"""The clinic's fever number: typed by the family; when it is met, its own plan is on Today."""

from datetime import timedelta

import pytest

from journal.clock import now
from journal.entries import record
from journal.records.children import Child
from tests.family import change
from tests.web.daily import form_to, send


@pytest.fixture
def today(family, as_person):
    """What Today says to Ada."""
    return lambda: as_person("ada").get(f"/children/{family.nora}/today").text


@pytest.fixture
def hot(family):
    """Write a temperature of Nora's."""

    def write(value, unit="°C", hours_ago=1):
        at = now() - timedelta(hours=hours_ago)
        fields = {"what": "temperature", "value": value, "unit": unit}
        with family.database.transaction() as session:
            child = session.get_one(Child, family.nora)
            child.emergency_plan, child.emergency_phone = "Ring ward 3 first", "+1 555 0100"
            one = change(family.nora, "measurement", made_at=at, **fields)
            assert record(session, family.actor(session, "ada"), one, now=now()).stored

    return write


def put(client, family, **typed):
    address = f"/children/{family.nora}/fever"
    return send(client, form_to(client.get(address).text, address), **typed)


CLINIC = {"value": "38.5", "unit": "°C", "told_by": "Dr. Okafor"}


def test_nothing_is_said_of_any_temperature_without_a_number(today, hot):
    hot("40.2")
    assert "Ring ward 3 first" not in today()


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [("38.5", "°C", True), ("38.4", "°C", False), ("101.3", "°F", True), ("101.2", "°F", False)],
)
def test_a_temperature_at_the_number_shows_the_familys_own_plan_and_telephone(
    family, as_person, today, hot, value, unit, shown
):
    assert put(as_person("ada"), family, **CLINIC).status_code == 303
    hot(value, unit)
    page = today()
    assert ("Ring ward 3 first" in page) is shown
    assert ("The clinic’s number is 38.5 °C (Dr. Okafor)." in page.replace("&#39;", "’")) is shown
    assert ('href="tel:+15550100"' in page) is shown


def test_the_plan_leaves_today_after_a_day(family, as_person, today, hot):
    put(as_person("ada"), family, **CLINIC)
    hot("39", hours_ago=25)
    assert "Ring ward 3 first" not in today()


def test_the_form_of_a_temperature_bears_number_and_plan(family, as_person, hot):
    ada = as_person("ada")
    form = f"/children/{family.nora}/log/temperature"
    assert f"/children/{family.nora}/fever" in ada.get(form).text
    hot("36.8")
    put(ada, family, **CLINIC)
    page = ada.get(form).text
    assert "From 38.5 °C on: your plan" in page
    assert "Ring ward 3 first" in page
    assert 'href="tel:+15550100"' in page


def test_sources_stand_side_by_side_and_none_is_filled_in(family, as_person):
    page = as_person("ada").get(f"/children/{family.nora}/fever").text
    for said in ("38 °C (100.4 °F)", "38.3 °C (101 °F)", "101.4 °F", "Any fever"):
        assert said in page
    assert 'name="value" inputmode="decimal" autocomplete="off" value=""' in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"value": "101"}, "101 °C cannot be right."),
        ({"unit": "K"}, "cannot be right."),
        ({"told_by": ""}, "Write who said so."),
        ({"value": ""}, "Enter a number"),
    ],
)
def test_a_number_that_cannot_be_meant_is_asked_about_and_kept_as_typed(
    family, as_person, typed, said
):
    reply = put(as_person("ada"), family, **(CLINIC | typed))
    assert reply.status_code == 422
    assert said in reply.text


def test_the_number_can_be_changed_and_ended_and_what_was_stays(family, as_person):
    ada = as_person("ada")
    put(ada, family, **CLINIC)
    put(ada, family, **(CLINIC | {"value": "38"}))
    address = f"/children/{family.nora}/fever"
    page = ada.get(address).text
    assert "Numbers so far" in page
    assert page.count("38.5 °C") == 1
    send(ada, form_to(page, address), what="end")
    assert "None is written. Ask your team for its number." in ada.get(address).text
