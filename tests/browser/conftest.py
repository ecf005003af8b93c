"""A server as `make run` starts it, and axe on every page a test looks at."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.home import Home, served_home
from tests.support import served
from tests.support.browser import ask, until

Check = Callable[[Page], None]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def server(tmp_path) -> Iterator[served.Server]:
    """An empty server that prints its set-up link."""
    server = served.start(tmp_path / "data", JOURNAL_REMINDERS="worker")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def no_barrier() -> Check:
    """Fail when axe finds something, or when the page scrolls sideways."""
    axe = Axe()

    def check(page: Page) -> None:
        with whole(page):
            found = axe.run(page, options={"runOnly": {"type": "tag", "values": RULES}})
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
    yield
    page.set_viewport_size(size)


@pytest.fixture(scope="module")
def one_home(tmp_path_factory) -> Iterator[Home]:
    with served_home(tmp_path_factory.mktemp("home") / "data") as home:
        yield home


@pytest.fixture
def home(one_home: Home) -> Home:
    """The family's server with the whole cast on it and an empty journal, behind a network that
    may fail."""
    one_home.clear()
    return one_home
