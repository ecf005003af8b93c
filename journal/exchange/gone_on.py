"""Plans that went on elsewhere: what was ended or replaced there is so here too, before anything
new comes in. Otherwise a dose that was taken back would be called due again (H7, H36)."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from journal.care.problems import N_
from journal.exchange.backup import BackupRefused
from journal.exchange.rows import read_rows, typed
from journal.records.columns import table_of
from journal.records.medicines import DosePlan, Medicine
from journal.records.tables import METADATA

# Set once and never taken back, but of a page for a visit, which may be opened again.
ENDS = ("replaced", "ended_at", "taken_back_at")
OPENED_AGAIN = frozenset({"preparation"})


class GoneApart(BackupRefused):
    """The file and the journal have changed the same thing."""

    code = "gone_apart"


def take_over_ends(session: Session, source: Session, *, leave_out: Collection[str]) -> int:
    """End here what `source` ended, and return how many rows that were. No end here is undone.

    Raises GoneApart when the doses of a medicine were changed on both sides: together the two
    histories would make a third one that nobody ordered.
    """
    _refuse_two_histories(session, source)
    return sum(
        _end(session, source, table, end)
        for table, end in _ending()
        if table.name not in leave_out and table.name not in OPENED_AGAIN
    )


def _ending() -> Iterator[tuple[sa.Table, sa.Column[Any]]]:
    for table in METADATA.sorted_tables:
        for name in ENDS:
            if name in table.columns:
                yield table, table.columns[name]


def _end(session: Session, source: Session, table: sa.Table, end: sa.Column[Any]) -> int:
    count = 0
    is_open, is_over = end.is_(None), end.is_not(None)
    if isinstance(end.type, sa.Boolean):
        is_open, is_over = end.is_(False), end.is_(True)
    beside = [name for name in ("ended_by",) if name in table.columns]
    for row in read_rows(source, table, is_over):
        values = typed(table, row)
        key = [column == values[column.name] for column in table.primary_key.columns]
        ended = {name: values[name] for name in (end.name, *beside)}
        told = sa.update(table).where(*key, is_open).values(ended)
        count += session.connection().execute(told).rowcount
    return count


def _refuse_two_histories(session: Session, source: Session) -> None:
    here, there = _plans(session), _plans(source)
    for medicine_id in here.keys() & there.keys():
        if here[medicine_id] - there[medicine_id] and there[medicine_id] - here[medicine_id]:
            medicine = session.get_one(Medicine, medicine_id)
            raise GoneApart(
                N_(
                    "The doses of %(medicine)s were changed here and in the file. "
                    "Nothing was put in. Change them by hand."
                ),
                medicine=medicine.name,
            )


def _plans(session: Session) -> dict[Any, set[Any]]:
    plan = table_of(DosePlan)
    found: dict[Any, set[Any]] = defaultdict(set)
    for medicine_id, id_ in session.execute(sa.select(plan.c.medicine_id, plan.c.id)):
        found[medicine_id].add(id_)
    return found
