"""The network of the browser tests fails when it is told to, and hides no failure of the server."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from tests.support.faulty import between

HELD = (503, {"Retry-After": "5"})
FAILED = (503, {})
LATER = (503, {"Retry-After": "30"})
DONE = (200, {})


@contextmanager
def server_that_says(*answers: tuple[int, dict[str, str]]) -> Iterator[int]:
    left = list(answers)

    class Says(BaseHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            status, headers = left.pop(0)
            self.send_response(status)
            for name, text in headers.items():
                self.send_header(name, text)
            self.end_headers()

    server = HTTPServer(("127.0.0.1", 0), Says)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_g2_a_503_of_the_server_passes_and_one_that_says_when_to_come_again_is_asked_again():
    with server_that_says(HELD, DONE, FAILED, LATER) as port, between(port) as network:
        seen = []
        for _ in range(3):
            line = http.client.HTTPConnection("127.0.0.1", network.port, timeout=60)
            line.request("GET", "/today")
            seen.append(line.getresponse().status)
            line.close()
    assert seen == [200, 503, 503]
