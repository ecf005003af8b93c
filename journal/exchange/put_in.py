"""A household that was taken out is put into a journal: into an empty one, or beside what is here
already, where it adds what is missing and changes nothing (T34, H36)."""

import uuid
from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from journal.care.problems import N_
from journal.exchange.archive import opened
from journal.exchange.backup import BackupRefused, tables_in
from journal.exchange.erased import FILE as ERASED
from journal.exchange.erased import known
from journal.exchange.restore import insert_rows, restore, unpack
from journal.exchange.rows import read_rows, typed
from journal.exchange.taken_out import OF_PEOPLE
from journal.exchange.verify import verify_in
from journal.records.acts import note
from journal.records.audit import Did
from journal.records.children import Child
from journal.records.database import Database
from journal.records.erasing import nameless
from journal.records.erasures import Erased
from journal.records.people import Account, Household
from journal.records.photos import FOLDER, Photo, file_name, small_name
from journal.records.schema import ensure_instance, migrate
from journal.records.tables import METADATA

# Chains and counters of this journal: what another copy of it says of them adds nothing.
OWN = {
    "act", "act_words", "erased", "auth_session", "membership", "joiner", "child_role", "parting",
    "erasure", "passkey", "authenticator", "recovery_code", "device",
}  # fmt: skip


FOREIGN = N_(
    "This file belongs to another household, or to one that was erased here. Nothing was put in."
)


class ForeignBackup(BackupRefused):
    """The file is of a household that is not here, and this journal already has a family."""

    code = "foreign_backup"


@dataclass(frozen=True, slots=True, kw_only=True)
class PutIn:
    """What is new here with it.

    entries   of these rows
    left_out  how many people of the file were erased here: they come without name and address
    """

    entries: int
    rows: int
    left_out: int = 0

    def as_json(self) -> dict[str, Any]:
        return {"entries": self.entries, "rows": self.rows, "left_out": self.left_out}


class _OnlyTried(Exception):
    """Nothing is to be written."""


def put_in(
    database: Database,
    data: Path,
    child_id: uuid.UUID,
    file: Path,
    *,
    dry_run: bool = False,
    now: datetime,
) -> PutIn:
    """Read `file` and add what this journal lacks of it, whole or not at all.

    child_id  a child whose journal must be in it
    dry_run   say what would be new, and write nothing
    It is restored into a database of its own first, so that everything a restore refuses is
    refused. Raises BackupRefused; ForeignBackup when another family lives here.
    """
    with _scratch(data, file, now) as scratch, scratch.reading() as source:
        if source.get(Child, child_id) is None:
            raise BackupRefused(N_("This child is not in the file. Nothing was put in."))
        with database.reading() as session:
            is_empty = session.exec(select(Account.id)).first() is None
            erased = {*known([data / ERASED]), *session.exec(select(Erased.id))}
        _refuse_erased(erased, source)
        if is_empty:
            new = PutIn(
                entries=_count(source, METADATA.tables["entry"]),
                rows=sum(_count(source, table) for table in tables_in(METADATA)),
                left_out=len(erased & {*source.exec(select(Account.id))}),
            )
            if not dry_run:
                restore(database, data, file, now=now)
            return new
        try:
            return _add(
                database, data, file, source, child_id, erased=erased, dry_run=dry_run, now=now
            )
        except _OnlyTried as tried:
            new = tried.args[0]
            assert isinstance(new, PutIn)
            return new


def _add(
    database: Database,
    data: Path,
    file: Path,
    source: Session,
    child_id: uuid.UUID,
    *,
    erased: Set[uuid.UUID],
    dry_run: bool,
    now: datetime,
) -> PutIn:
    with database.transaction() as session:
        _refuse_others(session, source)
        new: dict[str, int] = {}
        left_out = 0
        for table in tables_in(METADATA):
            if table.name not in OWN:
                missing = _missing(session, source, table)
                told_of = (_of_nobody(table, row, erased) for row in missing)
                rows = [row for row in told_of if row is not None]
                insert_rows(session, table, rows)
                new[table.name] = len(rows)
                left_out += sum(table.name == "account" and row["name"] == "" for row in rows)
        told = PutIn(entries=new["entry"], rows=sum(new.values()), left_out=left_out)
        if not told.rows:
            return told
        _unpack_photos(file, data, source)
        verdict = verify_in(session, data)
        if not verdict.is_readable:
            raise BackupRefused(
                N_("The file and this journal have gone different ways: %(fault)s Nothing is new."),
                fault=verdict.faults[0],
            )
        if dry_run:
            raise _OnlyTried(told)
        child = session.get_one(Child, child_id)
        said = {"child": child.name}
        note(session, child.household_id, None, Did.IMPORTED, about=child_id, words=said, now=now)
        return told


def _refuse_erased(erased: Set[uuid.UUID], source: Session) -> None:
    if not erased.isdisjoint(source.exec(select(Household.id))):
        raise ForeignBackup(FOREIGN)
    if not erased.isdisjoint(source.exec(select(Child.id))):
        raise BackupRefused(N_("A child in this file was erased here. Nothing was put in."))


def _refuse_others(session: Session, source: Session) -> None:
    for household_id in source.exec(select(Household.id)):
        if session.get(Household, household_id) is None:
            raise ForeignBackup(FOREIGN)


def _of_nobody(
    table: sa.Table, row: Mapping[str, Any], erased: Set[uuid.UUID]
) -> Mapping[str, Any] | None:
    """What was erased of a person stays so: what they wrote names an account that says nothing."""
    if table.name not in OF_PEOPLE or uuid.UUID(row[OF_PEOPLE[table.name]]) not in erased:
        return row
    if table.name != "account":
        return None
    return {**row, **nameless(uuid.UUID(row["id"]))}


def _missing(session: Session, source: Session, table: sa.Table) -> Iterator[Mapping[str, Any]]:
    keys = list(table.primary_key.columns)
    here = {tuple(row) for row in session.connection().execute(sa.select(*keys))}
    for row in read_rows(source, table):
        values = typed(table, row)
        if tuple(values[key.name] for key in keys) not in here:
            yield row


def _unpack_photos(file: Path, data: Path, source: Session) -> None:
    with opened(file) as archive:
        names = set(archive.namelist())
        for photo in source.exec(select(Photo.id)):
            for name in (file_name(photo), small_name(photo)):
                if f"{FOLDER}/{name}" in names and not (data / FOLDER / name).exists():
                    unpack(archive, f"{FOLDER}/{name}", data)


@contextmanager
def _scratch(data: Path, file: Path, now: datetime) -> Iterator[Database]:
    with TemporaryDirectory(prefix=".restore-", dir=data) as folder:
        database = Database(f"sqlite:///{folder}/household.sqlite3")
        try:
            migrate(database)
            ensure_instance(database)
            restore(database, Path(folder), file, photos=False, trial=True, now=now)
            yield database
        finally:
            database.close()


def _count(session: Session, table: sa.Table) -> int:
    return int(session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())
