"""A household taken out whole, in the form of a backup, to be put into another Sunhat (T34).

Its rows go into a database of their own, of which a backup is made: what is read back is what every
restore reads. Of its people go names, addresses and roles, and nothing with which they sign in.
"""

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.care.problems import N_
from journal.exchange.backup import BackupRefused, backup, tables_in
from journal.exchange.restore import insert_rows
from journal.exchange.rows import read_rows
from journal.records.children import Child
from journal.records.database import Database
from journal.records.entries import Entry, Kind
from journal.records.erasing import people_of, whose_rows
from journal.records.schema import migrate
from journal.records.tables import METADATA

Keeps = Callable[[dict[str, Any]], bool]
# Of an account's own rows the one that says how it is reminded.
OF_PEOPLE = {"quiet_hours": "account_id", "account": "id"}


def take_out(
    database: Database,
    data: Path,
    child_id: uuid.UUID,
    file: Path,
    *,
    reader: uuid.UUID | None,
    now: datetime,
) -> dict[str, Any]:
    """Write the household of a child to `file`, photos too, and return the manifest.

    data    the data directory
    reader  who takes it out: nobody's diary but their own is in it (H39); None: the operator, all
    Raises BackupRefused when there is no such child or its journal is not whole.
    """
    with TemporaryDirectory(prefix=".restore-", dir=data) as folder:
        scratch = Database(f"sqlite:///{folder}/household.sqlite3")
        try:
            migrate(scratch)
            with database.snapshot() as session, scratch.transaction() as target:
                _copy(session, target, child_id, reader)
            return backup(scratch, data, file, now=now)
        finally:
            scratch.close()


def _copy(source: Session, target: Session, child_id: uuid.UUID, reader: uuid.UUID | None) -> None:
    child = source.get(Child, child_id)
    if child is None:
        raise BackupRefused(N_("There is no such child in this journal. Nothing was written."))
    children = select(Child.id).where(Child.household_id == child.household_id)
    ids = {str(one) for one in source.exec(children)}
    people = people_of(source, child.household_id)
    hidden = _diaries_of_others(source, reader)
    for table in tables_in(METADATA):
        rows = _rows(source, table, child.household_id, people, ids)
        insert_rows(target, table, (row for row in rows if not _is_hidden(table, row, hidden)))


def _rows(
    source: Session,
    table: sa.Table,
    household_id: uuid.UUID,
    people: set[uuid.UUID],
    children: set[str],
) -> Iterator[dict[str, Any]]:
    if table.name in OF_PEOPLE:
        which = table.c[OF_PEOPLE[table.name]].in_(people)
        for row in read_rows(source, table, which):
            yield row | {"passphrase_hash": ""} if table.name == "account" else row
    elif table.name == "quarantine":
        # What a stranger sent for this child is the stranger's, whose account is not in the file.
        for row in read_rows(source, table, table.c.by.in_(people)):
            if row["content"].get("child") in children:
                yield row
    elif (theirs := whose_rows(source, table, household_id)) is not None:
        yield from read_rows(source, table, theirs)


def _diaries_of_others(source: Session, reader: uuid.UUID | None) -> set[str]:
    if reader is None:
        return set()
    others = select(Entry.id).where(Entry.kind == Kind.DIARY, col(Entry.made_by) != reader)
    return {str(one) for one in source.exec(others)}


def _is_hidden(table: sa.Table, row: dict[str, Any], hidden: set[str]) -> bool:
    if table.name == "quarantine":
        return bool(hidden) and row["content"].get("kind") == Kind.DIARY
    return row.get("id" if table.name == "entry" else "entry_id") in hidden
