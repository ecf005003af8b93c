"""Old backups go: what 7 days, 4 weeks and 6 months do not want, here and in the mounted folder."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.exchange.backup import BackupRefused
from journal.exchange.backups_kept import Copy, days_to_remove
from journal.exchange.copied_out import refuse_unmounted
from journal.exchange.kept_beside import copied_names
from journal.exchange.room import forget_old_copies
from journal.records.backups import BackupRun
from journal.records.database import Database
from journal.records.erasures import Erased
from journal.settings import Settings

# A day without any file is told so long.
TOLD_FOR = timedelta(days=30)
NAME = re.compile(r"sunhat-(\d{4}-\d\d-\d\d)\.zip(\.age)?")


def thin(settings: Settings, database: Database, folder: Path, *, now: datetime) -> None:
    """Remove what is wanted no more, and what a family was told would be gone by now.

    In the mounted folder the same is asked of the copies that are there, whoever made them: a copy
    that was not reached on its day, its disk being away, goes when it is back.
    """
    with database.reading() as session:
        runs = session.exec(select(BackupRun)).all()
        over, copied = _promised(session, now), copied_names(session)
    there = {run.day for run in runs if _is_there(folder, run)}
    gone = days_to_remove(_copy(run, over) for run in runs if run.day in there)
    for run in runs:
        if run.day in gone:
            (folder / run.file).unlink(missing_ok=True)
            with database.transaction() as session:
                session.execute(_over(run))
        elif run.day not in there and run.began_at < now - TOLD_FOR:
            with database.transaction() as session:
                session.execute(sa.delete(BackupRun).where(col(BackupRun.day) == run.day))
    if any(run.checked_at is not None for run in runs if run.day in there):
        forget_old_copies(folder, now=now)
    if settings.backups is not None:
        with suppress(BackupRefused, OSError):  # not mounted today
            refuse_unmounted(settings.backups, earlier=copied, data=settings.data)
            _thin_outside(settings.backups, {run.day: run for run in runs}, there - gone, over)


def _promised(session: Session, now: datetime) -> datetime | None:
    """The last moment at which something was erased of which no backup is to be left tomorrow."""
    ended = col(Erased.backups_end) <= now.astimezone(UTC).date() + timedelta(days=1)
    return session.exec(select(sa.func.max(Erased.at)).where(ended)).first()


def _copy(run: BackupRun, over: datetime | None) -> Copy:
    made_at = run.made_at or run.began_at
    return Copy(
        day=run.day,
        tried=run.checked_at is not None,
        pending=run.checked_at is None and not run.fault,
        lost=run.lost,
        overdue=over is not None and made_at < over,
    )


def _thin_outside(
    folder: Path, runs: dict[date, BackupRun], kept: set[date], over: datetime | None
) -> None:
    """What is kept here is kept there. Of a copy without a row nobody knows more than its day: it
    may be of the machine that this one follows."""
    found: dict[date, list[Path]] = {}
    for file in folder.iterdir():
        if (name := NAME.fullmatch(file.name)) is not None:
            with suppress(ValueError):
                found.setdefault(date.fromisoformat(name[1]), []).append(file)
    copies = [_outside(day, runs.get(day), over) for day in found]
    for day in days_to_remove(copies) - kept:
        for file in found[day]:
            file.unlink(missing_ok=True)


def _outside(day: date, run: BackupRun | None, over: datetime | None) -> Copy:
    made_at = run.made_at if run is not None else None
    old = over is not None and (made_at < over if made_at is not None else day <= over.date())
    lost = run.lost if run is not None else 0
    return Copy(day=day, tried=True, pending=False, lost=lost, overdue=old)


def _over(run: BackupRun) -> sa.Executable:
    """Forget the run whose file has gone; what was wrong with one is told a while longer."""
    this = col(BackupRun.day) == run.day
    if run.checked_at is not None:
        return sa.delete(BackupRun).where(this)
    return sa.update(BackupRun).where(this).values(file="")


def _is_there(folder: Path, run: BackupRun) -> bool:
    """Whether the file is still what was written: somebody may have removed or cut it."""
    file = folder / run.file
    return bool(run.file) and file.is_file() and file.stat().st_size == run.size
