"""Fevers, infections, contacts and germs as lanes on the axis of the results."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from journal.care import fever
from journal.care.knowledge import find_infection
from journal.plans.clinic_figures import figure_of
from journal.records.children import Child
from journal.records.kinds.infection import Infected
from journal.summary import chart, reading, symptoms, words
from journal.summary.chart import Axis
from journal.summary.lanes import Lane
from journal.summary.page import Measured
from journal.summary.printable import printable
from journal.summary.say import _
from journal.summary.window import Window

Rows = tuple[tuple[str, str], ...]
MOST_SAID = 12


def infected_lanes(
    session: Session, child: Child, window: Window, axis: Axis, language: str
) -> list[Lane]:
    """Return a lane for each of the four that has something in the window."""
    rows = reading.infected(session, child.id, window.start, window.end)
    by = {what: [row for row in rows if row.what == what] for what in Infected}
    lanes = [
        fever_lane(session, child, window, axis, language),
        _lasting(by[Infected.INFECTION], window, axis, language),
        _days(_("Contacts"), by[Infected.EXPOSURE], window, axis, language),
        _days(_("Germs found"), by[Infected.GERM], window, axis, language),
    ]
    return [lane for lane in lanes if lane is not None]


def fever_lane(
    session: Session, child: Child, window: Window, axis: Axis, language: str
) -> Lane | None:
    """Days with a temperature at the clinic's number; without one, days on which fever was told."""
    figure = figure_of(session, child.id, fever.KEY)
    found: dict[date, str] = {}
    if figure is None:
        title = _("Fever, as the family wrote it")
        for on in fevers_told(session, child.id, window):
            found[on] = _("written")
    else:
        limit = words.reading(Measured(value=figure.value, unit=figure.unit, on=window.to_on))
        title = _("Temperature from %(limit)s on, the clinic's number", limit=limit)
        for row in reading.measurements(
            session, child.id, window.start, window.end, only="temperature"
        ):
            if fever.reaches(row.value, row.unit, figure.value, figure.unit):
                on = window.day(row.at)
                read = words.reading(Measured(value=row.value, unit=row.unit, on=on))
                found[on] = f"{found[on]}, {read}" if on in found else read
    if not found:
        return None
    rows = tuple((words.day(on, language), said) for on, said in sorted(found.items()))
    svg = chart.strokes(axis, sorted(found), title=title, desc=_said(rows))
    return _lane(title, words.days(len(found)), svg, rows)


def fevers_told(session: Session, child_id: uuid.UUID, window: Window) -> list[date]:
    """Return the days on which the family wrote "fever"; no evening says it again by a tap."""
    told = reading.symptom_moments(session, child_id, symptoms.FEVER, window.start, window.end)
    return sorted({window.day(at) for at in told})


def _lasting(rows: Sequence[Any], window: Window, axis: Axis, language: str) -> Lane | None:
    if not rows:
        return None
    title = _("Infections")
    days = [(window.day(row.at), row.until and window.day(row.until)) for row in rows]
    said = tuple(
        (words.span(first, last, language), _name(row.name))
        for row, (first, last) in zip(rows, days, strict=True)
    )
    svg = chart.ranges(
        axis,
        [(first, last or first) for first, last in days],
        title=title,
        desc=_said(said),
        open_from=[first for first, last in days if last is None],
    )
    return _lane(title, str(len(rows)), svg, said)


def _days(
    title: str, rows: Sequence[Any], window: Window, axis: Axis, language: str
) -> Lane | None:
    inside = [row for row in rows if axis.holds(window.day(row.at))]
    if not inside:
        return None
    said = tuple((words.day(window.day(row.at), language), _name(row.name)) for row in inside)
    days = [(window.day(row.at), True) for row in inside]
    svg = chart.triangles(axis, days, title=title, desc=_said(said))
    return _lane(title, str(len(inside)), svg, said)


def _name(name: str) -> str:
    found = find_infection(name)
    return _(found.label) if found else printable(name, 60)


def _said(rows: Rows) -> str:
    said = ", ".join(f"{on}: {what}" for on, what in rows[:MOST_SAID])
    return f"{said} …" if len(rows) > MOST_SAID else said


def _lane(title: str, value: str, svg: chart.Svg, rows: Rows) -> Lane:
    return Lane(label=title, value=value, svg=svg, alt=f"{title}: {_said(rows)}", rows=rows)
