"""What a page puts in at most, looked at before anything is unpacked or held (T18, T19)."""

import shutil
import struct
import zipfile
from pathlib import Path

from journal.care.problems import N_
from journal.exchange.archive import UNREADABLE, opened
from journal.exchange.backup import MANIFEST, BackupRefused, NotABackup
from journal.exchange.room import FREE
from journal.records.photos import FOLDER

# A file, and what it becomes; more is put in by whoever runs the server.
MOST_BYTES = 256 << 20
MOST_UNPACKED = 1 << 30
# Of these without the photos: they are held while others wait, never read from the disk then.
MOST_ROWS = 128 << 20
MOST_MANIFEST = 2 << 20
# Ten years are two millions. Each may cost 150 bytes where it is held: a list in a list in a list.
MOST_VALUES = 5_000_000
# The names of a zip, which are all read when it is opened: a household has some thousands.
MOST_DIRECTORY = 2 << 20
# The scratch database with its journal, the copy that is rehearsed in, and what is written of both.
TIMES_ON_DISK = 4
_END = struct.Struct("<4s4H2LH")
_LOCATOR = 20


class TooMuch(BackupRefused):
    """More than a page puts in."""

    code = "too_much"


class NoRoom(BackupRefused):
    """The disk has no room for it beside what the families write."""

    code = "no_room"


def refuse_too_much(file: Path) -> int:
    """Return how many bytes of rows the file has. Raises TooMuch, and BackupRefused for what is
    no zip of ours."""
    if file.stat().st_size > MOST_BYTES:
        raise _too_much()
    _refuse_many_names(file)
    with opened(file) as archive:
        inside = archive.infolist()
        rows = [one for one in inside if not one.filename.startswith(f"{FOLDER}/")]
        size = sum(one.file_size for one in rows)
        if sum(one.file_size for one in inside) > MOST_UNPACKED or size > MOST_ROWS:
            raise _too_much()
        if any(one.filename == MANIFEST and one.file_size > MOST_MANIFEST for one in rows):
            raise _too_much()
        values = 0
        for one in rows:
            values += _values(archive, one)
            if values > MOST_VALUES:
                raise _too_much()
    return size


def require_room(data: Path, wanted: int) -> None:
    """Raise NoRoom unless so many bytes leave what the families need for their own writing."""
    if shutil.disk_usage(data).free < wanted + FREE:
        raise NoRoom(N_("There is no room on the server's disk for this file. Nothing was put in."))


def _too_much() -> TooMuch:
    return TooMuch(N_("The file is larger than a page takes. Nothing was put in."))


def _refuse_many_names(file: Path) -> None:
    """Raise before the list of names is read. Ours ends with it, and is of the plain form."""
    with file.open("rb") as zip_:
        zip_.seek(-min(file.stat().st_size, _END.size + _LOCATOR), 2)
        tail = zip_.read()
    if len(tail) < _END.size:
        raise _no_zip(file)
    mark, *_counts, directory, _at, comment = _END.unpack(tail[-_END.size :])
    if mark != b"PK\x05\x06" or comment:
        raise _no_zip(file)
    if directory > MOST_DIRECTORY or tail.startswith(b"PK\x06\x07"):
        raise _too_much()


def _no_zip(file: Path) -> NotABackup:
    return NotABackup(N_("%(file)s is not a backup, or only a part of one."), file=file.name)


def _values(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> int:
    """How many values stand in its lines, or a few more: what they cost once they are read."""
    found = 0
    try:
        with archive.open(one) as lines:
            while part := lines.read(1 << 20):
                found += sum(map(part.count, (b",", b"[", b"{")))
    except UNREADABLE:  # it is damaged, and refused as that
        pass
    return found
