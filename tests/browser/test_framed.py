"""T36: another site cannot show a page of ours in a frame and have its buttons tapped."""

import http.server
import threading

import pytest

from tests.browser.home import visit
from tests.support.browser import ask

pytestmark = pytest.mark.browser


@pytest.fixture
def other_site(home):
    """A page of somebody else with Today in a frame."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f"<iframe src='{home.today}'></iframe>".encode())

        def log_message(self, *_said):
            """Nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


def test_t36_no_page_can_be_shown_in_a_frame(home, chromium, other_site):
    # A phone of its own: what the policy has to say is here no fault.
    phone = chromium.new_context()
    page = home.sign_in(phone)
    said = []
    page.on("console", lambda message: said.append(message.text))
    visit(page, other_site)
    home.come_true(lambda: any("frame-ancestors" in text for text in said))
    (framed,) = page.main_frame.child_frames
    assert framed.url.startswith("chrome-error:")
    assert ask(page, "document.querySelector('iframe').contentDocument === null")
    phone.close()
