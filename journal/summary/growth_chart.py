"""A growth chart: the curves of the CDC as thin lines, the child's measurements as dots on them."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from journal.care.growth import CURVES, age_in_months, value_at
from journal.care.knowledge.growth import GrowthTable
from journal.summary import chart
from journal.summary.chart import EDGE, Axis, Svg

TOP, BASE = 8.0, 168.0
SAMPLES = 48
# Names fit beside three of the seven curves; the text under the chart says the others.
NAMED = (3, 50, 97)

Points = Sequence[tuple[date, float]]


def drawing(
    axis: Axis, points: Points, table: GrowthTable | None, born_on: date, *, title: str, desc: str
) -> Svg:
    """Return the chart of (day, value in the chart's unit); without a table it has no curves."""
    curves = {curve: list(_curve(axis, table, born_on, curve)) for curve in CURVES} if table else {}
    values = [value for _on, value in points]
    values += [value for curve in curves.values() for _x, value in curve]
    low, high = _bounds(values)

    def y(value: float) -> float:
        return BASE - (value - low) / (high - low) * (BASE - TOP)

    parts = list(_levels(axis, low, high))
    for curve, places in curves.items():
        parts += _line(curve, [(x, y(value)) for x, value in places])
    spots = [(axis.middle(on), y(value)) for on, value in points if axis.holds(on)]
    dots = "".join(f"M{x:.1f} {spot:.1f}h0" for x, spot in spots)
    parts.append(
        f'<path d="{dots}" stroke="currentColor" stroke-width="5.5" stroke-linecap="round"/>'
    )
    return chart.framed(axis, BASE + 4, parts, title, desc)


def _curve(
    axis: Axis, table: GrowthTable, born_on: date, curve: int
) -> Iterable[tuple[float, float]]:
    """Where a curve goes, as far as the child's age is on the chart."""
    for sample in range(SAMPLES + 1):
        day = axis.from_on + timedelta(days=round((axis.days - 1) * sample / SAMPLES))
        value = value_at(table, age_in_months(born_on, day), curve)
        if value is not None:
            yield axis.middle(day), value


def _line(curve: int, places: Sequence[tuple[float, float]]) -> Iterable[str]:
    if len(places) < 2:
        return
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    width, dashes = (1.0, "") if curve == 50 else (0.6, ' stroke-dasharray="3 2"')
    yield (
        f'<polyline points="{path}" fill="none" stroke="currentColor" stroke-width="{width:g}"'
        f' stroke-opacity="0.75"{dashes}/>'
    )
    if curve in NAMED:
        x, y = places[-1]
        yield f'<text x="{x + 4:.1f}" y="{y + 3.5:.1f}" font-size="10">{curve}</text>'


def _bounds(values: Sequence[float]) -> tuple[float, float]:
    """The foot and the top of the chart, on whole tens of the unit."""
    low, high = min(values), max(values)
    return low // 10 * 10, -(-high // 10) * 10 if high % 10 else high + (10 if low == high else 0)


def _levels(axis: Axis, low: float, high: float) -> Iterable[str]:
    for value in (low, (low + high) / 2, high):
        y = BASE - (value - low) / (high - low) * (BASE - TOP)
        yield (
            f'<path d="M{EDGE:g} {y:.1f}H{axis.width - EDGE:.1f}" stroke="currentColor" '
            'stroke-width="0.5" stroke-opacity="0.3"/>'
        )
        yield f'<text x="-2" y="{y + 3.5:.1f}" font-size="11" text-anchor="end">{value:g}</text>'
