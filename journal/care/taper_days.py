"""The days of a taper: what each step asks for, day by day, and in all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

from journal.care.rhythm import (
    WEEK_DAYS,
    AsNeeded,
    EveryDays,
    EveryWeeks,
    Relative,
    Rhythm,
    Weekly,
    slots,
)
from journal.care.taper import Step

DAY = timedelta(days=1)
# Of an open step nobody looks at more than its first doses; monthly is the rarest of a taper.
FIRST_WITHIN = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class PlannedDose:
    """One slot of a step: its date in the child's zone, and how much in the plan's unit."""

    on: date
    amount: Decimal


def doses_of(step: Step, rhythm: Rhythm, zone: ZoneInfo) -> Iterator[PlannedDose]:
    """Yield the doses of a step in order, none of one without a last day.

    rhythm: the taper's; the step's own goes before it.

    The same slots as Today and the reminders use: a date that the zone left out has none, and
    each other date has each of its times once (docs/rules.md#clock-changes).
    """
    own = step.rhythm or rhythm
    last_on = step.last_on or step.first_on - DAY
    found = slots(
        own,
        first_on=step.first_on,
        last_on=last_on,
        zone=zone,
        start=datetime.combine(step.first_on - DAY, time(0), UTC),
        end=datetime.combine(last_on + 2 * DAY, time(0), UTC),
        counts_from=step.counts_from,
    )
    for slot in found:
        yield PlannedDose(slot.wall.date(), step.amount if slot.amount is None else slot.amount)


def first_days(step: Step, rhythm: Rhythm, zone: ZoneInfo, count: int) -> list[date]:
    """Return the first dates with a dose, at most `count`, each once."""
    return [day for day, _amounts in first_amounts(step, rhythm, zone, count)]


def first_amounts(
    step: Step, rhythm: Rhythm, zone: ZoneInfo, count: int
) -> list[tuple[date, tuple[Decimal, ...]]]:
    """Return the first dates with a dose, at most `count`, each with all its amounts in order."""
    soon = step.first_on + count * FIRST_WITHIN
    near = replace(step, last_on=min(step.last_on or soon, soon))
    days: dict[date, tuple[Decimal, ...]] = {}
    for dose in doses_of(near, rhythm, zone):
        days[dose.on] = (*days.get(dose.on, ()), dose.amount)
    return list(islice(days.items(), count))


def total_of(step: Step, rhythm: Rhythm, zone: ZoneInfo) -> Decimal | None:
    """Return the amount of a whole step in the plan's unit.

    None while it has no last day, and for a rhythm whose doses nobody can count beforehand.
    """
    if step.last_on is None or isinstance(step.rhythm or rhythm, AsNeeded | Relative):
        return None
    return sum((dose.amount for dose in doses_of(step, rhythm, zone)), Decimal(0))


def days_of(step: Step) -> int | None:
    """Return how many calendar days a step lasts; None while it has no last day."""
    return None if step.last_on is None else (step.last_on - step.first_on).days + 1


def near_doses(steps: Sequence[Step], rhythm: Rhythm, zone: ZoneInfo) -> list[tuple[date, date]]:
    """Return the last dose day of a step and the first of the next where they come too close.

    Each step of every n days or weeks counts from its own first day. Where a step of that kind
    follows another, or its weekday is another one, the days between two doses may be fewer than
    either of them asks for.
    """
    near = []
    for before, after in pairwise(steps):
        gaps = [_days_between(step.rhythm or rhythm) for step in (before, after)]
        if min(gaps) > 1 and before.last_on is not None:
            last = [dose.on for dose in doses_of(before, rhythm, zone)][-1:]
            first = first_days(after, rhythm, zone, 1)
            if last and first and (first[0] - last[0]).days < min(gaps):
                near.append((last[0], first[0]))
    return near


def _days_between(rhythm: Rhythm) -> int:
    match rhythm:
        case EveryDays(n=n):
            return n
        case Weekly(on=(_only,)):
            return WEEK_DAYS
        case EveryWeeks(n=n, on=(_only,)):
            return WEEK_DAYS * n
        case _:
            return 1
