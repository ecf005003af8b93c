"""The journal as it stands at one moment, read beside a running server."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session

from journal.records.database import Database

COPIED = ".reading-"


@contextmanager
def snapshot(database: Database) -> Iterator[Session]:
    """A session on the journal of this moment, however long it is read.

    SQLite: on a private copy beside the database, gone afterwards. A long read of the database
    itself would keep its writers waiting. PostgreSQL: one REPEATABLE READ transaction.
    """
    if database.is_sqlite:
        with _copy(database) as engine, Session(engine, autoflush=False) as session:
            yield session
    else:
        with database.engine.connect() as connection:
            connection = connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            with Session(connection, autoflush=False) as session:
                yield session


@contextmanager
def _copy(database: Database) -> Iterator[sa.Engine]:
    path = Path(str(database.engine.url.database))
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
        try:
            yield engine
        finally:
            engine.dispose()
    finally:
        for leftover in Path(name).parent.glob(Path(name).name + "*"):
            leftover.unlink()
