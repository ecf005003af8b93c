"""The patient summary as validators read it: HL7's definitions, and the structure of R4B."""

import copy

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import HealthCheck, Phase, given, settings
from sqlmodel import select

from journal.exchange.ips_gather import ips_facts
from journal.records.children import Child
from tests.exchange.busy import busy_family
from tests.exchange.conftest import TODAY
from tests.exchange.documents import EMPTY, document, document_of, faults
from tests.exchange.generated import CHILDREN
from tests.support import fhir

GENERATED = 30


def test_official_documents_raise_no_alarm():
    documents = fhir.examples()
    assert len(documents) == 5
    for name, found in documents.items():
        assert fhir.errors(found) == [], name


def test_empty_child_is_valid():
    assert fhir.errors(document(EMPTY)) == []


@pytest.fixture(scope="session")
def full(tmp_path_factory):
    """The document of a child who has one of everything."""
    place = tmp_path_factory.mktemp("busy") / "journal.sqlite3"
    family = busy_family(f"sqlite:///{place}")
    with family.database.transaction() as session:
        child = session.get_one(Child, family.nora)
        child.allergies, child.diagnosis = "Penicillin", "Juvenile dermatomyositis"
        child.steroid_plan, child.lines = "Ask before stopping", "Port, left"
    found = document_of(family)
    family.database.close()
    return found


def test_child_with_one_of_everything_is_valid(full):
    assert fhir.errors(full) == []
    kinds = {entry["resource"]["resourceType"] for entry in full["entry"]}
    assert kinds >= {"MedicationStatement", "Immunization", "Observation", "Procedure", "Encounter"}
    assert kinds >= {"AllergyIntolerance", "Condition", "Flag", "Device", "Patient"}


@pytest.mark.slow
def test_demo_family_is_valid(demo):
    with demo.database.reading() as session:
        for child in session.exec(select(Child)):
            assert fhir.errors(document(ips_facts(session, child, now=TODAY), TODAY)) == []


@pytest.mark.slow
@settings(max_examples=GENERATED, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(facts=CHILDREN)
def test_generated_children_are_valid(facts):
    found = document(facts)
    assert fhir.errors(found) == []
    assert faults(found) == []
    Bundle.model_validate(found)


def first(bundle, kind):
    return next(
        entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind
    )


def remove(kind, key):
    return lambda bundle: first(bundle, kind).pop(key)


def put(kind, **fields):
    return lambda bundle: first(bundle, kind).update(fields)


MUTANTS = {
    "no effective time of a medicine": remove("MedicationStatement", "effectivePeriod"),
    "no status of a medicine": remove("MedicationStatement", "status"),
    "a status that does not exist": put("MedicationStatement", status="taken"),
    "no name of the patient": remove("Patient", "name"),
    "a birth date in words": put("Patient", birthDate="3 May 2017"),
    "no vaccine": remove("Immunization", "vaccineCode"),
    "no code of an allergy": remove("AllergyIntolerance", "code"),
    "a result without a performer": remove("Observation", "performer"),
    "a class nobody knows": remove("Encounter", "class"),
    "no identifier of the document": lambda bundle: bundle.pop("identifier"),
    "no moment of the document": lambda bundle: bundle.pop("timestamp"),
    "an element that R4 does not have": put("Procedure", given="yes"),
    "no date of the composition": remove("Composition", "date"),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_one_fault_is_caught(full, name):
    broken = copy.deepcopy(full)
    MUTANTS[name](broken)
    assert fhir.errors(broken) != []
