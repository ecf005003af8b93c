"""The demo family once for all tests that only look at it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from journal.exchange.demo import DemoFamily, load_demo
from journal.records.database import Database
from tests.family import fresh_database

# Sunday, 08:30 in New York.
TODAY = datetime(2026, 11, 22, 13, 30, tzinfo=UTC)
REVISIONS_BEFORE_THE_KILL = 900


class Killed(Exception):
    """The process ended here."""


@dataclass(frozen=True)
class Demo:
    """The loaded demo, with where it lies."""

    database: Database
    family: DemoFamily
    data: Path


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo family on SQLite; its first loading was killed in the middle of a month."""
    data = tmp_path_factory.mktemp("demo")
    database = fresh_database(f"sqlite:///{data / 'journal.sqlite3'}")
    left = iter(range(REVISIONS_BEFORE_THE_KILL))

    def kill(_connection, _cursor, statement, *_rest):
        if statement.startswith("INSERT INTO revision") and next(left, None) is None:
            raise Killed

    sa.event.listen(database.engine, "before_cursor_execute", kill)
    with pytest.raises(Killed):
        load_demo(database, now=TODAY, secrets_dir=data)
    sa.event.remove(database.engine, "before_cursor_execute", kill)
    yield Demo(database, load_demo(database, now=TODAY, secrets_dir=data), data)
    database.close()
