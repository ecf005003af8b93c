"""Servers that are broken in one way each, to show that a test of promises would notice."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlmodel import Session

from journal.records.database import Database
from journal.records.entries import Alert
from journal.records.scope import Scope
from tests.support.killable import Uncommitted, forgetful
from tests.support.line import SYNC, Wsgi


class LateDatabase(Uncommitted):
    """Acknowledges before it commits: what it is doing when it ends is gone."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.late: Session | None = None
        # News are told by a thread of their own: each commits what the other left.
        self._one = RLock()

    @contextmanager
    def transaction(self, *, scope: Scope | None = None) -> Iterator[Session]:
        with self._one:
            self._commit()
            with super().transaction(scope=scope) as session:
                yield session

    def hold(self, session: Session) -> None:
        """Keep it until somebody writes again."""
        self.late = session

    def _commit(self) -> None:
        session, self.late = self.late, None
        if session is not None:
            session.commit()
            session.close()

    def close(self) -> None:
        session, self.late = self.late, None
        if session is not None:
            session.close()
        super().close()


class SplitDatabase(Database):
    """Commits what an entry says before it notes which change said it."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        event.listen(self.engine, "after_cursor_execute", self._commit_the_effect)
        for name in ("do_savepoint", "do_release_savepoint", "do_rollback_to_savepoint"):
            setattr(self.engine.dialect, name, lambda *_: None)  # a commit ends all of them

    @staticmethod
    def _commit_the_effect(_connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO main.revision"):
            cursor.connection.execute("COMMIT")
            cursor.connection.execute("BEGIN IMMEDIATE")


def forgetting(app: Flask) -> Wsgi:
    """Knows no change again: everything that comes twice is new to it."""
    forgets = forgetful(app)

    def serve(environ: dict[str, Any], start: Any) -> Any:
        return (forgets if environ["PATH_INFO"] == SYNC else app)(environ, start)

    return serve


def silent(app: Flask) -> Wsgi:
    """Asks nobody about two versions, nor about two doses."""

    def serve(environ: dict[str, Any], start: Any) -> Any:
        answer = list(app(environ, start))
        with app.extensions["journal_database"].transaction() as session:
            session.execute(sa.delete(Alert))
        return answer

    return serve


def skipping(app: Flask) -> Wsgi:
    """Tells a phone of all entries but the last, and that these are all."""

    def serve(environ: dict[str, Any], start: Any) -> Any:
        head: list[Any] = []
        told = b"".join(app(environ, lambda *line: head.append(line)))
        status, headers = head[0][0], dict(head[0][1])
        if headers["Content-Type"] == "application/json" and b'"entries":[{' in told:
            answer = json.loads(told)
            answer["entries"].pop()
            told = json.dumps(answer).encode()
            headers["Content-Length"] = str(len(told))
        start(status, list(headers.items()))
        return [told]

    return serve
