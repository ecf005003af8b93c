"""A household's file that an owner has sent, until they say whether it comes in: one each (T33)."""

import uuid
from datetime import datetime, timedelta
from pathlib import Path

_WAITS = ".restore-in-"
# Time to read what would be new. Whoever comes later chooses the file again.
AT_MOST = timedelta(hours=1)


def waiting_file(data: Path, account_id: uuid.UUID) -> Path:
    """Where the file of this person waits in the data directory."""
    return data / f"{_WAITS}{account_id.hex}.zip"


def forget_waiting(data: Path, *, now: datetime) -> None:
    """Remove the files that have waited for an hour."""
    before = (now - AT_MOST).timestamp()
    for path in data.glob(f"{_WAITS}*"):
        try:
            is_old = path.stat().st_mtime < before
        except FileNotFoundError:  # it came in, or another process was quicker
            continue
        if is_old:
            path.unlink(missing_ok=True)


def remove_waiting(data: Path) -> None:
    """Remove every file that waits: nobody knows, without reading them, whose child is in which."""
    for path in data.glob(f"{_WAITS}*"):
        path.unlink(missing_ok=True)
