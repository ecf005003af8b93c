"""The demo family once for all tests that only look at it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from journal.exchange.demo import DemoFamily, load_demo
from journal.records.database import Database
from tests.exchange.busy import busy_family
from tests.family import Family, fresh_database
from tests.support.once import built_once

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
    made, family = built_once(tmp_path_factory, "demo-of-two-loads", _killed_and_loaded)
    data = tmp_path_factory.mktemp("demo")
    shutil.copytree(made, data, dirs_exist_ok=True)
    database = Database(f"sqlite:///{data / 'journal.sqlite3'}")
    yield Demo(database, family, data)
    database.close()


def _killed_and_loaded(data: Path) -> DemoFamily:
    database = fresh_database(f"sqlite:///{data / 'journal.sqlite3'}")
    left = iter(range(REVISIONS_BEFORE_THE_KILL))

    def kill(_connection, _cursor, statement, *_rest):
        if statement.startswith("INSERT INTO main.revision") and next(left, None) is None:
            raise Killed

    sa.event.listen(database.engine, "before_cursor_execute", kill)
    with pytest.raises(Killed):
        load_demo(database, now=TODAY, secrets_dir=data)
    sa.event.remove(database.engine, "before_cursor_execute", kill)
    family = load_demo(database, now=TODAY, secrets_dir=data)
    database.close()
    return family


@pytest.fixture(scope="session")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Family:
    """A small journal with everything in it, closed: to be copied."""
    family = busy_family(f"sqlite:///{tmp_path_factory.mktemp('busy') / 'journal.sqlite3'}")
    family.database.close()
    return family


@pytest.fixture(scope="session")
def nobodys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty journal, closed: to be copied."""
    file = tmp_path_factory.mktemp("nobody") / "journal.sqlite3"
    fresh_database(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def family(busy: Family, tmp_path: Path) -> Iterator[Family]:
    """A copy of the small journal."""
    shutil.copy(str(busy.database.engine.url.database), tmp_path)
    database = Database(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    yield Family(database, busy.people, busy.children, busy.households)
    database.close()


@pytest.fixture
def empty(nobodys: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty journal in a data directory of its own."""
    (tmp_path / "empty").mkdir()
    shutil.copy(nobodys, tmp_path / "empty")
    database = Database(f"sqlite:///{tmp_path / 'empty' / 'journal.sqlite3'}")
    yield database
    database.close()
