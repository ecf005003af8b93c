"""Adding and changing a child, and H12: moving its clock."""

import re

import pytest
from sqlmodel import select

from journal.records.children import Child, TeamMember
from tests.family import ZONE
from tests.web.daily import daily_at

GOOD = {
    "name": "Mo",
    "born_on": "2018-02-03",
    "zone": "Europe/Berlin",
    "day_begins": "04:00",
    "colour": "moss",
}


def children(family):
    with family.database.reading() as session:
        return {child.name: child for child in session.exec(select(Child))}


def test_a_child_is_added_with_its_care_team(ada, family):
    team = {"team_rows": "2", "team_name_0": "Dr. Okafor", "team_part_0": "Rheumatology"}
    team |= {"team_telephone_0": "555 0100"}
    reply = ada.post("/children/add", data={**GOOD, **team, "allergies": "penicillin"})
    assert reply.status_code == 303
    mo = children(family)["Mo"]
    assert mo.household_id == family.households["lindqvist"]
    page = ada.get(f"/children/{mo.id}").text
    assert all(word in page for word in ("penicillin", "Dr. Okafor", "555 0100", "3 Feb 2018"))


@pytest.mark.parametrize("who", ["ben", "cleo"])
def test_only_an_owner_adds_a_child(as_person, family, who):
    assert as_person(who).post("/children/add", data=GOOD).status_code == 403
    assert "Mo" not in children(family)


def test_b13_b14_b15_b19_b20_what_a_child_cannot_be(ada, family):
    for bad, sentence in (
        ({"born_on": "31/04/2026"}, "Write the date as"),
        ({"born_on": "2026-02-30"}, "There is no 30 February"),
        ({"born_on": "2999-01-01"}, "Write a year"),
        ({"born_on": "2099-01-01"}, "Check the year of birth"),
        ({"born_on": "1990-01-01"}, "Check the year of birth"),
        ({"zone": "EST5EDT4"}, "Choose a place from the list"),
        ({"zone": "+25:00"}, "Choose a place from the list"),
        ({"zone": ""}, "Choose a place from the list"),
        ({"name": ""}, "Write the name"),
        ({"name": "x" * 101}, "101 of 100 characters"),
        ({"allergies": "x" * 10_001}, "10,001 of 10,000 characters"),
        ({"allergies": "nuts\x00"}, "Character 5 cannot be stored"),
        ({"colour": "red"}, "Choose one of the colours"),
        ({"day_begins": "4"}, "Write a time"),
        ({"team_rows": "1", "team_telephone_0": "555"}, "Write who this is"),
    ):
        reply = ada.post("/children/add", data={**GOOD, **bad})
        assert (bad, reply.status_code) == (bad, 422)
        assert sentence in reply.text
        for name, typed in bad.items():
            # A zone that is not in the list cannot stand in it.
            assert name == "zone" or typed[:60].strip("\x00") in reply.text
    assert "Mo" not in children(family)


def test_more_people_fit_into_the_care_team_without_losing_what_was_typed(ada, family):
    page = ada.post("/children/add", data={**GOOD, "team_rows": "2", "more_team": "1"}).text
    assert 'name="team_name_3"' in page
    assert 'value="Mo"' in page


def test_editing_writes_the_team_anew_and_leaves_the_clock_alone(ada, family):
    typed = {**GOOD, "name": "Nora", "born_on": "2017-05-03", "zone": "Asia/Tokyo"}
    for name in ("Dr. Okafor", "Nurse Kim"):
        reply = ada.post(
            f"/children/{family.nora}/edit", data={**typed, "team_rows": "1", "team_name_0": name}
        )
        assert reply.status_code == 303
    with family.database.reading() as session:
        assert [one.name for one in session.exec(select(TeamMember))] == ["Nurse Kim"]
    assert children(family)["Nora"].zone == ZONE


def test_h12_a_new_zone_is_looked_at_before_it_holds(ada, family):
    family.medicine(rhythm={"every": "day", "times": ["08:00", "20:00"]})
    url = f"/children/{family.nora}/zone"
    page = ada.post(url, data={"zone": "Australia/Sydney"}).text
    assert "The next 48 hours" in page
    assert "Sydney" in page
    assert "New York" in page
    assert children(family)["Nora"].zone == ZONE
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    assert ada.post(url, data={"zone": seen, "seen": seen}).status_code == 303
    assert children(family)["Nora"].zone == "Australia/Sydney"


def test_h12_a_gap_under_60_or_over_140_percent_is_asked_about_before_the_clock_moves(ada, family):
    family.medicine(rhythm=daily_at(-60))
    url = f"/children/{family.nora}/zone"
    near, far = (
        ada.post(url, data={"zone": zone}).text for zone in ("America/Halifax", "Asia/Tokyo")
    )
    assert "An unusual gap" not in near
    assert "between two doses" not in near
    assert "An unusual gap" in far
    assert re.search(r"Prednisolone: 1[01] hours between two doses, instead of 24 hours", far)
    assert "Ask your team when to give it." in far


def test_h12_a_dose_that_was_due_already_says_so_in_the_preview(ada, family):
    family.medicine(rhythm=daily_at(-60))
    url = f"/children/{family.nora}/zone"
    page = ada.post(url, data={"zone": "Pacific/Honolulu"}).text
    assert "It was due already and has no record" in page
    assert "It was due already" not in ada.post(url, data={"zone": "Europe/Berlin"}).text
