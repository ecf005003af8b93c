"""Height and weight as they were measured, on the chart of the child's age, and as a table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from journal.care.growth import age_in_months, in_chart_unit, percentile
from journal.care.knowledge.growth import GrowthTable, growth_table
from journal.records.children import Child
from journal.summary import chart, growth_chart, reading, words
from journal.summary.chart import Axis, Svg
from journal.summary.lanes import tick_label
from journal.summary.say import _, ngettext
from journal.summary.window import Window

GUTTER, WIDTH, MARGIN = 30.0, 290.0, 20.0
LEAST = timedelta(days=366)
UNITS: Mapping[str, str] = {"height": "cm", "weight": "kg"}
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Point:
    """One measurement. value: in the chart's unit; percentile: None where the chart has none."""

    on: date
    months: float
    value: Decimal
    percentile: float | None
    measured: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """Height or weight over time: the chart, and the same as a table, the newest first."""

    title: str
    value: str
    svg: Svg
    scale: Svg
    head: tuple[str, str]
    rows: tuple[tuple[str, str], ...]


def growth(session: Session, child: Child, window: Window, *, language: str) -> tuple[Grown, ...]:
    """Return what was measured in the window, height before weight; none of what was not.

    Percentiles stand there where the family chose a chart and the child's age is on it. The caller
    has checked the right to look.
    """
    rows = reading.measurements(session, child.id, window.start, window.end)
    found = []
    for what in UNITS:
        table = growth_table(what, child.sex)
        measured = [row for row in rows if row.what == what]
        if measured:
            points = [_point(row, child, table, window) for row in measured]
            found.append(_grown(what, points, child, table, window, language))
    return tuple(found)


def _point(row: Any, child: Child, table: GrowthTable | None, window: Window) -> Point:
    on = window.day(row.at)
    months, value = age_in_months(child.born_on, on), in_chart_unit(row.value, row.unit)
    stands = percentile(table, months, value) if table else None
    return Point(on, months, value, stands, words.amount(row.value, row.unit))


def _grown(
    what: str,
    points: Sequence[Point],
    child: Child,
    table: GrowthTable | None,
    window: Window,
    language: str,
) -> Grown:
    first = max(min(points[0].on, window.to_on - LEAST), child.born_on)
    axis = Axis(from_on=first, to_on=window.to_on, width=WIDTH, gutter=GUTTER, margin=MARGIN)
    names = {"height": _("Height"), "weight": _("Weight")}
    title = _("%(what)s in %(unit)s", what=names[what], unit=UNITS[what])
    last = points[-1]
    said = _(
        "last %(measured)s on %(day)s", measured=last.measured, day=words.day(last.on, language)
    )
    if table and last.percentile is not None:
        said = f"{said}, {percentile_text(last.percentile)}"
    labels = [(tick.x, tick_label(tick, language)) for tick in chart.ticks(axis)]
    return Grown(
        title=title,
        value=said,
        svg=growth_chart.drawing(
            axis,
            [(p.on, float(p.value)) for p in points],
            table,
            child.born_on,
            title=title,
            desc=said,
        ),
        scale=chart.scale(axis, labels),
        head=(_("Day and age"), _("Measured, and percentile") if table else _("Measured")),
        rows=tuple(_rows(points, table, language)),
    )


def _rows(
    points: Sequence[Point], table: GrowthTable | None, language: str
) -> Iterable[tuple[str, str]]:
    """Two columns, which a phone has room for: day and age, number and percentile."""
    for point in reversed(points):
        when = f"{words.day(point.on, language)}, {age_text(point.months)}"
        if table is None:
            yield when, point.measured
            continue
        stands = _("the chart is for 2 to 20 years")
        if point.percentile is not None:
            stands = percentile_text(point.percentile)
        yield when, f"{point.measured}, {stands}"


def percentile_text(stands: float) -> str:
    """Return "percentile 37"; beyond the first and the last one no more than that."""
    if stands < 1:
        return _("below percentile 1")
    if stands > 99:
        return _("above percentile 99")
    return _("percentile %(n)d", n=round(stands))


def age_text(months: float) -> str:
    """Return "9 years, 6 months", in whole months that are over."""
    years, rest = divmod(max(int(months + 0.02), 0), MONTHS)
    parts = [ngettext("%(num)d year", "%(num)d years", years)] if years else []
    if rest or not years:
        parts.append(ngettext("%(num)d month", "%(num)d months", rest))
    return ", ".join(parts)
