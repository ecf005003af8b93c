"""Small charts on one shared time axis, as SVG that looks the same on screen and on paper.

Only presentation attributes and `currentColor`: a strict Content-Security-Policy allows them, and
typst, which knows no page style, prints `currentColor` as black. No lane needs colour to be read.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from xml.sax.saxutils import escape

from journal.summary.joined import runs

DAY = timedelta(days=1)
EDGE = 3.0  # room left and right, so that a mark on the first or last day is whole
BASE = 3.5  # room above and below a line, so that neighbours do not touch


class Svg(str):
    """A drawing made here, which a template may place as it is: its texts are escaped already."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


class Grain(StrEnum):
    """How much of a date a tick names."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Tick:
    """A date worth a line, where it stands, and how it is named."""

    on: date
    x: float
    grain: Grain


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """Days from `from_on` to `to_on`, both included, on `width` units of drawing.

    gutter, margin  room left and right of them, for the numbers of a scale and names of lines
    """

    from_on: date
    to_on: date
    width: float
    gutter: float = 0.0
    margin: float = 0.0
    days: int = field(init=False)

    def __post_init__(self) -> None:
        # How many days the axis has: a page asks thousands of times where one begins.
        object.__setattr__(self, "days", (self.to_on - self.from_on).days + 1)

    def left(self, day: date) -> float:
        """Where a day begins, kept inside the axis."""
        share = min(max((day - self.from_on).days / self.days, 0.0), 1.0)
        return EDGE + share * (self.width - 2 * EDGE)

    def middle(self, day: date) -> float:
        """Where the middle of a day is."""
        return (self.left(day) + self.left(day + DAY)) / 2

    def holds(self, day: date) -> bool:
        """Whether a day lies in the period."""
        return self.from_on <= day <= self.to_on


# From days to decades; each is at most 3.5 times the one before, so there is always one that
# gives neither a bare axis nor a crowded one.
_DAYS = (1, 2, 7, 14)
_MONTHS = (1, 2, 3, 6, 12, 24, 60)


@lru_cache(maxsize=256)  # all lanes of a page ask for the same ones
def ticks(axis: Axis, most: int = 7) -> tuple[Tick, ...]:
    """Return at most `most` evenly named dates inside the axis, earliest first.

    Weeks begin on Mondays, months and years on their first day. An axis of two days or more has
    at least two ticks.
    """
    for candidates, grain in _candidates(axis, most):
        if len(candidates) <= most:
            return tuple(Tick(day, axis.left(day), grain) for day in candidates)
    return ()


def _candidates(axis: Axis, most: int) -> Iterable[tuple[list[date], Grain]]:
    for step in _DAYS:
        if axis.days <= (most + 1) * step:
            yield _every_days(axis, step), Grain.DAY
    for step in _MONTHS:
        yield _every_months(axis, step), Grain.MONTH if step < 12 else Grain.YEAR


def _every_days(axis: Axis, step: int) -> list[date]:
    monday = axis.from_on - timedelta(days=axis.from_on.weekday())
    first = monday if step >= 7 else axis.from_on
    days = (first + timedelta(days=n) for n in range(0, axis.days + 7, step))
    return [day for day in days if axis.holds(day)]


def _every_months(axis: Axis, step: int) -> list[date]:
    first = axis.from_on.year * 12
    last = axis.to_on.year * 12 + axis.to_on.month
    months = range(first - first % step, last, step)
    days = (date(month // 12, month % 12 + 1, 1) for month in months)
    return [day for day in days if axis.holds(day)]


def amounts(
    axis: Axis,
    spans: Sequence[tuple[date, date, float]],
    *,
    title: str,
    desc: str,
    height: float = 17,
) -> Svg:
    """Draw a planned amount as a solid stair of (first day, last day, amount)."""
    top = max((amount for _, _, amount in spans), default=0)
    parts = []
    for first, last, amount in spans:
        if last < axis.from_on or first > axis.to_on or amount <= 0:
            continue
        tall = max(amount / top * (height - 5), 1.5)
        left, right, high = axis.left(first), axis.left(last + DAY), height - 2 - tall
        parts.append(_rect(left, high, right - left, tall, 'fill-opacity="0.22"'))
        parts.append(_across(left, right, high, 'stroke-width="1.6"'))
    return framed(axis, height, parts, title, desc)


def dots(axis: Axis, days: Iterable[date], *, title: str, desc: str, height: float = 10) -> Svg:
    """Draw one dot for each day."""
    parts = [
        f'<circle cx="{axis.middle(day):.1f}" cy="{height / 2:.1f}" r="2.2"/>'
        for day in days
        if axis.holds(day)
    ]
    return framed(axis, height, parts, title, desc)


def line(
    axis: Axis,
    points: Sequence[tuple[date, float]],
    *,
    most: float,
    gap: timedelta,
    title: str,
    desc: str,
    height: float = 16,
    crosses: Iterable[date] = (),
    overs: Iterable[date] = (),
    breaks: Collection[date] = (),
) -> Svg:
    """Draw values from 0 to `most`; two points further apart than `gap` stay unconnected.

    crosses  days on which something was tried and could not be done
    overs    days of more than could be counted: an arrow at the top; breaks: days over which no
             line goes
    """
    shown = [(day, value) for day, value in points if axis.holds(day)]
    parts = [_level(axis, BASE, "1 3"), _level(axis, height - BASE, "")]
    for run in runs(shown, gap, breaks):
        places = [(axis.middle(day), _y(value, most, height)) for day, value in run]
        if len(places) > 1:
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
            parts.append(
                f'<polyline points="{path}" fill="none" stroke="currentColor" stroke-width="1.3" '
                'stroke-linejoin="round" stroke-linecap="round"/>'
            )
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.3"/>' for x, y in places]
    parts += [
        f'<path d="M{axis.middle(day) - 2:.1f} {height - BASE - 2:g}l4 4m0 -4l-4 4" '
        'stroke="currentColor" stroke-width="1.2"/>'
        for day in crosses
        if axis.holds(day)
    ]
    parts += [
        f'<path d="M{axis.middle(day) - 2.5:.1f} 4.5l2.5 -3.5l2.5 3.5m-2.5 -3.5v7" fill="none" '
        'stroke="currentColor" stroke-width="1.1"/>'
        for day in overs
        if axis.holds(day)
    ]
    return framed(axis, height, parts, title, desc)


def _y(value: float, most: float, height: float) -> float:
    return height - BASE - min(max(value / most, 0), 1) * (height - 2 * BASE)


def triangles(
    axis: Axis, days: Iterable[tuple[date, bool]], *, title: str, desc: str, height: float = 12
) -> Svg:
    """Draw (day, hollow) as triangles; a hollow one means that something is written beside it."""
    low = height - 1.5
    shapes: dict[bool, str] = defaultdict(str)
    for day, hollow in days:
        if axis.holds(day):
            shapes[hollow] += f"M{axis.middle(day) - 4:.1f} {low:.1f}h8l-4 -8.5z"
    parts = [
        f'<path d="{shape}" fill="{"none" if hollow else "currentColor"}" '
        'stroke="currentColor" stroke-width="1.2" stroke-linejoin="round"/>'
        for hollow, shape in shapes.items()
    ]
    return framed(axis, height, parts, title, desc)


def ranges(
    axis: Axis,
    spans: Iterable[tuple[date, date]],
    *,
    title: str,
    desc: str,
    height: float = 10,
    open_from: Iterable[date] = (),
) -> Svg:
    """Draw (first day, last day) as bars, and a dashed line from each day without a known end."""
    parts = [
        f'<path d="M{axis.left(max(day, axis.from_on)):.1f} {height / 2:g}'
        f'H{axis.width - EDGE:.1f}" stroke="currentColor" stroke-width="1.8" '
        'stroke-dasharray="3 2"/>'
        for day in open_from
        if day <= axis.to_on
    ]
    for first, last in spans:
        if last >= axis.from_on and first <= axis.to_on:
            left = axis.left(first)
            wide = max(axis.left(last + DAY) - left, 2.5)
            parts.append(_rect(left, height / 2 - 2.5, wide, 5, 'fill-opacity="1"'))
    return framed(axis, height, parts, title, desc)


def strokes(axis: Axis, days: Iterable[date], *, title: str, desc: str, height: float = 10) -> Svg:
    """Draw one upright stroke for each day."""
    parts = [
        f'<path d="M{axis.middle(day):.1f} 1.5v{height - 3:.1f}" '
        'stroke="currentColor" stroke-width="1.8"/>'
        for day in days
        if axis.holds(day)
    ]
    return framed(axis, height, parts, title, desc)


def scale(axis: Axis, labels: Sequence[tuple[float, str]], *, height: float = 14) -> Svg:
    """Draw the names of the ticks for the screen; paper sets its own type (stack.md, section 4)."""
    parts = []
    for x, label in labels:
        anchor = "start" if x < 16 else "end" if x > axis.width - 16 else "middle"
        parts.append(
            f'<text x="{x:.1f}" y="{height - 4:.1f}" font-size="9" text-anchor="{anchor}" '
            f'fill="currentColor">{escape(label)}</text>'
        )
    return _frame(axis, height, parts, 'aria-hidden="true"')


def framed(axis: Axis, height: float, parts: Sequence[str], title: str, desc: str) -> Svg:
    """Return a drawing with its words for a screen reader and the lines of the ticks."""
    grid = [
        f'<path d="M{tick.x:.1f} 0v{height:g}" stroke="currentColor" stroke-width="0.5" '
        'stroke-opacity="0.3"/>'
        for tick in ticks(axis)
    ]
    named = [f"<title>{escape(title)}</title>", f"<desc>{escape(desc)}</desc>"]
    return _frame(axis, height, [*named, *grid, *parts], 'role="img"')


def _frame(axis: Axis, height: float, parts: Sequence[str], role: str) -> Svg:
    return Svg(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-axis.gutter:g} 0 '
        f'{axis.width + axis.gutter + axis.margin:g} {height:g}" {role} '
        f'fill="currentColor">{"".join(parts)}</svg>'
    )


def _rect(x: float, y: float, width: float, height: float, more: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" {more}/>'


def _level(axis: Axis, y: float, dashes: str) -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return _across(EDGE, axis.width - EDGE, y, f'stroke-width="0.5" stroke-opacity="0.5"{dashed}')


def _across(left: float, right: float, y: float, more: str) -> str:
    return f'<path d="M{left:.1f} {y:.1f}H{right:.1f}" stroke="currentColor" {more}/>'
