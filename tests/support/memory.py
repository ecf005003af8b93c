"""What tests write lies in memory where that can be had: all of them commit and flush, and wait
for a disk that none of them pulls out. fsync stays on; what a power cut leaves is proved by
tests/faults/test_power.py, which draws the cut itself."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

PLACE = Path("/dev/shm")
ENOUGH = 3 * 1024**3
NAMED = "sunhat-tests-"


def take(place: Path = PLACE) -> Callable[[], None]:
    """Let this process and those it starts write into a folder in memory; return what removes it.

    Changes nothing where memory is small, or when TMPDIR says where to write.
    """
    if "TMPDIR" in os.environ or not _has_room(place):
        return lambda: None
    _remove_left(place)
    folder = place / f"{NAMED}{os.getpid()}"
    folder.mkdir()
    folder.chmod(0o755)  # PostgreSQL is another user
    _write_to(str(folder))

    def remove() -> None:
        _write_to(None)
        shutil.rmtree(folder, ignore_errors=True)

    return remove


def _write_to(folder: str | None) -> None:
    if folder:
        os.environ["TMPDIR"] = folder
    else:
        del os.environ["TMPDIR"]
    tempfile.tempdir = None  # to be found anew


def _has_room(place: Path) -> bool:
    return os.access(place, os.W_OK) and shutil.disk_usage(place).free >= ENOUGH


def _remove_left(place: Path) -> None:
    """Remove what runs left that were killed."""
    for folder in place.glob(f"{NAMED}*"):
        if not Path("/proc", folder.name.removeprefix(NAMED)).exists():
            shutil.rmtree(folder, ignore_errors=True)
