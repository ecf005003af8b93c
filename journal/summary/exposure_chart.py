"""The steroid record as one drawing: bars of what was given, the plan faintly beside them.

Black on white is enough to read it: solid is given, dotted is planned, a triangle is an infusion, a
bar at the top is a stay in hospital, a stroke below the line is a day without record.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from xml.sax.saxutils import escape

from journal.care.units import show_amount
from journal.summary.chart import EDGE, Axis, Svg, Tick, ticks
from journal.summary.say import _

WIDTH, TOP, BASE, HEIGHT = 340.0, 24.0, 126.0, 152.0
# The scale's numbers stand left of the plot, so that no bar covers them.
SCALE = 44.0
PLOT = WIDTH - SCALE
DAY = timedelta(days=1)
# Days in one bar, by how many days the drawing has: a bar thinner than a hair says nothing.
GRAINS = ((366, 1), (1200, 7), (100_000, 28))
NICE = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000)


def drawing(
    axis: Axis,
    *,
    given: Mapping[date, Decimal],
    planned: Mapping[date, Decimal],
    infused: Collection[date],
    silent: Collection[date],
    stays: Iterable[tuple[date, date]],
    open_on: date,
    labels: Sequence[tuple[Tick, str]],
    desc: str,
) -> Svg:
    """Return the chart: mg of prednisone equivalent a day over time, infusions apart.

    Over more than a year each bar is the mean of seven days, later of 28; days without record and
    the day that is not over, `open_on`, are no part of such a mean.
    """
    grain = grain_of(axis.days)
    unknown = {*silent, open_on} if grain > 1 else set()
    bars, plan = _means(axis, given, grain, unknown), _means(axis, planned, grain, set())
    top = nice_top(max([*bars.values(), *plan.values()], default=Decimal(1)))
    parts = [
        *_levels(axis, top),
        *_dates(labels),
        *(_bar(axis, on, grain, _y(mg, top)) for on, mg in bars.items() if mg),
        *(_dotted(axis, on, grain, _y(mg, top)) for on, mg in plan.items() if mg),
        *(_triangle(axis.middle(on)) for on in sorted(infused) if axis.holds(on)),
        *_strokes(axis, silent),
        *_stays(axis, stays),
    ]
    title = _("Prednisone equivalent, mg a day")
    return Svg(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" '
        f'role="img" fill="currentColor"><title>{escape(title)}</title>'
        f'<desc>{escape(desc)}</desc><g transform="translate({SCALE:g} 0)">'
        f"{''.join(parts)}</g></svg>"
    )


def grain_of(days: int) -> int:
    """Return how many days one bar stands for."""
    return next(grain for most, grain in GRAINS if days <= most)


def nice_top(most: Decimal) -> int:
    """Return the round number of mg that the scale ends at."""
    return next((each for each in NICE if each >= most), int(most) + 1)


def axis_ticks(axis: Axis) -> Sequence[Tick]:
    """Return the dates that are named under the drawing."""
    return ticks(axis, 5)


def _means(
    axis: Axis, amounts: Mapping[date, Decimal], grain: int, unknown: Collection[date]
) -> dict[date, Decimal]:
    """The mean of every bar's days; a bar of unknown days alone stays away."""
    found: dict[date, Decimal] = {}
    for begin in range(0, axis.days, grain):
        days = [axis.from_on + DAY * n for n in range(begin, min(begin + grain, axis.days))]
        known = [day for day in days if day not in unknown]
        if known:
            total = sum((amounts[day] for day in known if day in amounts), Decimal(0))
            found[days[0]] = total / len(known)
    return found


def _y(mg: Decimal, top: int) -> float:
    return BASE - float(mg) / top * (BASE - TOP)


def _levels(axis: Axis, top: int) -> Iterable[str]:
    halves = (Decimal(0), Decimal(top) / 2, Decimal(top))
    for mg in halves:
        y = _y(mg, top)
        yield (
            f'<path d="M{EDGE:g} {y:.1f}H{axis.width - EDGE:.1f}" stroke="currentColor" '
            f'stroke-width="0.5" stroke-opacity="{"0.9" if mg == 0 else "0.35"}"/>'
        )
        if mg:
            label = f"{show_amount(mg)} mg"
            yield f'<text x="0" y="{y + 4:.1f}" font-size="12" text-anchor="end">{label}</text>'


def _dates(labels: Sequence[tuple[Tick, str]]) -> Iterable[str]:
    for tick, label in labels:
        anchor = "start" if tick.x < 20 else "end" if tick.x > PLOT - 24 else "middle"
        yield f'<path d="M{tick.x:.1f} {BASE:g}v4" stroke="currentColor" stroke-width="0.5"/>'
        yield (
            f'<text x="{tick.x:.1f}" y="{HEIGHT - 3:g}" font-size="12" '
            f'text-anchor="{anchor}">{escape(label)}</text>'
        )


def _bar(axis: Axis, on: date, grain: int, y: float) -> str:
    left, right = axis.left(on), axis.left(on + DAY * grain)
    wide = max(right - left - (0.6 if grain == 1 and right - left > 2 else 0), 0.4)
    return (
        f'<rect x="{left:.2f}" y="{y:.1f}" width="{wide:.2f}" height="{BASE - y:.1f}" '
        'fill-opacity="0.7"/>'
    )


def _dotted(axis: Axis, on: date, grain: int, y: float) -> str:
    left, right = axis.left(on), axis.left(on + DAY * grain)
    return (
        f'<path d="M{left:.2f} {y:.1f}H{right:.2f}" stroke="currentColor" stroke-width="0.8" '
        'stroke-opacity="0.6" stroke-dasharray="0.8 1.2"/>'
    )


def _triangle(x: float) -> str:
    return f'<path d="M{x - 3.5:.1f} 9.5h7l-3.5 -7z"/>'


def _stays(axis: Axis, stays: Iterable[tuple[date, date]]) -> Iterable[str]:
    """A bar from the first to the last day of each, hollow, so that nobody takes it for a dose."""
    for first, last in stays:
        if last >= axis.from_on and first <= axis.to_on:
            left = axis.left(max(first, axis.from_on))
            wide = max(axis.left(min(last, axis.to_on) + DAY) - left, 2)
            yield (
                f'<rect x="{left:.1f}" y="13" width="{wide:.1f}" height="5" fill="none" '
                'stroke="currentColor" stroke-width="1.2"/>'
            )


def _strokes(axis: Axis, silent: Collection[date]) -> Iterable[str]:
    for on in sorted(silent):
        if axis.holds(on):
            yield (
                f'<path d="M{axis.middle(on):.1f} {BASE + 1.5:g}v5" stroke="currentColor" '
                'stroke-width="0.8"/>'
            )
