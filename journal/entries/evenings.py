"""Who has answered the question of an evening: the check-ins of a family's day, and for whom."""

import uuid
from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from journal.care.days import day_of, day_span
from journal.records.access import teens_of
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.check_in import CheckInRow


def check_in_of(
    session: Session, child: Child, moment: datetime, *, reader: uuid.UUID
) -> uuid.UUID | None:
    """Return the first check-in of the family's day that answers it for whoever reads, or None."""
    found, teens = check_ins_of(session, child, moment), teens_of(session, child.id)
    return next((one for one, by in found.items() if answers_for(by, reader, teens)), None)


def check_ins_of(session: Session, child: Child, moment: datetime) -> dict[uuid.UUID, uuid.UUID]:
    """Return the check-ins of the family's day that a moment belongs to, each with its writer,
    the earliest first; none of those that say nothing of how the day was."""
    zone, begins = ZoneInfo(child.zone), child.day_begins
    start, end = day_span(day_of(moment, zone, begins), zone, begins)
    found = session.exec(
        select(CheckInRow.entry_id, Entry.made_by)
        .join(Entry, col(Entry.id) == col(CheckInRow.entry_id))
        .where(CheckInRow.child_id == child.id, col(Entry.deleted).is_(False))
        .where(col(CheckInRow.day).is_not(None))
        .where(CheckInRow.at >= start, CheckInRow.at < end)
        .order_by(col(CheckInRow.at), col(CheckInRow.entry_id))
    )
    return dict(found.all())


def answers_for(by: uuid.UUID, reader: uuid.UUID | None, teens: Collection[uuid.UUID]) -> bool:
    """Whether an evening that somebody wrote is answered for whoever reads: a teen's is a teen's
    own, and the others' is all of theirs (H39)."""
    return by == reader if reader in teens else by not in teens
