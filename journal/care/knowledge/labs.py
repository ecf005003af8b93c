"""The laboratory tests and examinations the journal knows: names, codes, units. No range (H29)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

from journal.care.folding import folded
from journal.care.knowledge.facts import (
    Code,
    Confidence,
    Entry,
    KnowledgeError,
    Named,
    Source,
    read_file,
)

FILE = Path(__file__).parent / "labs.yaml"
KINDS = ("blood", "urine", "exam")
# Words that reports put around any name.
SAID_OF_ALL = frozenset({"", "count", "level", "levels", "plasma", "serum", "total"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LabUnit:
    """A unit in which reports print a test, with the other spellings of the very same unit.

    least, most  what a report hardly ever prints a value outside of: only to ask "which unit?"
    """

    symbol: str
    spellings: tuple[str, ...]
    least: Decimal | None
    most: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """1 `one` of a test is `factor` `of` of it. For questions only: nothing is converted (H13)."""

    one: str
    factor: Decimal
    of: str
    sources: tuple[Source, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Tests that one report prints together, in its usual order."""

    id: str
    name: str
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabTest:
    """A laboratory test, or an examination that is wanted and done like one.

    panel      the group under which it stands; kind: blood, urine or exam (no needle)
    muscle     an enzyme that comes from muscle too
    ordinal    read off a strip too: "neg" and "1+" are results
    counts_as  the test that is no longer missing once this one has a result: urea for BUN
    """

    id: str
    name: str
    loinc: Code | None
    alternates: tuple[Code, ...]
    panel: str
    kind: str
    units: tuple[LabUnit, ...]
    ratios: tuple[Ratio, ...]
    muscle: bool
    ordinal: bool
    counts_as: str | None
    note: str
    aliases: tuple[str, ...]

    @property
    def code(self) -> str:
        """What stands in a result and in a plan for it: its LOINC code, else its id."""
        return self.loinc.code if self.loinc else self.id

    def unit_of(self, spelling: str) -> LabUnit | None:
        """Return the unit a report means, or None when it is none of this test's."""
        plain = _plain(spelling)
        return next((unit for unit in self.units if plain in _spellings(unit)), None)


@cache
def lab_tests() -> tuple[LabTest, ...]:
    """Return every test, in the order of their groups."""
    file = read_file(FILE)
    groups = file.named("groups")
    return tuple(_test(entry, groups) for entry in file.entries("tests"))


@cache
def lab_panels() -> tuple[Panel, ...]:
    """Return the panels, their tests in the order of most reports."""
    known = {test.id for test in lab_tests()}
    return tuple(_panel(entry, known) for entry in read_file(FILE).entries("panels"))


@cache
def lab_groups() -> tuple[Named, ...]:
    """Return the groups of tests, in the order in which they are shown."""
    return tuple(read_file(FILE).named("groups").values())


def find_lab_test(text: str) -> LabTest | None:
    """Return the test with this LOINC code, id, name or alias as reports print it; else None.

    Case, commas and brackets do not count, nor words that name no other test: "Creatinine, serum",
    "Platelet count". "ALT (SGPT)" is one test by two names; "Bilirubin (direct)" is none of ours.
    """
    name = folded(text.strip())
    return _named().get(name) or _loosely(name)


@lru_cache(maxsize=2048)
def _loosely(name: str) -> LabTest | None:
    if found := _loosely_named().get(_bare(name)):
        return found
    parts = [part for part in re.split(r"[()\[\]]", name) if _bare(part)]
    tests = {test.id if test else "": test for test in map(_part_named, parts)}
    return next(iter(tests.values())) if len(parts) > 1 and len(tests) == 1 else None


def _part_named(part: str) -> LabTest | None:
    return _named().get(part.strip()) or _loosely_named().get(_bare(part))


@cache
def _loosely_named() -> Mapping[str, LabTest]:
    return {_bare(name): test for name, test in _named().items() if _bare(name)}


def _bare(name: str) -> str:
    """The words of a name without those that say nothing of which test it is."""
    return " ".join(word for word in re.split(r"[\s,;:()\[\]]+", name) if word not in SAID_OF_ALL)


def find_lab_panel(id_: str) -> Panel | None:
    """Return the panel with this id, or None."""
    return next((panel for panel in lab_panels() if panel.id == id_), None)


@cache
def no_values() -> frozenset[str]:
    """Return what laboratories print in the place of a value that is not there, folded."""
    return _listed("no_values")


@cache
def ordinal_values() -> frozenset[str]:
    """Return the words that are a result of a test that is read off a strip, folded."""
    return _listed("ordinal_values")


def loinc_notice() -> str:
    """Return the notice under which LOINC codes may be shipped."""
    notice = read_file(FILE).data.get("notice")
    if not isinstance(notice, str):
        raise KnowledgeError("labs.yaml: notice is missing")
    return notice.strip()


def lab_texts() -> Iterator[str]:
    """Yield every text of this file that a person reads."""
    yield from (group.label for group in lab_groups())
    yield from (panel.name for panel in lab_panels())
    for test in lab_tests():
        yield test.name
        if test.note:
            yield test.note


def by_name(tests: Iterable[LabTest]) -> Mapping[str, LabTest]:
    """Return each test by everything it is called. Raises KnowledgeError for a name of two."""
    found: dict[str, LabTest] = {}
    for test in tests:
        for name in _names(test):
            other = found.setdefault(name, test)
            if other is not test:
                raise KnowledgeError(f"labs.yaml: {name} is {other.id} and {test.id}")
    return found


def _listed(key: str) -> frozenset[str]:
    file = read_file(FILE)
    listed = Entry(file.name, file.data, file.sources).texts(key)
    return frozenset(folded(text) for text in listed)


@cache
def _named() -> Mapping[str, LabTest]:
    return by_name(lab_tests())


def _names(test: LabTest) -> set[str]:
    codes = [code.code for code in (test.loinc, *test.alternates) if code]
    return {folded(name) for name in (test.id, test.name, *test.aliases, *codes)}


@cache
def _spellings(unit: LabUnit) -> frozenset[str]:
    return frozenset(_plain(spelling) for spelling in (unit.symbol, *unit.spellings))


@lru_cache(maxsize=1024)  # every result of a chart names its unit
def _plain(spelling: str) -> str:
    """The spelling without what never changes the unit: "x10^3 / mcL" is "103/ul"."""
    text = unicodedata.normalize("NFKC", spelling).casefold().replace("μ", "u").replace("µ", "u")
    text = re.sub(r"[\s*^+().\[\]·×]", "", text).removeprefix("x")
    return re.sub(r"mc(?=l|g|mol|kat)", "u", text)


def _test(entry: Entry, groups: Mapping[str, Named]) -> LabTest:
    return LabTest(
        id=entry.text("id"),
        name=entry.text("name"),
        loinc=entry.code("loinc"),
        alternates=tuple(
            part.as_code(part.text("code"), part.text("name")) for part in entry.rows("alternates")
        ),
        panel=entry.choice("group", groups),
        kind=entry.choice("kind", KINDS) if entry.find_text("kind") else "blood",
        units=tuple(_unit(part) for part in entry.rows("units")),
        ratios=tuple(_ratio(part) for part in entry.rows("ratios")),
        muscle=entry.flag("muscle"),
        ordinal=entry.flag("ordinal"),
        counts_as=entry.find_text("counts_as"),
        note=entry.find_text("note") or "",
        aliases=entry.texts("aliases"),
    )


def _unit(part: Entry) -> LabUnit:
    least, most = part.find_text("least"), part.find_text("most")
    return LabUnit(
        symbol=part.text("symbol"),
        spellings=part.texts("spellings"),
        least=Decimal(least) if least else None,
        most=Decimal(most) if most else None,
    )


def _ratio(part: Entry) -> Ratio:
    return Ratio(
        one=part.text("one"),
        factor=Decimal(part.text("value")),
        of=part.text("of"),
        sources=part.from_sources(),
        confidence=part.confidence(),
    )


def _panel(entry: Entry, known: set[str]) -> Panel:
    tests = entry.texts("tests")
    if missing := [test for test in tests if test not in known]:
        raise KnowledgeError(f"{entry.place}: test {missing[0]} is not known")
    return Panel(id=entry.text("id"), name=entry.text("label"), tests=tests)
