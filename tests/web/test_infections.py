"""Infections, contacts and germs: two taps, and some contacts are told to the team at once."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlmodel import select

from journal.clock import now
from journal.entries import record
from journal.plans.turns import turn
from journal.records.children import Child, TeamMember
from journal.records.kinds.infection import InfectionRow
from journal.records.medicines import DosePlan, Medicine, Turn
from journal.words import day_text
from tests.family import change
from tests.web.daily import entries, form_to, send, when

WEEKLY = {"every": "week", "on": ["friday"], "times": ["08:00"]}
PRIVIGEN = {"product": "Privigen", "amount": "40", "unit": "g", "weight_kg": "25"}
TITRE = {"test": "varicella_igg", "value": "0.4", "unit": "index"}
CK = {"test": "ck", "value": "1200", "unit": "U/L"}


def wrote(family, *events):
    """Entries of Nora's, in Ada's name."""
    with family.database.transaction() as session:
        for kind, at, fields in events:
            one = change(family.nora, kind, made_at=at, **fields)
            outcome = record(session, family.actor(session, "ada"), one, now=now())
            assert outcome.stored, outcome


def open_form(client, family, child="nora"):
    page = client.get(f"/children/{family.children[child]}/log/infection").text
    return {**form_to(page, "/log/infection"), **when()}


def logged(client, family, which, **more):
    reply = send(client, open_form(client, family), which=which, **more)
    assert reply.status_code == 303, reply.text
    return entries(family, "infection")[-1]


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
    told = {f"{what}:{name}" for what in ("infection", "exposure") for name in names}
    assert called == told | {"exposure:other"}


def test_nothing_chosen_is_said_at_the_tiles(family, as_person):
    ada = as_person("ada")
    reply = send(ada, open_form(ada, family))
    assert reply.status_code == 422
    assert "Choose what it is." in reply.text
    assert entries(family) == []


def contact_page(client, family, entry):
    return client.get(f"/children/{family.nora}/contacts/{entry.id}")


@pytest.mark.parametrize("name", ["chickenpox", "shingles", "measles"])
def test_h27_contact_asks_to_call_on_the_page_that_follows(family, as_person, name):
    give_number(family)
    ada = as_person("ada")
    entry = logged(ada, family, f"exposure:{name}", contact="a cousin, an afternoon")
    today = ada.get(f"/children/{family.nora}/today").text
    assert "Call the team now: Contact:" in today
    assert 'href="tel:+15550100"' in today
    assert f"/contacts/{entry.id}" in today
    page = contact_page(ada, family, entry).text
    assert "Call the team now" in page
    assert "a cousin, an afternoon" in page
    assert page.index("Call the same day") < page.find("up to 10 days") or name == "measles"
    assert ("up to 10 days" in page) == (name != "measles")
    assert ("no verified figure" in page) == (name == "measles")


def test_contact_in_own_words_asks_as_well_and_a_cold_does_not(family, as_person):
    ada = as_person("ada")
    today = f"/children/{family.nora}/today"
    cold = logged(ada, family, "exposure:other", other_name="A cold at school")
    assert "Call the team now" not in ada.get(today).text
    page = contact_page(ada, family, cold).text
    assert "A cold at school" in page
    assert "What to tell the team" in page
    assert "has read no source about it" in page
    assert "Call the team now" not in page
    assert "Vaccinations against it" not in page
    assert f"/contacts/{cold.id}" in ada.get(f"/children/{family.nora}/entries/{cold.id}").text
    germ = logged(ada, family, "germ:mrsa")
    assert contact_page(ada, family, germ).status_code == 404
    logged(ada, family, "exposure:other", other_name="Chicken pox at school")
    assert "Call the team now: Contact: Chicken pox at school" in ada.get(today).text


def test_deleted_contact_asks_nothing(family, as_person):
    ada = as_person("ada")
    entry = logged(ada, family, "exposure:measles")
    gone = change(family.nora, "infection", entry=entry.id, base=1, delete=True)
    with family.database.transaction() as session:
        assert record(session, family.actor(session, "ada"), gone, now=now()).stored
    assert "Call the team now" not in ada.get(f"/children/{family.nora}/today").text
    assert contact_page(ada, family, entry).status_code == 404


def test_contact_without_a_number_on_the_card_says_so(family, as_person):
    ada = as_person("ada")
    page = contact_page(ada, family, logged(ada, family, "exposure:measles")).text
    assert "No telephone number stands on the emergency card yet." in page


def test_told_is_written_with_the_moment_and_who_and_today_asks_no_more(family, as_person):
    ada, ben = as_person("ada"), as_person("ben")
    entry = logged(ada, family, "exposure:chickenpox")
    form = form_to(contact_page(ben, family, entry).text, f"/contacts/{entry.id}/told")
    assert send(ben, form).status_code == 303
    page = contact_page(ada, family, entry).text
    assert re.search(r"The team was told \w+ \d+ \w+ \d{4}, \d\d:\d\d, by Ben", page)
    assert "The team was told</span>" not in page
    assert "Call the team now" not in ada.get(f"/children/{family.nora}/today").text
    assert (
        "nobody wrote that the team was told"
        not in ada.get(f"/children/{family.nora}/journal").text
    )


def test_what_to_tell_is_filled_in_from_the_journal(family, as_person):
    ada = as_person("ada")
    pill = family.medicine("Methotrexate", rhythm=WEEKLY)
    family.medicine("Folic acid")
    yesterday = now() - timedelta(days=1)
    wrote(
        family,
        (
            "dose",
            yesterday,
            {"medicine": str(pill.id), "outcome": "given", "amount": "10", "unit": "mg"},
        ),
        ("infusion", now() - timedelta(days=31), PRIVIGEN),
        ("infusion", now() - timedelta(days=30), PRIVIGEN),
        ("infusion", now() - timedelta(days=90), PRIVIGEN | {"product": "Flebogamma"}),
        (
            "infusion",
            now() - timedelta(days=50),
            {"product": "Rituximab", "amount": "500", "unit": "mg"},
        ),
        ("vaccination", now() - timedelta(days=900), {"vaccine": "varicella", "cvx": "21"}),
        ("vaccination", now() - timedelta(days=800), {"vaccine": "hepatitis_b"}),
        ("draw", now() - timedelta(days=60), {"results": [TITRE, CK]}),
    )
    entry = logged(ada, family, "exposure:chickenpox")
    page = unescape(contact_page(ada, family, entry).text)
    said = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1]
    assert "last recorded" in said.split("Medicines: ")[1].split("\n")[0]
    assert "Given beside them: Folic acid" in said
    assert said.count("Privigen 40 g, 1.6 g/kg at 25 kg") == 2
    assert "and on one other day of the last 12 months" in said
    assert "Rituximab 500 mg" in said.split("Other infusions of the last 12 months: ")[1]
    assert "Vaccinations against it:" in said
    assert "epatitis" not in said
    assert "0.4 index" in said
    assert "1200" not in said


def told_to(client, family):
    """What the page of a contact with chickenpox says, as one text."""
    entry = logged(client, family, "exposure:chickenpox")
    page = unescape(contact_page(client, family, entry).text)
    return re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1]


def stopped(family, medicine, days):
    on = (now() - timedelta(days=days)).date()
    with family.database.transaction() as session:
        medicine = session.get_one(Medicine, medicine.id)
        turn(
            session, family.actor(session, "ada"), medicine, Turn.STOP, on=on, reason="over",
            now=now() - timedelta(days=days),
        )  # fmt: skip


def test_h27_medicine_stopped_last_week_is_told_though_nobody_ticked_a_dose(family, as_person):
    begun = (now() - timedelta(days=900)).date()
    stopped(family, family.medicine("Prednisone", first_on=begun), 7)
    stopped(family, family.medicine("Tacrolimus", first_on=begun), 400)
    stopped(family, family.medicine("Cyclophosphamide", first_on=begun), 400)
    over = (now() - timedelta(days=20)).date()
    ended = family.medicine("Mycophenolate", first_on=begun)
    with family.database.transaction() as session:
        plan = session.exec(select(DosePlan).where(DosePlan.medicine_id == ended.id)).one()
        plan.last_on = over
    said = told_to(as_person("ada"), family).split("Medicines: ")[1].split("\n")[0]
    assert "Prednisone no longer in the plan (before: 12.5 mg" in said
    assert "Mycophenolate no longer in the plan" in said
    assert f"the last day of its plan was {day_text(over)}" in said
    assert "Cyclophosphamide no longer in the plan" in said
    assert "Tacrolimus" not in said


def test_h27_last_rituximab_is_told_whatever_its_age(family, as_person):
    mg = {"amount": "500", "unit": "mg"}
    wrote(
        family,
        ("infusion", now() - timedelta(days=800), {"product": "Rituximab", **mg}),
        ("infusion", now() - timedelta(days=500), {"product": "MabThera", **mg}),
        ("infusion", now() - timedelta(days=1500), {"product": "Cyclophosphamide", **mg}),
        ("infusion", now() - timedelta(days=500), {"product": "Infliximab", **mg}),
    )
    said = told_to(as_person("ada"), family)
    earlier = said.split("Before that, the last one of each: ")[1].split("\n")[0]
    assert earlier.count("500 mg") == 2
    assert "MabThera" in earlier
    assert "Cyclophosphamide" in earlier
    assert "Infliximab" not in said


def test_what_is_not_recorded_is_said_and_never_read_as_none(family, as_person):
    ada = as_person("ada")
    page = contact_page(ada, family, logged(ada, family, "exposure:measles")).text
    assert "None is recorded here. It may stand on the vaccination card." in page
    assert "No infusion of immunoglobulin is recorded." in page


def test_immunoglobulin_without_a_weight_has_no_g_per_kg(family, as_person):
    ada = as_person("ada")
    wrote(
        family,
        (
            "infusion",
            now() - timedelta(days=3),
            {"product": "Privigen", "amount": "40", "unit": "g"},
        ),
    )
    page = contact_page(ada, family, logged(ada, family, "exposure:measles")).text
    assert "g/kg not known: no weight of that day" in page
