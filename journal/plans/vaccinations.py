"""What stands in the journal of a child's vaccinations, and of antibodies that were looked for."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.care.knowledge.labs import LabTest, find_lab_test, lab_tests
from journal.records.entries import Entry
from journal.records.kinds.draw import DrawRow
from journal.records.kinds.vaccination import VaccinationRow

TITRES = "titres"
# Own names of what looks for antibodies, in the words reports use.
OWN_NAME = re.compile(r"antibod|titer|titre|\bigg\b|anti-", re.I)
MOST = 500


@dataclass(frozen=True, slots=True)
class Titre:
    """One result as its report prints it. test: of the catalogue, or None for an own name."""

    entry: uuid.UUID
    at: datetime
    name: str
    test: LabTest | None
    value: str
    unit: str


def vaccinations(session: Session, child_id: uuid.UUID) -> Sequence[VaccinationRow]:
    """Return every vaccination that stands, the last one first."""
    return session.exec(
        select(VaccinationRow)
        .join(Entry, col(Entry.id) == col(VaccinationRow.entry_id))
        .where(VaccinationRow.child_id == child_id, col(Entry.deleted).is_(False))
        .order_by(col(VaccinationRow.at).desc(), col(VaccinationRow.entry_id))
        .limit(MOST)
    ).all()


def titres(session: Session, child_id: uuid.UUID) -> list[Titre]:
    """Return every result of a test for antibodies after vaccines and illnesses, the last first."""
    as_text = sa.cast(col(DrawRow.results), sa.Text)
    marks = ("igg", "ntibod", "itre", "iter", "nti-", *(test.code for test in _tests()))
    rows = session.exec(
        select(DrawRow)
        .join(Entry, col(Entry.id) == col(DrawRow.entry_id))
        .where(DrawRow.child_id == child_id, col(Entry.deleted).is_(False))
        .where(sa.or_(*(as_text.ilike(f"%{mark}%") for mark in dict.fromkeys(marks))))
        .order_by(col(DrawRow.at).desc())
        .limit(MOST)
    )
    return [
        Titre(row.entry_id, row.at, name, test, result["value"], result.get("unit", ""))
        for row in rows
        for result in row.results
        for name in [result["test"]]
        for test in [find_lab_test(name)]
        if (test.panel == TITRES if test else OWN_NAME.search(name))
    ]


def _tests() -> list[LabTest]:
    return [test for test in lab_tests() if test.panel == TITRES]
