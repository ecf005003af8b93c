"""Which entries of a stretch of time have photos; nobody's diary is among them (H39)."""

import uuid
from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from journal.entries.reading import Shown, entries_by_id
from journal.records.columns import table_of
from journal.records.entries import Entry, Kind
from journal.records.kinds import ROWS


def photographed(
    session: Session, child_id: uuid.UUID, start: datetime, end: datetime, *, most: int
) -> list[Shown]:
    """Return the newest entries with start <= at < end that name a photo, the newest first."""
    tables = [table_of(row) for kind, row in ROWS.items() if kind is not Kind.DIARY]
    named = sa.union_all(
        *(
            sa.select(table.c.entry_id.label("id"), table.c.at.label("at")).where(
                table.c.child_id == child_id,
                table.c.at >= start,
                table.c.at < end,
                sa.cast(table.c.photos, sa.Text) != "[]",
            )
            for table in tables
        )
    ).subquery()
    query = (
        sa.select(named.c.id)
        .join(Entry, col(Entry.id) == named.c.id)
        .where(col(Entry.deleted).is_(False))
        .order_by(named.c.at.desc(), named.c.id.desc())
        .limit(most)
    )
    ids = list(session.scalars(query))
    found = {one.id: one for one in entries_by_id(session, ids)} if ids else {}
    return [found[each] for each in ids if each in found]


def photos_named(session: Session, child_id: uuid.UUID) -> Iterator[tuple[str, uuid.UUID]]:
    """Yield every photo with the newest entry that names it, the newest first; none is held.

    The caller has checked the right to see photos.
    """
    tables = [table_of(row) for kind, row in ROWS.items() if kind is not Kind.DIARY]
    named = sa.union_all(
        *(
            sa.select(
                table.c.entry_id.label("id"), table.c.at.label("at"), table.c.photos.label("photos")
            ).where(table.c.child_id == child_id, sa.cast(table.c.photos, sa.Text) != "[]")
            for table in tables
        )
    ).subquery()
    query = (
        sa.select(named.c.id, named.c.photos)
        .join(Entry, col(Entry.id) == named.c.id)
        .where(col(Entry.deleted).is_(False))
        .order_by(named.c.at.desc(), named.c.id.desc())
    )
    told: set[str] = set()
    for entry, photos in session.execute(query):
        for photo in photos:
            if photo not in told:
                told.add(photo)
                yield photo, entry
