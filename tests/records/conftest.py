"""The cast in a fresh database, on SQLite and on PostgreSQL."""

import pytest

from tests.family import fresh_family


@pytest.fixture
def family(database_url):
    family = fresh_family(database_url)
    yield family
    family.database.close()
