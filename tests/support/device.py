"""A phone that writes without end: its outbox keeps a change until the server has answered 200."""

import http.client
import json
import random
import threading
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from journal.records.columns import uuid7

BEGAN = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
# Of what is written before each batch, and of batches: mostly small, as phones have it.
SIZES = (1, 1, 1, 2, 2, 3, 5, 8, 20)
# Busy, or no room on the disk.
COME_AGAIN = {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.INSUFFICIENT_STORAGE}
JSON = "application/json"
SETTLED = {"applied", "repeated", "waiting", "conflict"}


@dataclass
class World:
    """What all phones of a test share: who may be written about, and what was written so far."""

    child: str
    port: int
    changes: list[dict[str, Any]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    stop: threading.Event = field(default_factory=threading.Event)


@dataclass
class Device:
    """One phone of one person.

    outbox     what it wrote and the server has not acknowledged
    acked      the ids the server has acknowledged
    started    when the request that is out was sent, None while none is
    took       how long the last answer took, seconds
    wrong      how far its clock runs ahead
    loud       how often it was told, with a sentence, that nothing was saved
    """

    world: World
    person: str
    token: str
    seed: int
    outbox: dict[str, dict[str, Any]] = field(default_factory=dict)
    acked: dict[str, str] = field(default_factory=dict)
    repeated: int = 0
    cut_off: int = 0
    faults: list[str] = field(default_factory=list)
    started: float | None = None
    took: float = 0.1
    cursor: str | None = None
    epoch: str | None = None
    wrong: timedelta = timedelta(0)
    loud: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.id = str(uuid.UUID(int=self.seed + 1))
        self.made = 0

    def live(self) -> None:
        """Write and send until told to stop, then send what is left."""
        while not self.world.stop.is_set() or self.outbox:
            if not self.world.stop.is_set() and len(self.outbox) < 20:
                self._write(self.random.choice(SIZES))
            batch = list(self.outbox.values())
            if self.random.random() < 0.3:
                self.random.shuffle(batch)
            self._send(batch[: self.random.choice(SIZES)])

    def _write(self, count: int) -> None:
        with self.world.lock:
            for _ in range(count):
                change = self._change()
                self.world.changes.append(change)
                self.outbox[change["id"]] = change

    def _change(self) -> dict[str, Any]:
        """A new entry, or an edit or a delete of one that any phone has written."""
        self.made += 1
        at = BEGAN + timedelta(seconds=self.made, milliseconds=self.seed)
        change: dict[str, Any] = {
            "id": str(uuid7(at)),
            "entry": str(uuid7(at)),
            "child": self.world.child,
            "kind": "note",
            "base": None,
            "delete": False,
            "made_at": at.isoformat(),
            "zone": "America/New_York",
            "fields": {"at": at.isoformat(), "note": f"{self.id}/{self.made}"},
        }
        if self.world.changes and self.random.random() < 0.35:
            earlier = self.random.choice(self.world.changes[-40:])
            change |= {"entry": earlier["entry"], "base": earlier["id"]}
            change["fields"] = {"note": change["fields"]["note"]}
            if self.random.random() < 0.2:
                change |= {"delete": True, "fields": {}}
        return change

    def _send(self, batch: list[dict[str, Any]]) -> None:
        body = {
            "device": self.id,
            "person": self.person,
            "sent_at": (datetime.now(UTC) + self.wrong).isoformat(),
            "epoch": self.epoch,
            "cursor": self.cursor,
            "changes": batch,
        }
        try:
            self.started = began = time.monotonic()
            status, told = self.exchange("/api/v1/sync", json.dumps(body).encode(), JSON)
            self.took = time.monotonic() - began
        except (OSError, http.client.HTTPException):
            # Nothing is known of what became of it: the outbox keeps everything.
            self.cut_off += 1
            return
        finally:
            self.started = None
        if status == HTTPStatus.OK:
            self._learn(json.loads(told))
        else:
            self.refused(status, told)

    def exchange(self, path: str, body: bytes, kind: str) -> tuple[int, bytes]:
        """Send it once; raises OSError or HTTPException when no whole answer came."""
        headers = {"Content-Type": kind, "Authorization": f"Bearer {self.token}"}
        connection = http.client.HTTPConnection("127.0.0.1", self.world.port, timeout=30)
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def refused(self, status: int, told: bytes) -> None:
        """Nothing was saved: the outbox keeps it. Anything but "come again" is a fault."""
        said = json.loads(told) if told.startswith(b"{") else {}
        if status not in COME_AGAIN or not said.get("message"):
            self.faults.append(f"{status}: {told[:300]!r}")
        self.loud += bool(said.get("message"))

    def _learn(self, told: dict[str, Any]) -> None:
        self.epoch, self.cursor = told["epoch"], told["cursor"]
        for result in told["results"]:
            if result["status"] not in SETTLED or result["errors"]:
                self.faults.append(str(result))
            self.repeated += result["status"] == "repeated"
            self.acked[result["id"]] = result["status"]
            self.outbox.pop(result["id"], None)
