"""The folder of photos: a file is on the disk, whole, before a row names it."""

import hashlib
import os
import secrets
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from journal.records.photos import FOLDER, Photo, file_name, small_name
from journal.settings import keep_names

OLD = timedelta(days=1)
_SCRATCH = ".new-"


def write_scratch(data: Path, content: bytes) -> Path:
    """Write a file that nobody names yet, onto the disk; return where it is."""
    folder = data / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{_SCRATCH}{secrets.token_hex(8)}"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return path


def give_names(data: Path, photo_id: uuid.UUID, large: Path, small: Path) -> None:
    """Give a photo's files their names, and have the disk keep them."""
    small.replace(data / FOLDER / small_name(photo_id))
    large.replace(data / FOLDER / file_name(photo_id))
    keep_names(data / FOLDER)


def has_file(data: Path, photo: Photo) -> bool:
    """Whether the picture of this row is there, whole: a backup may have come without it, and a
    disk may have spoilt it."""
    try:
        with (data / FOLDER / file_name(photo.id)).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == photo.digest
    except OSError:
        return False


def sweep(data: Path, *, now: datetime) -> int:
    """Remove the scratch files that are older than a day; return how many.

    They are left when the server ended before a photo had its name. A file that has its name and
    no row stays: its phone sends it again, and a database that was put back by hand would otherwise
    cost the photos that came after it.
    """
    before = (now - OLD).timestamp()
    left = [path for path in (data / FOLDER).glob(f"{_SCRATCH}*") if path.stat().st_mtime < before]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)
