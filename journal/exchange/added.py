"""Rows of a household that was taken out, added to a journal that has it already: what is missing
comes in, and what is here stays as it is (T34, H36)."""

import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from journal.care.problems import N_
from journal.clock import now
from journal.exchange.backup import tables_in
from journal.exchange.gone_on import GoneApart, take_over_ends
from journal.exchange.restore import insert_rows
from journal.exchange.rows import read_rows, typed
from journal.exchange.verify import verify_in
from journal.records.children import Child
from journal.records.columns import table_of
from journal.records.entries import Entry
from journal.records.feed import next_seq
from journal.records.members import hide_from_the_chosen
from journal.records.people import Household
from journal.records.scope import admit
from journal.records.tables import METADATA

# Chains and counters of this journal: what another copy of it says of them adds nothing. What is
# due is worked out from the plans, here as there.
OWN = frozenset({
    "act", "act_words", "erased", "auth_session", "membership", "joiner", "child_role", "parting",
    "erasure", "passkey", "authenticator", "recovery_code", "device", "occurrence",
})  # fmt: skip

Row = dict[str, Any]
As = Callable[[Row], Row | None]


def as_it_is(row: Row) -> Row:
    """A row that comes in as it was written."""
    return row


def add_missing(
    session: Session,
    source: Session,
    child_id: uuid.UUID,
    data: Path,
    *,
    leave_out: Collection[str] = (),
    changed: Mapping[str, As] | None = None,
) -> dict[str, int]:
    """Add the rows of `source` that the journal lacks; return how many of each table, and how many
    that are here were "ended".

    child_id   a child of the household, which is here
    leave_out  further tables that stay behind
    changed    by table, what becomes of a row on its way; None: it stays behind
    Phones learn of the entries with their next sync. Raises GoneApart, and as the database does.
    """
    ended = take_over_ends(session, source, leave_out={*OWN, *leave_out})
    counts: dict[str, int] = {}
    for table in tables_in(METADATA):
        if table.name in OWN or table.name in leave_out:
            continue
        told = map((changed or {}).get(table.name, as_it_is), _missing(session, source, table))
        rows: Iterator[Row] = (row for row in told if row is not None)
        if table.name == Entry.__tablename__:
            rows = _counted_on(session, child_id, rows)
        counts[table.name] = _insert(session, table, rows)
    counts["ended"] = ended
    if any(counts.values()):
        verdict = verify_in(session, data)
        if not verdict.is_readable:
            raise GoneApart(
                N_("The file and this journal have gone different ways: %(fault)s Nothing is new."),
                fault=verdict.faults[0],
            )
    return counts


def _missing(session: Session, source: Session, table: sa.Table) -> Iterator[Row]:
    """Rows of which nothing is here by which a table tells its rows apart."""
    keys = list(_keys(table))
    here = [{tuple(row) for row in session.connection().execute(sa.select(*key))} for key in keys]
    for row in read_rows(source, table):
        values = typed(table, row)
        told = (tuple(values[column.name] for column in key) for key in keys)
        if not any(each in known for each, known in zip(told, here, strict=True)):
            yield row


def _keys(table: sa.Table) -> Iterator[list[sa.Column[Any]]]:
    yield list(table.primary_key.columns)
    for one in table.constraints:
        # An address is that of whoever signs in with it here, and names nobody twice.
        if isinstance(one, sa.UniqueConstraint) and table.name != "account":
            yield list(one.columns)


def _counted_on(session: Session, child_id: uuid.UUID, rows: Iterable[Row]) -> Iterator[Row]:
    """Entries with the next numbers of the household's count: phones ask what came after theirs."""
    rows = list(rows)
    if not rows:
        return
    first = next_seq(session, child_id)
    for number, row in enumerate(rows):
        yield row | {"seq": first + number}
    home = session.scalars(select(Child.household_id).where(Child.id == child_id)).one()
    table = table_of(Household)
    last = first + len(rows) - 1
    session.execute(sa.update(table).where(table.c.id == home).values(seq=last))


def _insert(session: Session, table: sa.Table, rows: Iterable[Row]) -> int:
    count, new = 0, []

    def counted() -> Iterator[Row]:
        nonlocal count
        for row in rows:
            count += 1
            if table.name == "child":
                new.append(uuid.UUID(row["id"]))
                admit(session, new[-1])
            yield row

    insert_rows(session, table, counted())
    for child in new:
        hide_from_the_chosen(session, session.get_one(Child, child), now=now())
    return count
