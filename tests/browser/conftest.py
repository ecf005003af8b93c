"""A server as `make run` starts it, and axe on every page a test looks at."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.deploying import back
from tests.browser.home import WORKER, Home, served_home
from tests.support import faulty, served
from tests.support.browser import PATIENT, ask, until

Check = Callable[[Page], None]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True)
class Empty:
    """A server that nobody has set up."""

    url: str
    setup_link: str


@pytest.fixture
def server(tmp_path) -> Iterator[Empty]:
    """An empty server that prints its set-up link."""
    server = served.start(tmp_path / "data", JOURNAL_REMINDERS="worker")
    with faulty.between(server.port) as network:
        network.more = {WORKER: PATIENT}
        yield Empty(network.url, server.setup_link.replace(server.url, network.url))
    server.stop()


@pytest.fixture(scope="session")
def no_barrier() -> Check:
    """Fail when axe finds something, or when the page scrolls sideways."""
    rules = {"runOnly": {"type": "tag", "values": RULES}}
    look = f"() => {{ {Axe().axe_script}\n return axe.run({json.dumps(rules)}); }}"

    def check(page: Page) -> None:
        with whole(page):
            found = AxeResults(ask(page, look))
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
        wide = ask(page, "document.documentElement.scrollWidth > innerWidth")
        assert not wide, f"{page.url} scrolls sideways"

    return check


@contextmanager
def whole(page: Page) -> Iterator[None]:
    """The page in one piece, as tall as it is: axe judges it, not where it was scrolled to.

    Otherwise the bar at the bottom covers half of whatever stands behind it just then.
    """
    until(page, "document.readyState === 'complete'")
    size = page.viewport_size
    tall = ask(page, "document.documentElement.scrollHeight")
    assert size is not None
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], tall)})
    try:
        yield
    finally:
        page.set_viewport_size(size)


@pytest.fixture(scope="session")
def one_home(tmp_path_factory) -> Iterator[Home]:
    """One server for all tests of this process: to start one takes longer than most of them."""
    data = tmp_path_factory.mktemp("home") / "data"
    with served_home(data, JOURNAL_OPERATOR="ada@example.org") as home:
        yield home


@pytest.fixture
def home(one_home: Home) -> Home:
    """The family's server with the whole cast on it and an empty journal, behind a network that
    may fail."""
    if one_home.server.process.poll() is not None:  # a test that failed has left it dead
        back(one_home)
    one_home.clear()
    return one_home
