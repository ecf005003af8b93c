"""What takes long to build, built by the first process of a run that wants it, for all of them."""

import fcntl
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

Told = TypeVar("Told")


def built_once(
    factory: pytest.TempPathFactory, name: str, build: Callable[[Path], Told]
) -> tuple[Path, Told]:
    """The folder that `build` filled, to be copied and never changed, and what `build` returned.

    Other processes of the run wait meanwhile, and build themselves when it failed.
    """
    place = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        place = place.parent
    folder, told = place / name, place / f"{name}.told"
    with (place / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            kept = pickle.dumps(build(folder))
            told.write_bytes(kept)
    return folder, pickle.loads(told.read_bytes())
