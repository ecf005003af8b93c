"""The push service of Firefox, as small as it can be: its browsers' websocket, and what is posted.

It passes on whatever is posted to it, still encrypted: only the browser itself can read that. What
the browser says follows Mozilla's autopush: hello, register, notification, ack.
"""

import base64
import hashlib
import json
import socket
import threading
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from tests.support.push_service import PushService, answering, close, text_of

# RFC 6455, section 1.3.
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, BYE, PING, PONG = 1, 8, 9, 10


@dataclass
class Autopush:
    """Listens on two free ports of 127.0.0.1 while the `with` lasts.

    posts    what the journal sent
    acks     the codes with which the browser took it; 100: shown to the worker
    """

    posts: PushService = field(default_factory=PushService)
    acks: list[int] = field(default_factory=list)
    _browser: socket.socket | None = None

    def __enter__(self) -> "Autopush":
        self.posts.behave = self._pass_on
        self.posts.__enter__()
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        if self._browser:
            close(self._browser)
        self.posts.__exit__()

    @property
    def url(self) -> str:
        """Where Firefox looks for its push service (dom.push.serverURL)."""
        return f"ws://127.0.0.1:{self._listener.getsockname()[1]}/"

    def _listen(self) -> None:
        while True:
            try:
                connection = self._listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError, ValueError), connection, connection.makefile("rb") as file:
            connection.sendall(_shaken(file))
            self._browser = connection
            while (frame := _frame(file))[0] != BYE:
                kind, said = frame
                if kind == PING:
                    _say(connection, said, PONG)
                elif kind == TEXT:
                    self._answer(connection, json.loads(said))

    def _answer(self, connection: socket.socket, said: dict[str, Any]) -> None:
        told: dict[str, Any] = {"status": 200}
        match said.get("messageType"):
            case "hello":
                told |= {"uaid": uuid.uuid4().hex, "use_webpush": True, "broadcasts": {}}
            case "register":
                told |= {"channelID": said["channelID"]}
                told |= {"pushEndpoint": f"http://{self.posts.host}/{said['channelID']}"}
            case "unregister":
                told |= {"channelID": said["channelID"]}
            case "ack":
                self.acks += [update["code"] for update in said["updates"]]
                return
            case None:
                _say(connection, b"{}")  # its own ping
                return
            case _:
                return
        _say(connection, json.dumps(said | told).encode())

    def _pass_on(self, connection: socket.socket) -> None:
        posted = self.posts.requests[-1]
        assert self._browser is not None
        notification = {
            "messageType": "notification",
            "channelID": posted.target.removeprefix("/"),
            "version": uuid.uuid4().hex,
            "data": text_of(posted.body),
            "headers": {"encoding": posted.headers["content-encoding"]},
        }
        _say(self._browser, json.dumps(notification).encode())
        answering(201)(connection)


def _shaken(file: BinaryIO) -> bytes:
    """The answer to a request for a websocket."""
    headers = {}
    while line := file.readline().decode().strip():
        name, _, value = line.partition(": ")
        headers[name.lower()] = value
    key = hashlib.sha1(headers["sec-websocket-key"].encode() + GUID).digest()
    return (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Protocol: {headers.get('sec-websocket-protocol', 'push-notification')}\r\n"
        f"Sec-WebSocket-Accept: {base64.b64encode(key).decode()}\r\n\r\n"
    ).encode()


def _frame(file: BinaryIO) -> tuple[int, bytes]:
    """One message and its kind. Raises ValueError when the browser has hung up."""
    first, second = file.read(2)
    size = second & 127
    if size > 125:
        size = int.from_bytes(file.read(2 if size == 126 else 8), "big")
    mask = file.read(4)
    return first & 15, bytes(byte ^ mask[at % 4] for at, byte in enumerate(file.read(size)))


def _say(connection: socket.socket, said: bytes, kind: int = TEXT) -> None:
    size = bytes([len(said)]) if len(said) < 126 else b"\x7e" + len(said).to_bytes(2, "big")
    connection.sendall(bytes([0x80 | kind]) + size + said)
