"""How strong each symptom was, over time: as it was written, and as an evening said it still was.

Pages and the next evening read levels here, so that all count alike; trends add the same rows up
in the database (summary/lived.py).
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from journal.care import knowledge
from journal.records.children import Child
from journal.records.columns import table_of
from journal.records.entries import Entry, KindRow
from journal.records.kinds.check_in import MOST_CARRIED, CheckInRow
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
    until          when it ended, where its own entry says so
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

    Of the child's watched symptoms in their order, else of the latest 30 that were above 0, oldest
    first. At most 14 days old; none of what ended since, also where evenings carried it on before,
    of what was last written without a number, nor of what happens rather than lasts (`lasts`).
    """
    start = now - CARRIED_FOR
    lately: dict[str, Level] = {}
    written: dict[str, datetime] = {}
    for each in levels(session, child.id, start, now + timedelta(minutes=15)):
        key = key_of(each)
        lately.pop(key, None)
        lately[key] = each
        if not each.carried:
            written[key] = each.at
    ended = _ended(session, child.id, written, start, now)
    known = {key: each for key, each in lately.items() if _holds(each, ended.get(key))}
    if child.watched is None:
        return [each for each in known.values() if each.severity][-MOST_CARRIED:]
    return [known[key] for key in child.watched if key in known]


def key_of(level: Level) -> str:
    """Return a symptom as a child's list of watched ones names it: "fatigue", "other:Cold feet"."""
    return named(level.symptom, level.name)


def named(symptom: str, name: str | None) -> str:
    """Return the key of a symptom: its code, or "other:" and the family's word for it."""
    return f"{OTHER}:{name}" if symptom == OTHER else symptom


def lasts(key: str) -> bool:
    """Say whether a symptom may be the same as yesterday; a fever, a fall or a reaction happens."""
    found = knowledge.find_symptom(key)
    if found is None:
        return key.startswith(f"{OTHER}:")
    return found.scale not in HAPPENS_SCALES and found.group not in HAPPENS_GROUPS


def _holds(level: Level, ended: datetime | None) -> bool:
    is_over = ended is not None and level.at <= ended
    return level.severity is not None and not is_over and lasts(key_of(level))


def _ended(
    session: Session,
    child_id: uuid.UUID,
    written: Mapping[str, datetime],
    start: datetime,
    now: datetime,
) -> dict[str, datetime]:
    """When each symptom was over: what its last entry says, however long ago that was written.

    written  when each was last written since `start`: what ended before says nothing of it
    """
    row, entry = table_of(SymptomRow).c, table_of(Entry).c
    query = (
        sa.select(row.symptom, row.name, row.at, row.until)
        .join(Entry, entry.id == row.entry_id)
        .where(row.child_id == child_id, entry.deleted.is_(False))
        .where(row.until <= now, sa.or_(row.until >= start, row.at >= start))
    )
    ended: dict[str, datetime] = {}
    for each in session.execute(query):
        key = named(each.symptom, each.name)
        if each.at >= written.get(key, each.at):
            ended[key] = max(each.at, each.until, ended.get(key, each.until))
    return ended


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
