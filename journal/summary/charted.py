"""One chart of the page of trends: its label, its drawing, and the same as a table."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from journal.summary import level_chart
from journal.summary.chart import Axis, Svg
from journal.summary.level_chart import Scale, Spot
from journal.summary.lived import Span
from journal.summary.say import _
from journal.summary.stretches import Step, Stretch


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. place: which stretch of the axis it is of, None where of several."""

    place: int | None
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Charted:
    """One chart. key: by which it is chosen; value: what stands beside it in words."""

    key: str
    label: str
    value: str
    svg: Svg
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What all charts of a page stand on.

    between  "{low} to {high}", as the language says it
    names    what each stretch is called; begins: its first day
    """

    axis: Axis
    parts: Sequence[Stretch]
    begins: Sequence[date]
    step: Step
    language: str
    between: str
    names: Sequence[str]

    def place(self, on: date) -> int:
        """The place of the stretch that a day of the axis is in."""
        return bisect_right(self.begins, on) - 1

    @property
    def head(self) -> str:
        """What the first column of every table is called."""
        names = {Step.DAY: _("Day"), Step.WEEK: _("Week"), Step.MONTH: _("Month")}
        return names.get(self.step) or _("Three months")

    def number(self, span: Span, unit: str = "") -> str:
        """Return "3", "3 to 5", with the unit after it."""
        low, high = f"{span.low:g}", f"{span.high:g}"
        text = high if low == high else self.between.format(low=low, high=high)
        return f"{text}\N{NO-BREAK SPACE}{unit}" if unit else text


def charted(
    ground: Ground,
    key: str,
    label: str,
    spans: Mapping[int, Span],
    *,
    scale: Scale | None,
    joined: timedelta,
    unit: str = "",
    low: Callable[[Span], float] = lambda span: span.low,
    cells: Callable[[int], str] | None = None,
    crosses: Sequence[int] = (),
    value: str = "",
    note: str = "",
) -> Charted:
    """Return the chart of numbers by place; the axis says no more than what was written.

    scale  None: from nought to the highest that was written
    low    the foot of the upright line; the highest is drawn alone when it says the highest
    cells  what the table says of a place, where that is more than its numbers
    """
    places = sorted(spans)
    shown = scale or _own_scale(spans)
    said = value or _last(ground, spans, unit)
    spots = [Spot(ground.parts[n], low(spans[n]), spans[n].high) for n in places]
    svg = level_chart.drawing(
        ground.axis,
        spots,
        shown,
        joined=joined,
        title=label,
        desc=said,
        crosses=[ground.parts[n] for n in sorted(crosses)],
    )
    written = cells or (lambda place: ground.number(spans[place], unit))
    return Charted(
        key=key,
        label=label,
        value=said,
        svg=svg,
        head=(ground.head, _("Recorded")),
        rows=tuple(
            Row(n, (ground.names[n], written(n))) for n in sorted({*places, *crosses}, reverse=True)
        ),
        note=note,
    )


def _last(ground: Ground, spans: Mapping[int, Span], unit: str) -> str:
    if not spans:
        return ""
    highest = max(span.high for span in spans.values())
    return _(
        "last %(last)s, highest %(highest)s",
        last=ground.number(spans[max(spans)], unit),
        highest=f"{highest:g}\N{NO-BREAK SPACE}{unit}".rstrip(),
    )


def _own_scale(spans: Mapping[int, Span]) -> Scale:
    """From nought, or what lies below it, to the highest that was written."""
    high = max((span.high for span in spans.values()), default=1.0)
    low = min((span.low for span in spans.values()), default=0.0)
    return Scale(min(low, 0.0), high if high > min(low, 0.0) else min(low, 0.0) + 1)
