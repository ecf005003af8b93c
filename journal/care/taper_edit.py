"""Correcting a taper that runs: one step changed, added, removed or held, the others as chosen.

Nothing here looks at what day it is. `plans/tapers.py` keeps the past as it was.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from journal.care.problems import N_, Problem, Refused
from journal.care.rhythm_kinds import Rhythm
from journal.care.taper import Step, Taper, Then, closed, refuse_disorder

DAY = timedelta(days=1)


class Later(StrEnum):
    """What the steps after a corrected one do: keep their length, or keep their dates."""

    MOVE = "move"
    STAY = "stay"


def change_step(
    taper: Taper, number: int, *, first_on: date, amount: Decimal, rhythm: Rhythm, later: Later
) -> Taper:
    """Return the taper with step `number` (from 0) on another day, with another amount or rhythm.

    The step before lasts until the day before. Raises Refused `taper_overlap` when the steps would
    no longer follow each other.
    """
    step = taper.steps[number]
    moved_by = first_on - step.first_on
    counts_from = step.counts_from if rhythm == step.rhythm else None
    changed = Step(first_on, amount, step.last_on, rhythm, counts_from)
    steps = [*taper.steps[:number], changed, *taper.steps[number + 1 :]]
    return _joined(taper, steps, number + 1, moved_by, later)


def insert_step(
    taper: Taper, number: int, *, days: int, amount: Decimal, rhythm: Rhythm, later: Later
) -> Taper:
    """Return the taper with a new step of so many days before step `number` (from 0).

    With `stay` the new step takes its days from step `number`, which begins later.
    """
    step = taper.steps[number]
    new = Step(step.first_on, amount, None, rhythm)
    pushed = replace(step, first_on=step.first_on + days * DAY)
    steps = [*taper.steps[:number], new, pushed, *taper.steps[number + 1 :]]
    return _joined(taper, steps, number + 2, days * DAY, later)


def remove_step(taper: Taper, number: int, *, later: Later) -> Taper:
    """Return the taper without step `number` (from 0).

    With `move` the later steps come forward by its days; with `stay` the step before, or else the
    step after, takes its days. Raises Refused `taper_steps` for the only step.
    """
    if len(taper.steps) == 1:
        raise Refused(
            Problem("taper_steps", None, N_("This is the only step. Change it, or stop instead."))
        )
    gone = taper.steps[number]
    steps = [step for step in taper.steps if step is not gone]
    moved_by = timedelta(0) if gone.last_on is None else gone.first_on - DAY - gone.last_on
    if later is Later.STAY and number == 0:
        steps[0] = replace(steps[0], first_on=gone.first_on)
    return _joined(taper, steps, number, moved_by, later)


def hold_step(taper: Taper, number: int, *, days: int) -> Taper:
    """Return the taper with step `number` (from 0) so many days longer; all later ones move.

    Raises Refused `taper_open` when the step has no last day that could move.
    """
    if taper.steps[number].last_on is None:
        sentence = N_("This step has no last day: it goes on already.")
        raise Refused(Problem("taper_open", None, sentence))
    return _joined(taper, list(taper.steps), number + 1, days * DAY, Later.MOVE)


def _joined(
    taper: Taper, steps: list[Step], since: int, moved_by: timedelta, later: Later
) -> Taper:
    """Move the steps from `since` on, and the written end; close the seams."""
    end = taper.last_on
    if later is Later.MOVE:
        steps[since:] = [replace(step, first_on=step.first_on + moved_by) for step in steps[since:]]
        end = end and end + moved_by
    if taper.then is Then.ASK and end == taper.steps[-1].first_on:
        # Nobody wrote this end: it is the first day of the last step, wherever that begins.
        end = max(end, steps[-1].first_on)
    open_steps = [replace(step, last_on=None) for step in steps]
    open_steps[-1] = replace(open_steps[-1], last_on=end)
    refuse_disorder(open_steps)
    if taper.then is Then.STOP and end is None:
        raise ValueError("a taper that stops has a last day")
    return replace(taper, steps=closed(open_steps))
