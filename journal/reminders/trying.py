"""Short transactions of the reminders, tried again when another writer was in the way."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from journal.records.database import Database

TRIES = 3

Done = TypeVar("Done")


def write(database: Database, work: Callable[[Session], Done]) -> Done:
    """Do the work in one transaction, again when another writer was in the way."""
    for left in reversed(range(TRIES)):
        try:
            with database.transaction() as session:
                return work(session)
        except OperationalError:
            if not left:
                raise
    raise AssertionError("unreachable")
