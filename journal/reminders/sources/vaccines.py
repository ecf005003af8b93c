"""When the waiting time that a source names ends for a vaccine the family follows; and the season.

A date is worked out anew each time (H26): the key carries it, so that one that moves takes its
reminders along.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from sqlmodel import Session

from journal.care.days import due_instant
from journal.plans.vaccine_dates import ended_waits
from journal.plans.vaccine_wishes import followed
from journal.records.children import Child
from journal.records.reminders import About
from journal.reminders.kind_rules import kind_rules
from journal.reminders.wanted import Asked, Wanted, wall_slot

# On the day itself, and so long before it that a visit can be arranged. Our own choice.
DAYS_BEFORE = (14, 0)


def ending_waits(
    session: Session, child: Child, start: datetime, end: datetime, now: datetime
) -> Asked:
    """Two reminders for each followed vaccine of which a source names a day."""
    rule, zone = kind_rules(session, child.id)[About.VACCINE], ZoneInfo(child.zone)
    wishes = followed(session, child.id)
    if not wishes or not rule.on:
        return Asked()
    days = ended_waits(session, child.id, [wish.vaccine for wish in wishes], now=now)

    def found() -> Iterator[Wanted]:
        for wish, before in product(wishes, DAYS_BEFORE):
            if (day := days.get(wish.vaccine)) is not None:
                wall = datetime.combine(day - timedelta(days=before), rule.clock)
                due_at = due_instant(wall, zone)
                if start <= due_at < end:
                    yield Wanted(
                        key=f"{About.VACCINE.value}:{wish.id}:{day.isoformat()}:{before}",
                        about=About.VACCINE,
                        subject_id=wish.id,
                        slot=wall_slot(due_at, zone),
                        due_at=due_at,
                        decided_at=max(wish.made_at, rule.changed_at or wish.made_at),
                    )

    return Asked(list(found()))


def seasons(
    session: Session, child: Child, start: datetime, end: datetime, _now: datetime
) -> Asked:
    """One a year, on the day that the family chose; none unless it chose one."""
    rule, zone = kind_rules(session, child.id)[About.SEASON], ZoneInfo(child.zone)
    if not rule.on or rule.changed_at is None or rule.yearly_on is None:
        return Asked()
    found = []
    for year in range(start.astimezone(zone).year, end.astimezone(zone).year + 1):
        due_at = due_instant(datetime.combine(in_year(rule.yearly_on, year), rule.clock), zone)
        if start <= due_at < end:
            found.append(
                Wanted(
                    key=f"{About.SEASON.value}:{child.id}:{year}",
                    about=About.SEASON,
                    slot=wall_slot(due_at, zone),
                    due_at=due_at,
                    decided_at=rule.changed_at,
                )
            )
    return Asked(found)


def in_year(month_day: str, year: int) -> date:
    """The day in a year; what only a leap year has is a day earlier in the others."""
    month, day = (int(part) for part in month_day.split("-"))
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, day - 1)
