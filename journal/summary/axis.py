"""The whole time axis of a page: medicines, marks, numbers over time, and what found no room."""

from collections.abc import Sequence

from journal.summary import chart, words
from journal.summary.chart import Axis
from journal.summary.lanes import MOST_ROWS, Lane, LaneKind, axis_of, days_said, treatment_lanes
from journal.summary.lines import hidden_lines, line_lanes
from journal.summary.page import Page
from journal.summary.printable import printable
from journal.summary.room import FULL, Room
from journal.summary.say import _


def lanes(page: Page, language: str) -> tuple[Lane, ...]:
    """Return the rows of the chart: medicines, infusions, stays, fevers, visits, then numbers."""
    axis = axis_of(page)
    rows = treatment_lanes(axis, page, language, FULL.bars)
    if page.fevers:
        rows.append(_fevers(axis, page, language))
    if page.visits:
        rows.append(_visits(axis, page, language))
    return (*rows, *line_lanes(axis, page, FULL.charts, language))


def fewer(drawn: Sequence[Lane], room: Room) -> tuple[Lane, ...]:
    """Return the rows that find room; each was drawn once for all of them."""
    most = {LaneKind.BAR: room.bars, LaneKind.LINE: room.charts}
    return tuple(each for each in drawn if each.rank < most.get(each.kind, 1))


def hidden(page: Page, room: Room = FULL) -> int:
    """Return how many medicines and numbers over time have no row of their own."""
    return max(len(page.bars) - room.bars, 0) + hidden_lines(page, room.charts)


def _fevers(axis: Axis, page: Page, language: str) -> Lane:
    title = _("Fever")
    days = dict.fromkeys(each.on for each in page.fevers)
    kept = page.fevers[:MOST_ROWS]
    rows = tuple((words.day(each.on, language), words.reading(each.reading)) for each in kept)
    svg = chart.strokes(axis, days, title=title, desc=days_said(rows))
    value = words.days(len(days))
    return Lane(label=title, value=value, svg=svg, alt=f"{title}: {days_said(rows)}", rows=rows)


def _visits(axis: Axis, page: Page, language: str) -> Lane:
    title = _("Visits")
    days = dict.fromkeys(each.on for each in page.visits[-MOST_ROWS:])
    rows = tuple(
        (words.day(each.on, language), printable(each.whom or "", 60))
        for each in page.visits[-MOST_ROWS:]
    )
    svg = chart.dots(axis, days, title=title, desc=days_said(rows))
    value = str(len(page.visits))
    return Lane(label=title, value=value, svg=svg, alt=f"{title}: {days_said(rows)}", rows=rows)
