"""Whether somebody has looked at a day already: the check-in of a family's day."""

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from journal.care.days import day_of, day_span
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.check_in import CheckInRow


def check_in_of(session: Session, child: Child, moment: datetime) -> uuid.UUID | None:
    """Return the first check-in of the family's day that a moment belongs to, or None."""
    zone, begins = ZoneInfo(child.zone), child.day_begins
    start, end = day_span(day_of(moment, zone, begins), zone, begins)
    return session.exec(
        select(CheckInRow.entry_id)
        .join(Entry, col(Entry.id) == col(CheckInRow.entry_id))
        .where(CheckInRow.child_id == child.id, col(Entry.deleted).is_(False))
        .where(CheckInRow.at >= start, CheckInRow.at < end)
        .order_by(col(CheckInRow.at), col(CheckInRow.entry_id))
    ).first()
