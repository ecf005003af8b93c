"""One, two and three days after an infusion: how is it?"""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, col, select

from journal.plans.infusion_days import courses_of
from journal.records.entries import Entry
from journal.records.kinds.checkpoint import CheckpointRow, Seen
from journal.records.kinds.infusion import InfusionRow
from journal.records.reminders import About
from journal.reminders.wanted import Asked, Look, Wanted, wall_slot

# No infusion runs longer.
LONGEST = timedelta(days=3)
FOREVER = datetime.max.replace(tzinfo=UTC)


def follow_ups(look: Look) -> Asked:
    """One reminder for each course of infusions and lead, counted from its end in real hours.

    The end is that of its last day (H44), or its time while no end is recorded. Where another of
    the kind has begun by then, that one is asked about. A look that somebody wrote down is not
    asked about again. Source: docs/rules.md#infusion-days.
    """
    rule = look.rules[About.FOLLOW_UP]
    furthest = max(rule.leads, default=timedelta(0))
    rows = look.session.exec(
        select(Entry, InfusionRow)
        .join(InfusionRow, col(InfusionRow.entry_id) == col(Entry.id))
        .where(Entry.child_id == look.child.id, col(Entry.deleted).is_(False))
        .where(col(Entry.at) >= look.start - furthest - LONGEST, col(Entry.at) < look.end)
        .order_by(col(Entry.at), col(Entry.id))
    ).all()
    next_at = _next_at(look, [infusion for _entry, infusion in rows])
    written = _written(look.session, look.child.id)
    return Asked(
        [
            Wanted(
                key=f"{About.FOLLOW_UP.value}:{entry.id}:{lead // timedelta(minutes=1)}",
                about=About.FOLLOW_UP,
                subject_id=entry.id,
                slot=wall_slot(ended + lead, look.zone),
                due_at=ended + lead,
                decided_at=max(entry.changed_at, rule.changed_at or entry.changed_at),
            )
            for entry, infusion in rows
            for ended in [infusion.ended or entry.at]
            for lead in rule.leads
            if look.covers(ended + lead) and (entry.id, lead) not in written
            if ended + lead < next_at[entry.id]
        ]
    )


def _next_at(look: Look, rows: Sequence[InfusionRow]) -> dict[uuid.UUID, datetime]:
    """From when on another infusion is the one to ask about: at once where both are one course."""
    found: dict[uuid.UUID, datetime] = {}
    by_id = {row.entry_id: row for row in rows}
    for courses in courses_of(look.session, look.child, rows).values():
        given = [[by_id[one.entry] for one in course.given] for course in courses]
        following = FOREVER
        for days in reversed(given):
            *earlier, last = sorted(days, key=lambda row: (row.at, row.entry_id))
            found |= dict.fromkeys((row.entry_id for row in earlier), look.start)
            found[last.entry_id] = following
            following = min(row.at for row in days)
    return found


def _written(session: Session, child_id: uuid.UUID) -> set[tuple[uuid.UUID, timedelta]]:
    """The looks after infusions that stand in the journal: of which infusion, how long after."""
    rows = session.exec(
        select(CheckpointRow.infusion, CheckpointRow.hours)
        .join(Entry, col(Entry.id) == col(CheckpointRow.entry_id))
        .where(CheckpointRow.child_id == child_id, CheckpointRow.what == Seen.AFTER.value)
        .where(col(Entry.deleted).is_(False))
    )
    return {(infusion, timedelta(hours=hours)) for infusion, hours in rows if hours is not None}
