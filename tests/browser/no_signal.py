"""A phone that has been at home and is on a ward now: what it keeps, with the server stopped."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from tests.browser.home import Home, kept_rows
from tests.support.browser import visit
from tests.support.faulty import CUT

VIEWS = (
    "today",
    "journal",
    "medicines",
    "card",
    "log",
    "log/symptom",
    "log/dose",
    "log/temperature",
    "log/weight",
    "log/infusion",
    "log/stay",
    "log/visit",
    "log/question",
    "log/note",
    "log/activity",
    "log/check_in",
    "log/faces",
)
CHILDREN = 2
AS_OF = re.compile(r"No signal: as of \d\d:\d\d")


def filled(page: Page, home: Home) -> None:
    """Wait until the phone keeps the pocket of Nora, entries included."""
    home.come_true(lambda: pockets(page) == CHILDREN)


def pockets(page: Page) -> int:
    """How many children this phone keeps."""
    return _count(page, "pockets")


def kept_entries(page: Page) -> int:
    """How many entries this phone keeps."""
    return _count(page, "entries")


def _count(page: Page, store: str) -> int:
    return len(kept_rows(page, store))


@contextmanager
def no_server(home: Home) -> Iterator[None]:
    """Nothing answers: every connection is refused or cut, the worker's too."""
    before = home.network.rule
    home.network.rule = lambda _method, _path: CUT
    try:
        yield
    finally:
        home.network.rule = before


def opened(page: Page, home: Home, place: str) -> Page:
    """Open a page of Nora's and wait until the shell has drawn it."""
    where = home.place(place)
    # A Today that was just loading itself again with news may have had the last word.
    home.come_true(lambda: (visit(page, where), page.url == where)[1])
    expect(page.locator("[data-shell-status]")).to_contain_text(AS_OF)
    return page
