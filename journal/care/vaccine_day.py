"""What is known of the day of a vaccination where nobody knows the day itself.

A rule may take nothing from such a record but that it was given: it is neither "long enough ago"
nor within anything that is counted in days (docs/rules.md#vaccine-records).
"""

from calendar import monthrange
from datetime import date
from enum import StrEnum

from journal.care.problems import N_, Problem, Refused


class DayKnown(StrEnum):
    """All that is known of a day: its month and year, its year, or nothing."""

    MONTH = "month"
    YEAR = "year"
    NOTHING = "nothing"


def read_known(year: str, month: str, today: date) -> tuple[DayKnown, date]:
    """Return what is known, and the last day on which it may have been, today at the latest.

    month: "1" to "12", or "" for a year alone. Raises Refused at `year` with date_invalid, or
    time_future where all of it is still to come.
    """
    if not (year.isascii() and year.isdigit() and 1900 <= int(year) <= 2100):
        raise Refused(Problem("date_invalid", "year", N_("Write the year as 2019.")))
    if month and not (month.isascii() and month.isdigit() and 1 <= int(month) <= 12):
        raise Refused(Problem("date_invalid", "month", N_("Choose a month of the list.")))
    known = DayKnown.MONTH if month else DayKnown.YEAR
    first, last = span_of(known, date(int(year), int(month or 1), 1))
    if first > today:
        sentence = N_("This is still to come. Check the month and the year.")
        raise Refused(Problem("time_future", "year", sentence))
    return known, min(last, today)


def span_of(known: DayKnown, day: date) -> tuple[date, date]:
    """Return the first and the last day it may have been; `day` lies in its month or year."""
    if known is DayKnown.NOTHING:
        return date(1900, 1, 1), date(2100, 12, 31)
    first, last = (day.month, day.month) if known is DayKnown.MONTH else (1, 12)
    return date(day.year, first, 1), date(day.year, last, monthrange(day.year, last)[1])
