"""Debian's Firefox, where the tests around these have Chromium."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect

from tests.support.browser import PATIENCE
from tests.support.missing import Missing


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Firefox, started once for each test process, for `new_phone` to hand out phones of."""
    expect.set_options(timeout=PATIENCE * 1000)
    path = shutil.which("firefox-esr")
    if not path:
        raise Missing("Firefox is missing (on Debian: apt install firefox-esr).")
    browser = playwright.firefox.launch(
        executable_path=path,
        channel="moz-firefox",
        # The network is closed for this browser too: nobody listens there.
        proxy={"server": "http://127.0.0.1:1", "bypass": "127.0.0.1"},
    )
    yield browser
    browser.close()


@pytest.fixture
def phone(new_phone: Callable[..., BrowserContext]) -> BrowserContext:
    """One phone. Firefox cannot pretend to be one; its window is as small."""
    return new_phone(is_mobile=False, has_touch=False)
