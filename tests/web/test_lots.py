"""Recall by lot number on the page and through the API, and the pattern over infusions."""

import re

import pytest
import sqlalchemy as sa

from journal.clock import now
from journal.entries import record
from journal.entries.infused import Told, told_of
from journal.entries.lots import bottles_of, find_lot, lots_of
from journal.plans.packages import Packed, write_supply
from journal.records.columns import uuid7
from journal.records.medicines import Supplied
from tests.family import change


@pytest.fixture
def log(family):
    """Record entries of Nora's, or of another child; each by its kind and fields."""

    def write(*entries, child=None, by="ada"):
        with family.database.transaction() as session:
            actor = family.actor(session, by)
            made = [change(child or family.nora, kind, **fields) for kind, fields in entries]
            for one in made:
                outcome = record(session, actor, one, now=now())
                assert outcome.stored, outcome
            return [one.entry for one in made]

    return write


@pytest.fixture
def infused(log):
    """One infusion with a lot on its form and two bottles of one lot and another."""
    (entry,) = log(("infusion", {"product": "Privigen", "lots": ["P100-456 789"]}))
    bottle = {"infusion": str(entry), "what": "bottle"}
    _one, second = log(
        ("checkpoint", {**bottle, "lot": "p100456789"}),
        ("checkpoint", {**bottle, "lot": "Q77"}),
    )
    return entry, second


def asked(client, family, lot, child=None):
    address = f"/api/v1/children/{child or family.nora}/infusions"
    return client.get(address, query_string={"lot": lot}).get_json()["infusions"]


def page_of(client, family, lot):
    reply = client.get(f"/children/{family.nora}/infusions/lots", query_string={"lot": lot})
    assert reply.status_code == 200
    return re.sub(r"\s+", " ", reply.text.split("<main")[-1])


def test_an_infusion_is_found_by_the_lot_of_its_form_and_of_its_bottles(family, as_person, infused):
    entry, _bottle = infused
    cleo = as_person("cleo")
    for part in ("p100 456789", "456-7", "q77"):
        (found,) = asked(cleo, family, part)
        assert (found["entry"], found["lots"]) == (str(entry), ["P100-456 789", "Q77"])
    assert asked(cleo, family, "P101") == []
    assert [one["entry"] for one in asked(cleo, family, "")] == [str(entry)]
    assert f"infusions/{entry}" in page_of(cleo, family, "Q-77")


def test_a_bottle_that_was_deleted_is_no_lot_any_more(family, as_person, infused):
    entry, bottle = infused
    with family.database.transaction() as session:
        gone = change(family.nora, "checkpoint", entry=bottle, base=1, delete=True)
        record(session, family.actor(session, "ben"), gone, now=now())
        assert lots_of(session, [entry])[entry] == ("P100-456 789",)
    assert asked(as_person("ada"), family, "Q77") == []


def test_a_bottle_is_found_while_its_infusion_is_still_on_its_way(family, as_person, log):
    fields = {"infusion": str(uuid7(now())), "what": "bottle", "lot": "Z9"}
    (bottle,) = log(("checkpoint", fields))
    page = page_of(as_person("ada"), family, "z9")
    assert "Bottles without their infusion" in page
    assert f"entries/{bottle}" in page


def test_vaccinations_and_packages_bear_lots_too(family, as_person, log):
    log(("vaccination", {"vaccine": "mmr", "lot": "RB-1234"}))
    medicine = family.medicine("Folic acid")
    with family.database.transaction() as session:
        actor, moment = family.actor(session, "ada"), now()
        said = Packed(what=Supplied.OPENED, lot="RB 12345", unit="mL")
        write_supply(session, actor, medicine, said, now=moment)
    page = page_of(as_person("ada"), family, "rb1234")
    assert "lot RB-1234" in page
    assert "Folic acid" in page
    assert "lot RB 12345" in page


def test_nothing_of_another_household_is_ever_found(family, as_person, log):
    (entry,) = log(
        ("infusion", {"product": "Privigen", "lots": ["Q77"]}),
        child=family.children["mia"],
        by="eve",
    )
    assert asked(as_person("ada"), family, "Q77") == []
    assert (
        as_person("ada").get(f"/api/v1/children/{family.children['mia']}/infusions").status_code
        == 404
    )
    assert asked(as_person("eve"), family, "Q77", family.children["mia"])[0]["entry"] == str(entry)


def test_a_checkpoint_of_another_child_puts_nothing_into_an_infusion(family, log, infused):
    """B27: an infusion of another household is as if not here, so its id may be named."""
    entry, _bottle = infused
    named = {"infusion": str(entry), "text": "Ibuprofen", "what": "before"}
    log(
        ("checkpoint", {**named, "what": "bottle", "lot": "OTHER1"}),
        ("checkpoint", {**named, "reaction": ["Hives"], "rate_ml_h": "500"}),
        child=family.children["mia"],
        by="eve",
    )
    with family.database.reading() as session:
        assert lots_of(session, [entry])[entry] == ("P100-456 789", "Q77")
        assert told_of(session, [entry])[entry] == Told()


def test_a_search_asks_the_database_as_often_for_twenty_years_as_for_a_day(family, infused):
    """And it reads bottles by their lot, not a day's forty checkpoints of pulse and rate."""
    asked = []
    with family.database.reading() as session:
        engine = session.get_bind()
        sa.event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
        assert find_lot(session, family.nora, "Q77")
        assert sum(one.startswith("SELECT") for one in asked) == 4
        plan = bottles_of(family.nora).compile(engine, compile_kwargs={"literal_binds": True})
        rows = session.execute(sa.text(f"EXPLAIN QUERY PLAN {plan}")).all()
    assert any("ix_checkpoint_child_id_checkpoint_lot" in str(row) for row in rows), rows


def test_a_stay_in_the_journal_shows_from_when_to_when_and_its_nights(family, as_person, log):
    at = {"admitted": "2026-11-03T21:00:00-05:00", "discharged": "2026-11-06T11:00:00-05:00"}
    log(("stay", {"hospital": "Children's", "ward": "4B", **at}))
    page = " ".join(as_person("cleo").get(f"/children/{family.nora}/journal").text.split())
    assert "from 3 Nov 2026, 21:00 to 6 Nov 2026, 11:00, 3 nights" in page


def test_the_pattern_counts_reactions_of_forms_and_checkpoints_and_names_no_cause(
    family, as_person, log
):
    (first, _second) = log(
        ("infusion", {"product": "Privigen", "premedication": ["Acetaminophen"]}),
        ("infusion", {"product": "Privigen", "reaction": ["Headache"]}),
    )
    of_first = {"infusion": str(first)}
    log(
        ("checkpoint", {**of_first, "what": "rate", "rate_ml_h": "60"}),
        ("checkpoint", {**of_first, "what": "rate", "rate_ml_h": "120.0"}),
        ("checkpoint", {**of_first, "what": "after", "hours": 24, "reaction": ["headache"]}),
    )
    page = as_person("cleo").get(f"/children/{family.nora}/infusions").text
    assert "Of 2 with Privigen: 2 with headache" in page
    assert "Of 1 up to 120 mL/h: 1 with headache" in page
    assert "Of 1 after Acetaminophen: 1 with headache" in page
    assert "%" not in page.split("<main")[-1].split("</main")[0]


def test_b27_what_another_household_writes_of_our_infusion_is_told_of_none(family, log, infused):
    """It may name any id: a phone sends parts before the whole."""
    entry, _bottle = infused
    foreign = {"infusion": str(entry), "what": "bottle", "lot": "FOREIGN"}
    seen = {"infusion": str(entry), "what": "reaction", "reaction": ["Fever"]}
    log(("checkpoint", foreign), ("checkpoint", seen), child=family.children["mia"], by="eve")
    with family.database.reading() as session:
        assert "FOREIGN" not in lots_of(session, [entry])[entry]
        assert told_of(session, [entry])[entry].reactions == ()
