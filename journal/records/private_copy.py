"""A copy of an SQLite journal as it stands at one moment, for whoever reads long."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from journal.records import lock_sqlite

COPIED = ".reading-"


@contextmanager
def private_copy(path: Path) -> Iterator[sa.Engine]:
    """An engine on a copy beside the database, gone afterwards: its readers hold nobody up."""
    # mkstemp: nobody else may read it while it is there.
    descriptor, name = tempfile.mkstemp(prefix=COPIED, suffix=".sqlite3", dir=path.parent)
    os.close(descriptor)
    try:
        source, target = sqlite3.connect(path), sqlite3.connect(name)
        try:
            source.backup(target)
        finally:
            source.close()
            target.close()
        engine = sa.create_engine(f"sqlite:///{name}")
        event.listen(engine, "connect", _keep_keys)
        event.listen(engine, "begin", lock_sqlite.begins)
        event.listen(engine, "before_cursor_execute", lock_sqlite.name_the_table, retval=True)
        try:
            yield engine
        finally:
            engine.dispose()
    finally:
        for leftover in Path(name).parent.glob(Path(name).name + "*"):
            leftover.unlink()


def _keep_keys(connection: Any, _record: Any) -> None:
    """What is rehearsed on the copy is refused where the journal itself would refuse it."""
    connection.execute("PRAGMA foreign_keys=ON")
