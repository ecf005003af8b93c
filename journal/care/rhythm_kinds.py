"""The kinds of rhythm a medicine can have."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum


class Weekday(StrEnum):
    """A day of the week, always written in full: "Mon" was once read as "morning"."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @property
    def number(self) -> int:
        """Days after Monday."""
        return WEEK.index(self)

    @classmethod
    def of(cls, day: date) -> "Weekday":
        """Return the weekday of a date."""
        return WEEK[day.weekday()]


WEEK = tuple(Weekday)


@dataclass(frozen=True, slots=True)
class Daily:
    """Every day at these wall-clock times."""

    times: tuple[time, ...]


@dataclass(frozen=True, slots=True)
class Weekly:
    """Every week on these weekdays."""

    on: tuple[Weekday, ...]
    times: tuple[time, ...]


@dataclass(frozen=True, slots=True)
class EveryDays:
    """Every n days, counted from the plan's first day."""

    n: int
    times: tuple[time, ...]


@dataclass(frozen=True, slots=True)
class EveryWeeks:
    """Every n weeks on these weekdays, counted from the ISO week of the plan's first day."""

    n: int
    on: tuple[Weekday, ...]
    times: tuple[time, ...]


@dataclass(frozen=True, slots=True)
class EveryMonths:
    """Every n months on the day of the month of the plan's first day.

    In a shorter month its last day; the 31st comes back in the next long one.
    """

    n: int
    times: tuple[time, ...]


@dataclass(frozen=True, slots=True)
class AsNeeded:
    """When needed, within limits that the family copied from the label; None when it states none.

    least_gap_hours: hours between two doses.
    most_in_24_hours: doses, not an amount, in any 24 hours.
    """

    least_gap_hours: Decimal | None = None
    most_in_24_hours: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Once:
    """A single dose at a wall-clock time (naive)."""

    at: datetime


Rhythm = Daily | Weekly | EveryDays | EveryWeeks | EveryMonths | AsNeeded | Once
