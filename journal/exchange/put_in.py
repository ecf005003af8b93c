"""A household that was taken out is put into a journal: into an empty one, or beside what is here
already, where it adds what is missing and changes nothing (T34, H36)."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from journal.care.problems import N_
from journal.exchange.added import As, add_missing
from journal.exchange.archive import opened
from journal.exchange.backup import BackupRefused, tables_in
from journal.exchange.erased import FILE as ERASED
from journal.exchange.erased import known
from journal.exchange.restore import restore, unpack
from journal.records.access import Actor
from journal.records.acts import note
from journal.records.audit import Did
from journal.records.children import Child
from journal.records.database import Database
from journal.records.erasures import Erased
from journal.records.people import Account, Household
from journal.records.photos import FOLDER, Photo, file_name, small_name
from journal.records.schema import ensure_instance, migrate
from journal.records.tables import METADATA


class ForeignBackup(BackupRefused):
    """The file is of a household that is not here, and this journal already has a family."""

    code = "foreign_backup"


class NotInIt(BackupRefused):
    """The child is not in the file."""

    code = "not_in_it"


class ErasedHere(BackupRefused):
    """What is in the file was erased from this journal."""

    code = "erased_here"


@dataclass(frozen=True, slots=True, kw_only=True)
class PutIn:
    """What is new here with it. entries, photos: of these rows; first, last: of the entries."""

    entries: int
    rows: int
    photos: int = 0
    first: datetime | None = None
    last: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        return {"entries": self.entries, "rows": self.rows}


class OnlyTried(Exception):
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
    with in_scratch(data, file, now) as scratch, scratch.reading() as source:
        if source.get(Child, child_id) is None:
            raise NotInIt(N_("This child is not in the file. Nothing was put in."))
        with database.reading() as session:
            is_empty = session.exec(select(Account.id)).first() is None
        if is_empty:
            new = PutIn(
                entries=_count(source, METADATA.tables["entry"]),
                rows=sum(_count(source, table) for table in tables_in(METADATA)),
            )
            if not dry_run:
                restore(database, data, file, now=now)
            return new
        try:
            return _add(database, data, file, source, child_id, dry_run=dry_run, now=now)
        except OnlyTried as tried:
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
    dry_run: bool,
    now: datetime,
) -> PutIn:
    with database.transaction() as session:
        refuse_others(session, data, source)
        new = add_missing(session, source, child_id, data, changed={"account": _signs_in(session)})
        told = PutIn(entries=new["entry"], rows=sum(new.values()))
        if told.rows and not dry_run:
            _unpack_photos(file, data, source)
            note_put_in(session, None, child_id, now=now)
        if dry_run:
            raise OnlyTried(told)
        return told


def _signs_in(session: Session) -> As:
    """People who come in keep the address by which they are sent a link, unless it is another's."""
    taken = set(session.exec(select(Account.email)))

    def known(row: dict[str, Any]) -> dict[str, Any]:
        return row if row["email"] not in taken else known_by_name(row)

    return known


def known_by_name(row: dict[str, Any]) -> dict[str, Any]:
    """An account that is named beside what it wrote and cannot be signed in to."""
    return row | {"email": f"{row['id']}@elsewhere.invalid", "passphrase_hash": ""}


def note_put_in(
    session: Session, actor: Actor | None, child_id: uuid.UUID, *, now: datetime
) -> None:
    """Note in the acts of the household who put it in; None: the operator."""
    child = session.get_one(Child, child_id)
    said = {"child": child.name}
    note(session, child.household_id, actor, Did.IMPORTED, about=child_id, words=said, now=now)


def refuse_others(session: Session, data: Path, source: Session) -> None:
    """Raise ForeignBackup for the household of others, ErasedHere for what was erased here."""
    erased = {*known([data / ERASED]), *session.exec(select(Erased.id))}
    for household_id in source.exec(select(Household.id)):
        if household_id in erased or session.get(Household, household_id) is None:
            raise ForeignBackup(N_("This file belongs to another household. Nothing was put in."))
    for child_id in source.exec(select(Child.id)):
        if child_id in erased:
            raise ErasedHere(N_("A child in this file was erased here. Nothing was put in."))


def _unpack_photos(file: Path, data: Path, source: Session) -> None:
    with opened(file) as archive:
        names = set(archive.namelist())
        for photo in source.exec(select(Photo.id)):
            for name in (file_name(photo), small_name(photo)):
                if f"{FOLDER}/{name}" in names and not (data / FOLDER / name).exists():
                    unpack(archive, f"{FOLDER}/{name}", data)


@contextmanager
def in_scratch(data: Path, file: Path, now: datetime) -> Iterator[Database]:
    """The file, restored into a database of its own, which is gone afterwards."""
    with TemporaryDirectory(prefix=".restore-", dir=data) as folder:
        database = Database(f"sqlite:///{folder}/household.sqlite3")
        try:
            migrate(database)
            ensure_instance(database)
            restore(database, Path(folder), file, photos=False, now=now)
            yield database
        finally:
            database.close()


def _count(session: Session, table: sa.Table) -> int:
    return int(session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())
