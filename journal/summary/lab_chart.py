"""One test in one unit over time, drawn as its reports print it, black on white.

A dot is a number, a line joins dots that follow each other within a few months. A stroke is a
result that is no number and breaks the line: under the plot ("<0.6", "neg"), or above it where it
is more than the laboratory could count (">22000"). Letters above a dot are the laboratory's own
flags. The grey band is the range that the report printed; there is none of ours, and no colour
(H29).
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from xml.sax.saxutils import escape

from journal.care.units import show_amount
from journal.summary import chart
from journal.summary.chart import EDGE, Axis, Svg
from journal.summary.lab_series import Result

TOP, BASE = 12.0, 58.0
# Room above the plot for what a laboratory could not count any more.
OVER = 17.0
# Results further apart are not joined: a gap stays a gap. Our own choice.
JOINED = timedelta(days=124)
# Room a flag's letters and a text under the plot need before the next is written out.
FLAG, TEXT = 10.0, 26.0
LONGEST_FLAG, LONGEST_TEXT = 4, 8
Within = tuple[Decimal | None, Decimal | None]
# Where the middle of each day with a result is.
Middles = Mapping[date, float]


@dataclass(frozen=True, slots=True)
class Scale:
    """The lowest and the highest number of a plot."""

    low: Decimal
    high: Decimal

    def y(self, value: Decimal) -> float:
        """Where a number stands, kept inside the plot."""
        span = self.high - self.low
        share = float((value - self.low) / span) if span else 0.5
        return BASE - min(max(share, 0.0), 1.0) * (BASE - TOP)


def drawing(axis: Axis, results: Sequence[Result], *, title: str, desc: str) -> Svg:
    """Return the plot of one test in one unit; all results are of that unit."""
    shown = [each for each in results if axis.holds(each.on)]
    middles = {each.on: axis.middle(each.on) for each in shown}
    scale = scale_of(shown)
    parts: list[str] = []
    if scale is not None:
        parts += [*_bands(middles, shown, scale), *_levels(axis, scale)]
        for run in runs(shown):
            parts += _line(middles, run, scale)
        parts += _flags(middles, shown, scale)
    texts = [each for each in shown if each.value is None]
    over = [each for each in texts if each.is_over]
    row = BASE + 4 if scale else 2.0
    parts += _texts(axis, [each for each in texts if not each.is_over], row)
    if over:
        parts = [*_texts(axis, over, 2.0), f'<g transform="translate(0 {OVER:g})">', *parts, "</g>"]
    return chart.framed(axis, row + 15 + (OVER if over else 0), parts, title, desc)


def scale_of(results: Sequence[Result]) -> Scale | None:
    """Return what the plot reaches from and to, or None without a number.

    It begins at nought where the lowest number is at most half of the highest, or the only one.
    """
    numbers = [each.value for each in results if each.value is not None]
    if not numbers:
        return None
    ranges = [bound for each in results if each.value is not None for bound in each.within]
    known = [*numbers, *(bound for bound in ranges if bound is not None)]
    low, high = min(known), max(known)
    if low != high and (low < 0 or low * 2 > high):
        return Scale(low, high)
    return Scale(min(low, Decimal(0)), high if high > 0 else Decimal(int(low == 0)))


def runs(results: Sequence[Result]) -> Iterable[list[Result]]:
    """Yield the numbers that a line joins: no longer gap, and nothing between that is no number."""
    run: list[Result] = []
    for each in results:
        if run and (each.value is None or each.on - run[-1].on > JOINED):
            yield run
            run = []
        if each.value is not None:
            run.append(each)
    if run:
        yield run


def _line(middles: Middles, run: Sequence[Result], scale: Scale) -> Iterable[str]:
    places = [(middles[each.on], scale.y(each.value)) for each in run if each.value is not None]
    if len(places) > 1:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        yield (
            f'<polyline points="{path}" fill="none" stroke="currentColor" stroke-width="1.2" '
            'stroke-linejoin="round" stroke-linecap="round"/>'
        )
    dots = "".join(f"M{x:.1f} {y:.1f}h0" for x, y in places)
    yield f'<path d="{dots}" stroke="currentColor" stroke-width="4" stroke-linecap="round"/>'


def _bands(middles: Middles, results: Sequence[Result], scale: Scale) -> Iterable[str]:
    """The printed range, from each report to the next one."""
    for (low, high), left, right in _ranges(middles, results):
        if low is not None and high is not None and low <= high:
            top, base = scale.y(high), scale.y(low)
            yield (
                f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" '
                f'height="{max(base - top, 1):.1f}" fill-opacity="0.13"/>'
            )
        for bound in (low, high):
            if bound is not None:
                y = scale.y(bound)
                yield (
                    f'<path d="M{left:.1f} {y:.1f}H{right:.1f}" stroke="currentColor" '
                    'stroke-width="0.6" stroke-dasharray="2 2" stroke-opacity="0.6"/>'
                )


def _ranges(middles: Middles, results: Sequence[Result]) -> Iterable[tuple[Within, float, float]]:
    """Each printed range with its left and right; reports that print the same share one."""
    numbers = [each for each in results if each.value is not None]
    begun: float | None = None
    for each, after in itertools.zip_longest(numbers, numbers[1:]):
        here = middles[each.on] - 2
        left = here if begun is None else begun
        joined = after is not None and after.on - each.on <= JOINED
        begun = left if joined and after.within == each.within else None
        if begun is None:
            yield each.within, left, middles[after.on] - 2 if joined else here + 4


def _levels(axis: Axis, scale: Scale) -> Iterable[str]:
    for value in (scale.low, scale.high):
        y = scale.y(value)
        yield (
            f'<path d="M{EDGE:g} {y:.1f}H{axis.width - EDGE:.1f}" stroke="currentColor" '
            'stroke-width="0.5" stroke-opacity="0.4"/>'
        )
        yield (
            f'<text x="0" y="{y + 3.5:.1f}" font-size="10" text-anchor="end">{_short(value)}</text>'
        )


def _short(value: Decimal) -> str:
    """A number that fits beside the plot: three figures that count, or all before the point."""
    digits = max(3, value.adjusted() + 1)
    return show_amount(Decimal(f"{value:.{digits}g}"))


def _flags(middles: Middles, results: Sequence[Result], scale: Scale) -> Iterable[str]:
    last = -FLAG
    for each in results:
        x = middles[each.on]
        if each.value is None or not each.flag or x - last < FLAG:
            continue
        last = x
        y = scale.y(each.value) - 4
        yield (
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="9" font-weight="700" '
            f'text-anchor="middle">{escape(each.flag[:LONGEST_FLAG])}</text>'
        )


def _texts(axis: Axis, results: Sequence[Result], row: float) -> Iterable[str]:
    """Results that are no numbers, as strokes in a row, with their text where there is room."""
    last = -TEXT
    for each in results:
        x = axis.middle(each.on)
        yield f'<path d="M{x:.1f} {row:.1f}v4" stroke="currentColor" stroke-width="1.8"/>'
        if x - last < TEXT:
            continue
        last = x
        anchor = "start" if x < TEXT / 2 else "end" if x > axis.width - TEXT / 2 else "middle"
        yield (
            f'<text x="{x:.1f}" y="{row + 12:.1f}" font-size="9" text-anchor="{anchor}">'
            f"{escape(each.text[:LONGEST_TEXT])}</text>"
        )
