"""A tried backup is copied to the folder that the operator mounts, sealed where there is a key."""

import hashlib
import os
import secrets
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path

from journal.care.problems import N_
from journal.exchange.age import SEALED, Summed, seal
from journal.exchange.backup import BackupRefused
from journal.exchange.photos import parts_of
from journal.settings import keep_names_if_it_can


def copy_out(
    file: Path, folder: Path, keys: Sequence[str], *, earlier: Collection[str], data: Path
) -> None:
    """Copy `file` into `folder`, whole or not at all, and read it again to compare it.

    keys     age recipients; none: the copy is not sealed
    earlier  files that should be in the folder from before
    data     the data directory
    Raises BackupRefused when the folder is not there or its disk not mounted: it is never made
    here, where it would fill the disk of the system. Raises OSError.
    """
    refuse_unmounted(folder, earlier=earlier, data=data)
    target = folder / both_names(file.name)[bool(keys)]
    scratch = folder / f".{target.name}.{secrets.token_hex(4)}"
    try:
        sum_ = _written(file, scratch, keys)
        if _sum(scratch) != sum_:
            raise BackupRefused(
                N_("%(folder)s gave back another file than it was given. Look at its disk."),
                folder=str(folder),
            )
        scratch.replace(target)
        keep_names_if_it_can(folder)
    finally:
        with suppress(OSError):
            scratch.unlink(missing_ok=True)


def both_names(name: str) -> tuple[str, str]:
    """What a backup may be called in the mounted folder: as it is, and sealed."""
    return name, f"{name}{SEALED}"


def refuse_unmounted(folder: Path, *, earlier: Collection[str], data: Path) -> None:
    """Raise BackupRefused unless copies may go into `folder`.

    An empty folder on the disk of the data directory, where there were copies before, is the place
    of a disk that is not mounted.
    """
    if not folder.is_dir():
        raise BackupRefused(
            N_("%(folder)s is not there. Mount its disk, or make the folder."), folder=str(folder)
        )
    there = any((folder / name).exists() for name in earlier)
    if earlier and not there and folder.stat().st_dev in {data.stat().st_dev, _root()}:
        raise BackupRefused(
            N_(
                "%(folder)s holds none of the backups that were copied to it. Mount its disk; or, "
                "when it is a new folder, copy one backup into it by hand."
            ),
            folder=str(folder),
        )


def _root() -> int:
    return Path("/").stat().st_dev


def _written(file: Path, scratch: Path, keys: Sequence[str]) -> str:
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as target, file.open("rb") as source:
        summed = Summed(target)
        if keys:
            seal(source, summed, keys)
        else:
            for part in parts_of(file):
                summed.write(part)
        target.flush()
        os.fsync(target.fileno())
    return summed.hexdigest()


def _sum(file: Path) -> str:
    sum_ = hashlib.sha256()
    for part in parts_of(file):
        sum_.update(part)
    return sum_.hexdigest()
