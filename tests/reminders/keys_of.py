"""What the natural keys of questions and reminders name: rows of one child, so that no two meet."""

import uuid
from collections.abc import Iterator

import sqlalchemy as sa
from sqlmodel import Session

from journal.records.bound import BOUND, CHILD
from journal.records.tables import METADATA


def strangers_in(session: Session, table: str) -> list[tuple[str, set[uuid.UUID]]]:
    """The keys of a table that name no row of the row's own child, or anybody else's; and whose."""
    rows = METADATA.tables[table]
    found = []
    for key, child in session.execute(sa.select(rows.c.key, rows.c.child_id)):
        whose = {each for one in _ids(key) for each in _children_of(session, one)}
        if whose != {child}:
            found.append((key, whose))
    return found


def _ids(key: str) -> Iterator[uuid.UUID]:
    for part in key.split(":"):
        try:
            yield uuid.UUID(part)
        except ValueError:
            continue  # a word, a day or a number


def _children_of(session: Session, named: uuid.UUID) -> Iterator[uuid.UUID]:
    """The child of each row that has this id, whichever table it is in."""
    for name, bound in BOUND.items():
        columns = METADATA.tables[name].c
        if bound.to == CHILD and "id" in columns and isinstance(columns["id"].type, sa.Uuid):
            of = columns[bound.column]
            yield from session.scalars(sa.select(of).where(columns["id"] == named))
