"""Whose rows a session may touch: the second lock, under the rights (docs/decisions/0018)."""

import uuid
from collections.abc import Callable, Collection
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from journal.records import lock_postgresql, lock_sqlite
from journal.records.columns import table_of
from journal.records.people import Membership

if TYPE_CHECKING:
    from collections.abc import Iterator

    from journal.records.access import Actor
    from journal.records.database import Database

    Recognise = Callable[[Session], Actor]

Found = TypeVar("Found")


# Not compared by value: to know nobody yet and to know that it is nobody are two things.
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scope:
    """What one request may touch: the rows of these.

    accounts  who asks, and all who belong to one of the households
    """

    accounts: Collection[uuid.UUID] = ()
    households: Collection[uuid.UUID] = ()
    children: Collection[uuid.UUID] = ()


# Nobody has been recognised: every question about a family's rows is refused.
NOBODY = Scope()
# Everything, for the one question who somebody is; the answer narrows the session.
UNTIL_KNOWN = Scope()
_MINE, _THEIRS = table_of(Membership).alias("mine"), table_of(Membership)
_TOGETHER = (
    sa.select(_THEIRS.c.account_id)
    .join(_MINE, _MINE.c.household_id == _THEIRS.c.household_id)
    .where(_MINE.c.account_id == sa.bindparam("account"))
)


def scope_of(session: Session, actor: "Actor") -> Scope:
    """What this person may touch at all, whatever the first lock says."""
    together = session.scalars(_TOGETHER, {"account": actor.account_id})
    return Scope(
        accounts={actor.account_id, *together},
        households=actor.households,
        children=actor.children,
    )


def admit(session: Session, child_id: uuid.UUID) -> None:
    """Let the session touch the rows of a child who has just been added."""
    scope: Scope | None = session.info.get("scope")
    if scope is not None:
        narrow(session, replace(scope, children=[*scope.children, child_id]))


def narrow(session: Session, scope: Scope) -> None:
    """From here on this session touches nothing beyond the scope.

    The session was opened with a scope: on SQLite another one has no lock that could be closed.
    """
    session.info["scope"] = scope
    _apply(session.connection(), scope)


def begin(session: Session, scope: Scope | None) -> None:
    """Narrow a session that was opened with a scope, if it was."""
    if scope is not None and scope is not UNTIL_KNOWN:
        narrow(session, scope)


def is_refusal(error: DBAPIError) -> bool:
    """Whether it is the second lock that refused what was asked."""
    said = error.orig
    return said is not None and (lock_sqlite.refused(said) or lock_postgresql.refused(said))


def lockable(engine: sa.Engine) -> sa.Engine:
    """The same engine, whose sessions can be narrowed."""
    return engine.execution_options(journal_lock=True)


def _apply(connection: sa.Connection, scope: Scope) -> None:
    households = [each.hex for each in scope.households]
    children = [each.hex for each in scope.children]
    accounts = [each.hex for each in scope.accounts]
    knows = scope is not NOBODY
    if connection.dialect.name == "sqlite":
        lock_sqlite.close_to(connection, accounts, households, children, knows=knows)
    else:
        lock_postgresql.close_to(connection, accounts, households, children, knows=knows)


@event.listens_for(Session, "after_begin")
def _narrow_again(session: Any, transaction: Any, connection: sa.Connection) -> None:
    # A session may begin more than one transaction; each forgets what the one before was told.
    scope = session.info.get("scope")
    if scope is not None and not transaction.nested:
        _apply(connection, scope)


class Guarded:
    """A database as pages reach it: closed, until somebody's scope is set.

    for_all  the same without a second lock. Who takes it is listed (tests/house/test_scope.py).
    """

    def __init__(self, database: "Database") -> None:
        self.for_all = database

    @contextmanager
    def reading(self) -> "Iterator[Session]":
        """A session for looking at what belongs to the server and to accounts."""
        with self.for_all.reading(scope=NOBODY) as session:
            yield session

    @contextmanager
    def transaction(self) -> "Iterator[Session]":
        """A transaction in what belongs to the server and to accounts."""
        with self.for_all.transaction(scope=NOBODY) as session:
            yield session

    @contextmanager
    def reading_as(self, recognise: "Recognise") -> "Iterator[tuple[Session, Actor]]":
        """A session for looking at what is this person's, and the person."""
        with self.for_all.reading(scope=UNTIL_KNOWN) as session:
            yield session, _known(session, recognise)

    @contextmanager
    def gathering_as(
        self, recognise: "Recognise", *, long: bool = False
    ) -> "Iterator[tuple[Session, Actor]]":
        """The same as of one moment; `long`: from a snapshot."""
        gather = self.for_all.snapshot if long else self.for_all.gathering
        with gather(scope=UNTIL_KNOWN) as session:
            yield session, _known(session, recognise)

    def at_one_moment_as(
        self, recognise: "Recognise", look: "Callable[[Session, Actor], Found]"
    ) -> "Found":
        """What `look` finds of what is this person's, as `Database.at_one_moment` says."""
        return self.for_all.at_one_moment(
            lambda session: look(session, _known(session, recognise)), scope=UNTIL_KNOWN
        )

    @contextmanager
    def transaction_as(self, recognise: "Recognise") -> "Iterator[tuple[Session, Actor]]":
        """A transaction in what is this person's, and the person."""
        with self.for_all.transaction(scope=UNTIL_KNOWN) as session:
            yield session, _known(session, recognise)

    @contextmanager
    def rehearsing_as(self, recognise: "Recognise") -> "Iterator[tuple[Session, Actor]]":
        """A transaction in what is this person's that never holds, and the person."""
        with self.for_all.rehearsal(scope=UNTIL_KNOWN) as session:
            yield session, _known(session, recognise)


def _known(session: Session, recognise: "Recognise") -> "Actor":
    actor = recognise(session)
    narrow(session, scope_of(session, actor))
    return actor
