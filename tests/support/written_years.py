"""Years of what a family writes beside doses, put straight into the tables."""

import random
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from journal.clock import now
from journal.records.columns import uuid7
from journal.records.entries import Entry, Kind
from journal.records.kinds.check_in import CheckInRow
from journal.records.kinds.draw import DrawRow
from journal.records.kinds.infusion import InfusionRow
from journal.records.kinds.measurement import MeasurementRow
from journal.records.kinds.score import ScoreRow
from journal.records.kinds.strength import StrengthRow
from journal.records.kinds.symptom import SymptomRow
from journal.records.kinds.visit import VisitRow
from tests.family import Family

KINDS = {
    Kind.CHECK_IN: CheckInRow,
    Kind.DRAW: DrawRow,
    Kind.INFUSION: InfusionRow,
    Kind.MEASUREMENT: MeasurementRow,
    Kind.SCORE: ScoreRow,
    Kind.STRENGTH: StrengthRow,
    Kind.SYMPTOM: SymptomRow,
    Kind.VISIT: VisitRow,
}
SYMPTOMS = ("fatigue", "stairs", "myalgia", "gottron", "malar_rash", "itch", "headache")
TESTS = ("2157-6", "1761-6", "2532-0", "1920-8", "1742-6", "6690-2", "718-7", "777-3")

Said = tuple[Kind, int, dict[str, Any]]


def write_years(family: Family, days: int, *, reports: bool = True) -> None:
    """An evening a day, three symptoms and two timed tasks a week, an infusion and a report a
    month, a visit with two scores and a height a quarter; back to so many days ago."""
    rows: dict[type[SQLModel], list[dict[str, Any]]] = {Entry: []} | {t: [] for t in KINDS.values()}
    for number, (kind, ago, said) in enumerate(_story(days)):
        if kind is Kind.DRAW and not reports:
            continue
        at = now() - timedelta(days=ago, minutes=number % 300)
        entry = uuid7(at)
        rows[Entry].append(_entry(family, kind, entry, at, number))
        shared = {"entry_id": entry, "child_id": family.nora, "at": at, "photos": []}
        rows[KINDS[kind]].append(shared | said)
    with family.database.transaction() as session:
        for table, values in rows.items():
            if not values:
                continue
            session.execute(sa.insert(table), values)


def _entry(family: Family, kind: Kind, entry: object, at: object, number: int) -> dict[str, Any]:
    by = family.people["ada"]
    return {
        "id": entry,
        "child_id": family.nora,
        "kind": kind,
        "at": at,
        "zone": "America/New_York",
        "revision": 1,
        "deleted": False,
        "seq": 1_000_000 + number,
        "text": "",
        "made_by": by,
        "changed_by": by,
        "changed_at": at,
    }


def _story(days: int) -> Iterator[Said]:
    dice = random.Random(days)
    levels: list[dict[str, Any]] = []
    for ago in range(1, days):
        # A usual day is as the one before it.
        if ago % 9 == 1:
            levels = [{"symptom": each, "severity": dice.randrange(6)} for each in SYMPTOMS[:3]]
        evening = {"day": "usual", "carried": levels, "wellbeing": dice.randrange(5, 11)}
        yield Kind.CHECK_IN, ago, evening
        if dice.random() < 3 / 7:
            said = {"symptom": dice.choice(SYMPTOMS), "severity": dice.randrange(11), "sites": []}
            yield Kind.SYMPTOM, ago, said
        if ago % 7 == 0:
            seconds = Decimal(dice.randrange(20, 90)) / 10
            for task in ("floor_rise", "stairs"):
                yield Kind.STRENGTH, ago, {"task": task, "seconds": seconds, "done": "alone"}
        if ago % 30 == 0:
            infusion = {"product": "Octagam", "amount": Decimal(60), "unit": "g", "lots": []}
            yield Kind.INFUSION, ago, infusion
            yield Kind.DRAW, ago, {"results": [_result(dice, test) for test in TESTS]}
        if ago % 90 == 0:
            yield Kind.VISIT, ago, {"team_member": "Dr. Okafor"}
            for measure, most in (("cmas", 52), ("physician_global", 10)):
                score = {"measure": measure, "by": "clinician"}
                yield Kind.SCORE, ago, score | {"value": Decimal(dice.randrange(most))}
            height = {"what": "height", "unit": "cm"}
            yield Kind.MEASUREMENT, ago, height | {"value": Decimal(150) - Decimal(ago) / 60}


def _result(dice: random.Random, test: str) -> dict[str, str]:
    return {"test": test, "value": str(dice.randrange(20, 900)), "unit": "U/L", "high": "168"}
