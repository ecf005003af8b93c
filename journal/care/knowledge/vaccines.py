"""The vaccines the journal knows: their names, whether they are live, and their CVX codes."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from journal.care.folding import folded
from journal.care.knowledge.facts import Code, Entry, read_file

FILE = Path(__file__).parent / "vaccines.yaml"
LIVE = {"yes": True, "no": False, "unknown": None}


@dataclass(frozen=True, slots=True)
class Cvx:
    """A code of the CDC's list of vaccines, with the name it has there."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vaccine:
    """A vaccine, or what a card calls one.

    live            True, False, or None where the name may mean a live one; `live_fact` says who
                    says so
    immunoglobulin  the table of waits after immunoglobulin names it (measles, varicella)
    cvx             every code that means it, in use or not
    note            what else helps to tell it from another, in our own words
    """

    id: str
    name: str
    also_called: tuple[str, ...]
    live_fact: Code
    immunoglobulin: Code | None
    cvx: tuple[Cvx, ...]
    note: str | None

    @property
    def live(self) -> bool | None:
        """Whether it is live; None is never to be read as "no"."""
        return LIVE[self.live_fact.code]

    @property
    def names(self) -> tuple[str, ...]:
        """Every name by which a card or a family may call it."""
        return (self.name, *self.also_called)


@cache
def vaccines() -> tuple[Vaccine, ...]:
    """Return the vaccine catalogue: live ones, others, then names that may mean either."""
    return tuple(_vaccine(entry) for entry in read_file(FILE).entries("vaccines"))


def find_vaccine(text: str) -> Vaccine | None:
    """Return the vaccine with this id, name, other name or CVX code, or None.

    In any case, with or without accents; "3" is the code "03". A name that may mean two vaccines,
    such as "flu", finds the one whose `live` is None.
    """
    plain = folded(" ".join(text.split()))
    if plain.isascii() and plain.isdigit():
        return _by_cvx().get(plain.lstrip("0"))
    return _by_name().get(plain)


def vaccine_texts() -> Iterator[str]:
    """Yield every text of the catalogue that a person reads, for the translators' files."""
    for vaccine in vaccines():
        yield vaccine.name
        if vaccine.note:
            yield vaccine.note


@cache
def _by_cvx() -> dict[str, Vaccine]:
    return {cvx.code.lstrip("0"): vaccine for vaccine in vaccines() for cvx in vaccine.cvx}


@cache
def _by_name() -> dict[str, Vaccine]:
    # Ids last: where an id and a name are the same word they belong to the same vaccine.
    names = {folded(name): vaccine for vaccine in vaccines() for name in vaccine.names}
    return names | {vaccine.id: vaccine for vaccine in vaccines()}


def _vaccine(entry: Entry) -> Vaccine:
    called, live = entry.sourced_part("also_called"), entry.part("live")
    held = entry.find_part("immunoglobulin")
    return Vaccine(
        id=entry.text("id"),
        name=entry.text("name"),
        also_called=called.texts("names") if called else (),
        live_fact=live.as_code(live.choice("value", LIVE)),
        immunoglobulin=held.as_code(held.text("value")) if held else None,
        cvx=(*_codes(entry, "cvx"), *_codes(entry, "older_cvx")),
        note=entry.find_text("note"),
    )


def _codes(entry: Entry, key: str) -> Iterator[Cvx]:
    part = entry.sourced_part(key)
    if part is not None:
        yield from (Cvx(code, name) for code, name in part.text_by("codes").items())
