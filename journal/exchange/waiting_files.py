"""A household's file that an owner has sent, until they say whether it comes in: one each (T33).

It is called by its checksum and written before it has that name: what was looked at under it is
what is put in, whatever was sent meanwhile.
"""

import hashlib
import re
import uuid
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

_WAITS = ".restore-in-"
_SUM = re.compile(r"[0-9a-f]{64}")
# Time to read what would be new. Whoever comes later chooses the file again.
AT_MOST = timedelta(hours=1)


def keep_waiting(data: Path, account_id: uuid.UUID, sent: IO[bytes]) -> str:
    """Let this file of a person wait in the data directory, and none of theirs from before it;
    return its SHA-256. It is readable by this user only."""
    sum_ = hashlib.sha256()
    before = list(data.glob(f"{_WAITS}{account_id.hex}-*.zip"))
    with NamedTemporaryFile(prefix=_WAITS, dir=data, delete=False) as file:
        try:
            for part in iter(partial(sent.read, 1 << 20), b""):
                file.write(part)
                sum_.update(part)
            file.flush()
            found = sum_.hexdigest()
            Path(file.name).replace(waiting_file(data, account_id, found))
        except BaseException:  # the disk is full
            Path(file.name).unlink(missing_ok=True)
            raise
    for path in before:
        if path != waiting_file(data, account_id, found):
            path.unlink(missing_ok=True)
    return found


def waiting_file(data: Path, account_id: uuid.UUID, sum_: str) -> Path:
    """Where the file of this person with this checksum waits.

    Raises FileNotFoundError for what is no checksum.
    """
    if not _SUM.fullmatch(sum_):
        raise FileNotFoundError
    return data / f"{_WAITS}{account_id.hex}-{sum_}.zip"


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
