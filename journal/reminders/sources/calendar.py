"""Appointments, so long before them as the family chose, and the day before an infusion.

An appointment is an instant: it stays where it is when the child travels.
"""

from datetime import datetime, timedelta

from journal.care.days import due_instant
from journal.plans.appointments import appointments_of
from journal.records.appointments import Appointment, AppointmentKind
from journal.records.reminders import About
from journal.reminders.kind_rules import KindRule
from journal.reminders.wanted import Asked, Look, Wanted, wall_slot

DAY = timedelta(days=1)


def appointments(look: Look) -> Asked:
    """One reminder for each appointment and lead. Its slot is the appointment's own wall time."""
    rule = look.rules[About.APPOINTMENT]
    furthest = max(rule.leads, default=timedelta(0))
    return Asked(
        [
            Wanted(
                key=f"{About.APPOINTMENT.value}:{row.id}:{lead // timedelta(minutes=1)}",
                about=About.APPOINTMENT,
                subject_id=row.id,
                slot=wall_slot(row.at, look.zone),
                due_at=row.at - lead,
                decided_at=_decided(row, rule),
            )
            for row in appointments_of(look.session, look.child.id, look.start, look.end + furthest)
            for lead in rule.leads
            if look.covers(row.at - lead)
        ]
    )


def preparations(look: Look) -> Asked:
    """The day before an infusion, on the child's wall clock: what has to be ready."""
    rule, zone = look.rules[About.PREPARE], look.zone
    found = []
    for row in appointments_of(look.session, look.child.id, look.start, look.end + 3 * DAY):
        if row.kind is not AppointmentKind.INFUSION:
            continue
        wall = datetime.combine(row.at.astimezone(zone).date() - DAY, rule.clock)
        due_at = due_instant(wall, zone)
        if look.covers(due_at):
            found.append(
                Wanted(
                    key=f"{About.PREPARE.value}:{row.id}",
                    about=About.PREPARE,
                    subject_id=row.id,
                    slot=wall.isoformat(timespec="minutes"),
                    due_at=due_at,
                    decided_at=_decided(row, rule),
                )
            )
    return Asked(found)


def _decided(row: Appointment, rule: KindRule) -> datetime:
    return max(row.made_at, rule.changed_at or row.made_at)
