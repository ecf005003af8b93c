"""Infections, contacts and germs: two taps, and some contacts are told to the team at once."""

import pytest
from sqlmodel import select

from journal.records.children import Child, TeamMember
from journal.records.kinds.infection import InfectionRow
from tests.web.daily import entries, form_to, send, when


def open_form(client, family, child="nora"):
    page = client.get(f"/children/{family.children[child]}/log/infection").text
    return {**form_to(page, "/log/infection"), **when()}


def logged(client, family, which, **more):
    reply = send(client, open_form(client, family), which=which, **more)
    assert reply.status_code == 303, reply.text
    return entries(family)[-1]


def give_number(family, number="+1 555 0100"):
    with family.database.transaction() as session:
        session.get_one(Child, family.nora).emergency_phone = number


@pytest.mark.parametrize(
    ("which", "title"),
    [
        ("infection:cold", "Infection: Cold"),
        ("exposure:influenza", "Contact: Influenza (flu)"),
        ("germ:mrsa", "Germ found: MRSA"),
    ],
)
def test_an_infection_takes_two_taps_and_stands_in_words_everywhere(
    family, as_person, which, title
):
    ada = as_person("ada")
    entry = logged(ada, family, which)
    journal = f"/children/{family.nora}/journal"
    for address in (
        journal,
        f"{journal}?kind=infection",
        f"{journal}?q={title.split()[-1].strip('()').casefold()}",
        f"/children/{family.nora}/entries/{entry.id}",
    ):
        assert title in ada.get(address).text, address
    with family.database.reading() as session:
        row = session.exec(select(InfectionRow)).one()
    assert f"{row.what}:{row.name}" == which


def test_own_words_are_kept_and_come_back_in_the_form(family, as_person):
    ada = as_person("ada")
    entry = logged(
        ada, family, "exposure:other", other_name="Slapped cheek", contact="a cousin, an afternoon"
    )
    page = ada.get(f"/children/{family.nora}/entries/{entry.id}/edit").text
    assert 'value="exposure:other" checked' in page
    assert 'value="Slapped cheek"' in page
    assert 'value="a cousin, an afternoon"' in page


def test_form_bears_the_familys_numbers_behind_chickenpox_shingles_and_measles(family, as_person):
    give_number(family)
    with family.database.transaction() as session:
        session.add(
            TeamMember(child_id=family.nora, position=0, name="Dr. Okafor", telephone="555 0111")
        )
    page = as_person("ada").get(f"/children/{family.nora}/log/infection").text
    assert 'href="tel:+15550100"' in page
    assert 'href="tel:5550111"' in page
    called = {
        line.split('value="')[1].split('"')[0]
        for line in page.split("<label")
        if "data-call" in line
    }
    names = ("chickenpox", "shingles", "measles")
    assert called == {f"{what}:{name}" for what in ("infection", "exposure") for name in names}


def test_nothing_chosen_is_said_at_the_tiles(family, as_person):
    ada = as_person("ada")
    reply = send(ada, open_form(ada, family))
    assert reply.status_code == 422
    assert "Choose what it is." in reply.text
    assert entries(family) == []
