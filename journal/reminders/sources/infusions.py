"""One, two and three days after an infusion: how is it?"""

import uuid
from datetime import timedelta

from sqlmodel import Session, col, select

from journal.records.entries import Entry
from journal.records.kinds.checkpoint import CheckpointRow, Seen
from journal.records.kinds.infusion import InfusionRow
from journal.records.reminders import About
from journal.reminders.wanted import Asked, Look, Wanted, wall_slot

# No infusion runs longer.
LONGEST = timedelta(days=3)


def follow_ups(look: Look) -> Asked:
    """One reminder for each recorded infusion and lead, counted from its end in real hours.

    From its time while no end is recorded. A look that somebody wrote down is not asked about
    again. Source: docs/rules.md#infusion-days.
    """
    rule = look.rules[About.FOLLOW_UP]
    furthest = max(rule.leads, default=timedelta(0))
    rows = look.session.exec(
        select(Entry, InfusionRow)
        .join(InfusionRow, col(InfusionRow.entry_id) == col(Entry.id))
        .where(Entry.child_id == look.child.id, col(Entry.deleted).is_(False))
        .where(col(Entry.at) >= look.start - furthest - LONGEST, col(Entry.at) < look.end)
        .order_by(col(Entry.at), col(Entry.id))
    )
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
        ]
    )


def _written(session: Session, child_id: uuid.UUID) -> set[tuple[uuid.UUID, timedelta]]:
    """The looks after infusions that stand in the journal: of which infusion, how long after."""
    rows = session.exec(
        select(CheckpointRow.infusion, CheckpointRow.hours)
        .join(Entry, col(Entry.id) == col(CheckpointRow.entry_id))
        .where(CheckpointRow.child_id == child_id, CheckpointRow.what == Seen.AFTER.value)
        .where(col(Entry.deleted).is_(False))
    )
    return {(infusion, timedelta(hours=hours)) for infusion, hours in rows if hours is not None}
