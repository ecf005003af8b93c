"""Kinds of infusion: what their screens ask, before, during and after. Holds no dose or rate."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from journal.care.knowledge.facts import (
    Confidence,
    Entry,
    KnowledgeError,
    Named,
    Source,
    read_file,
)

FILE = Path(__file__).parent / "infusions.yaml"
OTHER = "other"
ROUTES = INTRAVENOUS, SUBCUTANEOUS = "intravenous", "subcutaneous"
FIELDS = (
    *("amount", "volume_ml", "weight_kg", "lots", "steps", "access", "attempts", "sites"),
    *("premedication", "present", "place", "dates"),
)
CHECKPOINTS = (
    *("vitals", "rate", "reaction", "bottle", "before", "line", "pause", "resume", "present"),
    "after",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence with where it is from and how sure it is."""

    text: str
    sources: tuple[Source, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One kind of infusion. Words are English labels, as entries keep them; the edge translates.

    route        "intravenous" or "subcutaneous"; medicines: their ids in the catalogue
    unit         in which its amount is usually written, or ""
    fields       what may be written of it, of FIELDS; checkpoints: what its day offers to tap
    reactions    words to tick while it runs; reaction_sources: who tells of them
    after_hours  hours after the end at which the journal asks again: our own choice
    after_questions  words to tick then
    pack, ask    what to bring and what to ask
    sources      of everything it says, each once
    """

    id: str
    label: str
    route: str
    medicines: tuple[str, ...]
    unit: str
    fields: tuple[str, ...]
    checkpoints: tuple[str, ...]
    reactions: tuple[str, ...]
    reaction_sources: tuple[Source, ...]
    after_hours: tuple[int, ...]
    after_questions: tuple[str, ...]
    after_sources: tuple[Source, ...]
    pack: tuple[Line, ...]
    ask: tuple[Line, ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        lines = [line.sources for line in (*self.pack, *self.ask)]
        told = (self.reaction_sources, self.after_sources, *lines)
        return tuple(dict.fromkeys(source for each in told for source in each))


@dataclass(frozen=True, slots=True)
class InfusionEdition:
    """Which version of the catalogue this is, and by when somebody reads the sources again."""

    version: str
    review_by: date


@cache
def variants() -> tuple[Variant, ...]:
    """Return every kind of infusion, the one for all others last. Raises KnowledgeError."""
    file = read_file(FILE)
    words = file.named("words")
    return tuple(_variant(entry, words) for entry in file.entries("variants"))


def find_variant(id_: str) -> Variant | None:
    """Return the kind with this id, or None."""
    return next((one for one in variants() if one.id == id_), None)


def other_variant() -> Variant:
    """Return the kind for everything the catalogue does not know."""
    found = find_variant(OTHER)
    if found is None:
        raise KnowledgeError(f"{FILE.name}: {OTHER} is missing")
    return found


@cache
def infusion_edition() -> InfusionEdition:
    """Return the version of the catalogue and its review-by date."""
    file = read_file(FILE)
    whole = Entry(file.name, file.data, file.sources)
    return InfusionEdition(whole.text("version"), date.fromisoformat(whole.text("review_by")))


def infusion_word(id_: str) -> str:
    """Return the label of a word to tick; raises KeyError for an id that the file has not."""
    return read_file(FILE).named("words")[id_].label


def infusion_texts() -> Iterator[str]:
    """Yield every text of this file that a person reads, for the translators' files."""
    yield from (word.label for word in read_file(FILE).named("words").values())
    for one in variants():
        yield one.label
        yield from (line.text for line in (*one.pack, *one.ask))


def _variant(entry: Entry, words: Mapping[str, Named]) -> Variant:
    reactions, after = entry.part("reactions"), entry.part("after")
    return Variant(
        id=entry.text("id"),
        label=entry.text("label"),
        route=entry.choice("route", ROUTES),
        medicines=entry.texts("medicines"),
        unit=entry.find_text("unit") or "",
        fields=_known(entry, "fields", FIELDS),
        checkpoints=_known(entry, "checkpoints", CHECKPOINTS),
        reactions=_labels(reactions, words),
        reaction_sources=_told(reactions),
        after_hours=tuple(int(hours) for hours in after.texts("hours")),
        after_questions=_labels(after, words),
        after_sources=_told(after),
        pack=_lines(entry, "pack"),
        ask=_lines(entry, "ask"),
    )


def _labels(part: Entry, words: Mapping[str, Named]) -> tuple[str, ...]:
    return tuple(words[id_].label for id_ in _known(part, "words", tuple(words)))


def _known(entry: Entry, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
    found = entry.texts(key)
    for one in found:
        if one not in known:
            raise KnowledgeError(f"{entry.place}: {key} {one} is not known")
    return found


def _told(part: Entry) -> tuple[Source, ...]:
    part.confidence()
    return part.from_sources()


def _lines(entry: Entry, key: str) -> tuple[Line, ...]:
    return tuple(
        Line(row.text("text"), row.from_sources(), row.confidence()) for row in entry.rows(key)
    )
