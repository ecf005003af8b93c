"""The database: how it is opened, how durable it must be, and where transactions begin."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from journal.records import lock_postgresql, lock_sqlite
from journal.records.scope import Scope, begin, lockable
from journal.settings import BadSetting

# SQLite before 3.51.3 may corrupt a WAL database that two connections write at once.
WAL_IS_SOUND_SINCE = (3, 51, 3)
BUSY_SECONDS = 5
# EXTRA. With NORMAL a power cut loses what was called saved; so does FULL with the rollback
# journal, whose removal is the commit and is flushed by EXTRA alone (tests/faults/test_power.py).
SYNCHRONOUS = 3


class NotDurable(Exception):
    """The database would lose what it acknowledged; the sentence says why."""


class Database:
    """An engine, and the two ways to use it: `transaction()` to write, `reading()` to look.

    Whoever holds it works for all families. Pages get it `Guarded` (scope.py).
    """

    def __init__(self, url: str) -> None:
        self.engine = _open(url)
        self._reading = self.engine.execution_options(journal_reads=True)
        self._locked, self._locked_reading = lockable(self.engine), lockable(self._reading)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded default."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self, *, scope: Scope | None = None) -> Iterator[Session]:
        """A session that commits when the block ends, and changes nothing when it raises.

        scope  whose rows it may touch; None: everybody's

        On SQLite it takes the write lock first (BEGIN IMMEDIATE): a read that later turns into a
        write would fail at once, whatever the busy timeout. Raises OperationalError when another
        writer holds the lock for longer than five seconds.
        """
        engine = self.engine if scope is None else self._locked
        with Session(engine, expire_on_commit=False) as session, session.begin():
            begin(session, scope)
            yield session

    @contextmanager
    def reading(self, *, scope: Scope | None = None) -> Iterator[Session]:
        """A session for looking: it holds no lock between two questions, and cannot write.

        scope  whose rows it sees; None: everybody's

        Each question sees what is committed then, on SQLite as on PostgreSQL. Whoever needs all of
        one moment takes a snapshot (exchange/snapshot.py).
        """
        engine = self._reading if scope is None else self._locked_reading
        with Session(engine, expire_on_commit=False, autoflush=False) as session:
            begin(session, scope)
            yield session

    def check_opens(self) -> None:
        """Raise BadSetting, in one sentence, unless the database answers and may be written."""
        try:
            with self._reading.connect() as connection:
                connection.exec_driver_sql("SELECT 1").scalar()
            if self.is_sqlite and not os.access(self._place, os.W_OK):
                raise self._cannot_open("it may not be written")
        except DBAPIError as error:
            # The first line: PostgreSQL goes on with hints, and says no passphrase.
            raise self._cannot_open(str(error.orig).strip().partition("\n")[0]) from None

    def _cannot_open(self, why: str) -> BadSetting:
        return BadSetting(
            f"JOURNAL_DATABASE names {self._place}, which cannot be opened: {why}. "
            "Check that it is there and belongs to the user who runs Sunhat."
        )

    @property
    def _place(self) -> str:
        """The file, or the address without its passphrase."""
        url = self.engine.url
        return str(Path(url.database or "")) if self.is_sqlite else url.render_as_string()

    def check_durable(self) -> None:
        """Raise NotDurable unless a commit reaches the disk before it returns."""
        with self.engine.connect() as connection:
            if self.is_sqlite:
                synchronous = connection.exec_driver_sql("PRAGMA synchronous").scalar()
                mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
                keys = connection.exec_driver_sql("PRAGMA foreign_keys").scalar()
                if (synchronous, mode, keys) != (SYNCHRONOUS, journal_mode(), 1):
                    raise NotDurable(
                        f"SQLite runs with synchronous={synchronous}, journal_mode={mode}, "
                        f"foreign_keys={keys}. Sunhat does not start on such a database."
                    )
            elif connection.exec_driver_sql("SHOW fsync").scalar() != "on" or (
                connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "off"
            ):
                raise NotDurable(
                    "PostgreSQL runs with fsync or synchronous_commit off. Switch both on."
                )

    def is_unlocked(self) -> bool:
        """Whether PostgreSQL lets this role pass the policies that keep families apart."""
        if self.is_sqlite:
            return False
        with self.engine.connect() as connection:
            return lock_postgresql.is_bypassed(connection)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def journal_mode() -> str:
    """The journal mode this SQLite library can be trusted with."""
    return "wal" if sqlite3.sqlite_version_info >= WAL_IS_SOUND_SINCE else "delete"


def _open(url: str) -> sa.Engine:
    if not url.startswith("sqlite"):
        engine = sa.create_engine(url, pool_pre_ping=True, hide_parameters=True)
        event.listen(engine, "connect", lock_postgresql.open_wide)
        return engine
    engine = sa.create_engine(
        url,
        connect_args={"timeout": BUSY_SECONDS, "isolation_level": None},
        pool_size=16,
        # An error that is logged must not carry names and notes with it.
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "before_cursor_execute", lock_sqlite.name_the_table, retval=True)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA synchronous={SYNCHRONOUS}")
    cursor.execute(f"PRAGMA journal_mode={journal_mode()}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    lock_sqlite.begins(connection)
    # With the rollback journal a commit waits until nobody reads, and whoever comes to read waits
    # for that commit. A page that is drawn for seconds must not hold a transaction meanwhile.
    reads = connection.get_execution_options().get("journal_reads", False)
    connection.exec_driver_sql(f"PRAGMA query_only={reads:d}")
    if not reads:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
