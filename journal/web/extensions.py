"""What every page can reach: the settings, the database, and who is asking."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from flask import current_app, g
from sqlmodel import Session

from journal.clock import now
from journal.plans.moved_dates import watching_plans
from journal.records.access import Actor, actor_for
from journal.records.database import Database
from journal.records.scope import Guarded
from journal.reminders.push import Sender
from journal.reminders.replanning import replanning
from journal.reminders.wording import Words
from journal.settings import Settings

Found = TypeVar("Found")


def settings() -> Settings:
    """The settings this app was made with."""
    found: Settings = current_app.extensions["journal_settings"]
    return found


def database() -> Guarded:
    """The database this app was made with, closed to what belongs to families."""
    found: Database = current_app.extensions["journal_database"]
    return Guarded(found)


def sender() -> Sender:
    """What sends pushes, with this server's key."""
    found: Sender = current_app.extensions["journal_sender"]
    return found


def sends_mail() -> bool:
    """Whether this server has a mail server to send reminders through."""
    return current_app.extensions["journal_mailer"] is not None


def reminder_words() -> Words:
    """The wording of this server's notifications."""
    return Words(url=settings().url)


@contextmanager
def reading() -> Iterator[tuple[Session, Actor]]:
    """A session for looking and the person who looks, with the rights of this moment."""
    with database().reading_as(_actor) as (session, actor):
        yield session, actor


def at_one_moment(look: Callable[[Session, Actor], Found]) -> Found:
    """What `look` finds for the person who looks, all of it as it was at one moment.

    It may be called again, as `Database.at_one_moment` says.
    """
    return database().at_one_moment_as(_actor, look)


@contextmanager
def gathering(*, long: bool = False) -> Iterator[tuple[Session, Actor]]:
    """A session that is answered of one moment, for a paper and its code (H24), and who looks.

    Gather in it and leave it: nothing is drawn here, for whoever writes may wait meanwhile.
    long: so much is read that nobody can wait for it; it is read from a copy.
    """
    with database().gathering_as(_actor, long=long) as (session, actor):
        yield session, actor


@contextmanager
def writing() -> Iterator[tuple[Session, Actor]]:
    """A transaction and the person who writes, with the rights of this moment.

    The reminders of every plan that is changed in it follow in the same transaction, and so does
    the note of every date of waiting that moves (H26).
    """
    with (
        database().transaction_as(_actor) as (session, actor),
        replanning(session, now=now()),
        watching_plans(session, actor, now=now()),
    ):
        yield session, actor


@contextmanager
def rehearsing() -> Iterator[tuple[Session, Actor]]:
    """A transaction that never holds, and holds up nobody, and the person who asks."""
    with database().rehearsing_as(_actor) as (session, actor):
        yield session, actor


def _actor(session: Session) -> Actor:
    g.actor = actor_for(
        session,
        g.account_id,
        device=g.get("device"),
        read_only=g.get("read_only", False),
        only=g.get("only"),
    )
    actor: Actor = g.actor
    return actor
