"""Reminders in the family's own words, and the evening check-in: both on the child's wall clock."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

from journal.care.days import slot_instant
from journal.care.problems import Refused
from journal.plans.own_reminders import own_slots, reminders_of
from journal.records.reminders import About
from journal.reminders.wanted import Asked, Look, Wanted

DAY = timedelta(days=1)


def own_reminders(look: Look) -> Asked:
    """What the family wants to be reminded of, in its own rhythm.

    Their key is their row and the wall time, as a dose's is.
    """
    found: list[Wanted] = []
    unreadable: set[uuid.UUID] = set()
    for row in reminders_of(look.session, look.child.id):
        try:
            slots = own_slots(row, look.zone, look.start, look.end)
        except Refused:
            unreadable.add(row.id)
            continue
        found += [
            Wanted(
                key=f"{About.OWN.value}:{row.id}:{slot.key}",
                about=About.OWN,
                subject_id=row.id,
                slot=slot.key,
                due_at=slot.due_at,
                decided_at=row.made_at,
            )
            for slot in slots
        ]
    return Asked(found, unreadable)


def check_ins(look: Look) -> Asked:
    """One question every evening, at the time the family chose; none unless it asked for them."""
    rule = look.rules[About.CHECK_IN]
    if not rule.on or rule.changed_at is None:
        return Asked()
    decided_at, zone = rule.changed_at, look.zone

    def found() -> Iterator[Wanted]:
        day = look.start.astimezone(zone).date() - DAY
        while day <= look.end.astimezone(zone).date() + DAY:
            wall = datetime.combine(day, rule.clock)
            due_at = slot_instant(wall, zone)
            if due_at is not None and look.covers(due_at):
                yield Wanted(
                    key=f"{About.CHECK_IN.value}:{look.child.id}:{day.isoformat()}",
                    about=About.CHECK_IN,
                    slot=wall.isoformat(timespec="minutes"),
                    due_at=due_at,
                    decided_at=decided_at,
                )
            day += DAY

    return Asked(list(found()))
