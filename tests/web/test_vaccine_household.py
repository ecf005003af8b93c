"""The people around a child: who had which vaccine, and what sources say of it."""

from datetime import timedelta

import pytest
from sqlmodel import select

from journal.care.knowledge.household import household_facts
from journal.clock import now
from journal.records.vaccine_plans import HouseholdVaccine
from tests.family import give_account
from tests.web.daily import form_to, send


@pytest.fixture
def address(family):
    return f"/children/{family.nora}/vaccines/household"


def test_vaccines_of_the_household_are_written_down_once_and_taken_out(family, as_person, address):
    ada = as_person("ada")
    page = ada.get(address).text
    for offered in ("Ben", "Tom"):
        assert f'<option value="{offered}">' in page
    assert "Mia" not in page
    form = form_to(page, "/household")
    on = f"{now() - timedelta(days=3):%Y-%m-%d}"
    for who, vaccine in (("Tom", "flu spray"), ("Tom", "flu spray"), ("Grandpa Åke", "flu")):
        assert send(ada, form, who=who, vaccine=vaccine, on=on).status_code == 303
    page = as_person("ben").get(address).text
    assert "Influenza, nasal spray" in page
    assert "not known whether live" in page
    assert '<option value="Grandpa Åke">' in page
    with family.database.reading() as session:
        assert len(session.exec(select(HouseholdVaccine)).all()) == 2
    for _row in range(2):
        page = ada.get(address).text
        send(ada, form_to(page, "/end"))
    page = ada.get(address).text
    assert "Nothing is written down yet." in page
    assert "/end" not in page


def test_a_day_to_come_and_an_empty_name_are_refused_with_what_was_typed(as_person, address):
    ada = as_person("ada")
    form = form_to(ada.get(address).text, "/household")
    reply = send(ada, form, who="", vaccine="MMR", on="2090-01-01")
    assert reply.status_code == 422
    assert 'value="MMR"' in reply.text
    reply = send(ada, form, who="Tom", vaccine="MMR", on="2090-01-01")
    assert "still to come" in reply.text


def test_h27_every_sentence_of_the_sources_stands_there_with_its_address(as_person, address):
    page = as_person("cleo").get(address).text
    for fact in household_facts().facts:
        assert all(f'href="{source.url}"' in page for source in fact.sources)
    assert "severely immunosuppressed" in page
    assert "Ask your team" in page
    assert 'name="who"' not in page


def test_the_season_is_chosen_as_a_day_and_comes_back_as_one(family, as_person):
    ada = as_person("ada")
    page = f"/children/{family.nora}/planned/times"
    form = form_to(ada.get(page).text, "/planned/times")
    clocks = {f"{kind}_clock": "10:00" for kind in ("prepare", "check_in", "vaccine", "season")}
    chosen = {"again": "30", "season_on": "yes", **clocks}
    assert send(ada, form, **chosen).status_code == 422
    assert send(ada, form, season_day="2026-10-01", **chosen).status_code == 303
    assert '-10-01"' in ada.get(page).text


def test_h39_a_teen_sees_no_brothers_vaccines_and_takes_none_out(family, as_person, address):
    ada = as_person("ada")
    form = form_to(ada.get(address).text, "/household")
    on = f"{now() - timedelta(days=3):%Y-%m-%d}"
    assert send(ada, form, who="Tom", vaccine="flu spray", on=on).status_code == 303
    taken_out = form_to(ada.get(address).text, "/end")
    give_account(family, "nora")
    nora = as_person("nora")
    page = nora.get(address).text
    assert "Tom" not in page
    assert "Influenza, nasal spray" not in page.split("<datalist")[0]
    mine = form_to(page, "/household")
    assert send(nora, mine, who="Best friend", vaccine="flu", on=on).status_code == 303
    assert "Best friend" in nora.get(address).text
    send(nora, taken_out)
    with family.database.reading() as session:
        rows = session.exec(select(HouseholdVaccine).where(HouseholdVaccine.who == "Tom")).all()
    assert [row.ended_at for row in rows] == [None]
