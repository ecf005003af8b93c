"""A phone on a bad line with a wrong clock, which takes photos and outlives a restored server."""

import http.client
import socket
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from tests.support.device import Device
from tests.support.pictures import photo

BORDER = "sunhat"
# One in so many times it sends a photo too, and at most so many.
PHOTO_EVERY, PHOTOS = 12, 40


@dataclass
class BadLine(Device):
    """One phone of one person, over whose line requests get lost, cut off and doubled.

    pace    seconds between two requests
    bad     whether the line is
    met     what became of requests
    photos  the ids of those the server has acknowledged
    taken   all of them, kept for a week as a phone does
    again   those that a restored server is offered once more
    """

    pace: float = 0.02
    bad: bool = True
    met: Counter[str] = field(default_factory=Counter)
    photos: set[str] = field(default_factory=set)
    mine: dict[str, dict[str, Any]] = field(default_factory=dict)
    taken: dict[str, bytes] = field(default_factory=dict)
    again: dict[str, bytes] = field(default_factory=dict)
    picture: tuple[str, bytes] | None = None

    def live(self) -> None:
        """Until all that a restored server is offered again has arrived, too."""
        super().live()
        while self.again:
            self._send([])

    def exchange(self, path: str, body: bytes, kind: str) -> tuple[int, bytes]:
        """As a good line, or not."""
        time.sleep(self.pace)
        chances = ["lost", "cut off", "answer lost", "twice", "none"]
        fate = self.random.choices(chances, [1, 1, 2, 2, 8])[0] if self.bad else "none"
        self.met[fate] += 1
        if fate == "lost":
            raise OSError(fate)
        if fate == "cut off":
            self._send_and_hang_up(path, body[: self.random.randrange(len(body))], len(body), kind)
        if fate == "answer lost":
            self._send_and_hang_up(path, body, len(body), kind)
        if fate == "twice":
            super().exchange(path, body, kind)
        return super().exchange(path, body, kind)

    def _send_and_hang_up(self, path: str, body: bytes, length: int, kind: str) -> None:
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.world.port}\r\n"
            f"Authorization: Bearer {self.token}\r\nContent-Type: {kind}\r\n"
            f"Content-Length: {length}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", self.world.port), 30) as line:
            line.sendall(head.encode() + body)
            time.sleep(self.random.uniform(0, 0.1))
        raise OSError("hung up")

    def _send(self, batch: list[dict[str, Any]]) -> None:
        self.mine |= {change["id"]: change for change in batch}
        super()._send(batch)
        if self.again and self._handed_in(*next(iter(self.again.items()))):
            del self.again[next(iter(self.again))]
        elif self.picture or (
            self.random.randrange(PHOTO_EVERY) == 0
            and len(self.photos) < PHOTOS
            and not self.world.stop.is_set()
        ):
            self._send_photo()

    def _send_photo(self) -> None:
        if self.picture is None:
            size = self.random.randrange(20, 60), 30
            self.picture = str(uuid.UUID(int=self.random.getrandbits(128), version=4)), photo(size)
        id_, taken = self.picture
        if self._handed_in(id_, taken):
            self.taken[id_] = taken
            self.photos.add(id_)
            self.picture = None

    def _handed_in(self, id_: str, taken: bytes) -> bool:
        try:
            status, told = self.exchange("/api/v1/photos", self._form(id_, taken), MULTIPART)
        except (OSError, http.client.HTTPException):
            self.cut_off += 1
            return False
        if status != HTTPStatus.CREATED:
            self.refused(status, told)
        return status == HTTPStatus.CREATED

    def _form(self, id_: str, taken: bytes) -> bytes:
        parts = {"id": id_, "child": self.world.child, "device": self.id, "person": self.person}
        lines = [
            f'--{BORDER}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in parts.items()
        ]
        lines.append(
            f'--{BORDER}\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n'
            "Content-Type: image/jpeg\r\n\r\n"
        )
        return "".join(lines).encode() + taken + f"\r\n--{BORDER}--\r\n".encode()

    def refused(self, status: int, told: bytes) -> None:
        """A restored server knows nobody: what waits stays until one is signed in again."""
        if status == HTTPStatus.UNAUTHORIZED:
            self.loud += 1
        else:
            super().refused(status, told)

    def _learn(self, told: dict[str, Any]) -> None:
        """A server of another epoch was restored: offer again whatever was written (F13)."""
        if self.epoch not in {None, told["epoch"]}:
            self.outbox = {**self.mine, **self.outbox}
            self.acked = {}
            self.again = dict(self.taken)
        super()._learn(told)


MULTIPART = f"multipart/form-data; boundary={BORDER}"
