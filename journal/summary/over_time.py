"""The page of trends: everything that was recorded, on one time axis, and nothing made of it."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlmodel import Session

from journal.care.knowledge import LabTest
from journal.records.children import Child
from journal.summary import chart, lived, stretches, words
from journal.summary.chart import Axis, Svg
from journal.summary.charted import Charted, Ground, Row
from journal.summary.lab_series import Series
from journal.summary.lanes import tick_label
from journal.summary.printable import printable
from journal.summary.reports import reports
from journal.summary.say import _
from journal.summary.score_words import WELLBEING
from journal.summary.stretches import Step, Stretch
from journal.summary.treatment_charts import MARKS, MEDICINES, treatment_charts
from journal.summary.trends import GUTTER, IGG, WIDTH, Panel, infused_at, lab_panel
from journal.summary.window import Window
from journal.summary.written_charts import (
    SKIN,
    score_charts,
    symptom_charts,
    symptom_keys,
    task_charts,
    wellbeing_chart,
)

CK = "lab:ck"
# Shown unless the family chooses: our own choice. Other symptoms and results are one tap away.
USUAL = frozenset({MEDICINES, MARKS, SKIN, "pain", "fatigue", "wellbeing", CK})
USUAL_BEGINS = ("task:", "score:")


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that was recorded in this time, and whether it is shown."""

    key: str
    label: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its charts."""

    title: str
    charts: tuple[Charted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverTime:
    """A page of trends.

    scale  the names of the dates, for the screen; names: what each stretch is called
    """

    axis: Axis
    scale: Svg
    step: Step
    names: Sequence[str]
    parts: tuple[Part, ...]
    choices: tuple[Choice, ...]
    stretches: tuple[Stretch, ...]


def over_time(
    session: Session,
    child: Child,
    window: Window,
    *,
    chosen: Collection[str] | None,
    language: str,
    now: datetime,
) -> OverTime:
    """Return the charts of one child in the window, all of them on one axis.

    chosen  the keys of what is shown; None: what is usual
    The caller has checked the right to look.
    """
    step = stretches.step_for(window)
    cut = stretches.stretches(window, step)
    axis = Axis(from_on=window.from_on, to_on=window.to_on, width=WIDTH, gutter=GUTTER)
    ground = Ground(
        axis=axis,
        parts=cut,
        begins=[each.from_on for each in cut],
        step=step,
        language=language,
        between=_("%(low)s to %(high)s", low="{low}", high="{high}"),
        names=[stretches.label(each, step, language) for each in cut],
    )
    wanted = _Wanted(chosen, child.watched or ())
    moments = stretches.moments(window, cut)
    evenings = lived.evenings(session, child.id, moments)
    levels = lived.symptom_levels(session, child.id, moments, evenings)
    tasks = list(task_charts(ground, lived.timed_tasks(session, child.id, moments)))
    scores = list(score_charts(ground, lived.scores(session, child.id, moments)))
    written = symptom_keys(levels)
    symptoms = list(symptom_charts(ground, levels, [one for one in written if wanted.has(one)]))
    well = wellbeing_chart(ground, evenings)
    own = [one for measure, one in scores if measure.id == WELLBEING]
    clinic = [one for measure, one in scores if measure.id != WELLBEING]
    read = reports(session, child.id, window)
    tests = {
        f"lab:{key}": _test_name(test, name) for key, (name, test, _texts) in read.tests.items()
    }
    keys = {key.removeprefix("lab:") for key in tests if wanted.has(key)}
    labs = list(_labs(session, child.id, window, ground, read.series(window, keys)))
    treated = treatment_charts(session, child, window, ground, now)
    parts = (
        (_("Medicines"), [one for one in treated if one.key == MEDICINES]),
        (_("What happened"), [one for one in treated if one.key == MARKS]),
        (_("Strength"), [*tasks, *clinic]),
        (_("Skin"), [one for one in symptoms if one.key == SKIN]),
        (_("Wellbeing"), [*([well] if well else []), *own]),
        (_("Symptoms"), [one for one in symptoms if one.key != SKIN]),
        (_("Lab results"), labs),
    )
    named = {MEDICINES: _("Medicines"), MARKS: _("Infusions, stays, fevers, visits")}
    named |= {one.key: one.label for one in (*tasks, *clinic, *([well] if well else []), *own)}
    named |= written | tests
    return OverTime(
        axis=axis,
        scale=chart.scale(
            axis, [(tick.x, tick_label(tick, language)) for tick in chart.ticks(axis)]
        ),
        step=step,
        names=ground.names,
        parts=tuple(_shown(parts, wanted)),
        choices=tuple(Choice(key, label, wanted.has(key)) for key, label in named.items()),
        stretches=cut,
    )


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which charts are shown."""

    chosen: Collection[str] | None
    watched: Collection[str]

    def has(self, key: str) -> bool:
        if self.chosen is not None:
            return key in self.chosen
        return (
            key in USUAL
            or key.startswith(USUAL_BEGINS)
            or key.removeprefix("symptom:") in self.watched
        )


def _shown(parts: Iterable[tuple[str, Sequence[Charted]]], wanted: _Wanted) -> Iterable[Part]:
    for title, charts in parts:
        if kept := tuple(one for one in charts if wanted.has(one.key)):
            yield Part(title, kept)


def _test_name(test: LabTest | None, name: str) -> str:
    return _(name) if test else printable(name, 60)


def _labs(
    session: Session,
    child_id: uuid.UUID,
    window: Window,
    ground: Ground,
    series: Sequence[Series],
) -> Iterable[Charted]:
    needs = any(each.key == IGG for each in series)
    infused = infused_at(session, child_id, window) if needs else []
    for each in series:
        panel = lab_panel(ground.axis, each, infused, window, ground.language)
        head, rows = _read(ground, each, panel)
        yield Charted(
            key=f"lab:{each.key}",
            label=f"{panel.label} ({panel.unit})" if panel.unit else panel.label,
            value=panel.value,
            svg=panel.svg,
            head=head,
            rows=rows,
            note=panel.note,
        )


def _read(ground: Ground, series: Series, panel: Panel) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """The head and rows of a table: each result; over more than a year one row for each stretch."""
    newest = series.results[::-1]
    places = [ground.place(result.on) for result in newest]
    if ground.step in (Step.DAY, Step.WEEK):
        return panel.head, tuple(map(Row, places, panel.rows))
    by_place: dict[int, list[tuple[str, str, tuple[str, ...]]]] = defaultdict(list)
    for place, result, row in zip(places, newest, panel.rows, strict=True):
        _day, said, mark, span, *more = row
        day = words.short_day(result.on, ground.language)
        by_place[place].append((f"{day}: {said} {mark}".rstrip(), span, tuple(more)))
    _first, head, _mark, *others = panel.head
    return (ground.head, head, *others), tuple(
        Row(place, (ground.names[place], *_together(found))) for place, found in by_place.items()
    )


def _together(found: Sequence[tuple[str, str, tuple[str, ...]]]) -> Iterable[str]:
    """The results of a stretch in one cell, and each printed range in one, once in a row."""
    yield "; ".join(said for said, _span, _more in found)
    yield "; ".join(span for span, _same in groupby(span for _said, span, _more in found) if span)
    for each in zip(*(more for _said, _span, more in found), strict=True):
        yield "; ".join(each)
