"""The International Patient Summary: what it says, what it never says, and how silence is said."""

import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from fhir.resources.R4B.bundle import Bundle
from sqlmodel import select

from journal.entries import record
from journal.exchange.ips_gather import ips_facts
from journal.records.children import Child
from tests.exchange.busy import busy_family
from tests.exchange.documents import (
    EMPTY,
    WANTED,
    document,
    document_of,
    faults,
    references,
    resources,
    section,
)
from tests.family import NOW, change, fresh_family


@pytest.fixture
def family(database_url):
    family = fresh_family(database_url)
    yield family
    family.database.close()


def told(family, child, kind, **fields):
    with family.database.transaction() as session:
        actor = family.actor(session, "ada")
        return record(session, actor, change(child, kind, **fields), now=NOW)


def described(family, **fields):
    """What stands on the first page of Nora's journal."""
    with family.database.transaction() as session:
        child = session.get_one(Child, family.nora)
        for name, text in fields.items():
            setattr(child, name, text)


def test_empty_journal_is_a_whole_document_in_which_silence_is_not_none(family):
    bundle = document_of(family)
    assert faults(bundle) == []
    Bundle.model_validate(bundle)
    for code in WANTED:
        found = section(bundle, code)
        assert found["emptyReason"]["coding"][0]["code"] == "unavailable"
        assert "does not mean that there is nothing" in found["text"]["div"]
    said = json.dumps(bundle).casefold()
    assert not any(word in said for word in ("no known", "none known", "nilknown", "no-known"))


def test_document_names_who_when_and_that_the_family_recorded_it(family):
    bundle = document_of(family)
    first, patient = bundle["entry"][0]["resource"], bundle["entry"][1]["resource"]
    assert (patient["name"], patient["birthDate"]) == ([{"text": "Nora"}], "2017-05-03")
    assert bundle["timestamp"] == first["date"] == "2026-11-22T08:00:00-05:00"
    assert "recorded by the family" in first["title"]
    assert "No clinic has checked it" in first["text"]["div"]
    assert "Nobody watches this journal" in first["text"]["div"]
    assert {"gender", "telecom", "address", "photo"}.isdisjoint(patient)


def test_birth_date_that_is_unknown_says_so():
    patient = document(EMPTY)["entry"][1]["resource"]
    assert "birthDate" not in patient
    assert patient["_birthDate"]["extension"][0]["valueCode"] == "unknown"


def test_vaccination_says_the_year_or_that_its_date_is_not_known(family):
    day = datetime(2019, 12, 31, 17, tzinfo=NOW.tzinfo).isoformat()
    for vaccine, known in (("mmr", "year"), ("varicella", "month"), ("hpv", "nothing")):
        told(family, family.nora, "vaccination", at=day, vaccine=vaccine, day_known=known)
    found = document_of(family)
    said = [
        {name: value for name, value in one.items() if name.startswith("occurrence")}
        for one in resources(found, "Immunization")
    ]
    assert sorted(said, key=str) == [
        {"occurrenceDateTime": "2019"},
        {"occurrenceDateTime": "2019-12"},
        {"occurrenceString": "date not known"},
    ]
    assert "2019-12-31" not in json.dumps(found)


def test_vaccination_bears_the_code_of_its_card_and_only_that(family):
    day = datetime(2025, 3, 1, 17, tzinfo=NOW.tzinfo).isoformat()
    told(family, family.nora, "vaccination", at=day, vaccine="mmr", cvx="3", day_only=True)
    told(family, family.nora, "vaccination", at=day, vaccine="varicella", lot="V-9")
    told(family, family.nora, "vaccination", at=day, vaccine="The blue one", cvx="99999")
    found = {
        one["vaccineCode"]["text"]: one for one in resources(document_of(family), "Immunization")
    }
    mmr = found["Measles, mumps and rubella (MMR)"]
    assert mmr["vaccineCode"]["coding"][0]["code"] == "03"
    assert mmr["occurrenceDateTime"] == "2025-03-01"
    assert "coding" not in found["Chickenpox (varicella)"]["vaccineCode"]
    assert found["Chickenpox (varicella)"]["lotNumber"] == "V-9"
    assert found["The blue one"]["vaccineCode"] == {"text": "The blue one"}


def test_allergies_stand_line_by_line_as_they_were_written(family):
    described(family, allergies="Penicillin: hives\nLatex?\n", diagnosis="JDM, anti-NXP2")
    bundle = document_of(family)
    texts = [one["code"]["text"] for one in resources(bundle, "AllergyIntolerance")]
    assert texts == ["Penicillin: hives", "Latex?"]
    assert resources(bundle, "Condition")[0]["code"] == {"text": "JDM, anti-NXP2"}
    assert "clinicalStatus" not in resources(bundle, "Condition")[0]


HOSTILE = '<script>alert(1)</script> & "Nora" \u202e<img src=x onerror=alert(2)>\u0007'


def test_t14_script_of_a_family_is_text_in_every_section(family):
    described(family, allergies=HOSTILE[:-1], diagnosis=HOSTILE[:-1], steroid_plan=HOSTILE[:-1])
    family.medicine(name=HOSTILE[:-1])
    told(family, family.nora, "vaccination", vaccine=HOSTILE[:-1])
    told(family, family.nora, "symptom", symptom="other", name=HOSTILE[:-1], severity=3)
    told(family, family.nora, "infusion", product=HOSTILE[:-1])
    told(family, family.nora, "stay", hospital=HOSTILE[:-1], admitted=NOW.isoformat())
    result = {"test": HOSTILE[:-1], "value": HOSTILE[:-1]}
    told(family, family.nora, "draw", place=HOSTILE[:-1], results=[result])
    first = document_of(family)["entry"][0]["resource"]
    divs = [first["text"]["div"], *(one["text"]["div"] for one in first["section"])]
    assert len(divs) == 9
    for div in divs:
        tags = {element.tag.split("}")[1] for element in ElementTree.fromstring(div).iter()}
        assert tags <= {"div", "p", "br", "table", "thead", "tbody", "tr", "th", "td"}
        assert not re.search(r"<(script|img)|\son\w+=[\"']", div)
    assert sum("&lt;script&gt;" in div for div in divs) == 8


def test_control_characters_never_break_the_narrative():
    bundle = document(replace(EMPTY, name=HOSTILE, diagnosis=HOSTILE))
    ElementTree.fromstring(bundle["entry"][0]["resource"]["text"]["div"])


def test_h39_diary_notes_questions_and_pictures_are_never_in_it(tmp_path):
    family = busy_family(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    said = json.dumps(document_of(family), ensure_ascii=False)
    for words in ("Nobody else’s", "Ada’s note", "Schwimmen", "Drink more", "ada@", "Ada"):
        assert words not in said
    assert faults(document_of(family)) == []
    family.database.close()


def test_deleted_entry_is_not_in_it(family):
    first = change(family.nora, "infusion", product="Privigen")
    with family.database.transaction() as session:
        ada = family.actor(session, "ada")
        record(session, ada, first, now=NOW)
    assert len(resources(document_of(family), "Procedure")) == 1
    with family.database.transaction() as session:
        ada = family.actor(session, "ada")
        gone = change(family.nora, "infusion", entry=first.entry, base=1, delete=True)
        record(session, ada, gone, now=NOW)
    assert resources(document_of(family), "Procedure") == []


def test_another_child_is_never_in_it(family):
    told(family, family.tom, "infusion", product="Toms")
    family.medicine("Toms medicine", child="tom")
    assert "Toms" not in json.dumps(document_of(family))


def test_same_journal_at_the_same_moment_is_the_same_document(family):
    family.medicine()
    one, two = document_of(family), document_of(family)
    assert one == two
    later = document_of(family, now=NOW + timedelta(minutes=1))
    assert later["identifier"] != one["identifier"]
    assert later["entry"][1] == one["entry"][1]


def test_of_each_test_the_newest_three_are_listed_and_the_rest_counted(family):
    for month in range(1, 6):
        at = datetime(2026, month, 3, 12, tzinfo=NOW.tzinfo).isoformat()
        results = [{"test": "2157-6", "value": str(month), "unit": "U/L"}]
        told(family, family.nora, "draw", at=at, results=results)
    bundle = document_of(family)
    values = [one["valueQuantity"]["value"] for one in resources(bundle, "Observation")]
    assert values == [5, 4, 3]
    assert "2 earlier ones are in the journal" in section(bundle, "30954-2")["text"]["div"]


@pytest.mark.parametrize(
    ("breakage", "fault"),
    [
        (lambda b: b["entry"].insert(0, b["entry"].pop(1)), "the Composition"),
        (lambda b: b["entry"][0]["resource"]["section"].pop(1), "48765-2"),
        (lambda b: b["entry"].pop(1), "Patient"),
        (lambda b: b["entry"].pop(), "leads nowhere"),
        (lambda b: b["entry"][2].update(fullUrl="Device/1"), "a name"),
        (lambda b: b["entry"][0]["resource"]["section"][0].pop("text"), "says nothing"),
        (lambda b: b["entry"][0]["resource"]["section"][1].pop("emptyReason"), "neither"),
    ],
)
def test_our_own_reader_sees_what_validators_miss(family, breakage, fault):
    family.medicine()
    bundle = document_of(family)
    breakage(bundle)
    assert any(fault in found for found in faults(bundle))


def test_demo_family_is_a_whole_document(demo):
    with demo.database.reading() as session:
        for child in session.exec(select(Child)):
            bundle = document(ips_facts(session, child, now=NOW), NOW)
            assert faults(bundle) == []
            Bundle.model_validate(bundle)
            assert set(references(bundle["entry"]))
            assert date.fromisoformat(bundle["entry"][1]["resource"]["birthDate"])
