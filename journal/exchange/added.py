"""Rows of a household that was taken out, added to a journal that has it already: what is missing
comes in, and what is here stays as it is (T34, H36)."""

import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from journal.care.problems import N_
from journal.clock import now as moment
from journal.exchange.backup import tables_in
from journal.exchange.gone_on import Doses, Ended, doses_of, ended_there, refuse_overtaken
from journal.exchange.grown import GoneApart, Grown, grown_entries
from journal.exchange.rows import AT_ONCE, plain, read_rows, typed
from journal.exchange.verify import verify_in
from journal.records.children import Child
from journal.records.columns import table_of
from journal.records.entries import Entry, Revision
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

BROUGHT = str(Revision.__tablename__)

Row = dict[str, Any]
As = Callable[[Row], Row | None]


def as_it_is(row: Row) -> Row:
    """A row that comes in as it was written."""
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What a journal lacks of a file, ready to be written.

    rows   by table, each table after those it points to
    grown  entries that go on in the file where they stand here
    ended  plans that are open here and over in the file
    doses  the dose plans of this journal, as they were looked at
    """

    rows: Mapping[str, Sequence[Row]]
    grown: Sequence[Grown] = ()
    ended: Sequence[Ended] = ()
    doses: Doses

    def __bool__(self) -> bool:
        return bool(self.ended) or any(self.rows.values())

    def __len__(self) -> int:
        return len(self.ended) + sum(map(len, self.rows.values()))

    @property
    def entries(self) -> Sequence[Row]:
        """Those of which nothing is here."""
        return self.rows[str(Entry.__tablename__)]


def rehearse(
    session: Session,
    source: Session,
    data: Path,
    *,
    leave_out: Collection[str] = (),
    changed: Mapping[str, As] | None = None,
    now: datetime,
) -> Missing:
    """Return what the journal lacks of `source`, and write it into this session to see it fit.

    session    a rehearsal: reading, comparing and checking take seconds, and lock nothing there
    leave_out  further tables that stay behind
    changed    by table, what becomes of a row on its way; None: it stays behind
    now        the moment that every version which comes in bears: whose name it has is what the
               file says, and nobody here saw them write it
    Raises GoneApart, and as the database does.
    """
    rows: dict[str, list[Row]] = {}
    on_the_way: dict[str, As] = {BROUGHT: lambda row: row | {"put_in_at": plain(now)}}
    on_the_way |= changed or {}
    for table in tables_in(METADATA):
        if table.name not in OWN and table.name not in leave_out:
            told = map(on_the_way.get(table.name, as_it_is), _missing(session, source, table))
            rows[table.name] = [typed(table, row) for row in told if row is not None]
    missing = Missing(
        rows=rows,
        grown=grown_entries(session, source, rows),
        ended=ended_there(session, source, leave_out={*OWN, *leave_out}),
        doses=doses_of(session),
    )
    _write(session, missing, [row["seq"] for row in missing.entries])
    if missing:
        verdict = verify_in(session, data)
        if not verdict.is_readable:
            raise GoneApart(
                N_("The file and this journal have gone different ways: %(fault)s Nothing is new."),
                fault=verdict.faults[0],
            )
    return missing


def add(session: Session, missing: Missing, child_id: uuid.UUID) -> None:
    """Write what was rehearsed. Phones learn of the entries with their next sync.

    child_id  a child of the household, which is here
    Raises Overtaken, or IntegrityError, when somebody wrote into it meanwhile: rehearse once more.
    """
    refuse_overtaken(session, missing.doses)
    many = len(missing.entries) + len(missing.grown)
    _write(session, missing, _next_seqs(session, child_id, many))


def _write(session: Session, missing: Missing, seqs: Sequence[int]) -> None:
    """The rows, then what is over and what has grown.

    seqs  the entries' numbers, as far as they reach
    """
    numbers = iter(seqs)
    for table in tables_in(METADATA):
        rows = missing.rows.get(table.name, ())
        if table.name == Entry.__tablename__:
            rows = [row | {"seq": next(numbers)} for row in rows]
        children = [row["id"] for row in rows] if table.name == "child" else []
        for child_id in children:
            admit(session, child_id)
        for start in range(0, len(rows), AT_ONCE):
            session.connection().execute(table.insert(), rows[start : start + AT_ONCE])
        for child_id in children:
            hide_from_the_chosen(session, session.get_one(Child, child_id), now=moment())
    for over in missing.ended:
        over.write(session)
    for one in missing.grown:
        one.write(session, seq=next(numbers, None))


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


def _next_seqs(session: Session, child_id: uuid.UUID, many: int) -> Sequence[int]:
    """The next numbers of the household's count: phones ask what came after theirs."""
    if not many:
        return ()
    first = next_seq(session, child_id)
    home = session.scalars(select(Child.household_id).where(Child.id == child_id)).one()
    table = table_of(Household)
    session.execute(sa.update(table).where(table.c.id == home).values(seq=first + many - 1))
    return range(first, first + many)
