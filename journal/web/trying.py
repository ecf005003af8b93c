"""Doing something in order to see what would come of it, and taking it back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlmodel import Session

from journal.records.access import Actor
from journal.web.extensions import writing


class _OnlyLooking(Exception):
    """Rolls the transaction back."""


@dataclass(slots=True)
class Trial:
    """A transaction that is kept only once somebody says so."""

    session: Session
    actor: Actor
    kept: bool = False


@contextmanager
def keeping() -> Iterator[Trial]:
    """As `writing`, but kept only if `kept` is set by the end.

    What was looked at and what is kept are compared inside of one transaction, so that nobody
    changes anything between the two.
    """
    try:
        with writing() as (session, actor):
            trial = Trial(session, actor)
            yield trial
            if not trial.kept:
                raise _OnlyLooking
    except _OnlyLooking:
        return


@contextmanager
def trying() -> Iterator[tuple[Session, Actor]]:
    """As `writing`, but nothing is kept: what the preview shows is what saving would do."""
    with keeping() as trial:
        yield trial.session, trial.actor
