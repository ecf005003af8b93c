"""From what was recorded to what the time axis shows: tasks, scores, skin, wellbeing, tests."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from journal.care import knowledge
from journal.care.knowledge.measures import find_measure
from journal.entries.levels import Level, key_of
from journal.records.kinds.strength import Done
from journal.summary import reading
from journal.summary.around import LabResult, Plotted, Point
from journal.summary.lab_series import Series, series_of
from journal.summary.recorded import Recorded
from journal.summary.window import Window

SKIN = "skin"
CK = "lab:ck"


def plotted_of(
    found: Recorded, draws: reading.Rows, window: Window, labs: Collection[str]
) -> tuple[Plotted, ...]:
    """Return what was written in the window: tasks, scores, skin, wellbeing, and these tests.

    found  what lies outside the window is passed over
    labs   keys of tests as journal.summary.lab_series names them
    """
    return (
        *_tasks(_inside(found.tasks, window), window),
        *_scores(_inside(found.scores, window), window),
        *_skin(found.told, window),
        *_well(_inside(found.evenings, window), window),
        *_labs(draws, window, labs),
    )


def _inside(rows: reading.Rows, window: Window) -> list[Any]:
    return [row for row in rows if window.holds(window.day(row.at))]


def _tasks(rows: Sequence[Any], window: Window) -> Iterable[Plotted]:
    found: dict[tuple[str, int | None], list[Any]] = defaultdict(list)
    for row in rows:
        if row.done != Done.WOULD_NOT:
            found[row.task, row.steps].append(row)
    for (task, steps), several in sorted(found.items(), key=str):
        key = f"task:{task}:{steps or ''}"
        yield Plotted(
            chart=key,
            what=key,
            name=task,
            unit="s",
            points=_points((window.day(row.at), row.seconds) for row in several),
            misses=tuple(window.day(row.at) for row in several if row.seconds is None),
            steps=steps,
        )


def _points(said: Iterable[tuple[date, Decimal | int | None]]) -> tuple[Point, ...]:
    return tuple(Point(on=on, value=Decimal(value)) for on, value in said if value is not None)


def _scores(rows: Sequence[Any], window: Window) -> Iterable[Plotted]:
    found: dict[tuple[str, str, str, str], list[Any]] = defaultdict(list)
    for row in rows:
        found[row.measure, row.name or "", scale_of(row), row.by].append(row)
    for (measure, name, scaled, by), several in sorted(found.items()):
        key = ":".join(("score", measure, name, scaled, by))
        known = find_measure(measure)
        scale = known.find_scale(scaled or None) if known else None
        has_range = scale is not None and scale.said.may_be_default
        yield Plotted(
            chart=key,
            what=key,
            name=name or measure,
            least=scale.least if scale and has_range else Decimal(0),
            most=scale.most if scale and has_range else None,
            points=_points((window.day(row.at), row.value) for row in several),
            scaled=scaled,
            by=by,
        )


def scale_of(row: Any) -> str:
    """Return which scale tells two scores apart: "" of a measure that has only one."""
    return scale_named(row.measure, row.scale)


def scale_named(measure: str, scale: str | None) -> str:
    """Return the scale of a score with these two, as `scale_of` does."""
    known = find_measure(measure)
    return "" if known and len(known.scales) == 1 else scale or ""


def _skin(told: Sequence[Level], window: Window) -> Iterable[Plotted]:
    """The highest of what is written about the skin, day by day."""
    codes = {each.id for each in knowledge.symptoms() if each.group == SKIN}
    highest: dict[date, int] = {}
    seen = set()
    for each in told:
        on = window.day(each.at)
        if each.severity is not None and key_of(each) in codes and window.holds(on):
            highest[on] = max(each.severity, highest.get(on, 0))
            seen.add(each.symptom)
    if highest:
        points = _points(sorted(highest.items()))
        yield Plotted(
            chart=SKIN, name=SKIN, most=Decimal(10), points=points, inside=tuple(sorted(seen))
        )


def _well(rows: Sequence[Any], window: Window) -> Iterable[Plotted]:
    points = _points((window.day(row.at), row.wellbeing) for row in rows)
    if points:
        yield Plotted(
            chart="wellbeing",
            what="wellbeing",
            name="wellbeing",
            most=Decimal(10),
            points=points,
            by="parent",
        )


def _labs(draws: reading.Rows, window: Window, wanted: Collection[str]) -> Iterable[Plotted]:
    for series in series_of(draws, window, wanted):
        yield _lab(series, _points((each.on, each.value) for each in series.results))


def _lab(series: Series, points: tuple[Point, ...]) -> Plotted:
    last = series.results[-1]
    return Plotted(
        chart=f"lab:{series.key}",
        name=series.name,
        unit=series.unit,
        points=points,
        last=" ".join(filter(None, (last.text, last.flag))),
        last_on=last.on,
        texts=tuple(
            LabResult(on=each.on, text=each.text, flag=each.flag, is_over=each.is_over)
            for each in series.results
            if each.value is None
        ),
    )
