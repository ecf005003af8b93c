"""The growth charts of the CDC: how height and weight are spread at each age from 2 to 20 years."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from journal.care.knowledge.facts import KnowledgeError, Source, read_file

FILE = Path(__file__).parent / "growth.yaml"
SEXES = ("female", "male")


@dataclass(frozen=True, slots=True)
class Spread:
    """L (power), M (median) and S (spread) at one age. months: of age; M in cm or kg."""

    months: float
    power: float
    median: float
    spread: float


@dataclass(frozen=True, slots=True)
class GrowthTable:
    """One chart. measured: "height" or "weight"; rows by age, the youngest first."""

    measured: str
    sex: str
    unit: str
    rows: Sequence[Spread]
    source: Source


def growth_table(measured: str, sex: str) -> GrowthTable | None:
    """Return the chart of "height" (cm) or "weight" (kg) for "female" or "male", else None."""
    return _tables().get((measured, sex))


@cache
def _tables() -> Mapping[tuple[str, str], GrowthTable]:
    found: dict[tuple[str, str], list[Spread]] = {}
    with FILE.with_suffix(".csv").open(encoding="ascii", newline="") as file:
        for row in csv.DictReader(file):
            numbers = (float(row[name]) for name in ("months", "l", "m", "s"))
            found.setdefault((row["measured"], row["sex"]), []).append(Spread(*numbers))
    tables = {}
    for entry in read_file(FILE).entries("tables"):
        measured, [source] = entry.text("id"), entry.from_sources()
        for sex in SEXES:
            rows = found.get((measured, sex), [])
            if [row.months for row in rows] != sorted({row.months for row in rows}) or not rows:
                raise KnowledgeError(f"growth.csv: {measured}, {sex} is not in the order of ages")
            table = GrowthTable(measured, sex, entry.text("unit"), rows, source)
            tables[measured, sex] = table
    return tables
