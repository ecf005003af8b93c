"""The cast in a database of its own."""

from collections.abc import Iterator

import pytest

from tests.family import Family, fresh_database, make_family


@pytest.fixture
def family(tmp_path) -> Iterator[Family]:
    database = fresh_database(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    yield make_family(database)
    database.close()
