"""Debian's Firefox, where the tests around these have Chromium."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect

from tests.support.browser import PATIENCE
from tests.support.missing import Missing


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Firefox, started once for each test process, for `new_phone` to hand out phones of."""
    with firefox(playwright) as browser:
        yield browser


@contextmanager
def firefox(
    playwright: Playwright, preferences: dict[str, str | float | bool] | None = None
) -> Iterator[Browser]:
    """Start it with these of its settings, and close it after."""
    expect.set_options(timeout=PATIENCE * 1000)
    path = shutil.which("firefox-esr")
    if not path:
        raise Missing("Firefox is missing (on Debian: apt install firefox-esr).")
    browser = playwright.firefox.launch(
        executable_path=path,
        channel="moz-firefox",
        firefox_user_prefs=preferences,
        # The network is closed for this browser too: nobody listens there.
        proxy={"server": "http://127.0.0.1:1", "bypass": "127.0.0.1"},
    )
    yield browser
    browser.close()


@pytest.fixture
def new_phone(new_phone: Callable[..., BrowserContext]) -> Callable[..., BrowserContext]:
    """Phones, as many as wanted. Firefox cannot pretend to be one; its window is as small."""
    return partial(new_phone, is_mobile=False, has_touch=False)


@pytest.fixture
def phone(new_phone: Callable[..., BrowserContext]) -> BrowserContext:
    """One phone."""
    return new_phone()
