"""Forms that phones kept: written whole or not at all, by the rules of every other change."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from journal.care.problems import Refused
from journal.entries import store, waiting
from journal.entries.change import ChangeRequest, Outcome, Result, rejected
from journal.entries.readings import FormReader, Reading, Unsure, joined, seen_in
from journal.entries.record import record, refusal_of, release
from journal.records.access import Actor


def record_form(
    session: Session,
    actor: Actor,
    change: ChangeRequest,
    *,
    read: FormReader,
    now: datetime,
    ask: bool = False,
) -> Outcome:
    """`record` for what a form makes: every entry of it, or none, as one outcome.

    A form that follows a change which is not here is kept as it came, and read when that comes.
    """
    if refusal := refusal_of(actor, change):
        return refusal
    store.lock_household(session, change.child)
    if store.find_change(session, change.id):
        return record(session, actor, change, now=now, ask=ask, read=read)
    try:
        seen = seen_in(session, change)
        if seen is None:
            waiting.keep(session, actor, change, now=now)
            return Outcome(result=Result.WAITING)
        readings = read(session, actor, change, seen, ask=ask)
    except Unsure as unsure:
        return Outcome(result=Result.ASKED, warnings=unsure.problems)
    except Refused as refused:
        return rejected(*refused.problems)
    return _all_or_none(session, actor, readings, read=read, now=now, ask=ask)


class _Undone(Exception):
    """One entry of the form cannot be kept: none of it is."""


def _all_or_none(
    session: Session,
    actor: Actor,
    readings: Sequence[Reading],
    *,
    read: FormReader,
    now: datetime,
    ask: bool,
) -> Outcome:
    outcomes: list[Outcome] = []
    try:
        with session.begin_nested():
            for reading in readings:
                outcome = record(session, actor, reading.change, now=now, ask=ask, wake=False)
                errors = reading.at_its_fields(outcome.errors)
                outcomes.append(replace(outcome, errors=errors))
            if any(not outcome.stored or outcome.errors for outcome in outcomes):
                raise _Undone
            # A form that waited may follow all of them: it is read when all are written.
            for reading in readings:
                release(session, actor, reading.change, now=now, read=read)
    except _Undone:
        return replace(joined(outcomes), revision=None)
    return joined(outcomes)
