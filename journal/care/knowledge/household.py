"""Which vaccines of the people around a child matter to the child, and who says so."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from journal.care.knowledge.facts import Confidence, Entry, KnowledgeError, Source, read_file

FILE = Path(__file__).parent / "household.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdFact:
    """What sources say of one vaccine of somebody around the child; for reading, never worked with.

    vaccine  its id in the catalogue of vaccines; "" for all of them
    """

    id: str
    vaccine: str
    label: str
    text: str
    sources: tuple[Source, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdFacts:
    """All of them. review_by: after this day somebody has to read the sources again."""

    facts: tuple[HouseholdFact, ...]
    version: str
    review_by: date


@cache
def household_facts() -> HouseholdFacts:
    """Return the facts in the order in which they are shown. Raises KnowledgeError."""
    file = read_file(FILE)
    whole = Entry(file.name, file.data, file.sources)
    return HouseholdFacts(
        facts=tuple(_fact(entry) for entry in file.entries("household")),
        version=whole.text("version"),
        review_by=date.fromisoformat(whole.text("review_by")),
    )


def _fact(entry: Entry) -> HouseholdFact:
    confidence = entry.confidence()
    if confidence is not Confidence.VERIFIED:
        raise KnowledgeError(f"{entry.place}: only what stands in a source is shown to a household")
    return HouseholdFact(
        id=entry.text("id"),
        vaccine=str(entry.data.get("vaccine", "")),
        label=entry.text("label"),
        text=entry.text("text"),
        sources=entry.from_sources(),
        confidence=confidence,
    )
