"""Plans that went on elsewhere: what was ended or replaced there is so here too, before anything
new comes in. Otherwise a dose that was taken back would be called due again (H7, H36)."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from journal.care.problems import N_
from journal.exchange.grown import GoneApart, Overtaken
from journal.exchange.rows import read_rows, typed
from journal.records.columns import table_of
from journal.records.medicines import DosePlan, Medicine
from journal.records.tables import METADATA

# Set once and never taken back, but of a page for a visit, which may be opened again.
ENDS = ("replaced", "ended_at", "taken_back_at")
OPENED_AGAIN = frozenset({"preparation"})
Doses = Mapping[uuid.UUID, frozenset[uuid.UUID]]
_PLAN = table_of(DosePlan)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A row that is open here and over in the file. values: what says so."""

    table: sa.Table
    key: Mapping[str, Any]
    values: Mapping[str, Any]

    def write(self, session: Session) -> None:
        """End it here too. What was ended here meanwhile gets the file's moment."""
        is_it = [self.table.c[name] == value for name, value in self.key.items()]
        session.connection().execute(sa.update(self.table).where(*is_it).values(**self.values))


def ended_there(session: Session, source: Session, *, leave_out: Collection[str]) -> list[Ended]:
    """Return what is open here and over in `source`; what is over here stays so.

    leave_out  tables that stay behind
    Raises GoneApart when the doses of a medicine were changed on both sides: together the two
    histories would make a third one that nobody ordered.
    """
    _refuse_two_histories(session, source)
    return [
        one
        for table, end in _ending()
        if table.name not in leave_out and table.name not in OPENED_AGAIN
        for one in _ended(session, source, table, end)
    ]


def doses_of(session: Session) -> Doses:
    """The dose plans of each medicine."""
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for medicine_id, id_ in session.connection().execute(
        sa.select(_PLAN.c.medicine_id, _PLAN.c.id)
    ):
        found[medicine_id].add(id_)
    return {medicine_id: frozenset(ids) for medicine_id, ids in found.items()}


def refuse_overtaken(session: Session, doses: Doses) -> None:
    """Raise Overtaken when a dose was changed here since `doses` were read."""
    if doses_of(session) != doses:
        raise Overtaken(N_("Somebody wrote here meanwhile. Nothing was put in: try again."))


def _ending() -> Iterator[tuple[sa.Table, sa.Column[Any]]]:
    for table in METADATA.sorted_tables:
        for name in ENDS:
            if name in table.columns:
                yield table, table.columns[name]


def _ended(
    session: Session, source: Session, table: sa.Table, end: sa.Column[Any]
) -> Iterator[Ended]:
    is_open = end.is_(False) if isinstance(end.type, sa.Boolean) else end.is_(None)
    keys = [column.name for column in table.primary_key.columns]
    query = sa.select(*(table.c[name] for name in keys)).where(is_open)
    still = {tuple(row) for row in session.connection().execute(query)}
    said = [end.name, *(name for name in ("ended_by",) if name in table.columns)]
    for row in read_rows(source, table, ~is_open):
        values = typed(table, row)
        if tuple(values[name] for name in keys) in still:
            yield Ended(
                table=table,
                key={name: values[name] for name in keys},
                values={name: values[name] for name in said},
            )


def _refuse_two_histories(session: Session, source: Session) -> None:
    here, there = doses_of(session), doses_of(source)
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
