"""The cast in a database of its own."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session

from tests.family import Family, fresh_family
from tests.plans.supplies import Shelf, family_medicine


@pytest.fixture
def family(tmp_path) -> Iterator[Family]:
    family = fresh_family(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    yield family
    family.database.close()


@pytest.fixture
def session(family: Family) -> Iterator[Session]:
    with family.database.transaction() as session:
        yield session


@pytest.fixture
def shelf(family: Family, session: Session) -> Shelf:
    """Prednisolone, 2 tablets every morning."""
    return Shelf(family, session, family_medicine(family, session))
