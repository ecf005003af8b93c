"""The words of the printed page: dates, amounts, rhythms and counts as sentences.

Every function needs the language only for dates; sentences follow the request's language
(`flask_babel.force_locale` around the call sets another one).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from journal.care.units import show_amount
from journal.care.vaccine_day import DayKnown
from journal.summary.page import Changed, Measured, Since, Turn
from journal.summary.printable import printable
from journal.summary.rarer_rhythms import rarer
from journal.summary.say import _, ngettext

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FEW = 3  # weekdays up to which they are named wherever the medicine's name stands


@lru_cache(maxsize=4096)  # a page names the same ninety days again and again
def day(on: date, language: str) -> str:
    """Return "3 Apr 2026"; never digits alone, which two countries read as two days (H45)."""
    return format_date(on, "d MMM yyyy", locale=language)


@lru_cache(maxsize=4096)
def short_day(on: date, language: str) -> str:
    """Return "3 Apr", for places where the year stands nearby."""
    return format_date(on, "d MMM", locale=language)


def near_day(on: date, near: date, language: str) -> str:
    """Return "3 Apr", with its year when `near` lies in another one."""
    return short_day(on, language) if on.year == near.year else day(on, language)


def known_day(on: date, known: str | None, language: str) -> str:
    """Return "3 Apr 2026", or what is known of it: "2026, day not known", "date not known"."""
    if known is None:
        return day(on, language)
    if known == DayKnown.NOTHING:
        return _("date not known")
    form = "MMM yyyy" if known == DayKnown.MONTH else "yyyy"
    return _("%(when)s, day not known", when=format_date(on, form, locale=language))


def week_day(on: date, near: date, language: str) -> str:
    """Return "Tue 24 Nov", with its year when `near` lies in another one."""
    return f"{format_date(on, 'EEE', locale=language)} {near_day(on, near, language)}"


def month(on: date, language: str) -> str:
    """Return "Oct", and "Jan 2027" where a year begins."""
    return format_date(on, "MMM yyyy" if on.month == 1 else "MMM", locale=language)


@lru_cache(maxsize=1024)
def month_of(on: date, language: str) -> str:
    """Return "Oct 2026"."""
    return format_date(on, "MMM yyyy", locale=language)


@lru_cache(maxsize=64)
def month_alone(on: date, language: str) -> str:
    """Return "Oct", for places where the year stands nearby."""
    return format_date(on, "MMM", locale=language)


def span(first: date, last: date | None, language: str) -> str:
    """Return both days with a dash between, one day once, or "since" while it goes on."""
    if last is None:
        return _("since %(day)s", day=day(first, language))
    if first == last:
        return day(first, language)
    begin = short_day(first, language) if first.year == last.year else day(first, language)
    return f"{begin} \N{EN DASH} {day(last, language)}"


def days(count: int) -> str:
    """Return "2 days"."""
    return ngettext("%(num)d day", "%(num)d days", count)


def stays(count: int) -> str:
    """Return "2 stays"."""
    return ngettext("%(num)d stay", "%(num)d stays", count)


def reading(value: Measured | None) -> str:
    """Return "38.9 °C" in the unit of the thermometer, or that there was no reading."""
    if value is None:
        return _("no reading")
    return f"{number(value.value)}\N{NO-BREAK SPACE}{value.unit}"


def moment(at: datetime, zone: str, language: str) -> str:
    """Return "22 Nov 2026 07:58" on the clock of the zone."""
    return format_datetime(at.astimezone(ZoneInfo(zone)), "d MMM yyyy HH:mm", locale=language)


def number(value: Decimal) -> str:
    """Return "0.5", "5", "1000": no bare point, no idle nought (H10)."""
    return show_amount(value)


def amount(value: Decimal | None, unit: str) -> str:
    """Return an amount with its unit, or that it is not known."""
    if value is None:
        return _("amount not recorded")
    return f"{number(value)}\N{NO-BREAK SPACE}{unit_name(unit, value)}"


def unit_name(unit: str, value: Decimal) -> str:
    """Return the unit as it is printed after the value; countable ones take a plural."""
    count = 1 if value <= 1 else 2
    counted = {
        "tablet": lambda: ngettext("tablet", "tablets", count),
        "capsule": lambda: ngettext("capsule", "capsules", count),
        "drop": lambda: ngettext("drop", "drops", count),
        "puff": lambda: ngettext("puff", "puffs", count),
        "patch": lambda: ngettext("patch", "patches", count),
        "application": lambda: ngettext("application", "applications", count),
    }
    return counted[unit]() if unit in counted else printable(unit, 20)


def weekdays(rhythm: Mapping[str, object]) -> str:
    """Return "TUESDAYS" for a medicine of few named weekdays, else an empty text (H4).

    Of every few weeks it says so: the weekday alone would be read as weekly.
    """
    on = _list(rhythm, "on")
    names = _weekday_names([str(day) for day in on]) if len(on) <= FEW else ""
    weeks = int(str(rhythm.get("n", 1))) if names else 1
    return _every_weeks(weeks, names) if weeks > 1 else names


def _every_weeks(weeks: int, weekdays: str) -> str:
    return _("EVERY %(weeks)d WEEKS, on %(weekdays)s", weeks=weeks, weekdays=weekdays)


def _weekday_names(on: Sequence[str]) -> str:
    names = {
        "monday": _("MONDAYS"),
        "tuesday": _("TUESDAYS"),
        "wednesday": _("WEDNESDAYS"),
        "thursday": _("THURSDAYS"),
        "friday": _("FRIDAYS"),
        "saturday": _("SATURDAYS"),
        "sunday": _("SUNDAYS"),
    }
    return ", ".join(names[day] for day in on)


def rhythm(
    plan: Mapping[str, object], language: str, names: Mapping[str, str] | None = None
) -> str:
    """Return how often, in words; a weekly one shouts its weekday so that nobody gives it daily.

    A plan that cannot be read says so and names no frequency. names: of the medicines, by id.
    """
    try:
        return rarer(plan, _times(plan).removeprefix(", "), names or {}) or _rhythm(plan, language)
    except (KeyError, TypeError, ValueError):
        return _("how often: not readable, ask the family")


def _rhythm(plan: Mapping[str, object], language: str) -> str:
    every, times = plan.get("every"), _times(plan)
    if plan.get("as_needed"):
        return _("as needed")
    if plan.get("once"):
        at = datetime.fromisoformat(str(plan["once"]))
        return _("once, on %(day)s at %(time)s", day=day(at, language), time=f"{at:%H:%M}")
    if every == "day":
        return _often(len(_list(plan, "times"))) + times
    if every in ("week", "weeks") and _list(plan, "on"):
        return _weekly(plan)
    if every in ("days", "months") and isinstance(plan.get("n"), int):
        count = int(str(plan["n"]))
        if every == "days":
            return ngettext("every day", "every %(num)d days", count) + times
        return ngettext("once a month", "every %(num)d months", count) + times
    raise ValueError("a rhythm of no known kind")


def _weekly(plan: Mapping[str, object]) -> str:
    days = [str(day) for day in _list(plan, "on")]
    on, count = _weekday_names(days), len(days)
    weeks, doses = int(str(plan.get("n", 1))), len(_list(plan, "times"))
    # Days and doses of a day are two figures: three days with two doses each are no three doses.
    often = f": {_often(doses)}{_times(plan)}" if doses > 1 else ""
    if weeks > 1:
        return _every_weeks(weeks, on) + often
    if count > FEW:
        left_out = _weekday_names([day for day in WEEK if day not in days])
        if not left_out:
            return _often(doses) + _times(plan)
        return _("every day except %(weekdays)s", weekdays=left_out) + (often or _times(plan))
    if often:
        said = ngettext(
            "%(num)d DAY A WEEK, on %(on)s", "%(num)d DAYS A WEEK, on %(on)s", count, on=on
        )
        return said + often
    if count == 1:
        return _("ONCE A WEEK, on %(weekdays)s", weekdays=on)
    return _("%(times)d TIMES A WEEK, on %(weekdays)s", times=count, weekdays=on)


def a_day(plan: Mapping[str, object]) -> str:
    """Return "once a day", "twice a day" of a plan of every day."""
    return _often(len(_list(plan, "times")))


def _often(times: int) -> str:
    if times <= 1:
        return _("once a day")
    return _("twice a day") if times == 2 else _("%(times)d times a day", times=times)


def limits(plan: Mapping[str, object]) -> str:
    """Return what bounds a medicine taken as needed: "at least 4 h apart, ..."."""
    said = []
    if plan.get("least_gap_hours"):
        said.append(_("at least %(hours)s h apart", hours=plan["least_gap_hours"]))
    if plan.get("most_in_24_hours"):
        said.append(_("at most %(times)s in 24 hours", times=plan["most_in_24_hours"]))
    return ", ".join(said)


def _times(plan: Mapping[str, object]) -> str:
    times = [str(each) for each in _list(plan, "times")]
    return ", " + ", ".join(times) if times else ""


def _list(plan: Mapping[str, object], key: str) -> Sequence[object]:
    value = plan.get(key)
    return value if isinstance(value, list | tuple) else ()


def days_of(plan: Mapping[str, object], language: str) -> str:
    """Return "TUESDAYS", or how often in full where it names no few weekdays."""
    return weekdays(plan) or rhythm(plan, language)


def turned(changed: Changed, language: str) -> str:
    """Return "SATURDAYS → MONDAYS", or "" where no weekday of a weekly medicine changed (H4)."""
    if changed.turn is not Turn.RHYTHM or not changed.before_rhythm or not changed.rhythm:
        return ""
    was, became = weekdays(changed.before_rhythm), weekdays(changed.rhythm)
    if was == became:
        return ""
    return f"{days_of(changed.before_rhythm, language)} → {days_of(changed.rhythm, language)}"


def symptom(name: str) -> str:
    """Return the name of a symptom: the catalogue's is translated, the family's own is not."""
    return printable(_(name), 60) if name else ""


def since(line: Since) -> str:
    """Return the figures of one line of "since last visit": "6 → 3 of 10", "2 days"."""
    if line.days is not None:
        return days(line.days)
    if line.now is None:
        return _("nothing recorded since") if line.then is not None else ""
    figures = number(line.now) if line.then is None else f"{number(line.then)} → {number(line.now)}"
    return (
        figures
        if line.scale is None
        else _("%(figures)s of %(scale)d", figures=figures, scale=line.scale)
    )


def measured(value: Measured, language: str) -> str:
    """Return "24.6 kg (12 Nov 2026)"."""
    return f"{number(value.value)}\N{NO-BREAK SPACE}{value.unit} ({day(value.on, language)})"


def measurement(what: str) -> str:
    """Return the name of what was measured."""
    names = {
        "weight": _("Weight"),
        "height": _("Height"),
        "temperature": _("Highest temperature"),
    }
    return names.get(what) or printable(what, 40)
