"""What a visit costs on the way, counted by the browser itself: few requests, few bytes."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

import pytest
from playwright.sync_api import Page, expect

from tests.browser.home import visit
from tests.support import faulty, served
from tests.support.browser import PATIENCE, started, until

# Bytes, a KB is 1,000: a first visit with the answers' headers; with the worker's part; the next
# one's page.
MOST_FIRST = 50_000
MOST_READY = 54_000
MOST_AGAIN = 5_000
# The evening's question with its numbers, which stands there from four o'clock on.
EVENING = 1_000
pytestmark = pytest.mark.browser


@dataclass
class Wire:
    """What this page asked for over the network since the last look, and what came back."""

    page: Page
    asked: dict[str, str] = field(default_factory=dict)
    came: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        line = self.page.context.new_cdp_session(self.page)
        line.on("Network.requestWillBeSent", self._ask)
        line.on("Network.loadingFinished", self._come)
        line.on("Network.loadingFailed", self._come)
        line.send("Network.enable")

    def _ask(self, told) -> None:
        self.asked[told["requestId"]] = told["request"]["url"]

    def _come(self, told) -> None:
        self.came[told["requestId"]] = told.get("encodedDataLength", 0)

    def visited(self) -> dict[str, float]:
        """The bytes of each answer, headers too, once all is there.

        Not what the browser had already, and not the news, which this asks for as often as time
        passes.
        """
        started(self.page)
        until(self.page, "document.readyState === 'complete'")
        open_ = [id_ for id_, url in self.asked.items() if "/api/" not in url]
        deadline = time.monotonic() + 60
        while not set(open_) <= set(self.came):
            assert time.monotonic() < deadline, "an answer did not come"
            self.page.wait_for_timeout(50)
        found = {self.asked[id_]: self.came[id_] for id_ in open_ if self.came[id_]}
        self.asked.clear()
        self.came.clear()
        return found


@pytest.fixture
def demo(tmp_path, demo_in):
    """The family of `make demo`, behind a network that counts; the way in."""
    told = demo_in(tmp_path / "data")
    server = served.start(tmp_path / "data", JOURNAL_REMINDERS="worker")
    try:
        with faulty.between(server.port) as network:
            yield network, told.accounts[0]
    finally:
        server.stop()


def test_first_visit_fits_into_50_kb_and_ten_requests_and_the_next_page_into_5(demo, new_phone):
    network, account = demo
    # A stranger: nothing was ever here.
    page = new_phone().new_page()
    wire = Wire(page)
    visit(page, f"{network.url}/sign-in")
    fits(wire.visited(), most=MOST_FIRST)
    page.get_by_label("E-mail").fill(account.email)
    page.get_by_label("Passphrase").fill(account.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/today$"))
    today, cookies = page.url, page.context.storage_state()["cookies"]
    page.context.close()
    # What its worker was just fetching is not the next phone's.
    until_true(lambda: not network.under_way)
    network.seen.clear()
    network.carried.clear()

    # Today on a phone that has nothing but the way in.
    page = new_phone(storage_state={"cookies": cookies, "origins": []}).new_page()
    wire = Wire(page)
    visit(page, today)
    first = wire.visited()
    fits(first, most=MOST_FIRST)
    until(page, "Boolean(navigator.serviceWorker.controller)", seconds=60)

    # With what the worker fetches so that all of it opens without signal: script and styles once.
    # (That the page's script is still the same the worker asks, and is told 304.)
    files = [path for path in fetched(network) if path.startswith("/s/")]
    large = [path for path in files if path.endswith((".js", ".css"))]
    assert len(large) == len(set(large)), network.seen
    # The camera and the lab report's keyboard are scripts of their own, with a sheet of pictures;
    # the lock of a phone is two, of which a page waits for one.
    assert len(set(files)) <= 10, network.seen
    assert sum(network.carried[path] for path in besides_news(network)) <= MOST_READY

    # The next look: Today as it is now, and nothing that the phone has already.
    network.seen.clear()
    network.carried.clear()
    visit(page, today)
    assert not wire.visited(), "the worker fetches the page"
    assert fetched(network) == [today.removeprefix(network.url)]
    evening = page.locator("#evening").count() * EVENING
    assert network.carried[today.removeprefix(network.url)] <= MOST_AGAIN + evening


def until_true(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.05)


def fetched(network: faulty.Network) -> list[str]:
    """What came whole. Whether there is a new worker the browser asks when it likes."""
    whole = [path for _method, path, status in network.seen if status == HTTPStatus.OK]
    return [path for path in whole if not path.startswith("/api/") and path != "/sw.js"]


def besides_news(network: faulty.Network) -> list[str]:
    return [path for path in network.carried if not path.startswith("/api/")]


def fits(visited: dict[str, float], *, most: int) -> None:
    assert len(visited) <= 10, visited
    assert sum(visited.values()) <= most, visited
