"""Days of school missed, whole or in part: each once, however often it was said."""

from datetime import date
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session

from journal.care.days import day_of, day_span
from journal.records.children import Child
from journal.records.columns import table_of
from journal.records.entries import Entry
from journal.records.kinds.activity import Active, ActivityRow
from journal.records.kinds.check_in import CheckInRow, School

MISSED = (School.MISSED.value, School.PART.value)


def days_missed(session: Session, child: Child, first: date, last: date) -> list[date]:
    """Return the family's days from `first` to `last`, both included, oldest first.

    A day counts when a check-in said that school or a part of it was missed, or an activity did.
    A day about which nobody spoke is not among them, and is not a day at school either.
    """
    zone, begins = ZoneInfo(child.zone), child.day_begins
    start, end = day_span(first, zone, begins)[0], day_span(last, zone, begins)[1]
    entry, asked, did = (table_of(each).c for each in (Entry, CheckInRow, ActivityRow))
    moments = sa.union_all(
        sa.select(asked.at, asked.entry_id).where(
            asked.child_id == child.id,
            asked.school.in_(MISSED),
            asked.at >= start,
            asked.at < end,
        ),
        sa.select(did.at, did.entry_id).where(
            did.child_id == child.id,
            did.what == Active.SCHOOL_MISSED.value,
            did.at >= start,
            did.at < end,
        ),
    ).subquery()
    query = (
        sa.select(moments.c.at)
        .join(Entry, entry.id == moments.c.entry_id)
        .where(entry.deleted.is_(False))
    )
    return sorted({day_of(row.at, zone, begins) for row in session.execute(query)})
