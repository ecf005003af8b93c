"""Series of pictures: the same place and side over months, newest first."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session

from journal.records.columns import table_of
from journal.records.entries import Entry, Revision
from journal.records.kinds.picture import PictureRow
from journal.records.people import Account

_PICTURE, _ENTRY = table_of(PictureRow), table_of(Entry)
_FIRST, _WRITER = table_of(Revision), table_of(Account)

# What tells one series from another; a place is the same however its letters are written.
Key = tuple[str, str, str]
# What skin does over months is seen across about a season.
APART = timedelta(days=91)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One picture of a series; photos: ids, one or more.

    at        when it was taken, as the family says, aware UTC
    recorded  when it was written down, by whom: `by`
    """

    entry: uuid.UUID
    at: datetime
    recorded: datetime
    by: str
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
        sa.select(
            *_PICTURE.c["at", "series", "side", "place", "photos"],
            _ENTRY.c.id,
            _FIRST.c.made_at,
            _WRITER.c.name,
        )
        .join(_ENTRY, _ENTRY.c.id == _PICTURE.c.entry_id)
        .join(_FIRST, sa.and_(_FIRST.c.entry_id == _ENTRY.c.id, _FIRST.c.number == 1))
        .join(_WRITER, _WRITER.c.id == _ENTRY.c.made_by)
        .where(_PICTURE.c.child_id == child_id, _ENTRY.c.deleted.is_(False))
        .order_by(_PICTURE.c.at.desc(), _ENTRY.c.id.desc())
    )
    if series:
        query = query.where(_PICTURE.c.series == series)
    return [
        Taken(
            entry=row.id,
            at=row.at,
            recorded=row.made_at,
            by=row.name,
            series=row.series,
            side=row.side,
            place=row.place,
            photos=tuple(row.photos or ()),
        )
        for row in session.execute(query)
    ]


def of_key(session: Session, child_id: uuid.UUID, key: Key) -> list[Taken]:
    """Every picture of one series, newest first."""
    return [each for each in taken(session, child_id, series=key[0]) if each.key == key]


def earlier_than(newest: Taken, others: Sequence[Taken]) -> Taken | None:
    """Of the others that which was taken nearest to three months before; None without any."""
    wanted = newest.at - APART
    return min(others, key=lambda each: abs(each.at - wanted), default=None)


def last_of_each(session: Session, child_id: uuid.UUID) -> list[Taken]:
    """The newest picture of each series, the series that was taken last first."""
    newest: dict[Key, Taken] = {}
    for each in taken(session, child_id):
        newest.setdefault(each.key, each)
    return list(newest.values())
