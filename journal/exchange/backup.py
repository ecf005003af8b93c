"""A backup: one file with the whole journal, which restores on SQLite and PostgreSQL alike.

A zip of `tables/NAME.jsonl`, the photos, and `manifest.json` with a checksum of each. It holds no
secrets, and nothing about who may sign in where: a phone that was signed out after the backup must
not come back with it, so everybody signs in again and asks for reminders again.
"""

import hashlib
import json
import os
import secrets
import uuid
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from journal.care.problems import N_
from journal.exchange.rows import AT_ONCE, canonical, read_rows, typed
from journal.exchange.snapshot import snapshot
from journal.exchange.verify import verify_in
from journal.records.database import Database
from journal.records.people import Account, Instance
from journal.records.schema import newest
from journal.records.tables import METADATA
from journal.settings import VERSION, keep_names

FORMAT = 1
MANIFEST = "manifest.json"
LEFT_OUT = {
    "instance", "heartbeat", "attempt", "invitation", "auth_session", "api_token",
    "push_subscription", "delivery",
}  # fmt: skip


# Everything a damaged zip has been seen to raise while it is opened or unpacked.
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, RuntimeError)


class BackupRefused(Exception):
    """The backup cannot be made or restored; the sentence says why, and nothing was changed."""

    def __init__(self, text: str, **values: str) -> None:
        super().__init__(text % values)


def backup(database: Database, data: Path, file: Path, *, now: datetime) -> dict[str, Any]:
    """Write the journal as it stands at this moment to `file` and return its manifest.

    data  the data directory, for the photos
    The file is there whole or not at all, for this user only. A running server is not disturbed.
    Raises BackupRefused when `file` is there already or the journal is not whole.
    """
    if file.exists():
        raise BackupRefused(N_("%(file)s is there already. Choose another name."), file=file.name)
    scratch = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(scratch, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w+b") as target:
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
                manifest = _write(archive, database, data, now)
            target.flush()
            os.fsync(target.fileno())
        scratch.replace(file)
        keep_names(file.parent)
    finally:
        scratch.unlink(missing_ok=True)
    return manifest


def _write(
    archive: zipfile.ZipFile, database: Database, data: Path, now: datetime
) -> dict[str, Any]:
    with snapshot(database) as session:
        verdict = verify_in(session, data)
        if not verdict.ok:
            raise BackupRefused(
                N_("The journal is not whole: %(fault)s No backup was made."),
                fault=verdict.faults[0],
            )
        files = {f"tables/{table.name}.jsonl": _lines(session, table) for table in _tables()}
        sums = {name: _add(archive, name, lines) for name, lines in files.items()}
    for photo in sorted(path for path in (data / "photos").glob("*") if path.is_file()):
        name = f"photos/{photo.name}"
        sums[name] = _add(archive, name, iter([photo.read_bytes()]))
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "schema": newest(),
        "made_at": now.isoformat(),
        "entries": verdict.entries,
        "digest": verdict.digest,
        "files": sums,
    }
    archive.writestr(MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))
    return manifest


def _tables() -> list[sa.Table]:
    """What a backup holds, each table after those it points to."""
    return [table for table in METADATA.sorted_tables if table.name not in LEFT_OUT]


def _lines(session: Session, table: sa.Table) -> Iterator[bytes]:
    return (f"{canonical(row)}\n".encode() for row in read_rows(session, table))


def _add(archive: zipfile.ZipFile, name: str, parts: Iterator[bytes]) -> str:
    sum_ = hashlib.sha256()
    with archive.open(name, "w", force_zip64=True) as file:
        for part in parts:
            file.write(part)
            sum_.update(part)
    return sum_.hexdigest()


def restore(database: Database, data: Path, file: Path) -> dict[str, Any]:
    """Fill an empty journal from a backup, whole or not at all, and return its manifest.

    Every checksum is checked before anything is written, and the digest before the commit. The
    journal gets a new epoch, so that every phone offers again what it still holds. Raises
    BackupRefused when the journal has an account, or when the file is not what was written.
    """
    try:
        archive = zipfile.ZipFile(file)
    except UNREADABLE as error:
        raise BackupRefused(
            N_("%(file)s is not a backup, or only a part of one."), file=file.name
        ) from error
    with archive:
        manifest = _checked(archive)
        with database.transaction() as session:
            _fill(session, archive, data, manifest)
    return manifest


def _checked(archive: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest of an archive whose every file is as it was written."""
    manifest = _manifest(archive)
    if manifest.get("format") != FORMAT or manifest.get("schema") != newest():
        raise BackupRefused(
            N_("This backup was made by Sunhat %(version)s, whose journal has another form."),
            version=str(manifest.get("version")),
        )
    if not isinstance(manifest.get("files"), dict) or not isinstance(manifest.get("digest"), str):
        raise _damaged(MANIFEST)
    files: Mapping[str, str] = manifest["files"]
    inside = {name for name in archive.namelist() if name != MANIFEST}
    tables = {f"tables/{table.name}.jsonl" for table in _tables()}
    for name in sorted((inside ^ files.keys()) | (tables - files.keys())):
        raise BackupRefused(N_("%(name)s is missing in the backup, or too much."), name=name)
    for name, sum_ in files.items():
        if "/" in name.removeprefix("tables/").removeprefix("photos/") or ".." in name:
            raise BackupRefused(N_("%(name)s is no name of a file in a backup."), name=name)
        if _sum(archive, name) != sum_:
            raise _damaged(name)
    return manifest


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest = json.loads(archive.read(MANIFEST))
    except UNREADABLE:
        manifest = None
    if not isinstance(manifest, dict):
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


def _fill(
    session: Session, archive: zipfile.ZipFile, data: Path, manifest: Mapping[str, Any]
) -> None:
    if session.exec(select(Account.id)).first() is not None:
        raise BackupRefused(
            N_("This journal is in use. Restore into an empty data directory and try again.")
        )
    for table in _tables():
        with archive.open(f"tables/{table.name}.jsonl") as lines:
            rows: list[dict[str, Any]] = []
            for line in lines:
                rows.append(typed(table, json.loads(line)))
                if len(rows) == AT_ONCE:
                    session.connection().execute(table.insert(), rows)
                    rows = []
            if rows:
                session.connection().execute(table.insert(), rows)
    photos = [name for name in manifest["files"] if name.startswith("photos/")]
    for name in photos:
        _unpack(archive, name, data)
    session.get_one(Instance, 1).epoch = uuid.uuid4()
    session.flush()
    if verify_in(session, data).digest != manifest["digest"]:
        raise BackupRefused(
            N_("The backup does not make the journal it was made of. Nothing was restored.")
        )


def _unpack(archive: zipfile.ZipFile, name: str, data: Path) -> None:
    target = data / name
    target.parent.mkdir(mode=0o700, exist_ok=True)
    with archive.open(name) as source, target.open("wb") as copy:
        while part := source.read(1 << 20):
            copy.write(part)
        copy.flush()
        os.fsync(copy.fileno())
    keep_names(target.parent)
