"""What was measured, as a page says it: the latest figures, and days with a fever."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from journal.care import fever
from journal.entries.levels import Level
from journal.plans.clinic_figures import figure_of
from journal.records.children import Child
from journal.summary import reading, symptoms
from journal.summary.page import Fever, Measured, Measurement
from journal.summary.window import Window


def latest(session: Session, child: Child, what: str, window: Window) -> Measured | None:
    """Return the last measurement of one thing up to the window's end, however long ago."""
    row = reading.latest_measurement(session, child.id, what, window.end)
    return Measured(value=row.value, unit=row.unit, on=window.day(row.at)) if row else None


def fevers_of(
    session: Session, child: Child, window: Window, told: Sequence[Level]
) -> tuple[Fever, ...]:
    """Return days of "fever" or from the clinic's number on, with the highest temperature.

    Without a number of the clinic's own nobody makes a fever of a temperature.
    """
    days = {window.day(each.at) for each in told if symptoms.is_fever(each)}
    highest = _temperatures(session, child, window)
    limit = figure_of(session, child.id, fever.KEY)
    if limit is not None:
        days |= {
            on
            for on, read in highest.items()
            if fever.reaches(read.value, read.unit, limit.value, limit.unit)
        }
    return tuple(Fever(on=on, reading=highest.get(on)) for on in sorted(days) if window.holds(on))


def measurements_of(session: Session, child: Child, window: Window) -> tuple[Measurement, ...]:
    """Return the latest height, and the highest temperature of the window."""
    found = {
        "height": latest(session, child, "height", window),
        "temperature": max(
            _temperatures(session, child, window).values(), key=_warmth, default=None
        ),
    }
    return tuple(Measurement(what=what, latest=read) for what, read in found.items() if read)


def _temperatures(session: Session, child: Child, window: Window) -> dict[date, Measured]:
    found: dict[date, Measured] = {}
    for row in reading.measurements(session, child.id, window.start, window.end):
        if row.what == "temperature":
            on = window.day(row.at)
            read = Measured(value=row.value, unit=row.unit, on=on)
            if on not in found or _warmth(read) > _warmth(found[on]):
                found[on] = read
    return found


def _warmth(read: Measured) -> Any:
    """Something by which readings in °C and °F can be put in order."""
    return (read.value - 32) * 5 / 9 if read.unit == "°F" else read.value
