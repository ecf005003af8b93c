"""One, two and three days after an infusion: how is it?"""

from datetime import timedelta

from sqlmodel import col, select

from journal.records.entries import Entry
from journal.records.kinds.infusion import InfusionRow
from journal.records.reminders import About
from journal.reminders.wanted import Asked, Look, Wanted, wall_slot

# No infusion runs longer.
LONGEST = timedelta(days=3)


def follow_ups(look: Look) -> Asked:
    """One reminder for each recorded infusion and lead, counted from its end in real hours.

    From its time while no end is recorded. Source: docs/rules.md#infusion-days.
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
            if look.covers(ended + lead)
        ]
    )
