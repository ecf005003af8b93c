"""F12: no address, no connection, no TLS: a failure that may be tried again, and in time."""

import socket
import threading

import pytest

from journal.reminders.transport import _Plain
from tests.reminders.conftest import send
from tests.support import certificates
from tests.support.fair import fair_clock
from tests.support.push_service import Phone, PushService, dripping

# What hangs here hangs for two minutes, and the sender of these tests gives up after a second.
MOST_SECONDS = 10


def test_f12_a_certificate_nobody_vouches_for_is_a_failure(tmp_path, new_sender):
    server, _ = certificates.for_host("127.0.0.1", tmp_path)
    with PushService(tls=server) as service:
        endpoint = f"https://{service.host}/x"
        answer = send(new_sender(service.host), Phone().subscription(endpoint))
        assert (answer.kind, service.requests) == ("failed", [])
        assert "certificate" in answer.detail


def test_f12_a_server_without_tls_is_a_failure(service, new_sender):
    endpoint = f"https://{service.host}/x"
    answer = send(new_sender(service.host), Phone().subscription(endpoint))
    assert (answer.kind, service.requests) == ("failed", [])


def test_f12_a_handshake_that_never_ends_ends_in_time(new_sender):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host = f"127.0.0.1:{listener.getsockname()[1]}"
        sender = new_sender(host)
        with fair_clock() as took:
            answer = send(sender, Phone().subscription(f"https://{host}/x"))
            assert took() <= MOST_SECONDS
    assert answer.kind == "failed"


def test_f12_tls_drips_end_in_time_too(tmp_path, new_sender):
    server, trust = certificates.for_host("127.0.0.1", tmp_path)
    behave = dripping(b"HTTP/1.1 201 Created\r\n", b"X: y\r\n", every=0.05)
    with PushService(behave, tls=server) as service:
        sender = new_sender(service.host, tls=trust)
        subscription = Phone().subscription(f"https://{service.host}/x")
        with fair_clock() as took:
            answer = send(sender, subscription)
            assert took() <= MOST_SECONDS
        assert (answer.kind, len(service.requests)) == ("failed", 1)


def no_such_name(host: str, port: int) -> list[str]:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


@pytest.mark.parametrize("resolve", [no_such_name, lambda host, port: []])
def test_f12_a_name_without_address_is_a_failure(resolve, new_sender):
    sender = new_sender(resolve=resolve)
    answer = send(sender, Phone().subscription("https://web.push.apple.com/x"))
    assert (answer.kind, answer.status) == ("failed", None)


def test_f12_a_resolver_that_hangs_ends_in_time(new_sender):
    asked, release = threading.Event(), threading.Event()

    def hang(host: str, port: int) -> list[str]:
        asked.set()
        release.wait(120)
        return []

    sender = new_sender(resolve=hang)
    with fair_clock() as took:
        answer = send(sender, Phone().subscription("https://web.push.apple.com/x"))
        waited = took()
    release.set()
    assert asked.is_set()
    assert answer.kind == "failed"
    assert waited <= MOST_SECONDS


def test_f12_nobody_listening_is_a_failure(new_sender):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host = f"127.0.0.1:{listener.getsockname()[1]}"
    answer = send(new_sender(host), Phone().subscription(f"http://{host}/x"))
    assert (answer.kind, answer.status) == ("failed", None)


def test_f12_the_second_address_is_tried_when_the_first_refuses(service, new_sender):
    sender = new_sender(
        f"push.example:{service.port}", resolve=lambda host, port: ["127.0.0.9", "127.0.0.1"]
    )
    subscription = Phone().subscription(f"http://push.example:{service.port}/x")
    assert send(sender, subscription).kind == "accepted"
    assert service.requests[0].headers["host"] == f"push.example:{service.port}"


def test_head_and_body_leave_together():
    # A message of this kind of socket is what one call sent.
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        connection = _Plain("push.example", dial=lambda: ours)
        for body in (b"first", b"second\r\n\r\n"):
            connection.request("POST", "/x", body=body, headers={"TTL": "60"})
            sent = theirs.recv(4096)
            assert sent.startswith(b"POST /x HTTP/1.1\r\n")
            assert sent.endswith(b"\r\nTTL: 60\r\n\r\n" + body)
            theirs.send(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
            assert connection.getresponse().read() == b""
