"""Photos that nothing names are removed: what a family discarded must not lie about for ever."""

import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from journal.records.columns import table_of
from journal.records.database import Database
from journal.records.entries import Change, Quarantine
from journal.records.kinds import ROWS
from journal.records.photos import FOLDER, Photo, file_name, small_name

# A photo comes before its entry, and an entry may wait for signal. A phone that has one for longer
# than a day hands it in again first (static/js/phone/outbox.js).
PATIENCE = timedelta(hours=48)
_PHOTO = table_of(Photo)
_SAID = (table_of(Change).c.content, table_of(Quarantine).c.content)


def remove_unnamed(database: Database, data: Path, *, now: datetime) -> int:
    """Remove the photos that no entry names 48 hours after they came, files and all.

    Returns how many. One that is handed in again came anew (keep.py). An entry that once named a
    photo names it for ever, in its history: it can be brought back. So does what was refused, and
    what waits for another change: its author may mend it.

    data  the data directory
    """
    with database.reading() as session:
        found = [each for each in _old(session, now) if not _is_said(session, each)]
    if not found:
        return 0
    with database.transaction() as session:
        gone = [each for each in found if not _is_said(session, each)]
        # One that was handed in meanwhile is old no more.
        still = sa.delete(Photo).where(col(Photo.id).in_(gone), _is_old(now))
        removed = [dict(row) for row in session.execute(still.returning(_PHOTO)).mappings()]
    for row in removed:
        _remove_files(database, data, row)
    return len(removed)


def _remove_files(database: Database, data: Path, row: dict[str, Any]) -> None:
    """Remove the files of a row that is gone for good: a commit that fails costs no picture.

    The row stands again meanwhile, in a transaction that takes it back: whoever hands the photo in
    waits for that, and then writes files anew. A backup whose list has them refuses itself, and is
    made again.
    """
    try:
        with database.transaction() as session:
            session.execute(sa.insert(_PHOTO).values(row))
            for name in (file_name(row["id"]), small_name(row["id"])):
                (data / FOLDER / name).unlink(missing_ok=True)
            session.execute(sa.delete(_PHOTO).where(_PHOTO.c.id == row["id"]))
    except IntegrityError:
        return  # it was handed in again


def _old(session: Session, now: datetime) -> list[uuid.UUID]:
    """The old photos that stand on no entry as it is now: few, so each can be looked for."""
    shown: set[str] = set()
    for row in ROWS.values():
        for photos in session.scalars(sa.select(table_of(row).c.photos)):
            shown.update(photos or ())
    old = session.exec(select(Photo.id).where(_is_old(now)))
    return [each for each in old if str(each) not in shown]


def _is_old(now: datetime) -> sa.ColumnElement[bool]:
    return col(Photo.created_at) < now - PATIENCE


def _is_said(session: Session, photo_id: uuid.UUID) -> bool:
    """Whether any change that ever came says this photo."""
    return any(
        session.scalar(
            sa.select(sa.literal(1))
            .where(sa.func.lower(sa.cast(content, sa.Text)).contains(str(photo_id)))
            .limit(1)
        )
        for content in _SAID
    )
