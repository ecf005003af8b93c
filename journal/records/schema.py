"""Bringing the schema up to date: whole or not at all, with a backup first."""

import sqlite3
import threading
import uuid
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import Session

from journal.clock import now
from journal.records.columns import table_of
from journal.records.database import SYNCHRONOUS, Database
from journal.records.people import Instance

MIGRATIONS = Path(__file__).parent / "migrations"
# Alembic keeps what it works on in its modules: two at once, a backup that is tried out and a file
# that is put in, would take it from each other.
_one_at_a_time = threading.Lock()


class WrongSchema(Exception):
    """The database does not fit this version of Sunhat; the sentence says what to do."""


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@cache
def _scripts() -> ScriptDirectory:
    """The migrations, read once: every start and every look at a journal's schema asks for them."""
    return ScriptDirectory.from_config(_config())


def newest() -> str:
    """The revision this version of Sunhat was written for."""
    head = _scripts().get_current_head()
    if head is None:
        raise WrongSchema("The migrations are missing from the installation. Install Sunhat again.")
    return head


def current(database: Database) -> str | None:
    """The revision the database is at; None while it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def known() -> set[str]:
    """Every revision this version of Sunhat knows the way from."""
    return {script.revision for script in _scripts().walk_revisions()}


def build(database: Database, revision: str) -> None:
    """Give an empty database the schema of a revision, as a Sunhat of that time would have."""
    with _one_at_a_time, migration_connection(database) as connection:
        command.upgrade(_config(connection), revision)


def migrate(database: Database, *, backups: Path | None = None) -> None:
    """Bring the database to the newest schema. A second start finishes what a killed one began.

    All steps run in one transaction. Foreign keys are off while tables are rebuilt: with them on,
    SQLite deletes the rows of every child table (docs/decisions/0002-migrations.md). They are
    checked before the commit. Raises WrongSchema when a newer Sunhat has been here.
    """
    found = current(database)
    if found is not None and found not in known():
        raise WrongSchema(
            f"This journal was written by a newer Sunhat (schema {found}). Update Sunhat, "
            "or restore a backup made by this version."
        )
    if found == newest():
        return
    if found is not None and database.is_sqlite and backups is not None:
        copy_before(database, backups, found)
    with _one_at_a_time, migration_connection(database) as connection:
        command.upgrade(_config(connection), "head")
        if database.is_sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise WrongSchema(f"The migration would break {len(broken)} rows; nothing changed.")


def migration_connection(database: Database) -> Any:
    """One connection in one transaction, foreign keys off, for the length of a `with` block."""
    if not database.is_sqlite:
        return database.engine.begin()
    engine = sa.create_engine(
        database.engine.url, poolclass=sa.NullPool, connect_args={"isolation_level": None}
    )

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.execute(f"PRAGMA synchronous={SYNCHRONOUS}")
        connection.execute("PRAGMA foreign_keys=OFF")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine.begin()


def check_schema(database: Database) -> None:
    """Raise WrongSchema unless the database is at the newest schema."""
    found = current(database)
    if found != newest():
        raise WrongSchema(
            f"The database has schema {found or 'none'}, this Sunhat needs {newest()}. "
            "Run `make run`, or `flask --app wsgi journal migrate`."
        )


def copy_before(database: Database, backups: Path, revision: str) -> Path:
    """Copy an SQLite database aside before it is migrated; return the copy."""
    backups.mkdir(mode=0o700, exist_ok=True)
    stamp = f"{now():%Y%m%dT%H%M%S}"
    target = backups / f"before-{newest()}-from-{revision}-{stamp}.sqlite3"
    source = sqlite3.connect(str(database.engine.url.database))
    with sqlite3.connect(target) as copy:
        source.backup(copy)
    copy.close()
    source.close()
    target.chmod(0o600)
    return target


def ensure_instance(database: Database) -> Instance:
    """Return this server's own row, made on the first start."""
    with database.transaction() as session:
        instance = session.get(Instance, 1)
        if instance is None:
            instance = Instance(id=1, name=uuid.uuid4(), epoch=uuid.uuid4())
            session.add(instance)
        return instance


_EPOCH = sa.select(table_of(Instance).c.epoch)


def read_epoch(session: Session) -> str:
    """The epoch phones are told: another one means the server was restored from a backup."""
    return str(session.execute(_EPOCH).scalar_one())
