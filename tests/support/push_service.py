"""A push service on this machine that does what a test says, and a phone that can read.

The phone decrypts with `http_ece`, which is not what the journal encrypts with.
"""

import json
import socket
import ssl
import threading
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import http_ece
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from journal.reminders.subscriptions import Subscription


def text_of(data: bytes) -> str:
    """Base64url without padding, as browsers write keys."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    """The reverse of `text_of`."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(frozen=True)
class Request:
    """What the push service was sent; header names in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


Behaviour = Callable[[socket.socket], None]


def answering(status: int, *, headers: str = "", body: bytes = b"") -> Behaviour:
    """Answer with a status; `headers` are whole lines, each ending in CRLF."""
    head = f"HTTP/1.1 {status} Said\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode()
    return lambda connection: connection.sendall(head + body)


def dripping(before: bytes, piece: bytes, *, every: float) -> Behaviour:
    """Say one thing, then a piece at a time, every so many seconds, until the sender hangs up
    or two minutes have passed."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(before)
        ends = time.monotonic() + 120
        while time.monotonic() < ends:
            connection.sendall(piece)
            time.sleep(every)

    return behave


@dataclass
class PushService:
    """Listens on a free port of 127.0.0.1 while the `with` lasts.

    A request is kept before it is answered. A behaviour that closes its connection ends it.
    """

    behave: Behaviour = field(default_factory=lambda: answering(201))
    tls: ssl.SSLContext | None = None
    requests: list[Request] = field(default_factory=list)
    connections: int = 0

    def __enter__(self) -> "PushService":
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._listen, daemon=True)]
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            close(connection)
        for thread in self._threads:
            thread.join(timeout=5)

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def host(self) -> str:
        """As JOURNAL_PUSH_HOSTS wants it."""
        return f"127.0.0.1:{self.port}"

    @property
    def endpoint(self) -> str:
        return f"http://{self.host}/send/4f9c"

    def _listen(self) -> None:
        while True:
            try:
                connection = self._listener.accept()[0]
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            if self.tls is not None:
                connection = self.tls.wrap_socket(connection, server_side=True)
                self._open.append(connection)
            with connection.makefile("rb") as file:
                while (request := _read(file)) is not None:
                    self.requests.append(request)
                    self.behave(connection)
        except (OSError, ValueError):
            pass  # the sender has hung up, which is what many of these tests are about
        finally:
            close(connection)


def close(connection: socket.socket) -> None:
    """End a connection that another thread may be waiting on."""
    with suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
    connection.close()


def _read(file) -> Request | None:
    line = file.readline().decode()
    if not line.strip():
        return None
    method, target, _ = line.split()
    headers = {}
    while line := file.readline().decode().strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return Request(method, target, headers, file.read(int(headers.get("content-length", 0))))


class Phone:
    """One browser with its keys."""

    def __init__(self, private: ec.EllipticCurvePrivateKey | None = None, auth: bytes = b"a" * 16):
        self.private = private or ec.generate_private_key(ec.SECP256R1())
        self.auth = auth
        point = self.private.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )
        self.p256dh = text_of(point)

    def subscription(self, endpoint: str) -> Subscription:
        return Subscription(endpoint, self.p256dh, text_of(self.auth))

    def browser_json(self, endpoint: str) -> dict[str, object]:
        """What PushSubscription.toJSON() gives."""
        keys = {"p256dh": self.p256dh, "auth": text_of(self.auth)}
        return {"endpoint": endpoint, "expirationTime": None, "keys": keys}

    def decrypt(self, body: bytes) -> bytes:
        return bytes(
            http_ece.decrypt(
                body, private_key=self.private, auth_secret=self.auth, version="aes128gcm"
            )
        )


def read_vapid(authorization: str) -> tuple[dict[str, object], str]:
    """Return claims and key of a VAPID header. Raises InvalidSignature when it is not signed."""
    scheme, _, rest = authorization.partition(" ")
    assert scheme == "vapid"
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    signed, _, signature = parts["t"].rpartition(".")
    head, claims = (json.loads(bytes_of(part)) for part in signed.split("."))
    assert head == {"typ": "JWT", "alg": "ES256"}
    raw = bytes_of(signature)
    assert len(raw) == 64
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes_of(parts["k"]))
    key.verify(der, signed.encode(), ec.ECDSA(hashes.SHA256()))
    return claims, parts["k"]
