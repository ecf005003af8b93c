"""The upper part of the page of trends: medicines as bars, and marks for what happened."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session

from journal.records.children import Child
from journal.summary import chart, reading, words
from journal.summary.charted import Charted, Ground, Row
from journal.summary.infected_lanes import fever_lane
from journal.summary.lanes import Lane, treatment_lanes
from journal.summary.page import Bar, Page, Step
from journal.summary.printable import printable
from journal.summary.say import _
from journal.summary.stretches import Step as Grain
from journal.summary.trends import treatment
from journal.summary.window import Window

MEDICINES, MARKS = "medicines", "marks"
# A bar with more steps than that is drawn by its highest amount of each stretch.
MOST_STEPS = 130


def treatment_charts(
    session: Session, child: Child, window: Window, ground: Ground, now: datetime
) -> list[Charted]:
    """Return the bars of the medicines, then the marks: infusions, stays, fevers, visits."""
    page = treatment(session, child, window, now, doses=ground.step in (Grain.DAY, Grain.WEEK))
    return [
        *_charts(MEDICINES, _bars(ground, page)),
        *_charts(MARKS, _infusions(ground, page)),
        *_charts(MARKS, _lanes(ground, replace(page, bars=(), infusions=()))),
        *_charts(MARKS, _fevers(session, child, window, ground, page)),
        *_charts(MARKS, _visits(session, child, window, ground)),
    ]


def _bars(ground: Ground, page: Page) -> list[Lane]:
    """One for each medicine, however many there are: a page of paper has room for few."""
    alone = replace(page, infusions=(), stays=())
    return [
        lane
        for each in page.bars
        for lane in _lanes(ground, replace(alone, bars=(_coarser(each, ground),)))
    ]


def _lanes(ground: Ground, page: Page) -> list[Lane]:
    return treatment_lanes(ground.axis, page, ground.language)


def _infusions(ground: Ground, page: Page) -> list[Lane]:
    said = [(each.on, printable(each.medicine, 60)) for each in page.infusions]
    return [
        replace(lane, rows=_rows(ground, said))
        for lane in _lanes(ground, replace(page, bars=(), stays=()))
    ]


def _rows(ground: Ground, said: Sequence[tuple[date, str]]) -> tuple[tuple[str, str], ...]:
    """A row for each day; over more than a year one for each stretch, with its days."""
    if ground.step in (Grain.DAY, Grain.WEEK):
        return tuple((words.day(on, ground.language), what) for on, what in said)
    by_place: dict[int, list[str]] = defaultdict(list)
    for on, what in said:
        day = words.short_day(on, ground.language)
        by_place[ground.place(on)].append(f"{day} {what}".rstrip())
    return tuple((ground.names[place], ", ".join(days)) for place, days in by_place.items())


def _charts(key: str, lanes: Iterable[Lane]) -> Iterable[Charted]:
    for lane in lanes:
        yield Charted(
            key=key,
            label=lane.label,
            value=lane.value,
            svg=lane.svg,
            head=(_("Day"), _("Recorded")),
            rows=tuple(Row(None, cells) for cells in lane.rows),
        )


def _fevers(
    session: Session, child: Child, window: Window, ground: Ground, page: Page
) -> list[Lane]:
    lane = fever_lane(session, child, window, ground.axis, ground.language, page.infusions)
    return [lane] if lane else []


def _visits(session: Session, child: Child, window: Window, ground: Ground) -> list[Lane]:
    rows = reading.visits(session, child.id, window.end, since=window.start)
    if not rows:
        return []
    title = _("Visits")
    days = [window.day(row.at) for row in rows]
    whom = [printable(row.team_member or row.place or "", 60) for row in rows]
    said = _rows(ground, list(zip(days, whom, strict=True)))
    desc = ", ".join(on for on, _whom in said[:12])
    svg = chart.strokes(ground.axis, dict.fromkeys(days), title=title, desc=desc)
    return [Lane(label=title, value=str(len(rows)), svg=svg, alt=f"{title}: {desc}", rows=said)]


def _coarser(bar: Bar, ground: Ground) -> Bar:
    """A bar of as many steps as days, such as of two amounts in turn, by its highest amounts."""
    if len(bar.steps) <= MOST_STEPS or bar.doses_on:
        return bar
    return replace(bar, steps=tuple(_highest(bar.steps, ground)))


def _highest(steps: Sequence[Step], ground: Ground) -> Iterable[Step]:
    by_place: dict[int, list[Step]] = defaultdict(list)
    ends = [part.to_on for part in ground.parts]
    place = 0
    for step in steps:
        while place < len(ends) - 1 and ends[place] < step.from_on:
            place += 1
        by_place[place].append(step)
    for inside in by_place.values():
        first, last = inside[0].from_on, inside[-1].to_on
        yield Step(from_on=first, to_on=last, amount=max(each.amount for each in inside))
