"""The catalogue as a list of names to choose from, and which medicine a typed name means (H42)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from journal.care.folding import folded
from journal.care.knowledge import MedicineFact, find_medicine, medicines
from journal.care.weekly import names_weekly_medicine

WEEKLY = "methotrexate"
IMMUNOGLOBULINS = ("ivig", "scig")


@dataclass(frozen=True, slots=True)
class Product:
    """One name of the catalogue: a brand with its generic name, or a generic name alone.

    form: what the brand comes as, "" where it comes as several things or nobody wrote it down.
    """

    name: str
    generic: str
    form: str = ""

    @property
    def is_brand(self) -> bool:
        """Whether the name is not the generic one."""
        return self.name != self.generic


@cache
def products() -> tuple[Product, ...]:
    """Return every name of the catalogue in the order of the alphabet."""
    found = [
        Product(name, fact.generic, fact.forms.get(name, ""))
        for fact in medicines()
        for name in (fact.generic, *fact.brands)
    ]
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


def exactly_named(name: str) -> MedicineFact | None:
    """Return the medicine whose generic name or brand this is, letter by letter in any case."""
    return _by_name().get(_plain(name))


def form_named(name: str) -> str:
    """Return what a brand comes as ("Xatmep": oral solution), or ""."""
    return _forms().get(_plain(name), "")


def meant_by(name: str) -> MedicineFact | None:
    """Return the medicine that a typed name means: "MTX 10 mg", "Trexall tablets"; or None.

    A name that means two medicines of the catalogue means neither.
    """
    if names_weekly_medicine(name):
        return find_medicine(WEEKLY)
    found = all_meant_by(name)
    return found[0] if len(found) == 1 else None


def all_meant_by(name: str) -> list[MedicineFact]:
    """Return every medicine of the catalogue of which a name stands in a typed text."""
    typed = f" {_plain(name)} "
    return [fact for fact, names in _spelt() if any(known in typed for known in names)]


def is_immunoglobulin(name: str) -> bool:
    """Whether a product is immunoglobulin, by a name of the catalogue or by that word itself."""
    fact = meant_by(name)
    if fact is not None:
        return fact.id in IMMUNOGLOBULINS
    return any(word in folded(name) for word in ("immunoglobulin", "immune globulin", "ivig"))


def same_medicine(name: str, others: Iterable[str]) -> list[str]:
    """Return the other names that mean the same medicine, as another brand or spelling of it.

    Source: docs/rules.md#look-alikes.
    """
    fact = meant_by(name)
    if fact is None:
        return []
    return [other for other in others if (known := meant_by(other)) and known.id == fact.id]


@cache
def _spelt() -> tuple[tuple[MedicineFact, tuple[str, ...]], ...]:
    """The catalogue with every name as it is looked for: each page asks for it many times."""
    return tuple((fact, tuple(f" {_plain(name)} " for name in fact.names)) for fact in medicines())


@cache
def _by_name() -> dict[str, MedicineFact]:
    return {_plain(name): fact for fact in medicines() for name in (fact.generic, *fact.brands)}


@cache
def _forms() -> dict[str, str]:
    return {_plain(one.name): one.form for one in reversed(products())}


def _plain(name: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", folded(name)))
