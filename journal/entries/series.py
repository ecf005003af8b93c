"""Series of pictures: the same place and side over months, newest first."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from journal.records.columns import table_of
from journal.records.entries import Entry
from journal.records.kinds.picture import PictureRow

_PICTURE, _ENTRY = table_of(PictureRow), table_of(Entry)

# What tells one series from another; a place is the same however its letters are written.
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One picture of a series. at: when it was taken, aware UTC; photos: ids, one or more."""

    entry: uuid.UUID
    at: datetime
    series: str
    side: str | None
    place: str | None
    photos: Sequence[str]

    @property
    def key(self) -> Key:
        """Which series it belongs to."""
        return key_of(self.series, self.side, self.place)


def key_of(series: str, side: str | None, place: str | None) -> Key:
    """The series that these words name."""
    return series, side or "", " ".join((place or "").casefold().split())


def taken(session: Session, child_id: uuid.UUID, *, series: str = "") -> list[Taken]:
    """Every picture of a child that stands in the journal, newest first.

    series  only those of this place on the body
    """
    query = (
        sa.select(*_PICTURE.c["at", "series", "side", "place", "photos"], _ENTRY.c.id)
        .join(_ENTRY, _ENTRY.c.id == _PICTURE.c.entry_id)
        .where(_PICTURE.c.child_id == child_id, _ENTRY.c.deleted.is_(False))
        .order_by(_PICTURE.c.at.desc(), col(Entry.id).desc())
    )
    if series:
        query = query.where(_PICTURE.c.series == series)
    return [
        Taken(
            entry=row.id,
            at=row.at,
            series=row.series,
            side=row.side,
            place=row.place,
            photos=tuple(row.photos or ()),
        )
        for row in session.execute(query)
    ]


def last_of_each(session: Session, child_id: uuid.UUID) -> list[Taken]:
    """The newest picture of each series, the series that was taken last first."""
    newest: dict[Key, Taken] = {}
    for each in taken(session, child_id):
        newest.setdefault(each.key, each)
    return list(newest.values())
