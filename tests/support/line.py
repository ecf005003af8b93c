"""A server that can be started anew on the same file, and the bad line between it and phones."""

import json
import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from werkzeug.test import Client

from journal import create_app
from journal.clock import now
from journal.records.database import Database
from journal.records.people import AuthSession, Instance
from journal.settings import Settings
from journal.web import create
from journal.web.sync_body import skew_of
from tests.family import PASSPHRASE, Family, fresh_database, make_family

SYNC = "/api/v1/sync"
# What may become of a request: the phone gets an answer after the first two only.
FAULTS = ("none", "twice", "request lost", "answer lost", "late", "cut", "killed")
STANDS = {"applied", "conflict", "waiting"}
Wsgi = Callable[..., Any]


class PowerCut(BaseException):
    """The server is gone in the middle of a request."""


@dataclass(frozen=True)
class Arrived:
    """A change when it first stood in the journal, as its phone had written it."""

    person: str
    device: str
    change: dict[str, Any]
    skew: timedelta


@dataclass
class Home:
    """One journal on this machine, brought back to its first page between programs.

    broken  what makes its database instead of the real one, for servers broken on purpose
    around  what stands before the app, for the same
    order   the changes in the order in which they first stood in the journal
    carried how many sync requests there were
    """

    folder: Path
    broken: Callable[[str], Database] | None = None
    around: Callable[[Flask], Wsgi] | None = None
    order: list[Arrived] = field(default_factory=list)
    held: list[tuple[str, bytes]] = field(default_factory=list)
    carried: int = 0

    def __post_init__(self) -> None:
        self.settings = Settings.from_environment({"JOURNAL_DATA": str(self.folder)})
        self.file = Path(str(sa.make_url(self.settings.database).database))
        self.looking = fresh_database(self.settings.database)
        self.family: Family = make_family(self.looking)
        self.first = b""
        self._start()

    def prepare(self) -> None:
        """What is in the journal now is what every program starts with."""
        self.first = self.copied()

    def renew(self) -> None:
        """Back to how every program starts."""
        self.put(self.first)
        self.order.clear()
        self.held.clear()

    def put(self, content: bytes) -> None:
        """Another file in the place of the journal, while nobody has it open."""
        self.database.close()
        self.looking.close()
        for beside in ("-journal", "-wal", "-shm"):
            self.file.with_name(self.file.name + beside).unlink(missing_ok=True)
        self.file.write_bytes(content)

    def copied(self) -> bytes:
        """The journal as it stands on the disk now; nobody is writing."""
        self.database.close()
        self.looking.close()
        return self.file.read_bytes()

    def restart(self) -> None:
        """End the server and start it anew on the same file."""
        self.close()
        self._start()

    def close(self) -> None:
        self.database.close()
        self.looking.close()

    def _start(self) -> None:
        if self.broken is None:
            self.app = create_app(self.settings)
        else:
            self.app = create(self.settings, self.broken(self.settings.database))
        self.app.config["WTF_CSRF_ENABLED"] = False
        self.database: Database = self.app.extensions["journal_database"]
        self.served: Wsgi = self.app if self.around is None else self.around(self.app)

    def sign_in(self, name: str) -> str:
        """A session of this person, as the cookie that carries it."""
        form = {"email": f"{name}@example.org", "passphrase": PASSPHRASE}
        for _try in range(3):  # a server that is held answers 503, and is asked again
            reply = self._post("/sign-in", data=form)
            if reply.status_code != 503:
                break
            reply.close()
        with closing(reply):
            assert reply.status_code == 303, reply.text
            cookies = [each.partition(";")[0] for each in reply.headers.getlist("Set-Cookie")]
        return "; ".join(cookies)

    def is_open(self, cookie: str) -> bool:
        """Whether the server still knows who this is."""
        client = Client(self.served, use_cookies=False)
        with closing(client.get("/api/v1/children", headers={"Cookie": cookie})) as reply:
            return reply.status_code == 200

    def end_sessions(self, name: str) -> None:
        """Everybody who is signed in as this person is not any more."""
        mine = AuthSession.account_id == self.family.people[name]
        with self.database.transaction() as session:
            session.execute(sa.delete(AuthSession).where(mine))

    def bring_back(self, content: bytes) -> None:
        """Restore a backup: an older file, and an epoch that no phone knows."""
        self.put(content)
        with self.database.transaction() as session:
            session.get_one(Instance, 1).epoch = uuid.uuid4()

    def _post(self, path: str, **more: Any) -> Any:
        headers = {"Sec-Fetch-Site": "same-origin", **more.pop("headers", {})}
        return Client(self.served, use_cookies=False).post(path, headers=headers, **more)

    def answer(self, cookie: str, body: bytes, *, cut: int | None = None) -> tuple[int, Any]:
        """The server's status and JSON for this sync request, of which `cut` bytes arrive."""
        reply = self._post(
            SYNC,
            data=body if cut is None else body[:cut],
            headers={"Content-Type": "application/json", "Cookie": cookie},
            environ_overrides={"CONTENT_LENGTH": str(len(body))},
        )
        with closing(reply):
            if reply.status_code == 200:
                self._note(json.loads(body), reply.json["results"])
            return reply.status_code, reply.json

    def _note(self, body: dict[str, Any], results: list[dict[str, Any]]) -> None:
        skew = skew_of(datetime.fromisoformat(body["sent_at"]), now())
        known = {arrived.change["id"] for arrived in self.order}
        for change, result in zip(body["changes"], results, strict=True):
            stands = result["status"] in STANDS and not result["errors"]
            if stands and change["id"] not in known:
                self.order.append(Arrived(body["person"], body["device"], change, skew))

    def carry(self, cookie: str, body: bytes, fault: str, place: int = 5) -> tuple[int, Any]:
        """Carry a sync request over a bad line. Status 0: the phone hears nothing.

        place  after how many twelfths it is cut, or how many lines the killed server wrote
        """
        self.carried += 1
        if fault in {"none", "twice"}:
            told = self.answer(cookie, body)
            return self.answer(cookie, body) if fault == "twice" else told
        if fault == "answer lost":
            self.answer(cookie, body)
        elif fault == "late":
            self.held.append((cookie, body))
        elif fault == "cut":
            return self.answer(cookie, body, cut=place * len(body) // 12)
        elif fault == "killed":
            self._killed(cookie, body, place)
        return 0, None

    def deliver_late(self) -> None:
        """What was held on the way arrives, the last one first."""
        while self.held:
            self.answer(*self.held.pop())

    def _killed(self, cookie: str, body: bytes, lines: int) -> None:
        """The server dies after it wrote so many lines; what it had not committed is gone."""
        left = iter(range(lines))

        def cut(_connection: Any, _cursor: Any, text: str, *_: Any) -> None:
            if text.startswith(("INSERT", "UPDATE", "DELETE")) and next(left, None) is None:
                raise PowerCut

        event.listen(self.database.engine, "before_cursor_execute", cut)
        try:
            self.answer(cookie, body)
        except PowerCut:
            self.database.close()
        finally:
            event.remove(self.database.engine, "before_cursor_execute", cut)
