"""Numbers a family wrote, summed up by stretches of time, on a scale whose numbers stand beside it.

A dot is what one stretch says. Where it says several numbers, an upright line reaches from the
lowest to the highest. A line joins dots of stretches that follow each other; nothing is drawn over
silence. A cross under the plot is something that was tried and could not be done.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from journal.summary import chart
from journal.summary.chart import EDGE, Axis, Svg
from journal.summary.stretches import Stretch

TOP, BASE = 7.0, 43.0
CROSSES = 9.0  # room for crosses under the plot
DOT = 2.0


@dataclass(frozen=True, slots=True)
class Spot:
    """What one stretch says: `high` is where its dot is, `low` where its upright line ends."""

    at: Stretch
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Scale:
    """The numbers at the foot and at the top of a plot."""

    low: float
    high: float

    def y(self, value: float) -> float:
        """Where a number stands, kept inside the plot."""
        share = (value - self.low) / (self.high - self.low)
        return BASE - min(max(share, 0.0), 1.0) * (BASE - TOP)


def drawing(
    axis: Axis,
    spots: Sequence[Spot],
    scale: Scale,
    *,
    joined: timedelta,
    title: str,
    desc: str,
    crosses: Sequence[Stretch] = (),
) -> Svg:
    """Return the plot; dots whose stretches lie at most `joined` apart are joined by a line."""
    # Where nothing has a number, a scale would be made up.
    parts = list(_levels(axis, scale)) if spots else []
    for run in _runs(spots, joined):
        parts += _line(axis, run, scale)
    parts += [_cross(middle(axis, each)) for each in crosses]
    return chart.framed(axis, BASE + (CROSSES if crosses else 4), parts, title, desc)


def middle(axis: Axis, stretch: Stretch) -> float:
    """Where the middle of a stretch is."""
    return (axis.left(stretch.from_on) + axis.left(stretch.to_on + chart.DAY)) / 2


def _runs(spots: Sequence[Spot], joined: timedelta) -> Iterable[list[Spot]]:
    run: list[Spot] = []
    for each in spots:
        if run and each.at.from_on - run[-1].at.to_on > joined:
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _line(axis: Axis, run: Sequence[Spot], scale: Scale) -> Iterable[str]:
    places = [(middle(axis, each.at), scale.y(each.low), scale.y(each.high)) for each in run]
    if len(places) > 1:
        path = " ".join(f"{x:.1f},{high:.1f}" for x, _low, high in places)
        yield (
            f'<polyline points="{path}" fill="none" stroke="currentColor" stroke-width="1.2" '
            'stroke-linejoin="round" stroke-linecap="round"/>'
        )
    dots = "".join(f"M{x:.1f} {high:.1f}h0" for x, _low, high in places)
    yield (
        f'<path d="{dots}" stroke="currentColor" stroke-width="{2 * DOT:g}" '
        'stroke-linecap="round"/>'
    )
    sticks = "".join(f"M{x:.1f} {low:.1f}V{high:.1f}" for x, low, high in places if low - high > 1)
    if sticks:
        yield f'<path d="{sticks}" stroke="currentColor" stroke-width="1.6"/>'


def _cross(x: float) -> str:
    return (
        f'<path d="M{x - 2.5:.1f} {BASE + 2.5:g}l5 5m0 -5l-5 5" stroke="currentColor" '
        'stroke-width="1.4"/>'
    )


def _levels(axis: Axis, scale: Scale) -> Iterable[str]:
    for value in (scale.low, scale.high):
        y = scale.y(value)
        yield (
            f'<path d="M{EDGE:g} {y:.1f}H{axis.width - EDGE:.1f}" stroke="currentColor" '
            'stroke-width="0.5" stroke-opacity="0.4"/>'
        )
        yield f'<text x="-2" y="{y + 3.5:.1f}" font-size="11" text-anchor="end">{value:g}</text>'
