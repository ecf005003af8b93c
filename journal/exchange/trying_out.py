"""A finished backup is tried: restored into a database of its own, and compared."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlmodel import Session, col, select

from journal.care.problems import N_
from journal.exchange.backup import BackupRefused, lines_of, name_in_zip, tables_in
from journal.exchange.restore import restore
from journal.records.database import Database
from journal.records.photos import FOLDER, Photo, file_name
from journal.records.schema import ensure_instance, migrate, newest
from journal.records.tables import METADATA

SCRATCH = ".trying-"


def try_out(file: Path, digest: str, *, now: datetime) -> None:
    """Restore `file` into a scratch SQLite beside it and compare. Raises BackupRefused.

    digest  of the journal it was made of
    Every row must come back as it was written, and the photos be the ones their rows name. Photos
    are read to their last byte and not unpacked: the disk need not hold them twice.
    """
    with TemporaryDirectory(prefix=SCRATCH, dir=file.parent) as folder:
        database = Database(f"sqlite:///{folder}/journal.sqlite3")
        try:
            migrate(database)
            ensure_instance(database)
            manifest = restore(database, Path(folder), file, now=now, photos=False, trial=True)
            if manifest["digest"] != digest:
                raise BackupRefused(
                    N_("%(file)s is the backup of another journal."), file=file.name
                )
            if manifest["schema"] == newest():  # an older one comes back with what came since
                with database.reading() as session:
                    _compare(session, manifest)
        finally:
            database.close()


def _compare(session: Session, manifest: Mapping[str, Any]) -> None:
    files: Mapping[str, str] = manifest["files"]
    lost = {word for said in manifest.get("lost", []) for word in said.split()}
    for table in tables_in(METADATA):
        sum_ = hashlib.sha256()
        for line in lines_of(session, table):
            sum_.update(line)
        if sum_.hexdigest() != files[name_in_zip(table)]:
            raise BackupRefused(
                N_("%(name)s comes back from the backup as something else."),
                name=name_in_zip(table),
            )
    for photo in session.exec(select(Photo).order_by(col(Photo.id))):
        name = f"{FOLDER}/{file_name(photo.id)}"
        kept = files.get(name)
        if kept != photo.digest and str(photo.id) not in lost:
            raise BackupRefused(N_("%(name)s in the backup is another photo."), name=name)
