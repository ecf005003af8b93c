"""What insurers ask for before they pay for a treatment, each list with its sources. No figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from journal.care.knowledge.facts import Code, Entry, read_file

FILE = Path(__file__).parent / "authorizations.yaml"


class Shows(StrEnum):
    """What a journal may know of something that is asked for."""

    DIAGNOSIS = "diagnosis"
    ANTIBODIES = "antibodies"
    IMMUNOGLOBULIN = "immunoglobulin"
    TRIED = "tried"
    STRENGTH = "strength"
    PHOTOS = "photos"
    AROUND = "around"
    SCREENING = "screening"
    LIVE_VACCINES = "live_vaccines"
    JAK_AND_BIOLOGICS = "jak_and_biologics"
    MONITORED = "monitored"
    SAFETY = "safety"
    PRESCRIBERS = "prescribers"


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that is asked for. shows: what a journal may know of it, None for nothing."""

    id: str
    label: str
    shows: Shows | None


@dataclass(frozen=True, slots=True)
class Request:
    """What requests for one treatment ask for: the union of several policies."""

    id: str
    label: str
    asks: tuple[Ask, ...]
    said: Code


@cache
def requests() -> tuple[Request, ...]:
    """Return every list in the order in which they are shown. Raises KnowledgeError."""
    return tuple(_request(entry) for entry in read_file(FILE).entries("requests"))


def authorization_texts() -> Iterator[str]:
    """Yield what a person reads, for the translators' files."""
    for request in requests():
        yield request.label
        yield from (ask.label for ask in request.asks)


def _request(entry: Entry) -> Request:
    return Request(
        id=entry.text("id"),
        label=entry.text("label"),
        asks=tuple(_ask(row) for row in entry.rows("asks")),
        said=entry.as_code(entry.text("id")),
    )


def _ask(row: Entry) -> Ask:
    shows = row.choice("shows", {*Shows}) if row.find_text("shows") else None
    return Ask(row.text("id"), row.text("label"), Shows(shows) if shows else None)
