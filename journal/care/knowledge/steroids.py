"""The glucocorticoids the journal knows, and which figures of equivalence may be counted with."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from journal.care.folding import folded
from journal.care.knowledge.facts import Code, Entry, read_file

FILE = Path(__file__).parent / "steroids.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Steroid:
    """A glucocorticoid.

    equals_5_mg    how many mg of it equal 5 mg of prednisone, with source and confidence
    often_on_skin  it comes as cream as often as to be swallowed: grams of it say nothing
    """

    id: str
    label: str
    names: tuple[str, ...]
    equals_5_mg: Code | None
    often_on_skin: bool

    @property
    def mg_equal_to_5(self) -> Decimal | None:
        """The figure that may be counted with: None where no source or several figures stand."""
        if self.equals_5_mg is None or not self.equals_5_mg.may_be_default:
            return None
        return Decimal(self.equals_5_mg.code)


@cache
def steroids() -> tuple[Steroid, ...]:
    """Return every steroid of the knowledge file."""
    return tuple(_steroid(entry) for entry in read_file(FILE).entries("steroids"))


def find_steroid(name: str) -> Steroid | None:
    """Return the steroid that a medicine's name or product means, or None.

    Any word of the name counts, in any case, with or without accents; two words written with a
    hyphen count as one and apart ("Solu-Medrol"). A misspelt name means none: who adds up says
    which medicines were left out.
    """
    words = set(_words(name))
    return next((one for one in steroids() if words & _names(one)), None)


@cache
def _names(one: Steroid) -> frozenset[str]:
    return frozenset(folded(name) for name in one.names)


def _words(name: str) -> list[str]:
    plain = folded(name)
    apart = re.findall(r"[^\W\d_]+", plain)
    return [*apart, *re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)+", plain)]


def _steroid(entry: Entry) -> Steroid:
    called, equal = entry.part("called"), entry.find_part("equals_5_mg")
    called.from_sources()
    return Steroid(
        id=entry.text("id"),
        label=entry.text("label"),
        names=called.texts("names"),
        equals_5_mg=equal.as_code(equal.text("value")) if equal else None,
        often_on_skin=entry.flag("often_on_skin"),
    )
