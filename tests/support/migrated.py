"""Migrated databases, copied from one that was: migrating anew took a fifth of all tests' time."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql

from journal.records.database import Database
from journal.records.schema import migrate


def give_schema(url: str) -> None:
    """Bring a fresh, empty database to the newest schema."""
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite" and not Path(str(address.database)).exists():
        shutil.copyfile(_file(), str(address.database))
    elif address.get_backend_name() == "postgresql":
        template = _template(address.set(database="postgres"))
        _execute(address.set(database="postgres"), "DROP DATABASE {}", address.database)
        made = "CREATE DATABASE {} TEMPLATE {}"
        _execute(address.set(database="postgres"), made, address.database, template)
    else:
        _migrate(url)


@cache
def _file() -> Path:
    """A migrated SQLite database, one for each process of the tests."""
    file = Path(tempfile.mkdtemp(prefix="sunhat-schema-")) / "journal.sqlite3"
    _migrate(f"sqlite:///{file}")
    return file


@cache
def _template(server: sa.URL) -> str:
    """The name of a migrated database on this server."""
    name = "journal_template"
    _execute(server, "CREATE DATABASE {}", name)
    _migrate(server.set(database=name).render_as_string(hide_password=False))
    return name


def _migrate(url: str) -> None:
    database = Database(url)
    migrate(database)
    database.close()


def _execute(server: sa.URL, statement: str, *names: str | None) -> None:
    address = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*(sql.Identifier(str(n)) for n in names)))
