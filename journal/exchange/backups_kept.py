"""Which of the server's own backups stay: 7 days, 4 weeks, 6 months. Rules alone, no disk."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date

DAYS = 7
WEEKS = 4
MONTHS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """The backup of one day.

    tried    it was restored and compared
    pending  nobody has tried it yet
    lost     how many photos of the journal are not in it
    overdue  it holds what a family was told would be gone by now
    """

    day: date
    tried: bool
    pending: bool
    lost: int
    overdue: bool = False


def days_to_remove(copies: Iterable[Copy]) -> set[date]:
    """The days whose backups may go.

    Of each of the last 7 days, 4 weeks (from Monday) and 6 months that have a backup, one stays:
    the one with the fewest lost photos, and of these the newest. Never goes: one that still has to
    be tried, and one that has more photos than every newer one; but whatever is overdue goes, for
    all but the newest good one. One that failed its trial goes as soon as another has passed.
    """
    there = sorted(copies, key=lambda copy: copy.day, reverse=True)
    good = [copy for copy in there if copy.tried]
    if not good:
        return set()
    stay = {copy.day for copy in there if copy.pending}
    for period, number in ((_day, DAYS), (_week, WEEKS), (_month, MONTHS)):
        stay |= _one_each(good, period, number)
    stay |= _with_more_photos_than_all_newer(good)
    stay -= {copy.day for copy in there if copy.overdue and copy is not good[0]}
    return {copy.day for copy in there} - stay


def gone_on(day: date) -> date:
    """The first day on which a backup of this day is surely gone, when one is made each day.

    The last of a month is there longest: until the sixth month after it has its first.
    """
    months = day.year * 12 + day.month - 1 + MONTHS
    return date(months // 12, months % 12 + 1, 2)


def _one_each(good: Iterable[Copy], period: Callable[[date], Hashable], number: int) -> set[date]:
    best: dict[Hashable, Copy] = {}
    for copy in good:  # the newest first
        kept = best.setdefault(period(copy.day), copy)
        if copy.lost < kept.lost:
            best[period(copy.day)] = copy
    return {copy.day for copy in list(best.values())[:number]}


def _with_more_photos_than_all_newer(good: Iterable[Copy]) -> set[date]:
    found: set[date] = set()
    fewest: int | None = None
    for copy in good:
        if fewest is None or copy.lost < fewest:
            fewest = copy.lost
            found.add(copy.day)
    return found


def _day(day: date) -> Hashable:
    return day


def _week(day: date) -> Hashable:
    return day.isocalendar()[:2]


def _month(day: date) -> Hashable:
    return day.year, day.month
