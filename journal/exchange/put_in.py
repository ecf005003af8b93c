"""A household that was taken out is put into a journal: into an empty one, or beside what is here
already, where it adds what is missing and changes nothing (T34, H36)."""

import uuid
from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from journal.care.problems import N_
from journal.exchange.added import As, Missing, Row, add, rehearse
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
from journal.records.erasing import nameless
from journal.records.erasures import Erased
from journal.records.people import Account, Household
from journal.records.photos import FOLDER, Photo, file_name, small_name
from journal.records.schema import ensure_instance, migrate
from journal.records.tables import METADATA

FOREIGN = N_(
    "This file belongs to another household, or to one that was erased here. Nothing was put in."
)


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
    """What is new here with it.

    entries, photos  of these rows; first, last: of the entries
    photos_lost      that the file names and does not hold: they stay behind
    grown            entries that are here and go on in the file
    left_out         people of the file who were erased here: they come without name and address
    """

    entries: int
    rows: int
    grown: int = 0
    left_out: int = 0
    photos: int = 0
    photos_lost: int = 0
    first: datetime | None = None
    last: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        names = ("entries", "grown", "rows", "left_out", "photos_lost")
        return {name: getattr(self, name) for name in names}


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
            erased = erased_here(session, data)
        refuse_erased(erased, source)
        if is_empty:
            new = PutIn(
                entries=_count(source, METADATA.tables["entry"]),
                rows=sum(_count(source, table) for table in tables_in(METADATA)),
                left_out=len(erased & {*source.exec(select(Account.id))}),
            )
            if not dry_run:
                restore(database, data, file, now=now)
            return new
        held = photos_in(source, file)
        missing, told = _rehearsed(database, data, source, held, now)
        if missing and not dry_run:
            # Before anything is locked: a file that no row names harms nobody.
            _unpack_photos(file, data, held)
            with database.transaction() as session:
                refuse_others(session, source)
                add(session, missing, child_id)
                note_put_in(session, None, child_id, told, now=now)
        return told


def _rehearsed(
    database: Database, data: Path, source: Session, held: Set[uuid.UUID], now: datetime
) -> tuple[Missing, PutIn]:
    with database.rehearsal() as session:
        refuse_others(session, source)
        taken, erased = set(session.exec(select(Account.email))), erased_here(session, data)
        left_out = 0

        def person(row: Row) -> Row:
            """With the address by which they are sent a link, unless it is another's."""
            nonlocal left_out
            told = of_nobody(row, erased)
            left_out += told["name"] == ""
            return told if told["email"] not in taken else known_by_name(told)

        changed: dict[str, As] = {
            "account": person,
            "photo": lambda row: row if uuid.UUID(row["id"]) in held else None,
            "quiet_hours": _of_somebody(erased),
        }
        here = set(session.exec(select(Photo.id)))
        lost = len(set(source.exec(select(Photo.id))) - here - held)
        new = rehearse(session, source, data, changed=changed, now=now)
    entries, grown = len(new.entries), len(new.grown)
    return new, PutIn(
        entries=entries, grown=grown, rows=len(new), left_out=left_out, photos_lost=lost
    )


def of_nobody(row: Row, erased: Set[uuid.UUID]) -> Row:
    """What was erased of a person stays so: what they wrote names an account that says nothing."""
    account_id = uuid.UUID(row["id"])
    return {**row, **nameless(account_id)} if account_id in erased else row


def _of_somebody(erased: Set[uuid.UUID]) -> As:
    return lambda row: None if uuid.UUID(row["account_id"]) in erased else row


def known_by_name(row: Row) -> Row:
    """An account that is named beside what it wrote and cannot be signed in to."""
    return row | {"email": f"{row['id']}@elsewhere.invalid", "passphrase_hash": ""}


def note_put_in(
    session: Session, actor: Actor | None, child_id: uuid.UUID, new: PutIn, *, now: datetime
) -> None:
    """Note in the acts of the household who put it in, None: the operator, and how much it was."""
    child = session.get_one(Child, child_id)
    said = {"child": child.name, "entries": str(new.entries + new.grown)}
    note(session, child.household_id, actor, Did.IMPORTED, about=child_id, words=said, now=now)


def erased_here(session: Session, data: Path) -> Set[uuid.UUID]:
    """Children, households and accounts that were erased from this journal."""
    return {*known([data / ERASED]), *session.exec(select(Erased.id))}


def refuse_erased(erased: Set[uuid.UUID], source: Session) -> None:
    """Raise ForeignBackup or ErasedHere for what was erased here."""
    if not erased.isdisjoint(source.exec(select(Household.id))):
        raise ForeignBackup(FOREIGN)
    if not erased.isdisjoint(source.exec(select(Child.id))):
        raise ErasedHere(N_("A child in this file was erased here. Nothing was put in."))


def refuse_others(session: Session, source: Session) -> None:
    """Raise ForeignBackup for a household that is not here."""
    for household_id in source.exec(select(Household.id)):
        if session.get(Household, household_id) is None:
            raise ForeignBackup(FOREIGN)


def photos_in(source: Session, file: Path) -> Set[uuid.UUID]:
    """The photos whose picture is in the file: a row without one would show nothing."""
    with opened(file) as archive:
        names = set(archive.namelist())
    return {
        photo for photo in source.exec(select(Photo.id)) if f"{FOLDER}/{file_name(photo)}" in names
    }


def _unpack_photos(file: Path, data: Path, photos: Set[uuid.UUID]) -> None:
    with opened(file) as archive:
        names = set(archive.namelist())
        for photo in photos:
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
            restore(database, Path(folder), file, photos=False, trial=True, now=now)
            yield database
        finally:
            database.close()


def _count(session: Session, table: sa.Table) -> int:
    return int(session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())
