"""A backup: one file with the whole journal, which restores on SQLite and PostgreSQL alike.

A zip of `tables/NAME.jsonl`, the photos, and `manifest.json` with a checksum of each. It holds no
secrets, and nothing about who may sign in where: a phone that was signed out after the backup must
not come back with it, so everybody signs in again and asks for reminders again. Of sessions it
holds the marks of removed phones alone, by which these are told to erase themselves (T24). What
links show stays behind too: a link that was ended after the backup must not open again (T10).
"""

import hashlib
import json
import os
import secrets
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from journal.care.problems import N_
from journal.exchange.digest import PEOPLE_AND_PLANS
from journal.exchange.photos import parts_of, photo_files
from journal.exchange.rows import canonical, read_rows
from journal.exchange.verify import verify_in
from journal.records.acts import heads
from journal.records.database import Database
from journal.records.photos import FOLDER
from journal.records.schema import newest
from journal.records.tables import METADATA
from journal.settings import VERSION, keep_names

FORMAT = 1
MANIFEST = "manifest.json"
LEFT_OUT = {
    "instance", "heartbeat", "attempt", "invitation", "api_token",
    "push_subscription", "delivery", "restored", "mailbox", "calendar_feed",
    "shared_file", "reset_link", "challenge", "backup_run", "untold",
}  # fmt: skip
MARKS = "auth_session"


class BackupRefused(Exception):
    """The backup cannot be made or restored; the sentence says why, and nothing was changed."""

    code = "backup_refused"

    def __init__(self, text: str, **values: str) -> None:
        super().__init__(text % values)


class NotABackup(BackupRefused):
    """It is another file, or only a part of one."""

    code = "not_a_backup"


class NewerBackup(BackupRefused):
    """A newer Sunhat wrote it."""

    code = "newer_backup"


def backup(database: Database, data: Path, file: Path, *, now: datetime) -> dict[str, Any]:
    """Write the journal as it stands at this moment to `file` and return its manifest.

    data  the data directory, for the photos
    The file is there whole or not at all, for this user only. A running server is not disturbed.
    A photo whose file is lost or damaged holds nothing else back: `lost` of the manifest says which
    (none: no such key). Neither does a list of who did what that somebody changed from outside:
    `broken` says whose, and it is backed up as it is. Raises BackupRefused when `file` is there
    already or the journal is not whole.
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
    with database.snapshot() as session:
        verdict = verify_in(session, data)
        if not verdict.is_readable:
            raise BackupRefused(
                N_("The journal is not whole: %(fault)s No backup was made."),
                fault=verdict.faults[0],
            )
        files = {name_in_zip(table): lines_of(session, table) for table in tables_in(METADATA)}
        sums = {name: _add(archive, name, lines) for name, lines in files.items()}
        photos, last_acts = photo_files(session, data), heads(session)
    # No longer in the snapshot: a photo that is named stays, and is never written again.
    for photo in photos:
        name = f"{FOLDER}/{photo.name}"
        try:
            sums[name] = _add(archive, name, parts_of(photo))
        except FileNotFoundError as error:
            raise BackupRefused(
                N_("A photo that no entry names was removed meanwhile. Make the backup again.")
            ) from error
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "schema": newest(),
        "made_at": now.isoformat(),
        "entries": verdict.entries,
        "digest": verdict.digest,
        "counted": sorted(PEOPLE_AND_PLANS),
        "files": sums,
        "acts": last_acts,
        **({"lost": list(verdict.photos)} if verdict.photos else {}),
        **({"broken": list(verdict.acts)} if verdict.acts else {}),
    }
    archive.writestr(MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))
    return manifest


def tables_in(schema: sa.MetaData) -> list[sa.Table]:
    """What a backup holds, each table after those it points to."""
    return [table for table in schema.sorted_tables if table.name not in LEFT_OUT]


def name_in_zip(table: sa.Table) -> str:
    """Where a backup holds a table."""
    return f"tables/{table.name}.jsonl"


def lines_of(session: Session, table: sa.Table) -> Iterator[bytes]:
    """What a backup holds of a table, a line for each row."""
    rows = read_rows(session, table)
    if table.name == MARKS:
        rows = (row | {"agent": ""} for row in rows if row["removed_at"])
    return (f"{canonical(row)}\n".encode() for row in rows)


def _add(archive: zipfile.ZipFile, name: str, parts: Iterator[bytes]) -> str:
    sum_ = hashlib.sha256()
    with archive.open(name, "w", force_zip64=True) as file:
        for part in parts:
            file.write(part)
            sum_.update(part)
    return sum_.hexdigest()
