"""Outcome measures: their ranges and which way is better, each with its source. No items."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from journal.care.knowledge.facts import Code, Entry, KnowledgeError, Source, read_file

FILE = Path(__file__).parent / "measures.yaml"
BETTER = ("higher", "lower")
JUDGES = ("parent", "child", "clinician")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A scale by the name that reports give it, "0-52", with both ends included."""

    id: str
    least: Decimal
    most: Decimal
    said: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure. It holds no question and no instruction: those are their owners'.

    better  "higher" or "lower"
    by      who usually judges
    scales  none where no source was read: then any number is taken
    """

    id: str
    label: str
    short: str
    better: str
    by: str
    scales: tuple[Scale, ...]
    sources: tuple[Source, ...]

    def find_scale(self, id_: str | None) -> Scale | None:
        """Return the scale with this name; without a name the only one there is; or None."""
        if id_ is None:
            return self.scales[0] if len(self.scales) == 1 else None
        return next((scale for scale in self.scales if scale.id == id_), None)


@cache
def measures() -> tuple[Measure, ...]:
    """Return the catalogue in the order in which it is shown. Raises KnowledgeError."""
    return tuple(_measure(entry) for entry in read_file(FILE).entries("measures"))


def find_measure(id_: str) -> Measure | None:
    """Return the measure with this id, or None."""
    return next((measure for measure in measures() if measure.id == id_), None)


def measure_texts() -> Iterator[str]:
    """Yield what a person reads, for the translators' files."""
    for measure in measures():
        yield from (measure.label, measure.short)


def _measure(entry: Entry) -> Measure:
    return Measure(
        id=entry.text("id"),
        label=entry.text("label"),
        short=entry.text("short"),
        better=entry.choice("better", BETTER),
        by=entry.choice("by", JUDGES),
        scales=tuple(_scale(row) for row in entry.rows("scales")),
        sources=entry.from_sources(),
    )


def _scale(row: Entry) -> Scale:
    least, most = Decimal(row.text("least")), Decimal(row.text("most"))
    if not least < most:
        raise KnowledgeError(f"{row.place}: a scale runs from its least to its most")
    return Scale(id=row.text("id"), least=least, most=most, said=row.as_code(row.text("id")))
