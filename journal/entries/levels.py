"""How strong each symptom was, over time: as it was written, and as an evening said it still was.

Pages, papers and the next evening read levels here and nowhere else, so that all count alike.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from journal.care import knowledge
from journal.records.children import Child
from journal.records.columns import table_of
from journal.records.entries import Entry, KindRow
from journal.records.kinds.check_in import CheckInRow
from journal.records.kinds.symptom import SymptomRow

# How long a number is carried into the next evening: our own choice. Beyond it nobody knows.
CARRIED_FOR = timedelta(days=14)
OTHER = "other"
# What happens rather than lasts is never said again by a tap: a fever of Monday is none of Tuesday.
HAPPENS_SCALES = ("count", "temperature")
HAPPENS_GROUPS = ("fever", "treatment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One reading of one symptom.

    symptom, name  a code of the catalogue and None, or "other" and the family's word
    severity       0 (none) to 10 (as bad as it gets), or None when nobody gave a number
    at             aware UTC; entry: the symptom's, or the check-in's that said it was as before
    carried        whether a check-in said so
    until          when it ended, as far as somebody said
    """

    symptom: str
    name: str | None
    severity: int | None
    at: datetime
    entry: uuid.UUID
    carried: bool = False
    until: datetime | None = None


def levels(session: Session, child_id: uuid.UUID, start: datetime, end: datetime) -> list[Level]:
    """Return every reading with start <= at < end, oldest first; deleted entries give none.

    Nothing is read from silence: a day about which nobody spoke has no level.
    """
    return sorted(
        (*_written(session, child_id, start, end), *_carried(session, child_id, start, end)),
        key=lambda each: (each.at, each.entry),
    )


def last_levels(session: Session, child: Child, *, now: datetime) -> list[Level]:
    """Return what is "as before" for a check-in at `now`: the last number of each symptom.

    Of the child's watched symptoms in their order, else of all that were above 0, oldest first. At
    most 14 days old; none of what ended, of what was last written without a number, nor of what
    happens rather than lasts (`lasts`).
    """
    lately: dict[str, Level] = {}
    for each in levels(session, child.id, now - CARRIED_FOR, now + timedelta(minutes=15)):
        key = key_of(each)
        lately.pop(key, None)
        lately[key] = each
    known = {key: each for key, each in lately.items() if _holds(each, now)}
    if child.watched is None:
        return [each for each in known.values() if each.severity]
    return [known[key] for key in child.watched if key in known]


def key_of(level: Level) -> str:
    """Return a symptom as a child's list of watched ones names it: "fatigue", "other:Cold feet"."""
    return f"{OTHER}:{level.name}" if level.symptom == OTHER else level.symptom


def lasts(key: str) -> bool:
    """Say whether a symptom may be the same as yesterday; a fever, a fall or a reaction happens."""
    found = knowledge.find_symptom(key)
    if found is None:
        return key.startswith(f"{OTHER}:")
    return found.scale not in HAPPENS_SCALES and found.group not in HAPPENS_GROUPS


def _holds(level: Level, now: datetime) -> bool:
    ended = level.until is not None and level.until <= now
    return level.severity is not None and not ended and lasts(key_of(level))


def _written(
    session: Session, child_id: uuid.UUID, start: datetime, end: datetime
) -> Sequence[Level]:
    row = table_of(SymptomRow).c
    found = _rows(
        session,
        SymptomRow,
        (row.symptom, row.name, row.severity, row.at, row.entry_id, row.until),
        child_id,
        start,
        end,
    )
    return [
        Level(
            symptom=each.symptom,
            name=each.name,
            severity=each.severity,
            at=each.at,
            entry=each.entry_id,
            until=each.until,
        )
        for each in found
    ]


def _carried(
    session: Session, child_id: uuid.UUID, start: datetime, end: datetime
) -> Sequence[Level]:
    row = table_of(CheckInRow).c
    found = _rows(session, CheckInRow, (row.carried, row.at, row.entry_id), child_id, start, end)
    return [
        Level(
            symptom=level["symptom"],
            name=level.get("name"),
            severity=level["severity"],
            at=each.at,
            entry=each.entry_id,
            carried=True,
        )
        for each in found
        for level in each.carried or ()
    ]


def _rows(
    session: Session,
    kind: type[KindRow],
    columns: Sequence[Any],
    child_id: uuid.UUID,
    start: datetime,
    end: datetime,
) -> Sequence[sa.Row[Any]]:
    row, entry = table_of(kind).c, table_of(Entry).c
    query = (
        sa.select(*columns)
        .join(Entry, entry.id == row.entry_id)
        .where(row.child_id == child_id, entry.deleted.is_(False))
        .where(row.at >= start, row.at < end)
        .order_by(row.at, row.entry_id)
    )
    return session.execute(query).all()
