"""What was measured, as a page says it: the latest figures, and days with a fever."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from journal.care import fever
from journal.care.knowledge.infusions import infusion_word
from journal.entries.levels import Level
from journal.plans.clinic_figures import figure_of
from journal.records.children import Child
from journal.records.weights import last_weight
from journal.summary import reading, symptoms
from journal.summary.page import Fever, Infusion, Measured, Measurement
from journal.summary.say import _
from journal.summary.window import Window


def latest(session: Session, child: Child, what: str, window: Window) -> Measured | None:
    """Return the last measurement of one thing up to the window's end, however long ago."""
    row = reading.latest_measurement(session, child.id, what, window.end)
    return Measured(value=row.value, unit=row.unit, on=window.day(row.at)) if row else None


def weighed(session: Session, child: Child, window: Window) -> Measured | None:
    """Return the last weight up to the window's end, a measured one or that of an infusion day."""
    found = last_weight(session, child.id, before=window.end)
    if found is None:
        return None
    return Measured(value=found.value, unit=found.unit, on=window.day(found.at))


def fevers_of(
    session: Session,
    child: Child,
    window: Window,
    told: Sequence[Level],
    infusions: Sequence[Infusion],
) -> tuple[Fever, ...]:
    """Return every day with a fever, with the highest temperature of the day.

    A fever is one that was written, as a symptom or as a reaction to an infusion, or a temperature
    from the clinic's number on. Without that number nobody makes a fever of a temperature.
    Rule: docs/rules.md#one-side.
    """
    written = {window.day(each.at) for each in told if symptoms.is_fever(each)}
    return fever_days(session, child, window, written, infusions)


def fever_days(
    session: Session,
    child: Child,
    window: Window,
    written: Collection[date],
    infusions: Sequence[Infusion],
) -> tuple[Fever, ...]:
    """The same of days on which a fever was written: the one rule, for the page and for trends."""
    infused = {each.on for each in infusions if any(is_fever(one) for one in each.reaction)}
    days = infused | set(written)
    highest = _temperatures(session, child, window)
    limit = figure_of(session, child.id, fever.KEY)
    if limit is not None:
        days |= {
            on
            for on, read in highest.items()
            if fever.reaches(read.value, read.unit, limit.value, limit.unit)
        }
    return tuple(
        Fever(on=on, reading=highest.get(on), infused=on in infused)
        for on in sorted(days)
        if window.holds(on)
    )


def is_fever(reaction: str) -> bool:
    """Whether a reaction to an infusion is the word for a fever, as its tile writes it."""
    label = infusion_word("fever")
    return reaction.strip().casefold() in (label.casefold(), _(label).casefold())


def measurements_of(
    session: Session, child: Child, window: Window, fevers: Sequence[Fever]
) -> tuple[Measurement, ...]:
    """Return the latest height, and the highest temperature of the window.

    fevers  all of the window: a temperature of one of these days is none for itself
    """
    days = {each.on for each in fevers}
    found = {
        "height": latest(session, child, "height", window),
        "temperature": max(
            _temperatures(session, child, window).values(), key=warmth, default=None
        ),
    }
    return tuple(
        Measurement(what=what, latest=read, is_fever=what == "temperature" and read.on in days)
        for what, read in found.items()
        if read
    )


def _temperatures(session: Session, child: Child, window: Window) -> dict[date, Measured]:
    found: dict[date, Measured] = {}
    for row in reading.measurements(session, child.id, window.start, window.end):
        if row.what == "temperature":
            on = window.day(row.at)
            read = Measured(value=row.value, unit=row.unit, on=on)
            if on not in found or warmth(read) > warmth(found[on]):
                found[on] = read
    return found


def warmth(read: Measured) -> Any:
    """Return something by which readings in °C and °F can be put in order."""
    return (read.value - 32) * 5 / 9 if read.unit == "°F" else read.value
