"""Photos in backups and under verification: each row has its file, and it is the one that was kept.

An entry may name a photo that is not here yet: that is no fault. The phone that has it still sends.
"""

import hashlib
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlmodel import Session, col, select

from journal.records.photos import FOLDER, Photo, file_name, photos_of, small_name

PART = 1 << 20


def photo_faults(session: Session, data: Path) -> Iterator[str]:
    """One sentence for every photo whose file is missing or is another one."""
    for photo in _photos(session):
        path = data / FOLDER / file_name(photo.id)
        if not path.is_file():
            yield f"Photo {photo.id} is missing."
        elif _digest(path) != photo.digest:
            yield f"Photo {photo.id} is damaged."


def photo_files(session: Session, data: Path) -> list[Path]:
    """The files that a backup holds: of every photo, and its small copy where there is one."""
    folder = data / FOLDER
    names = [name(photo.id) for photo in _photos(session) for name in (file_name, small_name)]
    return [path for name in sorted(names) if (path := folder / name).is_file()]


def photos_here(
    session: Session, child_id: uuid.UUID, ids: Iterable[str], data: Path | None
) -> dict[str, Path]:
    """Return the files of those of these photos that are this child's and here, by their name."""
    if data is None:
        return {}
    found = photos_of(session, child_id, ids)
    paths = {file_name(one.id): data / FOLDER / file_name(one.id) for one in found.values()}
    return {name: path for name, path in paths.items() if path.is_file()}


def parts_of(path: Path) -> Iterator[bytes]:
    """A file, a megabyte at a time."""
    with path.open("rb") as file:
        while part := file.read(PART):
            yield part


def _photos(session: Session) -> Iterator[Photo]:
    return iter(session.exec(select(Photo).order_by(col(Photo.id))))


def _digest(path: Path) -> str:
    sum_ = hashlib.sha256()
    for part in parts_of(path):
        sum_.update(part)
    return sum_.hexdigest()
