"""What is to come after a hospital stay, such as a result, and which of it came."""

import uuid
from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from journal.records.entries import Entry
from journal.records.kinds.stay_note import CAME, StayNoteRow, StayWhat


def to_come(session: Session, child_id: uuid.UUID) -> Sequence[StayNoteRow]:
    """The results and follow-ups that nobody said of that they came, the earliest first."""
    return _notes(session, child_id, CAME)


def came_notes(session: Session, child_id: uuid.UUID) -> list[uuid.UUID]:
    """The entries of those that came."""
    return [row.entry_id for row in _notes(session, child_id, CAME.values())]


def _notes(
    session: Session, child_id: uuid.UUID, what: Iterable[StayWhat]
) -> Sequence[StayNoteRow]:
    return session.exec(
        select(StayNoteRow)
        .join(Entry, col(Entry.id) == col(StayNoteRow.entry_id))
        .where(StayNoteRow.child_id == child_id, col(Entry.deleted).is_(False))
        .where(col(StayNoteRow.what).in_([each.value for each in what]))
        .order_by(col(StayNoteRow.at), col(StayNoteRow.entry_id))
    ).all()
