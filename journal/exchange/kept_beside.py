"""What a restore has to know and no backup can: what was erased, and who may read, kept as files
beside the database and beside the copies in the mounted folder."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from journal.exchange.access_kept import keep_access
from journal.exchange.backup import BackupRefused
from journal.exchange.copied_out import both_names, refuse_unmounted
from journal.exchange.erased import FILE as ERASED
from journal.exchange.erased import ORDER, known, remember
from journal.records.backups import BackupRun
from journal.records.database import Database
from journal.records.erasures import Erased
from journal.settings import Settings

OWN = "backups"


def keep_beside(settings: Settings, database: Database, *, present: Callable[[], datetime]) -> None:
    """Write what is not there yet, into the data directory and into the mounted folder.

    Only after the commit that it tells of: no list ever names who lives. What a crash kept from
    being written is written here. A folder that is not mounted gets it when it is. Raises OSError.
    """
    with database.reading() as session:
        _keep(session, settings.data, present=present)
        if settings.backups is None:
            return
        try:
            refuse_unmounted(settings.backups, earlier=copied_names(session), data=settings.data)
        except BackupRefused:
            return  # the backup of the day says it
        _keep(session, settings.backups, present=present, known_too=[settings.data])


def _keep(
    session: Session,
    folder: Path,
    *,
    present: Callable[[], datetime],
    known_too: Iterable[Path] = (),
) -> None:
    here = known([folder / ERASED])
    there = known(each / ERASED for each in known_too)
    wanted = there | {one.id: one for one in session.exec(select(Erased)) if one.what in ORDER}
    missing = [one for id_, one in wanted.items() if id_ not in here]
    if missing:
        remember(folder, missing)
    keep_access(session, [folder], present=present)


def folders_beside(file: Path, settings: Settings) -> list[Path]:
    """Where lists may lie that know more than this backup: its own folder, the data directory above
    it when it is one of a server's own, and the mounted folder."""
    folder = file.absolute().parent
    above = [folder.parent] if folder.name == OWN else []
    return [folder, *above, *([settings.backups] if settings.backups is not None else [])]


def copied_names(session: Session) -> list[str]:
    """What the copies in the mounted folder may be called."""
    copied = select(BackupRun.file).where(col(BackupRun.copied_at).is_not(None))
    return [each for name in session.exec(copied).all() for each in both_names(name)]
