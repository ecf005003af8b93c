"""When the waiting time that a source names ends for a vaccine the family follows; and the season.

A date is worked out anew each time (H26): the key carries it, so that one that moves takes its
reminders along.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import product

from journal.care.days import due_instant
from journal.plans.vaccine_dates import ended_waits
from journal.plans.vaccine_wishes import followed
from journal.records.reminders import About
from journal.reminders.wanted import Asked, Look, Wanted, wall_slot

# On the day itself, and so long before it that a visit can be arranged. Our own choice.
DAYS_BEFORE = (14, 0)


def ending_waits(look: Look) -> Asked:
    """Two reminders for each followed vaccine of which a source names a day."""
    rule, zone = look.rules[About.VACCINE], look.zone
    wishes = followed(look.session, look.child.id)
    if not wishes or not rule.on:
        return Asked()
    vaccines = [wish.vaccine for wish in wishes]
    days = ended_waits(look.session, look.child.id, vaccines, now=look.now)

    def found() -> Iterator[Wanted]:
        for wish, before in product(wishes, DAYS_BEFORE):
            if (day := days.get(wish.vaccine)) is not None:
                wall = datetime.combine(day - timedelta(days=before), rule.clock)
                due_at = due_instant(wall, zone)
                if look.covers(due_at):
                    yield Wanted(
                        key=f"{About.VACCINE.value}:{wish.id}:{day.isoformat()}:{before}",
                        about=About.VACCINE,
                        subject_id=wish.id,
                        slot=wall_slot(due_at, zone),
                        due_at=due_at,
                        decided_at=max(wish.made_at, rule.changed_at or wish.made_at),
                    )

    return Asked(list(found()))


def seasons(look: Look) -> Asked:
    """One a year, on the day that the family chose; none unless it chose one."""
    rule, zone = look.rules[About.SEASON], look.zone
    if not rule.on or rule.changed_at is None or rule.yearly_on is None:
        return Asked()
    found = []
    for year in range(look.start.astimezone(zone).year, look.end.astimezone(zone).year + 1):
        due_at = due_instant(datetime.combine(in_year(rule.yearly_on, year), rule.clock), zone)
        if look.covers(due_at):
            found.append(
                Wanted(
                    key=f"{About.SEASON.value}:{look.child.id}:{year}",
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
