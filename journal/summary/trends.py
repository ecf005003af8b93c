"""Results over time with what was given above them: all on one time axis, for one stretch of it."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from sqlmodel import Session

from journal.care.products import is_immunoglobulin
from journal.care.rhythm import is_weekly_or_rarer, known_rhythm
from journal.records.children import Child
from journal.summary import chart, lab_chart, reading, words
from journal.summary.bars import bar
from journal.summary.chart import Axis, Svg
from journal.summary.courses import Course, treats
from journal.summary.gather import courses_of
from journal.summary.in_hospital import stays_of
from journal.summary.infected_lanes import infected_lanes
from journal.summary.infused import infusions_drawn
from journal.summary.lab_series import Result, Series, lab_series
from journal.summary.lanes import Lane, tick_label, treatment_lanes
from journal.summary.page import Bar, Page, Period, Subject
from journal.summary.printable import printable
from journal.summary.say import _
from journal.summary.window import Window

GUTTER, WIDTH = 34.0, 306.0
# Whether immunoglobulin was given so long before the first result is looked for: our own choice.
BEFORE = timedelta(days=366)
MUSCLE = ("ck", "aldolase", "ldh", "ast", "alt")
IGG = "igg"
COUNTS = ("anc", "alc", IGG)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One test in one unit: its plot, and the same as a table.

    head, rows  the table: day, result, the laboratory's letters, the printed range, and of IgG the
                days since immunoglobulin
    """

    key: str
    label: str
    unit: str
    value: str
    svg: Svg
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends:
    """A page of results. above: what was given and where; beside: fevers, infections, germs."""

    scale: Svg
    above: tuple[Lane, ...]
    beside: tuple[Lane, ...]
    panels: tuple[Panel, ...]


def trends(
    session: Session,
    child: Child,
    window: Window,
    *,
    only: Collection[str] | None,
    beside: bool,
    language: str,
    now: datetime,
) -> Trends:
    """Return the results of one child in the window, all of it on one axis.

    only    ids of the tests that are wanted, None for all; beside: with fevers and infections
    The caller has checked the right to look.
    """
    axis = Axis(from_on=window.from_on, to_on=window.to_on, width=WIDTH, gutter=GUTTER)
    infused = infused_at(session, child.id, window)
    found = lab_series(session, child.id, window, only=only)
    page = treatment(session, child, window, now)
    labels = [(tick.x, tick_label(tick, language)) for tick in chart.ticks(axis)]
    lanes = infected_lanes(session, child, window, axis, language, page.infusions) if beside else ()
    return Trends(
        scale=chart.scale(axis, labels),
        above=tuple(treatment_lanes(axis, page, language)),
        beside=tuple(lanes),
        panels=tuple(lab_panel(axis, each, infused, window, language) for each in found),
    )


def treatment(
    session: Session, child: Child, window: Window, now: datetime, *, doses: bool = True
) -> Page:
    """Return a page of medicines, infusions and stays alone, as the page for the clinic draws them.

    doses  whether a rare medicine shows the days on which it was recorded; else what was planned
    """
    infused = reading.infused(session, child.id, window.start, window.end)
    courses = courses_of(session, child)
    return Page(
        child=Subject(name=child.name, born_on=child.born_on),
        period=Period(from_on=window.from_on, to_on=window.to_on, zone=child.zone),
        made_at=now,
        entry_ids=(),
        bars=_bars(session, child, window, courses, {row.medicine for row in infused}, doses),
        infusions=infusions_drawn(session, child.id, infused, courses, window),
        stays=stays_of(session, child, window),
    )


def _bars(
    session: Session,
    child: Child,
    window: Window,
    courses: Sequence[Course],
    infused: Collection[uuid.UUID | None],
    doses: bool,
) -> tuple[Bar, ...]:
    """The medicines for the illness, those with the most amounts first; no vitamin."""
    rare = [
        course.medicine.id
        for course in courses
        if doses and any(is_weekly_or_rarer(known_rhythm(plan.rhythm)) for plan in course.plans)
    ]
    taken: dict[uuid.UUID, set[date]] = defaultdict(set)
    doses_taken = reading.taken(session, rare, child.id, window.start, window.end) if rare else ()
    for row in doses_taken:
        taken[row.medicine].add(window.day(row.at))
    found = []
    for course in courses:
        drawn = bar(course, window, sorted(taken[course.medicine.id]))
        if drawn and course.medicine.id not in infused and treats(course):
            found.append(drawn)
    return tuple(sorted(found, key=lambda each: -len({step.amount for step in each.steps})))


def infused_at(session: Session, child_id: uuid.UUID, window: Window) -> list[datetime]:
    """When immunoglobulin was given in the window and in the year before, the earliest first."""
    rows = reading.infused(session, child_id, window.start - BEFORE, window.end)
    return [row.at for row in rows if is_immunoglobulin(row.product)]


def lab_panel(
    axis: Axis, series: Series, infused: Sequence[datetime], window: Window, language: str
) -> Panel:
    """Return the plot of one test in one unit, and its table, the newest result first."""
    label = _(series.name) if series.test else printable(series.name, 60)
    unit = printable(series.unit, 40)
    value, last = _value(series), series.results[-1]
    title = f"{label} ({unit})" if unit else label
    said = _(
        "%(count)s results, the last one %(last)s on %(day)s",
        count=len(series.results),
        last=_printed(last),
        day=words.day(last.on, language),
    )
    since = series.key == IGG
    ranges = {(each.low, each.high): "" for each in series.results}
    ranges = {span: _range(*(printable(bound, 40) for bound in span)) for span in ranges}
    head = (_("Day"), _("Result"), _("Laboratory's mark"), _("Range on the report"))
    return Panel(
        key=series.key,
        label=label,
        unit=unit,
        value=value,
        svg=lab_chart.drawing(axis, series.results, title=title, desc=said),
        head=(*head, _("Since immunoglobulin")) if since else head,
        rows=tuple(
            (
                *_row(each, ranges[each.low, each.high], language),
                *([_since(each, infused, window)] if since else []),
            )
            for each in series.results[::-1]
        ),
        note=_note(series),
    )


def _value(series: Series) -> str:
    """ "last 210 U/L", with the laboratory's mark."""
    last = series.results[-1]
    printed = _printed(last)
    return _("last %(result)s", result=" ".join(filter(None, (printed, printable(last.flag, 20)))))


def _printed(result: Result) -> str:
    """The value with the unit that its own report prints, if it prints one."""
    return " ".join(filter(None, (printable(result.text, 60), _short(result.unit, 40))))


def _row(result: Result, span: str, language: str) -> tuple[str, ...]:
    return words.day(result.on, language), _printed(result), _short(result.flag, 40), span


@lru_cache(maxsize=1024)  # a hundred results of one test have one unit and few marks
def _short(text: str, longest: int) -> str:
    return printable(text, longest)


def _range(low: str, high: str) -> str:
    """The range that the report prints: "29 to 168", "up to 5", or as it stands there."""
    if low and high:
        return _("%(low)s to %(high)s", low=low, high=high)
    one = low or high
    if not one[:1].isdigit():
        return one
    return _("from %(low)s", low=one) if low else _("up to %(high)s", high=one)


def _since(result: Result, infused: Sequence[datetime], window: Window) -> str:
    """How many days after the last recorded infusion of immunoglobulin a sample was taken.

    A sample of the morning belongs to the infusion before, not to the one that followed it that
    day. Where both bear the same moment nobody knows which came first, and that is said.
    """
    before = [at for at in infused if at < result.at]
    days = words.days((result.on - window.day(before[-1])).days) if before else ""
    if result.at in infused:
        earlier = days or _("none recorded in the year before")
        return _("the same moment: before it, %(days)s", days=earlier)
    return days or _("none recorded in the year before")


def _note(series: Series) -> str:
    parts = [
        _(series.test.note) if series.test and series.test.note else "",
        _("Other reports print it in another unit: those have a row of their own.")
        if series.mixed
        else "",
    ]
    return " ".join(part for part in parts if part)
