"""Then and now: timed tasks, scores, the parent's view and symptoms, in the order of a clinic.

Rule: docs/rules.md#then-and-now.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from journal.care import knowledge
from journal.care.knowledge.measures import find_measure
from journal.entries.levels import Level
from journal.records.kinds.strength import Done, Task
from journal.summary import reading, symptoms
from journal.summary.page import Area, Since, Trend
from journal.summary.plotted import scale_of
from journal.summary.recorded import Recorded
from journal.summary.window import Window

# Less time is better of these two, more of what is held until it sinks.
SHORTER = (Task.FLOOR_RISE, Task.STAIRS)
HELD = (Task.ARMS_UP, Task.HEAD_LIFT)
# Seconds that a stopwatch held by hand does not tell apart. Our own choice.
STOPWATCH = Decimal("0.5")
HELP = (Done.ALONE, Done.WITH_HANDS, Done.WITH_HELP, Done.COULD_NOT)
AREAS = {
    "muscles": Area.STRENGTH,
    "skin": Area.SKIN,
    "throat": Area.SIGNS,
    "chest": Area.SIGNS,
    "energy": Area.WELLBEING,
}
SCORES = {
    "cmas": Area.STRENGTH,
    "mmt8": Area.STRENGTH,
    "skin_vas": Area.SKIN,
    "cdasi": Area.SKIN,
    "das": Area.SKIN,
    "wellbeing": Area.WELLBEING,
    "parent_global": Area.WELLBEING,
    "physician_global": Area.WELLBEING,
    "chaq": Area.WELLBEING,
}


def compared(found: Recorded, window: Window, visit_on: date | None) -> tuple[Since, ...]:
    """Return every line of then and now: strength first, then skin, signs, wellbeing, the rest."""
    anchor = visit_on or window.from_on
    rows = (
        *_scores(found.scores, window, anchor),
        *_tasks(found.tasks, window, anchor),
        *_well(found.evenings, window, visit_on),
        *_symptoms(found.told, window, visit_on),
    )
    return tuple(sorted(rows, key=lambda each: list(Area).index(each.area)))


def _symptoms(told: Sequence[Level], window: Window, visit_on: date | None) -> Iterable[Since]:
    for each in symptoms.since(told, window, visit_on):
        yield replace(each, area=_area(each.what))


def _area(symptom: str) -> Area:
    fact = knowledge.find_symptom(symptom)
    return AREAS.get(fact.group, Area.REST) if fact else Area.REST


def _well(rows: reading.Rows, window: Window, visit_on: date | None) -> Iterable[Since]:
    """The parent's view of the days, from evenings: more is better."""
    figures = [(window.day(row.at), row.wellbeing) for row in rows]
    line = symptoms.compare("wellbeing", "wellbeing", figures, window, visit_on, higher=True)
    return [replace(line, area=Area.WELLBEING, by="parent")] if line else []


@dataclass(frozen=True, slots=True)
class _Said:
    """One task as it was done, or one score."""

    on: date
    value: Decimal | None
    done: str = ""


def _tasks(rows: reading.Rows, window: Window, anchor: date) -> Iterable[Since]:
    found: dict[tuple[str, int | None], list[_Said]] = defaultdict(list)
    for row in rows:
        if row.done != Done.WOULD_NOT:
            found[row.task, row.steps].append(_Said(window.day(row.at), row.seconds, row.done))
    for (task, steps), several in sorted(found.items(), key=str):
        then, now = _both(several, anchor)
        yield Since(
            name=task,
            what=f"task:{task}:{steps or ''}",
            area=Area.STRENGTH,
            unit="s",
            steps=steps,
            trend=_task_trend(task, then, now) if then and now else None,
            **_figures(then, now),
        )


def _scores(rows: reading.Rows, window: Window, anchor: date) -> Iterable[Since]:
    found: dict[tuple[str, str, str, str], list[_Said]] = defaultdict(list)
    for row in rows:
        key = (row.measure, row.name or "", scale_of(row), row.by)
        found[key].append(_Said(window.day(row.at), row.value))
    for (measure, name, scale, by), several in sorted(found.items()):
        then, now = _both(several, anchor)
        yield Since(
            name=name or measure,
            what=":".join(("score", measure, name, scale, by)),
            area=SCORES.get(measure, Area.REST),
            measure=measure,
            scaled=scale,
            by=by,
            trend=_score_trend(measure, scale, then, now),
            **_figures(then, now),
        )


def _both(several: Sequence[_Said], anchor: date) -> tuple[_Said | None, _Said | None]:
    """Then: the last up to the anchor, else the first after it. Now: the last after "then"."""
    before = [each for each in several if each.on <= anchor]
    then = before[-1] if before else several[0]
    now = several[-1] if several[-1].on > then.on else None
    if now is None and then.on > anchor:
        return None, then  # one figure is not two
    return then, now


def _figures(then: _Said | None, now: _Said | None) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name, each in (("then", then), ("now", now)):
        if each:
            said |= {name: each.value, f"{name}_on": each.on, f"{name}_done": each.done}
    return said


def _task_trend(task: str, then: _Said, now: _Said) -> Trend | None:
    """By how much help it needed, and by its time; None where the two contradict each other."""
    if task not in SHORTER + HELD:
        return None
    help_ = _way(HELP.index(Done(now.done)) - HELP.index(Done(then.done)))
    if then.value is None or now.value is None:
        return help_
    more = now.value - then.value if task in SHORTER else then.value - now.value
    time = _way(more) if abs(more) > STOPWATCH else Trend.SAME
    if Trend.SAME in (help_, time):
        return time if help_ is Trend.SAME else help_
    return help_ if help_ is time else None


def _score_trend(measure: str, scale: str, then: _Said | None, now: _Said | None) -> Trend | None:
    known = find_measure(measure)
    found = known.find_scale(scale or None) if known else None
    if known is None or found is None or not found.said.may_be_default or not (then and now):
        return None
    if then.value is None or now.value is None:
        return None
    more = now.value - then.value
    return _way(-more if known.better == "higher" else more)


def _way(more: Decimal | int) -> Trend:
    """Better where a number that ought to be small went down."""
    if more == 0:
        return Trend.SAME
    return Trend.BETTER if more < 0 else Trend.WORSE
