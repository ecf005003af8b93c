"""Room for a backup on the disk, so that none ever takes the room that the journal itself needs."""

import shutil
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from journal.care.problems import N_
from journal.exchange.backup import BackupRefused
from journal.exchange.trying_out import SCRATCH
from journal.records.database import Database
from journal.records.photos import FOLDER
from journal.records.private_copy import COPIED
from journal.settings import Settings

# What stays free for the families: thousands of entries, and some photos.
FREE = 256 << 20
LEFT_BEHIND = timedelta(days=1)
# Copies from before a migration go when the oldest backup of their time has gone.
OLD_COPY = timedelta(days=184)


def refuse_without_room(database: Database, data: Path, folder: Path) -> None:
    """Raise BackupRefused when a backup could leave too little for the journal itself.

    It takes the photos once, and the database three times at most: the copy it is read from, the
    backup, and the one it is tried in.
    """
    photos = sum(file.stat().st_size for file in (data / FOLDER).glob("*.jpg"))
    wanted = photos + 3 * _bytes_of(database) + FREE
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise BackupRefused(
            N_(
                "There is no room for a backup: %(wanted)s MB are wanted, %(free)s MB are free. "
                "Free some; the older backups are still there."
            ),
            wanted=str(wanted >> 20),
            free=str(free >> 20),
        )


def _bytes_of(database: Database) -> int:
    if database.is_sqlite:
        return Path(str(database.engine.url.database)).stat().st_size
    with database.reading() as session:
        size = session.execute(sa.text("SELECT pg_database_size(current_database())")).scalar_one()
        return int(size)


def sweep(settings: Settings, folder: Path, *, now: datetime) -> None:
    """Remove what backups left behind that were killed, once it is a day old."""
    before = (now - LEFT_BEHIND).timestamp()
    places = [(folder, f"{SCRATCH}*"), (folder, ".sunhat-*"), (settings.data, f"{COPIED}*")]
    places += [(settings.data, ".restore-*")]
    if settings.backups is not None:
        places.append((settings.backups, ".sunhat-*"))
    for place, pattern in places:
        for path in place.glob(pattern):
            with suppress(OSError):  # another process was quicker, or the disk is not mounted
                if path.stat().st_mtime < before:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()


def forget_old_copies(folder: Path, *, now: datetime) -> None:
    """Remove the databases that were put aside before a migration, half a year later."""
    before = (now - OLD_COPY).timestamp()
    for path in folder.glob("before-*.sqlite3"):
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
