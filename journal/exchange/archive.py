"""The zip of a backup, opened as if a stranger had made it (T18): nothing is believed but sums.

What it says of itself is looked at before anything is unpacked, and nothing is unpacked to the disk
before every file has its sum: a bomb costs no room. The names in it lead nowhere.
"""

import json
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from journal.care.problems import N_
from journal.exchange.backup import MANIFEST, BackupRefused, NotABackup

# Everything a damaged zip has been seen to raise while it is opened or unpacked.
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, RuntimeError,
    NotImplementedError,
)  # fmt: skip
# Rows become a tenth; a bomb becomes a thousandth. Small files may be anything.
TIMES = 100
ANYWAY = 10 << 20
MANIFEST_AT_MOST = 256 << 20
ROW_AT_MOST = 32 << 20
HEADER = 30
PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
NAME = re.compile(r"(tables|photos)/[A-Za-z0-9_-][A-Za-z0-9_.-]*")


def opened(file: Path) -> zipfile.ZipFile:
    """The archive, once it says of itself what an archive of ours would. Raises BackupRefused."""
    try:
        archive = zipfile.ZipFile(file)
    except UNREADABLE as error:
        raise NotABackup(
            N_("%(file)s is not a backup, or only a part of one."), file=file.name
        ) from error
    for odd in _odd(archive):
        archive.close()
        raise BackupRefused(
            N_("%(file)s was not written by Sunhat: %(odd)s. Nothing was restored."),
            file=file.name,
            odd=odd,
        )
    return archive


def _odd(archive: zipfile.ZipFile) -> Iterator[str]:
    known: set[str] = set()
    end_before = 0
    unpacked = packed = 0
    for info in sorted(archive.infolist(), key=lambda one: one.header_offset):
        if info.filename in known:
            yield f"{info.filename} is in it twice"
        if stat.S_ISLNK(info.external_attr >> 16) or info.is_dir():
            yield f"{info.filename} is no file"
        if info.compress_type not in PACKINGS or info.flag_bits & 1:
            yield f"{info.filename} is packed in another way"
        if info.header_offset < end_before:
            yield f"{info.filename} lies over another file"
        end_before = info.header_offset + HEADER + len(info.orig_filename) + info.compress_size
        known.add(info.filename)
        unpacked += info.file_size
        packed += info.compress_size
    if end_before > archive.start_dir:
        yield "its files are longer than itself"
    if unpacked > TIMES * packed + ANYWAY:
        yield f"it would become {unpacked >> 20} MB"


def is_name(name: str) -> bool:
    """Whether a backup of ours may hold a file of this name."""
    return NAME.fullmatch(name) is not None


def read_manifest(archive: zipfile.ZipFile) -> dict[str, Any] | None:
    """The manifest as it stands there, or None: there is none, or it cannot be read."""
    try:
        if archive.getinfo(MANIFEST).file_size > MANIFEST_AT_MOST:
            return None
        manifest = json.loads(archive.read(MANIFEST))
    except (*UNREADABLE, RecursionError):
        return None
    return manifest if isinstance(manifest, dict) else None


def rows_of(lines: IO[bytes]) -> Iterator[Mapping[str, Any]]:
    """Each line of a table as a row. Raises ValueError when it is none, or has no end."""
    while line := lines.readline(ROW_AT_MOST):
        row = json.loads(line)
        if not isinstance(row, dict):
            raise ValueError("row")
        yield row
