"""When doses fall due: slots on the child's wall clock, and the instants they mean.

Nothing here knows a dose. A missed dose is never moved and never made up for: the slots of a plan
depend on the plan, the zone and the span alone (docs/rules.md#no-catch-up).
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count, takewhile
from zoneinfo import ZoneInfo

from journal.care.days import slot_instant
from journal.care.rhythm_amounts import amount_at
from journal.care.rhythm_json import known_rhythm, read_rhythm, rhythm_data
from journal.care.rhythm_kinds import (
    Alternating,
    AsNeeded,
    Cycle,
    Daily,
    EveryDays,
    EveryMonths,
    EveryWeeks,
    Once,
    Relative,
    Rhythm,
    Weekday,
    Weekly,
)

__all__ = [
    "Alternating",
    "AsNeeded",
    "Cycle",
    "Daily",
    "EveryDays",
    "EveryMonths",
    "EveryWeeks",
    "Once",
    "Relative",
    "Rhythm",
    "Slot",
    "Weekday",
    "Weekly",
    "amount_at",
    "anchor_span",
    "is_weekly_or_rarer",
    "known_rhythm",
    "read_rhythm",
    "rhythm_data",
    "slots",
    "slots_beside",
]

DAY = timedelta(days=1)
WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Slot:
    """One due time of a plan.

    wall:   the naive wall-clock time in the child's zone; its date chooses the plan and the step.
    due_at: the instant it means in that zone, aware UTC.
    amount: what the rhythm asks for at this time, in the plan's unit; None where it is the plan's.
    """

    wall: datetime
    due_at: datetime
    amount: Decimal | None = None

    @property
    def key(self) -> str:
        """The slot's name on every device: "2026-11-22T08:00"."""
        return self.wall.isoformat(timespec="minutes")


def slots(
    rhythm: Rhythm,
    *,
    first_on: date,
    last_on: date | None,
    zone: ZoneInfo,
    start: datetime,
    end: datetime,
    counts_from: date | None = None,
) -> Iterator[Slot]:
    """Yield the slots with start <= due_at < end, in order of due_at.

    first_on, last_on: the plan's first and last day in the child's zone, both included; every n
    days, weeks or months, the two amounts of alternate days and the weeks of a cycle count from
    counts_from, else from first_on, whatever `start` is. Nothing is due before the count begins.

    Each date of the plan has each of its times exactly once. A time the clocks leave out moves
    forward with them and keeps its key, one that happens twice is due the first time. A date that
    a zone left out altogether has no slot: nobody can give a dose on it, and moving it would put
    two days' doses into one (docs/rules.md#clock-changes). `AsNeeded` has no slots, and those of
    `Relative` come from another medicine: see `slots_beside`.

    Costs as much as the span from start to end, however long ago the plan began.

    Raises ValueError if start or end carries no time zone.
    """
    if start.utcoffset() is None or end.utcoffset() is None:
        raise ValueError("start and end must carry their time zone")
    begin = counts_from or first_on
    # A wall time that moved with the clocks may be due on the next date, hence a day either side.
    low = max(first_on, start.astimezone(zone).date() - DAY)
    high = min(last_on or date.max, end.astimezone(zone).date() + DAY)
    found = [
        Slot(wall, due_at, amount_at(rhythm, wall, begin))
        for wall in _walls(rhythm, begin, low, high)
        if (due_at := slot_instant(wall, zone)) is not None and start <= due_at < end
    ]
    # 02:30 moves behind 03:00 on the night the clocks go forward.
    return iter(sorted(found, key=lambda slot: (slot.due_at, slot.wall)))


def slots_beside(
    rhythm: Relative,
    anchors: Iterable[Slot],
    *,
    first_on: date,
    last_on: date | None,
    zone: ZoneInfo,
    start: datetime,
    end: datetime,
) -> Iterator[Slot]:
    """Yield the slots with start <= due_at < end that belong to the other medicine's `anchors`.

    anchors: the other medicine's slots in `anchor_span`, those alone that are expected.

    The wall clock counts, so that 24 hours after 18:00 is 18:00 of the next day in any week. Where
    the clocks would turn before into after, or the other way round, real minutes count instead.
    Source: docs/rules.md#beside-another.
    """
    passed = timedelta(minutes=rhythm.minutes)
    found = []
    for anchor in anchors:
        wall = anchor.wall + passed
        due_at = slot_instant(wall, zone)
        if due_at is None or wall.date() < first_on or wall.date() > (last_on or date.max):
            continue
        if (due_at - anchor.due_at) * (1 if rhythm.minutes > 0 else -1) <= timedelta(0):
            due_at = anchor.due_at + passed
        if start <= due_at < end:
            found.append(Slot(wall, due_at))
    return iter(sorted(found, key=lambda slot: (slot.due_at, slot.wall)))


def anchor_span(rhythm: Relative, start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """Return the stretch in which the other medicine's slots may concern start to end."""
    passed = timedelta(minutes=rhythm.minutes)
    # Neither a change of the clocks nor a date a zone left out moves a slot by as much.
    return start - passed - 2 * DAY, end - passed + 2 * DAY


def is_weekly_or_rarer(rhythm: Rhythm | None, beside: Rhythm | None = None) -> bool:
    """Say whether the rhythm asks for at most one dose in seven days.

    beside: the rhythm of the medicine that a relative one counts from.

    False for a single dose, as needed and an unknown rhythm: those promise nothing.
    """
    match rhythm:
        case Relative():
            return not isinstance(beside, Relative) and is_weekly_or_rarer(beside)
        case Weekly(on=on, times=times) | EveryWeeks(on=on, times=times):
            return len(on) == 1 and len(times) == 1
        case EveryDays(n=n, times=times):
            return n >= WEEK_DAYS and len(times) == 1
        case EveryMonths(times=times):
            return len(times) == 1
        case _:
            return False


def is_free(rhythm: Rhythm | None, on: date, counted_from: date) -> bool:
    """Say whether a date lies in the weeks off of weeks on and off, counted from a plan's day."""
    match rhythm:
        case Cycle(weeks_on=given, weeks_off=free):
            return not any(_cycle(counted_from, given * WEEK_DAYS, free * WEEK_DAYS, on, on))
        case _:
            return False


def _walls(rhythm: Rhythm, first_on: date, low: date, high: date) -> Iterator[datetime]:
    match rhythm:
        case AsNeeded() | Relative():
            return iter(())
        case Once(at=at):
            return iter([at] if low <= at.date() <= high else [])
        case Daily(times=times) | Alternating(times=times):
            days = _every(first_on, 1, low, high)
        case EveryDays(n=n, times=times):
            days = _every(first_on, n, low, high)
        case Cycle(weeks_on=weeks_on, weeks_off=weeks_off, times=times):
            days = _cycle(first_on, weeks_on * WEEK_DAYS, weeks_off * WEEK_DAYS, low, high)
        case Weekly(on=on, times=times):
            days = _weeks(first_on, 1, on, low, high)
        case EveryWeeks(n=n, on=on, times=times):
            days = _weeks(first_on, n, on, low, high)
        case EveryMonths(n=n, times=times):
            days = _months(first_on, n, low, high)
    return (datetime.combine(day, at) for day in days for at in sorted(times))


def _every(anchor: date, n: int, low: date, high: date) -> Iterator[date]:
    """Yield anchor + k * n days, k >= 0, from low to high."""
    skipped = max(0, -(-(low - anchor).days // n))
    first = (anchor - date.min).days + skipped * n
    last = (high - date.min).days
    return (date.min + timedelta(days=days) for days in range(first, last + 1, n))


def _cycle(first_on: date, given: int, free: int, low: date, high: date) -> Iterator[date]:
    days = _every(first_on, 1, low, high)
    return (day for day in days if (day - first_on).days % (given + free) < given)


def _weeks(
    first_on: date, n: int, on: tuple[Weekday, ...], low: date, high: date
) -> Iterator[date]:
    monday = first_on - timedelta(days=first_on.weekday())
    mondays = _every(monday, n * WEEK_DAYS, low - timedelta(days=WEEK_DAYS - 1), high)
    numbers = sorted(day.number for day in on)
    for start in mondays:
        for number in numbers:
            if low <= start + timedelta(days=number) <= high:
                yield start + timedelta(days=number)


def _months(first_on: date, n: int, low: date, high: date) -> Iterator[date]:
    anchor = first_on.year * 12 + first_on.month - 1
    skipped = max(0, -(-(low.year * 12 + low.month - 1 - anchor) // n))
    days = (_clamped(anchor + index * n, first_on.day) for index in count(skipped))
    return (day for day in takewhile(lambda day: day <= high, days) if day >= low)


def _clamped(month_index: int, day: int) -> date:
    year, month = divmod(month_index, 12)
    return date(year, month + 1, min(day, monthrange(year, month + 1)[1]))
