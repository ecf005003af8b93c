"""What an older database left beside the one that is opened."""

from pathlib import Path

from journal.settings import BadSetting

# Bytes 18 and 19 of an SQLite file say how it is written: 1 with a rollback journal, 2 with a WAL.
HOW_WRITTEN = slice(18, 20)
ROLLBACK = b"\x01\x01"


def refuse_leftovers(database: Path) -> None:
    """Raise BadSetting when a `-wal` lies beside a database that it cannot belong to (F14).

    SQLite would play it into the file, also where somebody has put a restored or copied one there,
    and neither journal would be left. A database that uses a WAL says so in its head.
    """
    wal = database.with_name(f"{database.name}-wal")
    if not wal.is_file() or not wal.stat().st_size:
        return
    if _how_written(database) in (b"", ROLLBACK):
        raise BadSetting(
            f"{wal} belongs to another database than {database.name}, and SQLite would mix the "
            f"two. Move it and {database.name}-shm away, and start again."
        )


def _how_written(database: Path) -> bytes:
    if not database.is_file():
        return b""
    with database.open("rb") as file:
        return file.read(HOW_WRITTEN.stop)[HOW_WRITTEN]
