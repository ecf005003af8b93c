"""Doing something in order to see what would come of it, and taking it back."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from journal.records.access import Actor
from journal.web.extensions import writing


class _OnlyLooking(Exception):
    """Rolls the transaction back."""


@contextmanager
def trying() -> Iterator[tuple[Session, Actor]]:
    """As `writing`, but nothing is kept: what the preview shows is what saving would do."""
    try:
        with writing() as (session, actor):
            yield session, actor
            raise _OnlyLooking
    except _OnlyLooking:
        return
