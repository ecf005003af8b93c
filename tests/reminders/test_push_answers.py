"""F12: whatever a push service answers, the attempt ends in time and means one thing."""

import socket
import struct
import time
import tracemalloc
from datetime import timedelta
from email.utils import format_datetime

import pytest

from journal.reminders.answers import judge
from tests.reminders.conftest import NOW, send
from tests.support.fair import fair_clock
from tests.support.push_service import Phone, PushService, answering, close, dripping

# What hangs here hangs for two minutes, and the sender of these tests gives up after a second.
MOST_SECONDS = 10
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def retry_after(value: str) -> str:
    return f"Retry-After: {value}\r\n"


def date(seconds: int) -> str:
    return format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)


ANSWERS = [
    # status, headers, body, what it means, how long to wait
    (201, "", b"", "accepted", None),
    (200, "", b"OK", "accepted", None),
    (202, "", b"", "accepted", None),
    (204, "", b"", "accepted", None),
    (400, "", b"bad vapid", "config", None),
    (401, "", b"", "config", None),
    (403, "", b'{"reason":"BadJwtToken"}', "config", None),
    (404, "", b"", "gone", None),
    (410, "", b"", "gone", None),
    (413, "", b"", "too_large", None),
    (429, retry_after("7"), b"", "later", timedelta(seconds=7)),
    (429, retry_after(date(90)), b"", "later", timedelta(seconds=90)),
    (429, "", b"", "later", MINUTE),
    (429, retry_after("soon"), b"", "later", MINUTE),
    (429, retry_after("-5"), b"", "later", MINUTE),
    (429, retry_after("0"), b"", "later", timedelta(seconds=1)),
    (429, retry_after(date(-300)), b"", "later", timedelta(seconds=1)),
    (429, retry_after("99999999"), b"", "later", HOUR),
    (429, retry_after("9" * 5000), b"", "later", HOUR),
    (429, retry_after(date(10**8)), b"", "later", HOUR),
    (503, retry_after("120"), b"", "later", timedelta(seconds=120)),
    (500, retry_after("120"), b"", "failed", None),
    (502, "", b"<html>", "failed", None),
    (504, "", b"", "failed", None),
    (418, "", b"", "failed", None),
]


@pytest.mark.parametrize(("status", "headers", "body", "kind", "wait"), ANSWERS)
def test_f12_an_answer_means_one_thing(status, headers, body, kind, wait, service, new_sender):
    service.behave = answering(status, headers=headers, body=body)
    answer = send(new_sender(service.host), Phone().subscription(service.endpoint))
    assert (answer.kind, answer.status, answer.retry_after) == (kind, status, wait)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_f12_a_redirect_is_a_failure_and_is_never_followed(status, service, new_sender):
    with PushService() as canary:
        sender = new_sender(service.host, canary.host)
        service.behave = answering(status, headers=f"Location: {canary.endpoint}\r\n")
        answer = send(sender, Phone().subscription(service.endpoint))
        assert (answer.kind, answer.status, canary.connections) == ("failed", status, 0)
        # The canary does hear what is meant for it.
        assert send(sender, Phone().subscription(canary.endpoint)).kind == "accepted"


def silence(connection: socket.socket) -> None:
    connection.recv(1)


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    close(connection)


def say(text: bytes):
    def behave(connection: socket.socket) -> None:
        connection.sendall(text)
        close(connection)

    return behave


CREATED = b"HTTP/1.1 201 Created\r\n"
LONG = b"Content-Length: 5000\r\n\r\n"
HOSTILE = {
    "says nothing": (silence, "failed", None),
    "drips its headers": (dripping(CREATED, b"X: y\r\n", every=0.05), "failed", None),
    "drips one endless header": (dripping(CREATED + b"X: ", b"y", every=0.05), "failed", None),
    "drips its status line": (dripping(b"HTTP/1.1 201 C", b"r", every=0.05), "failed", None),
    "says 100 Continue for ever": (
        dripping(b"", b"HTTP/1.1 100 Go\r\n\r\n", every=0.01),
        "failed",
        None,
    ),
    "drips a body of known length": (dripping(CREATED + LONG, b"x", every=0.05), "accepted", 201),
    "drips a body without end": (dripping(CREATED + b"\r\n", b"x", every=0.05), "accepted", 201),
    "drips chunks": (
        dripping(CREATED + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", every=0.05),
        "accepted",
        201,
    ),
    "drips the body of a refusal": (
        dripping(b"HTTP/1.1 410 Gone\r\n" + LONG, b"x", every=0.05),
        "gone",
        410,
    ),
    "resets the connection": (reset, "failed", None),
    "hangs up": (say(b""), "failed", None),
    "hangs up in the headers": (say(CREATED + b"Content-"), "accepted", 201),
    "breaks off its body": (say(CREATED + LONG + b"x"), "accepted", 201),
    "lies about its chunks": (
        say(CREATED + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
        "accepted",
        201,
    ),
    "speaks no HTTP": (say(b"SSH-2.0-OpenSSH_9.2\r\n"), "failed", None),
    "sends a header of 1 MB": (say(CREATED + b"X: " + b"y" * 1_000_000), "failed", None),
    "sends 5,000 headers": (say(CREATED + b"X: y\r\n" * 5000 + b"\r\n"), "failed", None),
    "sends a compressed body": (
        answering(201, headers="Content-Encoding: gzip\r\n", body=b"not gzip"),
        "accepted",
        201,
    ),
}


@pytest.mark.parametrize(("behave", "kind", "status"), HOSTILE.values(), ids=HOSTILE)
def test_f12_an_attempt_ends_in_time_when_the_server(behave, kind, status, service, new_sender):
    service.behave = behave
    sender = new_sender(service.host)
    with fair_clock() as took:
        answer = send(sender, Phone().subscription(service.endpoint))
        assert took() <= MOST_SECONDS
    assert (answer.kind, answer.status) == (kind, status)
    assert answer.detail or answer.kind != "failed"


def test_f12_an_answer_that_arrived_counts_although_its_body_never_ends(service, new_sender):
    service.behave = dripping(CREATED + b"\r\n", b"x", every=0.05)
    began = time.monotonic()
    subscription = Phone().subscription(service.endpoint)
    answer = send(new_sender(service.host), subscription, deadline=timedelta(seconds=100))
    assert answer.kind == "accepted"
    assert time.monotonic() - began < 60


def test_f12_the_message_after_a_broken_answer_gets_its_own(service, new_sender):
    sender, subscription = new_sender(service.host), Phone().subscription(service.endpoint)
    service.behave = answering(201, body=b"HTTP/1.1 410 Gone\r\n\r\n" * 5000)
    assert send(sender, subscription).status == 201
    service.behave = answering(202)
    assert send(sender, subscription).status == 202


def test_f12_a_connection_that_went_stale_is_replaced(service, new_sender):
    sender, subscription = new_sender(service.host), Phone().subscription(service.endpoint)
    for _ in range(3):
        service.behave = answering(201)
        assert send(sender, subscription).kind == "accepted"
        close(service._open[-1])
        time.sleep(0.05)
    assert service.connections == 3


def test_f12_a_body_of_10_mb_does_not_fill_the_memory(service, new_sender):
    chunk = b"x" * 65536

    def flood(connection: socket.socket) -> None:
        connection.sendall(CREATED + b"Content-Length: 10485760\r\n\r\n")
        for _ in range(160):
            connection.sendall(chunk)

    service.behave = flood
    sender, subscription = new_sender(service.host), Phone().subscription(service.endpoint)
    send(sender, subscription)
    tracemalloc.start()
    try:
        answers = [send(sender, subscription) for _ in range(5)]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert {answer.kind for answer in answers} == {"accepted"}
    assert peak < 1_000_000


def test_f12_detail_is_one_short_line_for_the_operator(service, new_sender):
    service.behave = answering(403, body=b"BadJwtToken\r\n\x1b[31m\xff" + b"x" * 1000)
    detail = send(new_sender(service.host), Phone().subscription(service.endpoint)).detail
    assert detail.startswith("BadJwtToken")
    assert detail.isprintable()
    assert len(detail) <= 200


def test_f12_a_message_that_is_too_large_is_said_so_without_a_connection(service, new_sender):
    subscription = Phone().subscription(service.endpoint)
    answer = send(new_sender(service.host), subscription, b"x" * 3001)
    assert (answer.kind, answer.status, service.connections) == ("too_large", None, 0)


def test_f12_every_status_has_a_meaning():
    for status in range(100, 600):
        answer = judge(status, retry_after=None, detail="", now=NOW)
        assert (answer.kind == "accepted") <= (200 <= status < 300)
        assert (answer.kind == "gone") == (status in {404, 410})
        assert (answer.retry_after is None) == (answer.kind != "later")
