"""What a family wrote down over time, summed up by the database into the stretches of a chart.

Only what somebody wrote is in it. A stretch nobody wrote in is in none of the answers.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from journal.care.knowledge.measures import find_measure
from journal.entries.levels import named
from journal.records.columns import table_of
from journal.records.entries import Entry, KindRow
from journal.records.kinds.check_in import CheckInRow
from journal.records.kinds.score import ScoreRow
from journal.records.kinds.strength import StrengthRow, Task
from journal.records.kinds.symptom import SymptomRow
from journal.summary.stretches import Moments

_ENTRY = table_of(Entry)

ByPlace = dict[int, int]


@dataclass(frozen=True, slots=True)
class Span:
    """The lowest and the highest of what was written in one stretch, and how often."""

    low: float
    high: float
    times: int


@dataclass(frozen=True, slots=True)
class Timed:
    """One task as it was done in one stretch. seconds: None where it has no time."""

    place: int
    done: str
    seconds: Span | None
    times: int


@dataclass(frozen=True, slots=True)
class Measure:
    """Which score: its id or the family's own name, which of its scales, and who judged."""

    id: str
    name: str
    scale: str
    by: str


@dataclass(frozen=True, slots=True)
class Evenings:
    """What check-ins say: the levels seen to be as before, and the parent's wellbeing."""

    levels: Mapping[str, ByPlace]
    wellbeing: Mapping[int, Span]


def symptom_levels(
    session: Session, child_id: uuid.UUID, moments: Moments, evenings: Evenings
) -> dict[str, ByPlace]:
    """Return the highest level of each symptom by stretch: "stairs", or "other:" and a name.

    A level is a symptom that was written with a number, or one that a check-in says was as before.
    """
    row = table_of(SymptomRow)
    columns = (row.c.symptom, row.c.name)
    query = _within(SymptomRow, moments, columns, sa.func.max(row.c.severity).label("highest"))
    found: dict[str, ByPlace] = defaultdict(dict)
    query = query.where(row.c.severity.is_not(None))
    for place, symptom, name, highest in session.execute(query, _given(child_id, moments)):
        _raise(found[named(symptom, name)], place, highest)
    for key, places in evenings.levels.items():
        for place, level in places.items():
            _raise(found[key], place, level)
    return dict(found)


def evenings(session: Session, child_id: uuid.UUID, moments: Moments) -> Evenings:
    """Return what the check-ins of each stretch say."""
    row = table_of(CheckInRow)
    # The same levels stand in most evenings of a stretch: each text of them comes back once.
    once = sa.distinct(sa.cast(row.c.carried, sa.Text))
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    told = sa.func.group_concat(once) if is_sqlite else sa.func.string_agg(once, ",")
    summed = (
        sa.func.min(row.c.wellbeing),
        sa.func.max(row.c.wellbeing),
        sa.func.count(row.c.wellbeing),
        told,
    )
    levels: dict[str, ByPlace] = defaultdict(dict)
    well: dict[int, Span] = {}
    query = _within(CheckInRow, moments, (), *summed)
    for place, low, high, times, texts in session.execute(query, _given(child_id, moments)):
        for key, level in _highest(texts or ""):
            levels[key][place] = level
        if times:
            well[place] = Span(low, high, times)
    return Evenings(dict(levels), well)


@lru_cache(maxsize=1024)  # a stretch that is over is read again with every look at the page
def _highest(texts: str) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = {}
    for evening in json.loads(f"[{texts}]"):
        for one in evening or ():
            key = named(one["symptom"], one.get("name"))
            found[key] = max(one["severity"], found.get(key, 0))
    return tuple(found.items())


def timed_tasks(
    session: Session, child_id: uuid.UUID, moments: Moments
) -> dict[tuple[str, int | None], list[Timed]]:
    """Return the timed tasks by task and number of stairs: another staircase is another task."""
    row = table_of(StrengthRow)
    columns = (row.c.task, row.c.steps, row.c.done)
    found: dict[tuple[str, int | None], list[Timed]] = defaultdict(list)
    query = _within(StrengthRow, moments, columns, *_numbers(row.c.seconds))
    # With every task named, the index leads straight to the days.
    query = query.where(row.c.task.in_([task.value for task in Task]))
    for each in session.execute(query, _given(child_id, moments)):
        seconds = None if each.low is None else Span(each.low, each.high, each.times)
        found[each.task, each.steps].append(Timed(each.place, each.done, seconds, each.entries))
    return dict(found)


def scores(
    session: Session, child_id: uuid.UUID, moments: Moments
) -> dict[Measure, Mapping[int, Span]]:
    """Return the scores of each measure: another scale or another judge is another line."""
    row = table_of(ScoreRow)
    columns = (row.c.measure, row.c.name, row.c.scale, row.c.by)
    found: dict[Measure, dict[int, Span]] = defaultdict(dict)
    query = _within(ScoreRow, moments, columns, *_numbers(row.c.value))
    for each in session.execute(query, _given(child_id, moments)):
        measure = Measure(each.measure, each.name or "", _scale(each.measure, each.scale), each.by)
        found[measure][each.place] = _joined(found[measure].get(each.place), each)
    return dict(found)


def _scale(measure: str, scale: str | None) -> str:
    """Which scale tells two lines apart: none of a measure that has only one."""
    known = find_measure(measure)
    return "" if known is not None and len(known.scales) == 1 else scale or ""


def _within(
    kind: type[KindRow], moments: Moments, columns: Sequence[Any], *summed: Any
) -> sa.Select[Any]:
    """Rows of one child that are not deleted, summed up by stretch and `columns`."""
    row, stretch = table_of(kind), moments.table.c
    place = stretch.place
    child: sa.BindParameter[uuid.UUID] = sa.bindparam("child")
    # Few are deleted: they are read once, instead of an entry for each of thousands of rows.
    deleted = sa.select(_ENTRY.c.id).where(_ENTRY.c.child_id == child, _ENTRY.c.deleted.is_(True))
    return (
        sa.select(place, *columns, *summed)
        .select_from(moments.table)
        .join(row, sa.and_(row.c.at >= stretch.begins, row.c.at < stretch.ends))
        .where(row.c.child_id == child, row.c.entry_id.not_in(deleted))
        .group_by(place, *columns)
        .order_by(place)
    )


def _given(child_id: uuid.UUID, moments: Moments) -> dict[str, object]:
    return {"child": child_id, **moments.given}


def _numbers(column: sa.ColumnElement[Any]) -> tuple[Any, ...]:
    number = sa.cast(column, sa.Float)
    return (
        sa.func.min(number).label("low"),
        sa.func.max(number).label("high"),
        sa.func.count(column).label("times"),
        sa.func.count().label("entries"),
    )


def _raise(places: ByPlace, place: int, level: int) -> None:
    places[place] = max(level, places.get(place, 0))


def _joined(before: Span | None, row: Any) -> Span:
    if before is None:
        return Span(row.low, row.high, row.times)
    return Span(min(before.low, row.low), max(before.high, row.high), before.times + row.times)
