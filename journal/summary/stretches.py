"""The days, weeks or months into which a long stretch of time is summed up for a chart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache

import sqlalchemy as sa

from journal.records.columns import table_of
from journal.records.entries import Entry
from journal.summary import words
from journal.summary.window import Window

DAY, WEEK = timedelta(days=1), timedelta(days=7)
# Our own choice: what a phone can show apart. A chart has at most some sixty places in ten years.
DAILY_UP_TO, WEEKLY_UP_TO, MONTHLY_UP_TO = 120, 400, 1500
ROOM = 64  # places for which one statement is made


class Step(StrEnum):
    """How long one stretch is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from `from_on` to `to_on`, both included."""

    from_on: date
    to_on: date


def step_for(window: Window) -> Step:
    """Return how finely a window is shown: by the day, the week, the month or three months."""
    days = (window.to_on - window.from_on).days + 1
    if days <= DAILY_UP_TO:
        return Step.DAY
    if days <= WEEKLY_UP_TO:
        return Step.WEEK
    return Step.MONTH if days <= MONTHLY_UP_TO else Step.QUARTER


def begins(day: date, step: Step) -> date:
    """Return the first day of the stretch a day is in: itself, its Monday, a month's first."""
    if step is Step.QUARTER:
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    if step is Step.MONTH:
        return day.replace(day=1)
    return day - DAY * day.weekday() if step is Step.WEEK else day


def ends(day: date, step: Step) -> date:
    """Return the last day of the stretch a day is in."""
    if step in (Step.MONTH, Step.QUARTER):
        months = 1 if step is Step.MONTH else 3
        return (begins(day, step) + 31 * months * DAY).replace(day=1) - DAY
    return begins(day, step) + 6 * DAY if step is Step.WEEK else day


def stretches(window: Window, step: Step) -> tuple[Stretch, ...]:
    """Return the stretches of a window, the earliest first; the outer ones may be cut short."""
    found, day = [], window.from_on
    while day <= window.to_on:
        last = min(ends(day, step), window.to_on)
        found.append(Stretch(day, last))
        day = last + DAY
    return tuple(found)


def label(stretch: Stretch, step: Step, language: str) -> str:
    """Return "3 Apr 2026", "30 Mar – 5 Apr 2026", "Apr 2026" or "Apr – Jun 2026"."""
    if step is Step.QUARTER:
        first = words.month_alone(stretch.from_on, language)
        return f"{first} \N{EN DASH} {words.month_of(stretch.to_on, language)}"
    if step is Step.MONTH:
        return words.month_of(stretch.from_on, language)
    return words.span(stretch.from_on, stretch.to_on, language)


@dataclass(frozen=True, slots=True)
class Moments:
    """The stretches as a table of place, begins, ends, and the values its statement is given."""

    table: sa.CTE
    given: Mapping[str, object]


def moments(window: Window, parts: Sequence[Stretch]) -> Moments:
    """Return the stretches as something the database can join what was written with.

    So it sums up itself, and ten years come back as few rows as one. The statement is the same for
    many lengths: one with as many parameters takes long to put together.
    """
    spans = [Window(from_on=each.from_on, to_on=each.to_on, zone=window.zone) for each in parts]
    rows = [(span.start, span.end) for span in spans]
    most = -(-len(rows) // ROOM) * ROOM
    # What fills it up holds no moment at all.
    rows += [(window.end, window.end)] * (most - len(rows))
    given = {f"{name}{place}": at for place, row in enumerate(rows) for name, at in _named(row)}
    return Moments(_table(most), given)


def _named(row: tuple[datetime, datetime]) -> Iterable[tuple[str, datetime]]:
    return zip(("begins", "ends"), row, strict=True)


@cache
def _table(most: int) -> sa.CTE:
    moment = table_of(Entry).c.at.type
    rows = ", ".join(f"({place}, :begins{place}, :ends{place})" for place in range(most))
    names = [f"{name}{place}" for place in range(most) for name in ("begins", "ends")]
    text = sa.text(f"VALUES {rows}").bindparams(*(sa.bindparam(n, type_=moment) for n in names))
    # Both databases call the columns of VALUES so.
    columns = (sa.column("column1", sa.Integer), *(sa.column(f"column{n}", moment) for n in (2, 3)))
    found = text.columns(*columns).subquery()
    place, begins, ends = found.c
    named = sa.select(place.label("place"), begins.label("begins"), ends.label("ends"))
    return named.cte("stretch")
