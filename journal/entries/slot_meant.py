"""Which slot a dose that names none stands beside: the nearest of its family day."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session

from journal.care.days import day_of, day_span, due_instant
from journal.care.history import spans_in_force
from journal.care.problems import Refused
from journal.care.rhythm import Slot, read_rhythm, slots
from journal.records.children import Child
from journal.records.columns import table_of
from journal.records.entries import Entry
from journal.records.kinds.dose import DoseRow
from journal.records.planned import plans_of

# No slot of a family day lies further from a dose of it, whatever the clocks do.
AROUND = timedelta(hours=26)
_DOSE, _ENTRY = table_of(DoseRow), table_of(Entry)
# Made once: a dose that is recorded waits for it.
_UNPLANNED = (
    sa.select(_DOSE.c.entry_id, _DOSE.c.at)
    .join(_ENTRY, _ENTRY.c.id == _DOSE.c.entry_id)
    .where(_ENTRY.c.deleted.is_(False), _DOSE.c.medicine == sa.bindparam("medicine"))
    .where(_DOSE.c.slot.is_(None))
    .where(_DOSE.c.at.between(sa.bindparam("since"), sa.bindparam("until")))
)


def slot_meant(session: Session, child: Child, medicine: uuid.UUID, at: datetime) -> str | None:
    """Return the key of the planned slot nearest to `at` within the family's day, or None.

    The earlier of two that are as near. None too for a medicine that is given as needed or counts
    from another one, and for a plan nobody can read.
    """
    zone = ZoneInfo(child.zone)
    start, end = day_span(day_of(at, zone, child.day_begins), zone, child.day_begins)
    try:
        found = list(_slots(session, medicine, zone, start, end))
    except Refused:
        return None
    nearest = min(found, key=lambda slot: (abs(slot.due_at - at), slot.due_at), default=None)
    return None if nearest is None else nearest.key


def unplanned_beside(
    session: Session, child_id: uuid.UUID, zone: ZoneInfo, medicine: uuid.UUID, slot: str
) -> list[uuid.UUID]:
    """The entries of the medicine's doses without a slot that stand beside this one."""
    try:
        due_at = due_instant(datetime.fromisoformat(slot), zone)
    except ValueError:
        return []
    around = {"since": due_at - AROUND, "until": due_at + AROUND}
    rows = session.execute(_UNPLANNED, {"medicine": medicine, **around}).all()
    if not rows:
        return []
    child = session.get_one(Child, child_id)
    return [entry for entry, at in rows if slot_meant(session, child, medicine, at) == slot]


def _slots(
    session: Session, medicine: uuid.UUID, zone: ZoneInfo, start: datetime, end: datetime
) -> Iterator[Slot]:
    for plan, first_on, last_on in spans_in_force(plans_of(session, [medicine])[medicine]):
        yield from slots(
            read_rhythm(plan.rhythm),
            first_on=first_on,
            last_on=last_on,
            zone=zone,
            start=start,
            end=end,
            counts_from=plan.counts_from,
        )
