"""The backups that the server makes by itself: one a day, tried, copied out, and thinned."""

import errno
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import col, select

from journal.exchange.backup import BackupRefused, backup
from journal.exchange.copied_out import copy_out
from journal.exchange.kept_beside import copied_names
from journal.exchange.room import refuse_without_room, sweep
from journal.exchange.thinned import thin
from journal.exchange.trying_out import try_out
from journal.records.backups import BackupRun
from journal.records.database import Database
from journal.records.erasures import Erased
from journal.records.failures import place_of
from journal.records.people import Account
from journal.settings import Settings, make_private

log = logging.getLogger(__name__)

FOLDER = "backups"
# Whoever began so long ago and came to no end has died. Whatever stood in the way of one that
# ended with a fault may be gone later.
DEAD_AFTER = timedelta(hours=1)
AGAIN_AFTER = timedelta(hours=6)
# Whoever works says so more often than that: large photos take hours.
BEAT = timedelta(minutes=10)


def keep_backups(settings: Settings, database: Database, *, now: datetime) -> bool:
    """Make, try, copy and thin out what today wants; False when there is nothing to do.

    Any number of processes may call this at any time: one wins the day by its row, and is followed
    by another when it dies. What goes wrong stands in the row as a sentence, and older backups
    stay.
    """
    folder = settings.data / FOLDER
    make_private(folder)
    today = now.astimezone(UTC).date()
    with database.reading() as session:
        # After the last family has erased itself it goes on: only newer backups drive out theirs.
        if all(session.exec(select(one)).first() is None for one in (Account.id, Erased.id)):
            return False
    if not _won(database, today, now):
        return False
    sweep(settings, folder, now=now)
    made, tried = col(BackupRun.made_at).is_not(None), col(BackupRun.checked_at).is_not(None)
    unmade, uncopied = ~made & (col(BackupRun.day) == today), col(BackupRun.copied_at).is_(None)
    _each(database, unmade, lambda run: _make(settings, database, folder, run, now))
    has_file = col(BackupRun.file) != ""
    _each(database, made & ~tried & has_file, lambda run: _try(folder, run, now))
    if settings.backups is not None:
        _each(database, tried & uncopied, lambda run: _copy(settings, database, folder, run, now))
    thin(settings, database, folder, now=now)
    return True


def _won(database: Database, today: date, now: datetime) -> bool:
    """Whether this process makes today's backup: by its row, or by another's that died."""
    run = sa.insert(BackupRun).values(
        day=today, began_at=now, file="", size=0, digest="", lost=0, fault=""
    )
    taken = (
        sa.update(BackupRun)
        .where(col(BackupRun.day) == today)
        .where(col(BackupRun.checked_at).is_(None))
        .where(
            sa.or_(
                sa.and_(col(BackupRun.fault) == "", col(BackupRun.began_at) <= now - DEAD_AFTER),
                col(BackupRun.began_at) <= now - AGAIN_AFTER,
            )
        )
        .values(began_at=now, fault="")
    )
    with database.transaction() as session:
        if session.get(BackupRun, today) is not None:
            return session.connection().execute(taken).rowcount == 1
    try:
        with database.transaction() as session:
            session.execute(run)
    except IntegrityError:  # another process was quicker
        return False
    return True


def _each(
    database: Database, which: sa.ColumnElement[bool], do: Callable[[BackupRun], None]
) -> None:
    """Do it for each such run, the oldest first, and keep what became of it."""
    with database.reading() as session:
        runs = session.exec(select(BackupRun).where(which).order_by(col(BackupRun.day))).all()
    for run in runs:
        try:
            with _alive(database, run):
                do(run)
            run.fault = ""
        except (BackupRefused, OSError, OperationalError) as error:
            run.fault = said(error)
            log.error("The backup of %s: %s", run.day, run.fault)
        except Exception as error:
            run.fault = "Sunhat stumbled over a mistake of its own; its log says where."
            log.error("The backup of %s stumbled: %s", run.day, place_of(error))
        _keep(database, run)


@contextmanager
def _alive(database: Database, run: BackupRun) -> Iterator[None]:
    """While the block runs, its row looks as if it had begun a moment ago."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT.total_seconds()):
            later = run.began_at + BEAT
            mine = sa.update(BackupRun).where(
                col(BackupRun.day) == run.day, col(BackupRun.began_at) == run.began_at
            )
            try:
                with database.transaction() as session:
                    connection = session.connection()
                    held = connection.execute(mine.values(began_at=later)).rowcount == 1
            except OperationalError:  # held up: the next one says it
                continue
            if not held:  # another process has taken the day over
                return
            run.began_at = later

    beating = threading.Thread(target=beat, daemon=True)
    beating.start()
    try:
        yield
    finally:
        over.set()
        beating.join()


def _keep(database: Database, run: BackupRun) -> None:
    """Write what became of it, unless another process has taken the day over meanwhile."""
    values = run.model_dump(exclude={"day", "began_at"})
    with database.transaction() as session:
        session.execute(
            sa.update(BackupRun)
            .where(col(BackupRun.day) == run.day, col(BackupRun.began_at) == run.began_at)
            .values(**values)
        )


def said(error: Exception) -> str:
    """What went wrong, for whoever runs the server."""
    full = "full" in str(error) if isinstance(error, OperationalError) else False
    if full or (isinstance(error, OSError) and error.errno == errno.ENOSPC):
        return "There is no room left on the disk. Free some; the older backups are still there."
    cause = error.orig if isinstance(error, OperationalError) else error
    return str(cause)[:500]


def _make(
    settings: Settings, database: Database, folder: Path, run: BackupRun, now: datetime
) -> None:
    refuse_without_room(database, settings.data, folder)
    file = folder / f"sunhat-{run.day.isoformat()}.zip"
    file.unlink(missing_ok=True)  # of a process that died before it had said so
    manifest = backup(database, settings.data, file, now=now)
    run.file, run.size, run.made_at = file.name, file.stat().st_size, now
    run.digest, run.lost = manifest["digest"], len(manifest.get("lost", ()))
    run.broken = " ".join(manifest.get("broken", ()))[:500]


def _try(folder: Path, run: BackupRun, now: datetime) -> None:
    try_out(folder / run.file, run.digest, now=now)
    run.checked_at = now


def _copy(
    settings: Settings, database: Database, folder: Path, run: BackupRun, now: datetime
) -> None:
    outside, file = settings.backups, folder / run.file
    if outside is None or not file.is_file():
        return
    with database.reading() as session:
        earlier = copied_names(session)
    copy_out(file, outside, settings.backup_keys, earlier=earlier, data=settings.data)
    run.copied_at = now
