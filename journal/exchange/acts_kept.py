"""Whether the acts that the server's own last backup knew of are still there (T31)."""

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.exchange.archive import read_manifest
from journal.exchange.own_backups import FOLDER
from journal.exchange.verify import Verdict
from journal.records.acts import faults_since
from journal.records.backups import BackupRun
from journal.records.database import Database
from journal.records.restored import Restored


def with_acts_kept(verdict: Verdict, database: Database, data: Path) -> Verdict:
    """The verdict, with a fault for each household whose newest acts were cut off since the last
    backup that the server made by itself.

    data  the data directory
    """
    if not verdict.digest:
        return verdict  # the database cannot be read
    with database.reading() as session:
        faults = tuple(_faults(session, data / FOLDER))
    return replace(verdict, ok=verdict.ok and not faults, faults=(*faults, *verdict.faults))


def _faults(session: Session, folder: Path) -> Iterator[str]:
    """A backup from before a restore proves nothing: the journal went back to what it was then."""
    for run in session.exec(select(BackupRun).order_by(col(BackupRun.day).desc())).all():
        file = folder / run.file
        if not run.file or run.checked_at is None or not file.is_file():
            continue
        restored = session.scalar(sa.select(sa.func.max(col(Restored.restored_at))))
        if restored is None or _is_after(run, restored):
            try:
                with zipfile.ZipFile(file) as archive:
                    manifest = read_manifest(archive) or {}
            except (OSError, zipfile.BadZipFile):
                continue
            yield from faults_since(session, manifest.get("acts", {}))
        return


def _is_after(run: BackupRun, restored: datetime) -> bool:
    return run.made_at is not None and run.made_at > restored
