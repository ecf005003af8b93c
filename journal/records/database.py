"""The database: how it is opened, how durable it must be, and where transactions begin."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from journal.records import lock_postgresql, lock_sqlite
from journal.records.leftovers import refuse_leftovers
from journal.records.private_copy import private_copy
from journal.records.scope import Scope, begin, lockable
from journal.settings import BadSetting

Found = TypeVar("Found")

# SQLite before 3.51.3 may corrupt a WAL database that two connections write at once.
WAL_IS_SOUND_SINCE = (3, 51, 3)
BUSY_SECONDS = 5
# EXTRA. With NORMAL a power cut loses what was called saved; so does FULL with the rollback
# journal, whose removal is the commit and is flushed by EXTRA alone (tests/faults/test_power.py).
SYNCHRONOUS = 3
# So often the journal is read without a lock.
ATTEMPTS = 2


class NotDurable(Exception):
    """The database would lose what it acknowledged; the sentence says why."""


class Database:
    """An engine, and the ways to use it: `transaction()` to write, `reading()` to look.

    What has to fit together, a paper and its count, is read while `gathering()`; what every phone
    asks for all the time with `at_one_moment()`, which keeps no writer waiting; what takes long in
    a `snapshot()`; what would come of a long piece of writing shows a `rehearsal()`.

    Whoever holds it works for all families; pages hold it `Guarded` (scope.py).
    scope  whose rows a session may touch; None: everybody's
    """

    def __init__(self, url: str) -> None:
        self.engine = _open(url)
        self._reading = self.engine.execution_options(journal_reads=True)
        self._gathering = (
            self.engine.execution_options(journal_reads=True, journal_holds=True)
            if self.is_sqlite
            else self.engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        )
        self._one_gathers = threading.RLock()

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded default."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self, *, scope: Scope | None = None) -> Iterator[Session]:
        """A session that commits when the block ends, and changes nothing when it raises.

        On SQLite it takes the write lock first (BEGIN IMMEDIATE): a read that later turns into a
        write would fail at once, whatever the busy timeout. Raises OperationalError when another
        writer holds the lock for longer than five seconds.
        """
        engine = self.engine if scope is None else lockable(self.engine)
        with Session(engine, expire_on_commit=False) as session, session.begin():
            begin(session, scope)
            yield session

    @contextmanager
    def reading(self, *, scope: Scope | None = None) -> Iterator[Session]:
        """A session for looking: it holds no lock between two questions, and cannot write.

        Each question sees what is committed then, on SQLite as on PostgreSQL.
        """
        with _looking(self._reading, scope) as session:
            yield session

    @contextmanager
    def gathering(self, *, scope: Scope | None = None) -> Iterator[Session]:
        """A session for looking in which every question is answered as of the first one (H24).

        Read and leave: with SQLite's rollback journal a commit waits meanwhile. Nothing is drawn
        here. One at a time, so that a writer waits for one page and never for all that are asked
        for at once.
        """
        with (
            self._one_gathers if self.is_sqlite else nullcontext(),
            _looking(self._gathering, scope) as session,
        ):
            yield session

    def at_one_moment(
        self, look: Callable[[Session], Found], *, scope: Scope | None = None
    ) -> Found:
        """What `look` finds, all of it as it was at one and the same moment.

        `look` changes nothing outside and may be called again: SQLite is read without a lock, and
        once more when somebody wrote meanwhile; whoever writes all the time waits for it.
        """
        if self.is_sqlite:
            for _attempt in range(ATTEMPTS):
                with self.reading(scope=scope) as session:
                    before, found = _version(session), look(session)
                    if _version(session) == before:
                        return found
        with self.gathering(scope=scope) as session:
            return look(session)

    @contextmanager
    def snapshot(self, *, scope: Scope | None = None) -> Iterator[Session]:
        """A session on the journal of this moment, however long it is read.

        SQLite: on a private copy beside the database, gone afterwards. A long read of the database
        itself would keep its writers waiting. PostgreSQL: one REPEATABLE READ transaction.
        """
        if self.is_sqlite:
            path = Path(str(self.engine.url.database))
            with private_copy(path) as engine, _looking(engine, scope) as session:
                yield session
        else:
            with _looking(self._gathering, scope) as session:
                yield session

    @contextmanager
    def rehearsal(self, *, scope: Scope | None = None) -> Iterator[Session]:
        """A transaction as of this moment that never holds, for what takes long to find out.

        SQLite: on a private copy, so that no writer waits for it. PostgreSQL: it is rolled back.
        """
        with ExitStack() as stack:
            engine = self.engine
            if self.is_sqlite:
                path = Path(str(self.engine.url.database))
                engine = stack.enter_context(private_copy(path))
            engine = engine if scope is None else lockable(engine)
            session = stack.enter_context(Session(engine, expire_on_commit=False))
            begin(session, scope)
            yield session

    def check_opens(self) -> None:
        """Raise BadSetting, in one sentence, unless the database answers and may be written."""
        if self.is_sqlite:
            refuse_leftovers(Path(self._place))
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


@contextmanager
def _looking(engine: sa.Engine, scope: Scope | None) -> Iterator[Session]:
    engine = engine if scope is None else lockable(engine)
    with Session(engine, expire_on_commit=False, autoflush=False) as session:
        begin(session, scope)
        yield session


def _version(session: Session) -> Any:
    """A number that is another one as soon as any other connection has committed."""
    return session.connection().exec_driver_sql("PRAGMA data_version").scalar()


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
    options = connection.get_execution_options()
    reads = options.get("journal_reads", False)
    connection.exec_driver_sql(f"PRAGMA query_only={reads:d}")
    if not reads:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    elif options.get("journal_holds", False):
        connection.exec_driver_sql("BEGIN")
