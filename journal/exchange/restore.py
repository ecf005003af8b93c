"""Filling an empty journal from a backup: whole, checked, or not at all."""

import hashlib
import os
import uuid
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from journal.care.problems import N_
from journal.exchange.access_kept import newest_access
from journal.exchange.archive import UNREADABLE, is_name, opened, read_manifest, rows_of
from journal.exchange.backup import (
    FORMAT,
    MANIFEST,
    MARKS,
    BackupRefused,
    NewerBackup,
    name_in_zip,
    tables_in,
)
from journal.exchange.digest import Known, counted_by
from journal.exchange.erased import FILE as ERASED
from journal.exchange.erased import leave_out
from journal.exchange.older import brought_to_today, scratch_at
from journal.exchange.rows import AT_ONCE, read_rows, typed
from journal.exchange.taken_away import take_away
from journal.exchange.verify import verify_in
from journal.records import restored
from journal.records.database import Database
from journal.records.erasures_asked import announce_erasures_anew
from journal.records.partings import announce_partings_anew
from journal.records.people import Account, Instance
from journal.records.schema import known, newest
from journal.records.tables import METADATA
from journal.settings import keep_names

# What a table raises whose lines have their sum and are no rows of it.
NO_ROWS = (
    ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Into:
    """Where a backup goes to, and how."""

    data: Path
    now: datetime
    photos: bool
    beside: Sequence[Path]
    trial: bool


def restore(
    database: Database,
    data: Path,
    file: Path,
    *,
    now: datetime,
    photos: bool = True,
    beside: Sequence[Path] = (),
    trial: bool = False,
) -> dict[str, Any]:
    """Fill an empty journal from a backup, whole or not at all, and return its manifest.

    photos  whether they are unpacked; they are read and compared in any case
    beside  folders where lists may lie that know more than the backup, beside the data directory
    trial   the rows are to be looked at alone: nothing follows that would make a journal of them

    Every checksum is checked before anything is written, and the digest before the commit. A
    backup of an older Sunhat is brought to today's schema first, in a database of its own. The
    journal gets a new epoch, so that every phone offers again what it still holds, and until they
    have, doses are unknown (`records.restored`). What was erased since the backup does not come
    back: `left_out` of the manifest says how many children, households and accounts. Neither does
    whoever was taken out since (`access`: as of which moment that was known; "": it was not), and
    what was to be erased, or an owner who was to go, waits for a week once more.

    Raises BackupRefused when the journal has an account, when the file is not what was written, or
    when a newer Sunhat wrote it.
    """
    into = _Into(data=data, now=now, photos=photos, beside=[data, *beside], trial=trial)
    with opened(file) as archive:
        manifest = _manifest(archive)
        if manifest["schema"] == newest():
            _check(archive, manifest, METADATA)
            return {**manifest, **_restore_rows(database, archive, into, manifest)}
        return {**manifest, **_restore_older(database, archive, into, manifest)}


def _restore_rows(
    database: Database, archive: zipfile.ZipFile, into: _Into, manifest: Mapping[str, Any]
) -> dict[str, Any]:
    with database.transaction() as session:
        _refuse_when_in_use(session)
        _fill(session, METADATA, archive)
        return _finish(session, archive, into, manifest)


def _restore_older(
    database: Database, archive: zipfile.ZipFile, into: _Into, manifest: Mapping[str, Any]
) -> dict[str, Any]:
    with scratch_at(manifest["schema"], into.data) as (scratch, schema):
        _check(archive, manifest, schema)
        with scratch.transaction() as session:
            _fill(session, schema, archive)
        columns = brought_to_today(scratch, schema)
        with scratch.reading() as source, database.transaction() as session:
            _refuse_when_in_use(session)
            for table in tables_in(METADATA):
                insert_rows(session, table, read_rows(source, table))
            return _finish(session, archive, into, manifest, columns)


def _check(archive: zipfile.ZipFile, manifest: Mapping[str, Any], schema: sa.MetaData) -> None:
    """Raise BackupRefused unless every file of the archive is as it was written."""
    files: Mapping[str, str] = manifest["files"]
    inside = {name for name in archive.namelist() if name != MANIFEST}
    tables = {name_in_zip(table) for table in tables_in(schema) if table.name != MARKS}
    for name in sorted((inside ^ files.keys()) | (tables - files.keys())):
        raise BackupRefused(N_("%(name)s is missing in the backup, or too much."), name=name)
    for name, sum_ in files.items():
        if not is_name(name):
            raise BackupRefused(N_("%(name)s is no name of a file in a backup."), name=name)
        if _sum(archive, name) != sum_:
            raise _damaged(name)


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    manifest = read_manifest(archive)
    if manifest is None:
        raise _damaged(MANIFEST)
    if manifest.get("format") != FORMAT or manifest.get("schema") not in known():
        raise NewerBackup(
            N_(
                "This backup was made by Sunhat %(version)s, which is newer than this one. "
                "Update Sunhat and restore it then."
            ),
            version=str(manifest.get("version")),
        )
    if not isinstance(manifest.get("files"), dict) or not isinstance(manifest.get("digest"), str):
        raise _damaged(MANIFEST)
    return manifest


def _damaged(name: str) -> BackupRefused:
    return BackupRefused(N_("%(name)s in the backup is damaged. Nothing was restored."), name=name)


def _sum(archive: zipfile.ZipFile, name: str) -> str | None:
    """The checksum of a file in the archive; None when it cannot even be unpacked."""
    sum_ = hashlib.sha256()
    try:
        with archive.open(name) as file:
            while part := file.read(1 << 20):
                sum_.update(part)
    except UNREADABLE:
        return None
    return sum_.hexdigest()


def _refuse_when_in_use(session: Session) -> None:
    if session.exec(select(Account.id)).first() is not None:
        raise BackupRefused(
            N_("This journal is in use. Restore into an empty data directory and try again.")
        )


def _fill(session: Session, schema: sa.MetaData, archive: zipfile.ZipFile) -> None:
    there = archive.namelist()
    for table in tables_in(schema):
        if table.name == MARKS and name_in_zip(table) not in there:
            continue  # backups before 23 Nov 2026 have none
        try:
            with archive.open(name_in_zip(table)) as lines:
                insert_rows(session, table, rows_of(lines))
        except sa.exc.OperationalError:
            raise  # the disk is full, or the database busy: nothing to do with the backup
        except (sa.exc.StatementError, *NO_ROWS) as error:
            raise _damaged(name_in_zip(table)) from error


def insert_rows(session: Session, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows as `read_rows` tells them. Raises as the database and `typed` do."""
    left = iter(rows)
    while some := [typed(table, row) for row in islice(left, AT_ONCE)]:
        session.connection().execute(table.insert(), some)


def _finish(
    session: Session,
    archive: zipfile.ZipFile,
    into: _Into,
    manifest: Mapping[str, Any],
    columns: Known = None,
) -> dict[str, Any]:
    """Unpack the photos, begin a new epoch, and refuse what is not the journal of the backup.

    columns  what the backup's schema had; a migration may have added to it
    Returns what else became of it, as the manifest of `restore` says.
    """
    for name in manifest["files"]:
        if into.photos and name.startswith("photos/"):
            unpack(archive, name, into.data)
    session.get_one(Instance, 1).epoch = uuid.uuid4()
    made_at = _made_at(manifest)
    restored.begin(session, made_at=made_at, now=into.now)
    try:
        counted = counted_by(manifest, columns)
    except (TypeError, ValueError):
        raise _damaged(MANIFEST) from None
    if verify_in(session, into.data, counted).digest != manifest["digest"]:
        raise BackupRefused(
            N_("The backup does not make the journal it was made of. Nothing was restored.")
        )
    return {} if into.trial else _since_then(session, into, made_at)


def _since_then(session: Session, into: _Into, made_at: datetime) -> dict[str, Any]:
    """What the backup could not know: what was erased since, who was taken out, what was taken
    back."""
    left_out = leave_out(session, into.data, [folder / ERASED for folder in into.beside])
    announce_erasures_anew(session, now=into.now)
    announce_partings_anew(session, now=into.now)
    access = newest_access(into.beside, made_at=made_at)
    done: dict[str, Any] = {"left_out": left_out} if left_out else {}
    if access is None:
        return done | {"access": ""}
    gone = take_away(session, access, now=into.now)
    return done | {
        "access": gone.of.isoformat(), "taken_away": gone.rights, "no_passphrase": gone.passphrases,
        "owners_of_then": gone.owners,
    }  # fmt: skip


def _made_at(manifest: Mapping[str, Any]) -> datetime:
    try:
        return datetime.fromisoformat(manifest["made_at"]).astimezone(UTC)
    except (KeyError, TypeError, ValueError):
        raise _damaged(MANIFEST) from None


def unpack(archive: zipfile.ZipFile, name: str, data: Path) -> None:
    """Write a file of the archive into the data directory, onto the disk."""
    target = data / name
    target.parent.mkdir(mode=0o700, exist_ok=True)
    with archive.open(name) as source, target.open("wb") as copy:
        while part := source.read(1 << 20):
            copy.write(part)
        copy.flush()
        os.fsync(copy.fileno())
    keep_names(target.parent)
