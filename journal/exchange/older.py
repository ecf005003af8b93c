"""A backup of an older Sunhat, brought to today's schema before anything of it is restored.

Its rows go into a database of their own, made as that Sunhat knew it; the migrations take them from
there to today, as they would have taken the journal itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa

from journal.exchange.digest import Known
from journal.records.database import Database
from journal.records.schema import build, migrate
from journal.records.tables import METADATA


@contextmanager
def scratch_at(revision: str, data: Path) -> Iterator[tuple[Database, sa.MetaData]]:
    """An empty database at an older schema, with its tables as they were; gone afterwards.

    data  the data directory: what passes through is as private as the journal
    """
    with TemporaryDirectory(prefix=".restore-", dir=data) as folder:
        database = Database(f"sqlite:///{folder}/older.sqlite3")
        try:
            build(database, revision)
            yield database, reflected(database)
        finally:
            database.close()


def brought_to_today(database: Database, tables: sa.MetaData) -> Known:
    """Migrate the scratch database; return the columns it had, which are all its backup covered."""
    migrate(database)
    return {table.name: frozenset(table.c.keys()) for table in tables.sorted_tables}


def reflected(database: Database) -> sa.MetaData:
    """The tables as they are, with today's types: SQLite itself cannot tell an id from a text."""
    tables = sa.MetaData()

    @sa.event.listens_for(tables, "column_reflect")
    def _type(_inspector: Any, table: sa.Table, column: Any) -> None:
        today = METADATA.tables.get(table.name)
        if today is not None and column["name"] in today.c:
            column["type"] = today.c[column["name"]].type

    with database.engine.connect() as connection:
        tables.reflect(connection)
    tables.remove(tables.tables["alembic_version"])
    return tables
