"""F23: twenty clients that send a byte now and then do not keep a family waiting."""

import socket
import time
import urllib.request
from collections.abc import Iterator

import pytest

from tests.support import served

SLOW = 20


@pytest.fixture
def server(tmp_path) -> Iterator[served.Server]:
    server = served.start(tmp_path / "data", JOURNAL_REMINDERS="worker")
    yield server
    server.stop()


def dawdle(server: served.Server, start: bytes) -> list[socket.socket]:
    """Twenty connections that have begun a request and go on very slowly."""
    sockets = []
    for _ in range(SLOW):
        connection = socket.create_connection(("127.0.0.1", server.port), 5)
        connection.sendall(start)
        sockets.append(connection)
    time.sleep(0.3)
    for connection in sockets:
        connection.sendall(b"x")
    return sockets


@pytest.mark.parametrize(
    "start",
    [
        b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\nemail=",
        b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
    ],
    ids=["bodies", "headers"],
)
def test_f23_twenty_slow_clients_keep_nobody_waiting(server, start):
    sockets = dawdle(server, start)
    # A server with one thread for each client would not answer at all.
    with urllib.request.urlopen(f"{server.url}/sign-in", timeout=60) as answer:
        assert answer.status == 200
    for connection in sockets:
        connection.close()


def test_set_up_link_is_printed_before_it_serves_and_is_the_only_other_address(server):
    addresses = [word for word in server.said.split() if word.startswith("http")]
    assert addresses == [server.url, server.setup_link]
