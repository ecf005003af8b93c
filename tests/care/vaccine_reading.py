"""Reads the table of vaccine cases as a clinician reads it."""

import re
import uuid
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from journal.care.vaccines import Facts, Figure, Given, OnMedicine, Planned, SteroidDay

FILE = Path(__file__).with_name("vaccine_cases.md")
PRODUCTS = {
    "VariZIG": "ig.varizig",
    "GamaSTAN": "ig.measles",
    "Packed red cells": "ig.red_cells",
    "Platelets": "ig.plasma",
}
# Outside the catalogue of medicines: the journal does not know it.
STRANGE = "Zelboraf"


@dataclass(frozen=True)
class Case:
    number: str
    vaccine: str
    recorded: str
    on: date
    holds: list[tuple[str, date | None]]
    beside: list[str]
    sources: set[str]


@dataclass(frozen=True)
class AheadCase:
    """What lies ahead of a vaccine: (rule, last day or None) in their order."""

    number: str
    vaccine: str
    recorded: str
    on: date
    leads: list[tuple[str, date | None]]
    sources: set[str]


@dataclass
class Reading:
    """The facts of one cell, part by part."""

    given: list[Given] = field(default_factory=list)
    medicines: list[OnMedicine] = field(default_factory=list)
    steroids: list[SteroidDay] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    leads: list[Figure] = field(default_factory=list)
    limits: list[Figure] = field(default_factory=list)
    planned: list[Planned] = field(default_factory=list)
    kg: tuple[Decimal, date] | None = None

    def facts(self) -> Facts:
        return Facts(
            given=tuple(self.given),
            medicines=tuple(self.medicines),
            steroids=tuple(self.steroids),
            figures=tuple(self.figures),
            leads=tuple(self.leads),
            limits=tuple(self.limits),
            planned=tuple(self.planned),
            kg=self.kg,
        )


def cases() -> list[Case]:
    """Return every line of the tables of what speaks for waiting."""
    return [_case(row) for row in _rows() if len(row) == 7]


def ahead_cases() -> list[AheadCase]:
    """Return every line of the table of what lies ahead."""
    return [
        AheadCase(nr, vaccine, recorded, day_of(on), _holds(leads), _sources(sources))
        for nr, vaccine, recorded, on, leads, sources in (row for row in _rows() if len(row) == 6)
    ]


def numbers() -> list[str]:
    """Return the numbers of all lines, in the order of the file."""
    return [row[0] for row in _rows()]


def _rows() -> list[list[str]]:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "|" in line]
    return [row for row in rows if row[0].isdigit()]


def facts_of(recorded: str) -> Facts:
    """Return the facts that a cell tells of. Raises ValueError for a part nobody can read."""
    reading = Reading()
    for part in recorded.split("; "):
        if part != "nothing":
            _read(part, reading)
    return reading.facts()


def day_of(text: str) -> date:
    """Return a date written as "3 May 2026"."""
    return datetime.strptime(f"{text} +0000", "%d %b %Y %z").date()


def _case(row: list[str]) -> Case:
    number, vaccine, recorded, on, holds, beside, sources = row
    return Case(
        number=number,
        vaccine=vaccine,
        recorded=recorded,
        on=day_of(on),
        holds=_holds(holds),
        beside=[] if beside == "-" else beside.split(", "),
        sources=_sources(sources),
    )


def _holds(text: str) -> list[tuple[str, date | None]]:
    return [] if text == "nothing" else [_hold(part) for part in text.split("; ")]


def _sources(text: str) -> set[str]:
    return set() if text == "-" else set(text.split(", "))


def _hold(text: str) -> tuple[str, date | None]:
    key, until = text.split(" ", 1)
    return key, None if until == "open" else day_of(until)


def _number(text: str) -> Decimal | None:
    return None if text == "?" else Decimal(text)


def _infusion(what: str, name: str, on: str, grams: str = "?", kg: str = "?") -> Given:
    return Given(
        entry=uuid.uuid4(),
        on=day_of(on),
        what=what,
        name=name,
        grams=_number(grams),
        kg=_number(kg),
    )


def _read(part: str, reading: Reading) -> None:
    if found := re.fullmatch(r"(IVIG|SCIG) (\S+) g, (\S+) kg on (.+)", part):
        kind, grams, kg, on = found.groups()
        reading.given.append(_infusion(kind.lower(), kind, on, grams, kg))
    elif found := re.fullmatch(r"IVIG (\S+) g, (\S+) kg from (.+) to (.+)", part):
        grams, kg, began_on, on = found.groups()
        one = _infusion("ivig", "IVIG", on, grams, kg)
        reading.given.append(replace(one, began_on=day_of(began_on)))
    elif found := re.fullmatch(r"Infusion of (\S+) on (.+)", part):
        reading.given.append(_infusion("", found[1], found[2]))
    elif found := re.fullmatch(r"(\S+) infusion on (.+)", part):
        reading.given.append(_infusion(found[1], found[1], found[2]))
    elif found := re.fullmatch(r"steroids (\S+) mg on (.+)", part):
        reading.steroids.append(SteroidDay(on=day_of(found[2]), mg=_number(found[1])))
    elif found := re.fullmatch(r"weight (\S+) kg on (.+)", part):
        reading.kg = (Decimal(found[1]), day_of(found[2]))
    elif found := re.fullmatch(r"planned (start of )?(\S+) on (.+)", part):
        begins, name, on = found.groups()
        reading.planned.append(Planned(id=name, name=name, on=day_of(on), begins=bool(begins)))
    elif found := re.fullmatch(r"clinic: (\S+) (after|before|from) (\S+) (\S+) (\S+)", part):
        vaccine, side, medicine, value, unit = found.groups()
        told = {"after": reading.figures, "before": reading.leads, "from": reading.limits}[side]
        told.append(
            Figure(
                vaccine=vaccine,
                medicine=medicine,
                value=Decimal(value),
                unit=unit,
                told_by="Dr. Okafor",
            )
        )
    elif found := re.fullmatch(r"(\S+) from (.+?)(?: to (.+))?(?: every (\d+) days)?", part):
        name, first_on, last_on, days = found.groups()
        reading.medicines.append(
            OnMedicine(
                medicine=uuid.uuid4(),
                id="" if name == STRANGE else name,
                name=name,
                first_on=day_of(first_on),
                last_on=day_of(last_on) if last_on else None,
                every_days=int(days) if days else None,
            )
        )
    elif (found := re.fullmatch(r"(.+) on (.+)", part)) and found[1] in PRODUCTS:
        reading.given.append(_infusion(PRODUCTS[found[1]], found[1], found[2]))
    else:
        raise ValueError(f"nobody can read {part!r}")
