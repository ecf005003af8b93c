"""Bars and marks on the shared time axis: what was given and where, and what is said beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import groupby

from journal.summary import chart, words
from journal.summary.chart import Axis, Grain, Svg, Tick
from journal.summary.in_hospital import days_in_hospital, made_on
from journal.summary.page import Bar, Page, Step
from journal.summary.printable import printable
from journal.summary.say import _
from journal.summary.treatment import named

WIDTH = 340.0
MOST_BARS = 6
MOST_ROWS = 2000  # of anything: more than that is not read but waited for (F22)
LEAST_IN_TURN = 4  # days of two amounts: 10, 5, 10, 5


class LaneKind(StrEnum):
    """What a row draws."""

    BAR = "bar"
    MARK = "mark"
    LINE = "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One row of the chart: what stands left, the drawing, what stands right, and as a table.

    rank  of bars, and of lines: the lower, the sooner it finds room; a mark always stands
    """

    label: str
    value: str
    svg: Svg
    alt: str
    rows: tuple[tuple[str, str], ...]
    kind: LaneKind = LaneKind.MARK
    rank: int = 0


def axis_of(page: Page) -> Axis:
    """Return the axis that all lanes of a page share."""
    return Axis(from_on=page.period.from_on, to_on=page.period.to_on, width=WIDTH)


def tick_label(tick: Tick, language: str) -> str:
    """Return the name of a tick; a month says its year in January."""
    if tick.grain is Grain.DAY:
        return words.short_day(tick.on, language)
    if tick.grain is Grain.YEAR:
        return str(tick.on.year)
    return words.month(tick.on, language)


def treatment_lanes(
    axis: Axis, page: Page, language: str, most_bars: int = MOST_BARS
) -> list[Lane]:
    """Return the rows of what was given and where: medicines, infusions, stays."""
    bars = page.bars[:most_bars]
    rows = [
        replace(
            _bar(axis, bar, _label(page, bar, language), language), kind=LaneKind.BAR, rank=rank
        )
        for rank, bar in enumerate(bars)
    ]
    if page.infusions:
        rows.append(_infusions(axis, page, language))
    if page.stays:
        rows.append(_stays(axis, page, language))
    return rows


def _label(page: Page, bar: Bar, language: str) -> str:
    """The name with its weekday; after a change with both and the day of the change (H4)."""
    turns = [each for each in page.changes if each.id == bar.id and words.turned(each, language)]
    if not turns or not (bar.doses_on or words.weekdays(bar.rhythm)):
        return named(bar.medicine, bar.rhythm)
    days = [words.days_of(turns[0].before_rhythm, language)]
    for each in turns:
        on = words.near_day(each.on, page.period.to_on, language)
        after = words.days_of(each.rhythm, language)
        days.append(_("%(weekdays)s from %(day)s", weekdays=after, day=on))
    return f"{printable(bar.medicine, 80)}, {' → '.join(days)}"


def _bar(axis: Axis, bar: Bar, label: str, language: str) -> Lane:
    steps = [
        each for each in bar.steps if each.to_on >= axis.from_on and each.from_on <= axis.to_on
    ]
    value, said = _amounts(bar, steps)
    if bar.doses_on:
        title = _("Days on which %(medicine)s was recorded", medicine=label)
        svg = chart.dots(axis, bar.doses_on, title=title, desc=said)
        rows = tuple((words.day(on, language), _("recorded")) for on in bar.doses_on)
        return Lane(label=label, value=value, svg=svg, alt=f"{title}. {said}", rows=rows)
    title = _("Planned amount of %(medicine)s", medicine=label)
    if bar.of_day:
        title = _("Planned amount of a day of %(medicine)s", medicine=label)
    spans = [(each.from_on, each.to_on, float(each.amount)) for each in steps]
    svg = chart.amounts(axis, spans, title=title, desc=said)
    rows = tuple(
        (words.day(each.from_on, language), words.amount(each.amount, bar.unit))
        for each in steps[-MOST_ROWS:]
    )
    return Lane(label=label, value=value, svg=svg, alt=f"{title}. {said}", rows=rows)


def _amounts(bar: Bar, kept: Sequence[Step]) -> tuple[str, str]:
    if not kept:
        return "", _("no amount planned in this period")
    runs = _runs(kept)
    said = [
        " / ".join(words.amount(each, bar.unit) for each in run)
        if len(run) > 1
        else words.amount(run[0], bar.unit)
        for run in runs
    ]
    value = said[-1]
    if said[0] != said[-1] or len(set(said)) > 1:
        first = said[0] if any(len(run) > 1 for run in runs) else words.number(runs[0][0])
        value = f"{first} → {said[-1]}"
    if bar.of_day:
        value = _("%(amount)s a day", amount=value)
    texts = [
        _("in turn: %(amounts)s", amounts=text) if len(run) > 1 else text
        for run, text in zip(runs, said, strict=True)
    ]
    # The same amount after a pause or weeks off is said once: the gap is drawn.
    return value, ", ".join(text for text, _same in groupby(texts))


def _runs(kept: Sequence[Step]) -> list[tuple[Decimal, ...]]:
    """Return the amounts in their order; two of them day by day in turn are one pair."""
    found: list[tuple[Decimal, ...]] = []
    index = 0
    while index < len(kept):
        end = index + 1
        while (
            end < len(kept)
            and kept[end - 1].from_on == kept[end - 1].to_on
            and kept[end].from_on == kept[end].to_on
            and (end < index + 2 or kept[end].amount == kept[end - 2].amount)
        ):
            end += 1
        if end - index < LEAST_IN_TURN:
            found.append((kept[index].amount,))
            index += 1
        else:
            pair = sorted({kept[index].amount, kept[index + 1].amount}, reverse=True)
            found.append(tuple(pair))
            index = end
    return found


def _infusions(axis: Axis, page: Page, language: str) -> Lane:
    reactions: dict[date, bool] = {}
    for each in page.infusions:
        reactions[each.on] = reactions.get(each.on, False) or bool(each.reaction)
    title, value = _("Infusions"), str(len(page.infusions))
    if any(reactions.values()):
        value = _("%(all)s, hollow: reaction", all=value)
    kept = page.infusions[:MOST_ROWS]
    rows = tuple((words.day(each.on, language), printable(each.medicine, 60)) for each in kept)
    svg = chart.triangles(axis, reactions.items(), title=title, desc=days_said(rows))
    return Lane(label=title, value=value, svg=svg, alt=f"{title}: {days_said(rows)}", rows=rows)


def _stays(axis: Axis, page: Page, language: str) -> Lane:
    title = _("In hospital")
    kept = page.stays[:MOST_ROWS]
    # An open one lasts until the page was made: nobody knows about tomorrow.
    spans = [
        (each.admitted_on, each.discharged_on or max(made_on(page), each.admitted_on))
        for each in kept
    ]
    rows = tuple(
        (words.span(each.admitted_on, each.discharged_on, language), printable(each.hospital, 60))
        for each in kept
    )
    svg = chart.ranges(axis, spans, title=title, desc=days_said(rows))
    value = f"{words.stays(len(page.stays))}, {words.days(days_in_hospital(page))}"
    return Lane(label=title, value=value, svg=svg, alt=f"{title}: {days_said(rows)}", rows=rows)


def days_said(rows: Sequence[tuple[str, str]], most: int = 12) -> str:
    """Return the first cells of the rows, at most so many."""
    said = ", ".join(on for on, _what in rows[:most])
    return f"{said} …" if len(rows) > most else said
