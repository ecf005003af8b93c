"""The cast in a database of its own."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session

from journal.plans.preparations import prepare
from journal.records.access import Actor
from journal.records.children import Child
from journal.records.preparations import Preparation
from tests.family import NOW, Family, fresh_family
from tests.plans.supplies import Shelf, family_medicine
from tests.plans.visiting import SOON


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


@pytest.fixture
def child(family: Family, session: Session) -> Child:
    """Nora."""
    return session.get_one(Child, family.nora)


@pytest.fixture
def ada(family: Family, session: Session) -> Actor:
    return family.actor(session, "ada")


@pytest.fixture
def ben(family: Family, session: Session) -> Actor:
    return family.actor(session, "ben")


@pytest.fixture
def page(session: Session, ada: Actor, child: Child) -> Preparation:
    """A page that is prepared for Dr. Okafor, in three days."""
    return prepare(session, ada, child, SOON, now=NOW)
