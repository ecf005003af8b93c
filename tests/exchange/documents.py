"""Patient summaries for tests, and what a reader finds in one: every reference followed."""

import json
from collections.abc import Iterator
from typing import Any

from journal.exchange.ips import as_bytes, patient_summary
from journal.exchange.ips_facts import Facts
from journal.exchange.ips_gather import ips_facts
from journal.records.children import Child
from tests.family import NOW, ZONE, Family

Json = dict[str, Any]
WANTED = {"11450-4", "48765-2", "10160-0"}
EMPTY = Facts(id="5b7c2a1e-0000-4000-8000-000000000001", name="Nora", born_on=None, zone=ZONE)


def document(facts: Facts, made_at=NOW) -> Json:
    """The document as another program reads it."""
    return json.loads(as_bytes(patient_summary(facts, made_at=made_at, language="en")))


def document_of(family: Family, child: str = "nora", now=NOW) -> Json:
    """The document of a child of the cast."""
    with family.database.reading() as session:
        found = ips_facts(session, session.get_one(Child, family.children[child]), now=now)
    return document(found, now)


def resources(bundle: Json, kind: str) -> list[Json]:
    """Every resource of one type, in the order of the document."""
    return [
        entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind
    ]


def section(bundle: Json, code: str) -> Json | None:
    """The section with this code, or None."""
    for found in bundle["entry"][0]["resource"]["section"]:
        if found["code"]["coding"][0]["code"] == code:
            return found
    return None


def references(value: Any) -> Iterator[str]:
    """Every reference that stands anywhere in a resource."""
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


def faults(bundle: Json) -> list[str]:
    """What is wrong with a document that a validator of resources does not see."""
    found = []
    urls = [entry.get("fullUrl") for entry in bundle["entry"]]
    first = bundle["entry"][0]["resource"]
    if first["resourceType"] != "Composition":
        return ["the Composition does not stand first"]
    if len(set(urls)) < len(urls) or not all(str(url).startswith("urn:uuid:") for url in urls):
        found.append("a name is missing, no urn:uuid, or stands twice")
    patients = [
        url
        for url, each in zip(urls, bundle["entry"], strict=True)
        if each["resource"]["resourceType"] == "Patient"
    ]
    if patients != [first["subject"]["reference"]]:
        found.append("there is not one Patient, whom the document is about")
    codes = [each["code"]["coding"][0]["code"] for each in first["section"]]
    found += [f"section {code} is not there once" for code in WANTED if codes.count(code) != 1]
    found += [f"{url} leads nowhere" for url in references(bundle["entry"]) if url not in urls]
    reached = {urls[0], *references(bundle["entry"])}
    found += [f"{url} is referred to by nothing" for url in urls if url not in reached]
    for each in first["section"]:
        if "div" not in each.get("text", {}):
            found.append("a section says nothing to people")
        if bool(each.get("entry")) == ("emptyReason" in each):
            found.append("a section has neither entries nor a reason, or both")
    return found
