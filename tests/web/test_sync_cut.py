"""F6, B21: a sync request that is cut off changes nothing, wherever it was cut."""

import json
import socket
import threading
from contextlib import contextmanager

import pytest
import waitress

from journal.care.problems import Refused
from journal.clock import now
from journal.web.json_body import parse_object
from tests.faults.test_kill_sync import token_of
from tests.web.daily import digest, entries
from tests.web.syncing import DEVICE, form_change


def body_of(family, *changes):
    batch = {
        "device": DEVICE["ada"],
        "person": str(family.people["ada"]),
        "sent_at": now().isoformat(),
        "epoch": None,
        "cursor": None,
        "draw": {"days": 60},
        "changes": list(changes),
    }
    return json.dumps(batch, ensure_ascii=False).encode()


@pytest.fixture
def body(family):
    """Two entries, with letters of two, three and four bytes in them."""
    words = "Fieber, müde – 38,5 °C 🌡"
    return body_of(
        family,
        form_change(family, "note", note=words),
        form_change(family, "symptom", symptom="fatigue", severity="6", note="x"),
    )


def test_f6_request_cut_at_any_byte_is_no_request(body):
    assert parse_object(body)
    for length in range(len(body)):
        with pytest.raises(Refused) as refused:
            parse_object(body[:length])
        assert refused.value.problems[0].code == "json_invalid"


def test_f6_cut_request_is_answered_with_a_sentence_and_writes_nothing(family, ada, body):
    before = digest(family.database)
    for length in range(0, len(body), 31):
        reply = ada.post(
            "/api/v1/sync",
            data=body[:length],
            content_type="application/json",
            environ_overrides={"CONTENT_LENGTH": str(len(body))},
        )
        assert (reply.status_code, reply.json["error"]) == (400, "json_invalid"), length
        assert "Nothing was saved" in reply.json["message"]
    assert digest(family.database) == before
    assert ada.post("/api/v1/sync", data=body, content_type="application/json").status_code == 200
    assert len(entries(family)) == 2


@contextmanager
def on_a_socket(app):
    """The port of this app, served as `serve` does."""
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server.effective_port
    finally:
        server.close()
        thread.join(10)


def sent(port, head, part):
    """What the server answers when the line breaks after this part of a body."""
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        line.sendall(head + part)
        line.shutdown(socket.SHUT_WR)
        return line.makefile("rb").read()


@pytest.mark.slow
def test_f6_line_that_breaks_in_the_middle_of_a_request_writes_nothing(family, app, body):
    head = (
        f"POST /api/v1/sync HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {token_of(family, 'ada')}\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    ).encode()
    before = digest(family.database)
    with on_a_socket(app) as port:
        for length in range(0, len(body), 5):
            assert b" 200 " not in sent(port, head, body[:length])[:20], length
        assert digest(family.database) == before
        assert sent(port, head, body).startswith(b"HTTP/1.1 200")
    assert len(entries(family)) == 2
