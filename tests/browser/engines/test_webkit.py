"""In WebKit: saved with the server, written without it, opened from the worker, arrived once."""

from collections.abc import Iterator

import pytest

from journal.records.entries import Kind
from tests.browser.engines import webkit
from tests.browser.home import Home
from tests.browser.no_signal import CHILDREN, no_server
from tests.family import PASSPHRASE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.nightly,
    # Selenium's own class for WebKitGTK warns of what it does itself.
    pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning"),
]
# A quarter of an hour and more without the server (H17), until another page opens.
LATER = """((now) => { Date.now = () => now() + 17 * 60_000; })(Date.now.bind(Date)),
  document.dispatchEvent(new Event("visibilitychange"))"""
STATUS, LINE, TOAST = "[data-shell-status]", "[data-outbox-line]", ".toast"


@pytest.fixture
def phone() -> Iterator[webkit.Phone]:
    with webkit.launched() as phone:
        yield phone


def sign_in(phone: webkit.Phone, home: Home) -> None:
    """Sign in and wait until the phone is ready to go without signal."""
    phone.open(f"{home.network.url}/sign-in")
    phone.fill("[name=email]", "ada@example.org")
    phone.fill("[name=passphrase]", PASSPHRASE)
    phone.tap("Sign in")
    phone.until("document.body.dataset.person")
    phone.until("navigator.serviceWorker.ready.then(() => true)")
    phone.open(home.today)  # a page that began before there was a worker may never have one
    phone.until("Boolean(navigator.serviceWorker.controller)")
    home.come_true(lambda: len(phone.kept("pockets")) == CHILDREN)


def write_note(phone: webkit.Phone, home: Home, text: str) -> None:
    phone.open(home.place("log/note"))
    phone.fill("#log-form [name=note]", text)
    phone.tap("Save for Nora")
    phone.shows(TOAST, "Saved")


def test_f18_h17_what_is_written_in_webkit_without_a_server_is_kept_and_arrives_once(home, phone):
    sign_in(phone, home)
    write_note(phone, home, "A calm night")
    home.come_true(lambda: [row["state"] for row in phone.kept("outbox")] == ["settled"])
    assert len(home.entries(Kind.NOTE)) == 1
    with no_server(home):
        phone.open(home.today)
        phone.shows(STATUS, "No signal: as of")
        phone.until(LATER)
        phone.shows(".dose", "Unknown since")
        phone.open(home.today)
        phone.shows(STATUS, "No signal: as of")
        phone.tap("Give to Nora")
        phone.shows(TOAST, "Saved on this phone")
        write_note(phone, home, "A rash at noon")
        phone.shows(TOAST, "Saved on this phone")
        phone.open(home.place("journal"))
        phone.shows("main", "A calm night")
        phone.shows(".entry--waiting", "on this phone, waiting")
        phone.shows(LINE, "2 wait on this phone")
    home.come_true(lambda: len(home.entries()) == 3)
    phone.open(home.today)
    phone.shows(".dose--recorded", "Ada")
    home.come_true(lambda: {row["state"] for row in phone.kept("outbox")} == {"settled"})
    assert sorted(entry.kind for entry in home.entries()) == [Kind.DOSE, Kind.NOTE, Kind.NOTE]
