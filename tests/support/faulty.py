"""A network that fails on purpose: between a browser and the server, one rule for each request."""

import http.client
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATIENCE = 60
BUSY, SOON = HTTPStatus.SERVICE_UNAVAILABLE, "5"  # as journal/web/errors.py says it
HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


@dataclass(frozen=True)
class Canned:
    """An answer that is not the server's."""

    status: int
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()


LOST = "lost"  # the server does it, and its answer never arrives
CUT = "cut"  # nothing reaches the server
Fault = Canned | str | None
Rule = Callable[[str, str], Fault]
Answer = tuple[int, list[tuple[str, str]], bytes]


def is_held(answer: Answer) -> bool:
    """Whether another writer held the journal; any other 503 is for whoever asked."""
    status, headers, _told = answer
    said = {name.lower(): text for name, text in headers}
    return status == BUSY and said.get("retry-after") == SOON


def passes(method: str, path: str) -> Fault:
    """Let everything through."""
    return None


@dataclass
class Network:
    """What the browser talks to.

    rule        decides on (method, path)
    seen        notes what passed
    carried     the bytes of each path's answers, as they travelled, without their headers
    under_way   the requests that are just being answered
    more        what is added to the text at a path
    """

    server_port: int
    port: int = 0
    rule: Rule = passes
    seen: list[tuple[str, str, int]] = field(default_factory=list)
    carried: Counter[str] = field(default_factory=Counter)
    files: dict[str, Answer] = field(default_factory=dict)
    under_way: set[object] = field(default_factory=set)
    more: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def on(self, path: str, fault: Fault) -> None:
        """From now on answer every request to this path so; None: let it through again."""
        self.rule = lambda _method, asked: fault if asked == path else None

    def posted(self, path: str) -> int:
        """How many requests to this path the server has answered with 200."""
        return sum(1 for _method, asked, status in self.seen if asked == path and status == 200)


@contextmanager
def between(server_port: int) -> Iterator[Network]:
    """A network in front of the server on this port."""
    network = Network(server_port)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: object) -> None:
            """Say nothing: the test says what it expected."""

        def _pass(self) -> None:
            network.under_way.add(self)
            try:
                self._carry()
            finally:
                network.under_way.discard(self)

        def _carry(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path = self.path.partition("?")[0]
            fault = network.rule(self.command, path)
            if fault == CUT:
                self._hang_up()
                return
            if isinstance(fault, Canned):
                self._answer(fault.status, list(fault.headers), fault.body.encode())
                return
            try:
                status, headers, told = self._kept() or self._forward(body)
            except OSError:
                self._hang_up()
                return
            if path.startswith("/s/") and status == HTTPStatus.OK:
                network.files[self.path] = status, headers, told
            if status == HTTPStatus.OK:
                told += network.more.get(path, "").encode()
            network.seen.append((self.command, path, status))
            network.carried[path] += len(told)
            if fault == LOST:
                self._hang_up()
            else:
                self._answer(status, headers, told)

        do_GET = do_POST = do_DELETE = _pass

        def _kept(self) -> Answer | None:
            """A file whose address names its content, as every phone fetched it before."""
            anew = self.command == "GET" and "If-None-Match" not in self.headers
            return network.files.get(self.path) if anew else None

        def _forward(self, body: bytes) -> Answer:
            """What the server answers. While another writer holds its journal, as on a machine that
            runs several tests, it has done nothing and says when to come again."""
            deadline = time.monotonic() + PATIENCE
            while is_held(answer := self._once(body)) and time.monotonic() < deadline:
                time.sleep(0.2)
            return answer

        def _once(self, body: bytes) -> Answer:
            server = http.client.HTTPConnection("127.0.0.1", network.server_port, timeout=PATIENCE)
            headers = {name: text for name, text in self.headers.items() if name.lower() not in HOP}
            try:
                server.request(self.command, self.path, body, headers)
                answer = server.getresponse()
                return answer.status, answer.getheaders(), answer.read()
            except http.client.HTTPException as error:
                raise OSError from error
            finally:
                server.close()

        def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
            self.send_response_only(status)
            for name, text in headers:
                if name.lower() not in HOP:
                    self.send_header(name, text)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def _hang_up(self) -> None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    class Proxy(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A browser that hangs up is no fault of the test."""

    proxy = Proxy(("127.0.0.1", 0), Handler)
    network.port = proxy.server_address[1]
    thread = threading.Thread(target=proxy.serve_forever, daemon=True)
    thread.start()
    try:
        yield network
    finally:
        proxy.shutdown()
        proxy.server_close()
        thread.join()
