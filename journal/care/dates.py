"""Dates and time zones as people type them, and dates as they read them."""

import re
from calendar import monthrange
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from journal.care.problems import N_, Problem, Refused, shorten

OLDEST_CHILD_YEARS = 26
# Names every machine knows, but none of them is a place a family could mean.
NOT_PLACES = frozenset({"Factory", "localtime", "posixrules"})
MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)


def read_date(text: object, field: str) -> date:
    """Read a date written as YYYY-MM-DD, in the years 1900 to 2100.

    Raises Refused with `date_invalid` for anything else. "03/04/2026" is two dates to two readers,
    so it is asked about and never guessed.
    """
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", str(text).strip())
    if not isinstance(text, str) or not found:
        raise Refused(_date_problem(N_("Write the date as 2026-04-30."), text, field))
    year, month, day = (int(part) for part in found.groups())
    if not 1900 <= year <= 2100:
        raise Refused(_date_problem(N_("Write a year from 1900 to 2100."), text, field))
    if not 1 <= month <= 12:
        raise Refused(_date_problem(N_("Write a month from 01 to 12."), text, field))
    try:
        return date(year, month, day)
    except ValueError:
        values = {"day": str(day), "month": MONTHS[month - 1], "year": str(year)}
        sentence = (
            N_("There is no %(day)s %(month)s in %(year)s. Check the day and the year.")
            if (month, day) == (2, 29)
            else N_("There is no %(day)s %(month)s. Check the day and the month.")
        )
        raise Refused(_date_problem(sentence, text, field, values)) from None


def read_birth_date(text: object, today: date, field: str) -> date:
    """Read a birth date, at most 26 years before `today`.

    Raises Refused with `date_invalid` or `dob_range`.
    """
    born_on = read_date(text, field)
    # As three numbers, because 26 years before 29 February may be a date that does not exist.
    oldest = (today.year - OLDEST_CHILD_YEARS, today.month, today.day)
    too_old = (born_on.year, born_on.month, born_on.day) < oldest
    if born_on > today or too_old:
        raise Refused(
            Problem(
                code="dob_range",
                field=field,
                text=N_("This journal is for children and young people. Check the year of birth."),
                got=shorten(text),
            )
        )
    return born_on


def read_zone(name: object, field: str) -> ZoneInfo:
    """Read the name of a time zone, such as America/New_York.

    Raises Refused with `tz_unknown` for offsets and for names that are no place.
    """
    if not isinstance(name, str) or name not in zone_names():
        raise Refused(
            Problem(
                code="tz_unknown",
                field=field,
                text=N_("No time zone has this name. Choose a place from the list."),
                got=shorten(name),
            )
        )
    return ZoneInfo(name)


@cache
def zone_names() -> frozenset[str]:
    """Return the name of every time zone this machine knows."""
    return frozenset(available_timezones() - NOT_PLACES)


def show_date(day: date) -> str:
    """Return a date as "3 Apr 2026"."""
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def _date_problem(
    sentence: str, text: object, field: str, values: dict[str, str] | None = None
) -> Problem:
    return Problem("date_invalid", field, sentence, values or {}, shorten(text))


def months_after(day: date, months: int) -> date:
    """Return the same day of the month so many months later, or that month's last day.

    31 Aug and 6 months is 28 Feb, or 29 Feb in a leap year.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
