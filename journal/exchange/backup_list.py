"""The server's own backups as a list for whoever runs it."""

from sqlmodel import col, select

from journal.records.backups import BackupRun
from journal.records.database import Database


def read_backups(database: Database) -> list[BackupRun]:
    """Every backup the server knows of, the newest first."""
    with database.reading() as session:
        return list(session.exec(select(BackupRun).order_by(col(BackupRun.day).desc())).all())


def backup_line(run: BackupRun) -> str:
    """One line: the day, the file, its size, whether it was tried and copied, what is wrong."""
    parts = [run.day.isoformat()]
    if run.file:
        parts += [run.file, f"{run.size / 1_000_000:.1f} MB"]
    if run.checked_at is not None:
        parts.append(f"tried out {run.checked_at:%Y-%m-%d %H:%M} UTC")
    elif run.file:
        parts.append("not tried out")
    else:
        parts.append("no file")
    if run.copied_at is not None:
        parts.append(f"copied {run.copied_at:%Y-%m-%d %H:%M} UTC")
    if run.lost:
        parts.append(f"{run.lost} photos of the journal are not in it")
    return "  ".join([*parts, *([run.fault] if run.fault else [])])
