"""The kinds of rhythm a medicine can have."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from uuid import UUID


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
    """Every day at these wall-clock times.

    amounts: what each of the times asks for, as many as times; empty when all are the plan's.
    """

    times: tuple[time, ...]
    amounts: tuple[Decimal, ...] = ()


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
class Alternating:
    """Every day, two amounts in turn: the plan's on its first day, `other` on the next."""

    other: Decimal
    times: tuple[time, ...]


@dataclass(frozen=True, slots=True)
class Cycle:
    """Every day for weeks_on weeks, then none for weeks_off weeks, from the plan's first day."""

    weeks_on: int
    weeks_off: int
    times: tuple[time, ...]


@dataclass(frozen=True, slots=True)
class Relative:
    """So many minutes after each planned time of another medicine; before it when negative.

    medicine: the other medicine's id. The wall clock counts: 24 hours after Tuesday 18:00 is
    Wednesday 18:00 in any week of the year. The planned time counts, not when it was given.
    """

    medicine: UUID
    minutes: int


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


Rhythm = (
    Daily
    | Weekly
    | EveryDays
    | EveryWeeks
    | EveryMonths
    | Alternating
    | Cycle
    | Relative
    | AsNeeded
    | Once
)
