"""What whoever runs the server reads of backups and restores."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

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
        parts.append(f"photos of the journal that are not in it: {run.lost}")
    if run.broken:
        parts.append(run.broken)
    return "  ".join([*parts, *([run.fault] if run.fault else [])])


def backed_up_said(file: Path, manifest: Mapping[str, Any]) -> str:
    """That there is a backup, which photos are not in it, and what was changed from outside."""
    lost = manifest.get("lost", [])
    lines = [f"Backed up to {file}", *lost]
    if lost:
        lines.append("Everything else is in it. Keep an older backup: the photo may be in there.")
    return "\n".join([*lines, *_broken_said(manifest)])


def _broken_said(manifest: Mapping[str, Any]) -> list[str]:
    broken = manifest.get("broken", [])
    if not broken:
        return []
    return [
        *broken,
        "Somebody changed who did what from outside of Sunhat. What families recorded is whole. "
        "docs/operators.md says what to do.",
    ]


def restored_said(file: Path, manifest: Mapping[str, Any]) -> str:
    """That the journal is back, and what comes now."""
    text = (
        f"Restored from {file}. Everybody signs in again. Until their phones have handed in what "
        "came after the backup, doses read unknown and their reminders wait."
    )
    if manifest.get("left_out"):
        text += " What was erased since the backup was made did not come back."
    return "\n".join([text, _access_said(manifest), *_broken_said(manifest)])


def _access_said(manifest: Mapping[str, Any]) -> str:
    """Who may read it again, and what is to be looked at."""
    of = f"This journal came back from a backup of {manifest['made_at'][:16].replace('T', ' ')} UTC"
    if not manifest.get("access"):
        return (
            f"{of}, and no younger access.json was found: whoever was removed after it may read "
            "again, and removed passkeys and earlier passphrases sign in again. Look through who "
            "may read and which keys there are; each owner is asked to, under People."
        )
    said = f"{of}. Whoever was taken out after it stayed out, and so did removed keys. "
    if manifest.get("no_passphrase"):
        said += (
            f"People without a passphrase now: {manifest['no_passphrase']}. The one they chose "
            "since, or the app for codes, is in no backup. sunhat reset-link makes their links. "
        )
    if manifest.get("owners_of_then"):
        said += (
            f"Owners of then who own a household again: {manifest['owners_of_then']}. Those of now "
            "are not in the backup. They may have been removed since, and have no passphrase, "
            "no passkey and no link by mail: decide with the family who gets a sunhat reset-link. "
        )
    return f"{said}Owners are asked, under People, to look through it."
