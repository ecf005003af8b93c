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
from journal.summary.measured import fever_days
from journal.summary.page import Fever, Infusion, Measured
from journal.summary.printable import printable
from journal.summary.say import _
from journal.summary.window import Window

Rows = tuple[tuple[str, str], ...]
MOST_SAID = 12


def infected_lanes(
    session: Session,
    child: Child,
    window: Window,
    axis: Axis,
    language: str,
    infusions: Sequence[Infusion],
) -> list[Lane]:
    """Return a lane for each of the four that has something in the window.

    infusions  those of the window with their reactions, of which a fever may be one
    """
    rows = reading.infected(session, child.id, window.start, window.end)
    by = {what: [row for row in rows if row.what == what] for what in Infected}
    lanes = [
        fever_lane(session, child, window, axis, language, infusions),
        _lasting(by[Infected.INFECTION], window, axis, language),
        _days(_("Contacts"), by[Infected.EXPOSURE], window, axis, language),
        _days(_("Germs found"), by[Infected.GERM], window, axis, language),
    ]
    return [lane for lane in lanes if lane is not None]


def fever_lane(
    session: Session,
    child: Child,
    window: Window,
    axis: Axis,
    language: str,
    infusions: Sequence[Infusion],
) -> Lane | None:
    """The days that the page for the clinic calls days with a fever; None without one.

    Rule: docs/rules.md#one-side.
    """
    told = fevers_told(session, child.id, window)
    fevers = fever_days(session, child, window, told, infusions)
    if not fevers:
        return None
    figure = figure_of(session, child.id, fever.KEY)
    title = _("Fever, as the family wrote it")
    if figure is not None:
        limit = words.reading(Measured(value=figure.value, unit=figure.unit, on=window.to_on))
        title = _("Fever, written or from %(limit)s on, the clinic's number", limit=limit)
    rows = tuple((words.day(each.on, language), fever_said(each)) for each in fevers)
    svg = chart.strokes(axis, [each.on for each in fevers], title=title, desc=_said(rows))
    return _lane(title, words.days(len(fevers)), svg, rows)


def fever_said(each: Fever) -> str:
    """ "38.9 °C", or that it was written; and where it was a reaction to an infusion."""
    said = words.reading(each.reading) if each.reading else _("written")
    return _("%(fever)s (infusion)", fever=said) if each.infused else said


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
