"""Tests and examinations that are still missing, before their window ends."""

from datetime import datetime, timedelta

from journal.care.days import due_instant
from journal.plans.lab_facts import LabFacts
from journal.records.reminders import About
from journal.reminders.wanted import Asked, Look, Wanted

DAY = timedelta(days=1)


def labs(look: Look) -> Asked:
    """One reminder for each rule, end of a window and lead, while a test of it has no result.

    A window that opens later is told on the day it opens; what is over is told no more and stays
    on the page. Source: docs/rules.md#labs.
    """
    facts = LabFacts(session=look.session, child=look.child, now=look.now)
    if not facts.rows:
        return Asked()
    rule = look.rules[About.LABS]
    rows = {row.id: row for row in facts.rows}
    found: dict[tuple[object, ...], Wanted] = {}
    for one in facts.due:
        row = rows[one.because.id]
        # On the day of the last result nobody wants to hear of the next one.
        first = max(one.opens, one.last + DAY) if one.last else one.opens
        for lead in rule.leads:
            day = max(one.by - lead, first)
            wall = datetime.combine(day, rule.clock)
            due_at = due_instant(wall, look.zone)
            if day <= one.by and look.covers(due_at):
                # Two leads of a window on one day are one reminder.
                found[(row.id, one.by, due_at)] = Wanted(
                    key=f"{About.LABS.value}:{row.id}:{one.by}:{lead // timedelta(minutes=1)}",
                    about=About.LABS,
                    subject_id=row.id,
                    slot=wall.isoformat(timespec="minutes"),
                    due_at=due_at,
                    decided_at=max(row.made_at, rule.changed_at or row.made_at),
                )
    return Asked(found.values())
