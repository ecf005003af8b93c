"""Days and nights in hospital, by the child's calendar."""

from collections.abc import Iterable
from datetime import date, timedelta

DAY = timedelta(days=1)


def nights(admitted_on: date, until_on: date) -> int:
    """Return how many midnights a stay lasted over: none for a day ward, never below none."""
    return max((until_on - admitted_on).days, 0)


def days_in(
    stays: Iterable[tuple[date, date | None]], from_on: date, to_on: date, *, today: date
) -> int:
    """Return on how many days from `from_on` to `to_on` the child was in hospital for a part of.

    stays: first and last day; an open one lasts until `today`. A day of two stays counts once, and
    no day that is still to come counts.
    """
    found: set[date] = set()
    last_on = min(to_on, today)
    for admitted_on, discharged_on in stays:
        day = max(admitted_on, from_on)
        until = min(discharged_on or today, last_on)
        while day <= until:
            found.add(day)
            day += DAY
    return len(found)
