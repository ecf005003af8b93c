"""Infections, contacts and germs by name, and which of them the team is told at once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from journal.care.folding import folded, letters_apart
from journal.care.knowledge.facts import Entry, Source, read_file

FILE = Path(__file__).parent / "infections.yaml"
# A name shorter than this is only found as a word, letter by letter.
SHORTEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAtOnce:
    """Why the hours count, and which vaccines and titres the team will ask about.

    why    a sentence with the figure its sources state, or none where none was verified
    words  parts of the names of vaccines and tests; cvx: codes of vaccines
    """

    why: str
    sources: tuple[Source, ...]
    words: tuple[str, ...]
    cvx: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Infection:
    """One name of the catalogue. kinds: infection, exposure, germ; also: other names of it."""

    id: str
    label: str
    also: tuple[str, ...]
    kinds: tuple[str, ...]
    at_once: ToldAtOnce | None


@dataclass(frozen=True, slots=True)
class FeverPosition:
    """What one source calls a fever; none of them is the journal's."""

    id: str
    text: str
    sources: tuple[Source, ...]


@cache
def infections() -> tuple[Infection, ...]:
    """Return the catalogue, in the order in which it is shown."""
    rows = read_file(FILE).entries("infections")
    return tuple(_infection(row) for row in rows)


@cache
def fever_positions() -> tuple[FeverPosition, ...]:
    """Return what sources call a fever; they disagree, so there is no default."""
    rows = read_file(FILE).entries("fevers")
    return tuple(
        FeverPosition(row.text("id"), row.text("text"), row.from_sources()) for row in rows
    )


def find_infection(id_: str) -> Infection | None:
    """Return the infection with this id, or None."""
    return next((each for each in infections() if each.id == id_), None)


def meant_infection(name: str) -> Infection | None:
    """Return what an id or own words mean: "chicken-pox at school", "mesles", "Masern"; or None.

    Case, accents, hyphens and spaces do not count, and a word of five letters and more may have
    one letter wrong or two swapped: a contact not known for what it is asks nobody to call.
    """
    found = find_infection(name)
    if found is not None:
        return found
    typed = _words(name)
    told = [each for each in infections() if each.at_once]
    for is_meant in (_is_named, _is_nearly):
        for each in told:
            if any(is_meant("".join(_words(known)), typed) for known in (each.id, *each.also)):
                return each
    return None


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", folded(text))


def _is_named(known: str, typed: Sequence[str]) -> bool:
    """Whether the name stands in a word, or in words that follow each other; "VZV" as a word."""
    if len(known) < SHORTEST:
        return known in typed
    return any(known in word for word in typed) or any(
        "".join(typed[place:]).startswith(known) for place in range(len(typed))
    )


def _is_nearly(known: str, typed: Sequence[str]) -> bool:
    """Whether a word that was typed, or two that follow each other, is one letter away from it."""
    if len(known) < SHORTEST:
        return False
    pairs = [one + other for one, other in pairwise(typed)]
    return any(
        word[0] == known[0] and (letters_apart(known, word) <= 1 or _is_swapped(known, word))
        for word in (*typed, *pairs)
    )


def _is_swapped(one: str, other: str) -> bool:
    """Whether two letters beside each other changed places: "measels"."""
    return sorted(one) == sorted(other) and letters_apart(one, other) == 2


def infection_texts() -> Iterator[str]:
    """Yield what a person reads, for the translators' files."""
    for each in infections():
        yield each.label
        if each.at_once:
            yield each.at_once.why
    yield from (each.text for each in fever_positions())


def _infection(row: Entry) -> Infection:
    part = row.sourced_part("tell_at_once")
    return Infection(
        id=row.text("id"),
        label=row.text("label"),
        also=row.texts("also"),
        kinds=row.texts("as"),
        at_once=_told(part) if part else None,
    )


def _told(part: Entry) -> ToldAtOnce:
    return ToldAtOnce(
        why=part.text("why"),
        sources=part.from_sources(),
        words=part.texts("words"),
        cvx=part.texts("cvx"),
    )
