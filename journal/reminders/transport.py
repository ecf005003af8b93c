"""Carries one request to a push service, within one deadline, whatever the server does.

urllib3 keeps the connections and speaks HTTP. Three things are ours: a connection goes to the very
address that was checked, every read and write gets only the time that is left of the whole
exchange (a timeout per read lets a server drip one byte at a time for ever), and no more than
64 KiB of an answer are read.
"""

import socket
import ssl
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from http.client import HTTPConnection as PlainConnection
from threading import Lock
from typing import Any

from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from journal.reminders.endpoints import Endpoint, Permitted

LONGEST_BODY = 64 * 1024
# The status says all that matters; a body that takes longer than this is not worth the wait.
BODY_TIME = 1.0
MOST_POOLS = 64
# A timeout of a socket may end a moment before its time.
ROUNDING = 0.05

_ends: ContextVar[float] = ContextVar("_ends")


class Unanswered(Exception):
    """No status came back: no address, no connection, no TLS, no answer, or no time left."""


class TimedOut(Unanswered):
    """Nothing came back within the time."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a push service answered: `text` is the beginning of the body, for the operator."""

    status: int
    retry_after: str | None
    text: str


@cache
def _trusting() -> ssl.SSLContext:
    """What trusts this machine's certificates; reading them takes as long as drawing a page."""
    return ssl.create_default_context()


class Transport:
    """Keeps connections to push services; any number of threads may use it."""

    def __init__(self, permitted: Permitted, *, tls: ssl.SSLContext | None = None) -> None:
        self._permitted = permitted
        self._tls = tls or _trusting()
        self._tls.sslsocket_class = _TimedTls
        self._pools: OrderedDict[str, HTTPConnectionPool] = OrderedDict()
        self._lock = Lock()

    def post(
        self, endpoint: Endpoint, body: bytes, headers: Mapping[str, str], *, within: timedelta
    ) -> Reply:
        """Return the answer; redirects are answers like any other and are never followed.

        Raises Unanswered when there is none, TimedOut when the time is over, NotPermitted when the
        host turns out to have an address that is not public.
        """
        ends = time.monotonic() + within.total_seconds()
        token = _ends.set(ends)
        try:
            response = self._pool(endpoint).urlopen(
                "POST",
                endpoint.target,
                body,
                headers,
                retries=False,
                redirect=False,
                assert_same_host=False,
                timeout=within.total_seconds(),
                preload_content=False,
                decode_content=False,
            )
            text = _read_some(response)
        except (HTTPError, OSError) as error:
            kind = TimedOut if time.monotonic() >= ends - ROUNDING else Unanswered
            raise kind(f"{type(error).__name__}: {error}") from error
        finally:
            _ends.reset(token)
        return Reply(response.status, response.headers.get("Retry-After"), text)

    def close(self) -> None:
        """Close every connection that is not in use."""
        with self._lock:
            pools, self._pools = self._pools, OrderedDict()
        for pool in pools.values():
            pool.close()

    def _pool(self, endpoint: Endpoint) -> HTTPConnectionPool:
        with self._lock:
            if endpoint.origin not in self._pools:
                self._pools[endpoint.origin] = self._new_pool(endpoint)
            self._pools.move_to_end(endpoint.origin)
            oldest = self._pools.popitem(last=False)[1] if len(self._pools) > MOST_POOLS else None
            pool = self._pools[endpoint.origin]
        if oldest is not None:
            oldest.close()
        return pool

    def _new_pool(self, endpoint: Endpoint) -> HTTPConnectionPool:
        def dial() -> socket.socket:
            return _dial(self._permitted, endpoint)

        if endpoint.scheme == "http":
            return _PlainPool(endpoint.host, endpoint.port, maxsize=8, dial=dial)
        return _TlsPool(endpoint.host, endpoint.port, maxsize=8, dial=dial, ssl_context=self._tls)


def _dial(permitted: Permitted, endpoint: Endpoint) -> socket.socket:
    """Return a connection to one of the addresses that were just checked."""
    addresses = permitted.addresses(endpoint, seconds=_left())
    for position, address in enumerate(addresses, start=1):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        connection = _Timed(family, socket.SOCK_STREAM)
        # An address that swallows packets must leave some time for the next one.
        connection.settimeout(_left() / (len(addresses) - position + 1))
        try:
            connection.connect((address, endpoint.port))
        except OSError:
            connection.close()
            if position == len(addresses):
                raise
            continue
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(_left())
        return connection
    raise OSError(f"{endpoint.host} has no address")


def _left() -> float:
    left = _ends.get() - time.monotonic()
    if left <= 0:
        raise TimeoutError("the time for this exchange is over")
    return left


def _read_some(response: BaseHTTPResponse) -> str:
    _ends.set(min(_ends.get(), time.monotonic() + BODY_TIME))
    try:
        body = response.read(LONGEST_BODY + 1)
    except (HTTPError, OSError):
        body = None
    if body is None or len(body) > LONGEST_BODY:
        # The rest would be taken for the next answer.
        response.close()
    else:
        response.release_conn()
    text = (body or b"")[:200].decode("utf-8", "replace")
    # It ends up in a log: one line, nothing that steers a terminal.
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


class _Timed(socket.socket):
    """A socket whose every read and write ends with the exchange it belongs to."""

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(_left())
        return super().recv_into(*args, **kwargs)

    def send(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(_left())
        return super().send(*args, **kwargs)

    def sendall(self, *args: Any, **kwargs: Any) -> None:
        self.settimeout(_left())
        super().sendall(*args, **kwargs)


class _TimedTls(_Timed, ssl.SSLSocket):
    """The same under TLS; OpenSSL's own loops keep to the timeout as a whole."""


class _Dialled(PlainConnection):
    """Opens a urllib3 connection through `dial`; name, SNI and certificate stay the host's."""

    def __init__(self, *args: Any, dial: Callable[[], socket.socket], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._dial = dial
        self._head: bytes | None = None

    def _new_conn(self) -> socket.socket:
        return self._dial()

    def putheader(self, *header: Any) -> None:
        # urllib3's own looks in each value for a word that leaves the header out; we never say it.
        PlainConnection.putheader(self, *header)

    def send(self, data: Any) -> None:
        """Keep the head until the body comes: one packet or TLS record, and one read over there.

        Every request of ours has a body, and it comes in one piece.
        """
        if self._head is None:
            self._head = data
            return
        head, self._head = self._head, None
        super().send(head + data)


class _Plain(_Dialled, HTTPConnection):
    pass


class _Tls(_Dialled, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _Tls
