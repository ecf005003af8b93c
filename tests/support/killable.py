"""A server that can be killed and is back within milliseconds.

Run: python -m tests.support.killable '{"environment": {"JOURNAL_DATA": …}, "mutant": null}'
It imports the app once, listens, and for every line on its standard input forks a worker and prints
the worker's process id. A worker is the real app on waitress, as `serve` runs it; with a mutant's
name it is broken in one way, to show that the tests would notice.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import waitress
from sqlmodel import Session, select

from journal.clock import now
from journal.entries import ChangeRequest
from journal.entries.quarantine import receive
from journal.entries.reading import changed_since
from journal.records.access import actor_for
from journal.records.children import Child
from journal.records.columns import uuid7
from journal.records.database import Database
from journal.records.people import Membership
from journal.records.scope import Scope, begin, lockable
from journal.settings import Settings
from journal.web import create

HOLD = "hold"
ROOT = Path(__file__).resolve().parent.parent.parent
LATE_SECONDS = 0.05
LINGER_SECONDS = 0.015
HOLD_SECONDS = 10


class Uncommitted(Database, ABC):
    """Lets a caller go on before the commit: `hold` gets the session that is still to be."""

    @contextmanager
    def transaction(self, *, scope: Scope | None = None) -> Iterator[Session]:
        session = Session(lockable(self.engine), expire_on_commit=False)
        session.begin()
        try:
            begin(session, scope)
            yield session
            session.flush()
        except BaseException:
            session.close()
            raise
        self.hold(session)

    @abstractmethod
    def hold(self, session: Session) -> None:
        """Keep it, to commit it later."""


class LateDatabase(Uncommitted):
    """A mutant that answers before it commits."""

    def hold(self, session: Session) -> None:
        """Commit it a moment later."""
        threading.Thread(target=self._commit_late, args=(session,), daemon=True).start()

    def _commit_late(self, session: Session) -> None:
        time.sleep(LATE_SECONDS)
        session.commit()
        session.close()


def lingering(app: Callable[..., Any], hold: Path) -> Callable[..., Any]:
    """The app on a slow line: between its commit and its answer there is time to be killed.

    hold  where this file is, an answer waits until it is gone, and says so in a file beside it
    """

    def serve(environ: dict[str, Any], start: Any) -> Any:
        answer = list(app(environ, start))
        time.sleep(LINGER_SECONDS)
        ends = time.monotonic() + HOLD_SECONDS
        while hold.exists() and time.monotonic() < ends:
            held_back(hold).touch()
            time.sleep(0.001)
        return answer

    return serve


def held_back(hold: Path) -> Path:
    """The file that is there once an answer waits."""
    return hold.with_suffix(".waits")


def forgetful(app: Callable[..., Any]) -> Callable[..., Any]:
    """A mutant that knows no change again: everything that comes twice is new to it."""

    def serve(environ: dict[str, Any], start: Any) -> Any:
        body = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        known = {}
        for change in body["changes"]:
            if change["base"] is None:
                known[str(uuid7(now()))] = change["id"]
                change["id"], change["entry"] = list(known)[-1], str(uuid7(now()))
        raw = json.dumps(body).encode()
        environ |= {"wsgi.input": BytesIO(raw), "CONTENT_LENGTH": str(len(raw))}
        answer = b"".join(app(environ, start))
        for new, old in known.items():
            answer = answer.replace(new.encode(), old.encode())
        return [answer]

    return serve


DATABASES = {"acknowledges first": LateDatabase}


def main() -> None:
    """Fork a worker per line until there are no more lines."""
    order = json.loads(sys.argv[1])
    settings = Settings.from_environment(order["environment"])
    database = DATABASES.get(order["mutant"], Database)(settings.database)
    app: Any = create(settings, database)
    app.test_client().get("/healthz")
    _warm_up(database)
    database.close()
    if order["mutant"] == "forgets":
        app = forgetful(app)
    app = lingering(app, settings.data / HOLD)
    listener = socket.create_server(settings.listen, backlog=64)
    _say("listening")
    worker = 0
    for _ in sys.stdin:
        if worker:
            os.waitpid(worker, 0)
        worker = os.fork()
        if not worker:
            sys.stdin.close()
            waitress.create_server(app, sockets=[listener], threads=4).run()
            os._exit(0)
        _say(str(worker))
    if worker:
        os.kill(worker, signal.SIGKILL)


def _warm_up(database: Database) -> None:
    """Write an entry and take it back: what is slow the first time is not slow in every worker."""
    with database.reading() as session:
        child = session.exec(select(Child)).first()
        owner = session.exec(
            select(Membership.account_id).where(Membership.household_id == child.household_id)
        ).first()
    with suppress(_Enough), Database.transaction(database) as session:
        at = now() - timedelta(days=1)
        fields = {"at": at.isoformat(), "note": "x"}
        actor = actor_for(session, owner)
        for base in (None, 1):
            change = ChangeRequest(
                id=uuid7(at),
                entry=child.id,
                child=child.id,
                kind="note",
                base=base,
                made_at=at,
                zone="UTC",
                fields=fields,
            )
            receive(session, actor, change, now=now())
        changed_since(session, actor, {})
        raise _Enough


class _Enough(Exception):
    """Roll back."""


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@dataclass
class Killable:
    """The program above, and the worker that lives just now."""

    process: "subprocess.Popen[str]"
    worker: int = 0

    def revive(self) -> None:
        """Start a worker; the one before must be dead."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        self.worker = int(self.process.stdout.readline())

    def kill(self) -> None:
        """End the worker at once, as a power cut would."""
        os.kill(self.worker, signal.SIGKILL)


@contextmanager
def running(environment: dict[str, str], mutant: str | None = None) -> Iterator[Killable]:
    """A server with a living worker; gone afterwards."""
    order = json.dumps({"environment": environment, "mutant": mutant})
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.killable", order],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "listening\n"
        server = Killable(process)
        server.revive()
        yield server
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(20)
        assert process.stdout is not None
        process.stdout.close()


if __name__ == "__main__":
    main()
