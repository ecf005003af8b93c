"""Debian's Chromium, driven by Playwright, at the size of a phone."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    Response,
    WebError,
    expect,
)

from tests.support.missing import Missing

Value = TypeVar("Value")
# Seconds. What comes sooner is not waited for: only a failing test takes so long.
PATIENCE = 60

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
    "locale": "en-US",
    "timezone_id": "America/New_York",
}

ARGUMENTS = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # A camera that draws a picture of its own; a browser without windows can ask nobody.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    # The network is closed for the browser too.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


@contextmanager
def launched(playwright: Playwright) -> Iterator[Browser]:
    """Start Chromium and close it after. Raises Missing when it is not installed.

    Debian's build without windows is the same engine and opens a phone in a fifth of the time.
    """
    expect.set_options(timeout=PATIENCE * 1000)
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if not path:
        raise Missing("Chromium is missing (on Debian: apt install chromium-headless-shell).")
    browser = playwright.chromium.launch(
        executable_path=path,
        chromium_sandbox=False,  # root, as in most containers, cannot have one
        args=ARGUMENTS,
    )
    yield browser
    browser.close()


# How long a phone waits before it goes on without an answer: 2.5 s for the server's word on what
# was saved (4.5 s with photos), 3 s for a page or for a sign-out, 4 s for its own database; and a
# line that was said leaves after 10 s. On a small machine that runs several tests at once all of
# this may take longer, and what is said must not hang on that. And nobody here has eight seconds to
# wait until a page looks for news. The worker is told the same: see faulty.Network.
PATIENT = f"""
{{
  const later = globalThis.setTimeout, every = globalThis.setInterval;
  const given = new Set([2500, 3000, 4000, 4500, 10000]);
  globalThis.setTimeout = (work, ms, ...more) =>
    later(work, given.has(ms) ? {PATIENCE * 1000} : ms, ...more);
  globalThis.setInterval = (work, ms, ...more) => every(work, ms === 8000 ? 1000 : ms, ...more);
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (ms) => timeout(Math.max(ms, {PATIENCE * 1000}));
}}
"""


# In a page whose body has come, and only there: null says that it has not.
_WHEN_THERE = """async (given) => {
  if (!document.body || document.readyState === "loading") return null;
  const said = (%s);
  return [await (typeof said === "function" ? said(given) : said)];
}"""
# What Playwright says when the page it asked has given way to another one.
_ON_ITS_WAY = (
    "context was destroyed",
    "Cannot find context",
    "frame was detached",
    "frame detached",
    "navigating",
    "interrupted by another navigation",
    "ERR_ABORTED",
)


def on_its_way(error: Error) -> bool:
    """Whether this happened because the page was just loading another one, or itself again."""
    return any(words in str(error) for words in _ON_ITS_WAY)


def ask(page: Page, said: str, given: Any = None) -> Any:
    """Return what this expression or function (of `given`) says in the page, which may just be
    loading again with news: then the next page is asked.

    Raises Playwright's Error when the expression itself fails.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            found = page.evaluate(_WHEN_THERE % said, given)
        except Error as error:
            if not on_its_way(error):
                raise
            found = None
        if found is not None:
            return found[0]
        assert time.monotonic() < deadline, f"{page.url} never came"
        page.wait_for_timeout(50)


def markup(page: Page) -> str:
    """Everything that stands in the page."""
    return str(ask(page, "document.documentElement.outerHTML"))


def until(page: Page, said: str, seconds: float = PATIENCE) -> None:
    """Ask the page until this expression is true, or fail; a page on its way is asked again.

    Playwright's own waiting evaluates inside the page, which our Content-Security-Policy forbids.
    """
    deadline = time.monotonic() + seconds
    while True:
        with suppress(Error):
            if page.evaluate(said):
                return
        assert time.monotonic() < deadline, f"{page.url}: {said} did not come true"
        page.wait_for_timeout(50)


def visit(page: Page, address: str) -> Response | None:
    """Open a page, though the present one may just be loading again with news."""
    return again(lambda: page.goto(address))


def reload(page: Page) -> Response | None:
    """Load the page again, though it may just be doing so by itself."""
    return again(page.reload)


def again(go: Callable[[], Value]) -> Value:
    """Do this once more when the page was just on its way, for as long as it takes."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return go()
        except Error as error:
            if not on_its_way(error) or time.monotonic() > deadline:
                raise


def started(page: Page) -> None:
    """Wait for the page's scripts: before that a tap does what it does without them."""
    until(page, "document.documentElement.classList.contains('is-started')")


def _said(page: Page) -> str:
    try:
        return f"--- {page.url}\n{page.locator('body').inner_text(timeout=2000)}"
    except Error as error:
        return f"--- {page.url}\n{error}"


class Phones:
    """Hands out phones: browser contexts that share nothing. Keeps what went wrong on them."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.faults: list[str] = []
        self._contexts: list[BrowserContext] = []

    def new(self, **options: Any) -> BrowserContext:
        """Return a phone of 390 × 844; `options` are Playwright's (java_script_enabled=False)."""
        context = self.browser.new_context(**{**PHONE, **options})
        context.set_default_timeout(PATIENCE * 1000)
        context.add_init_script(PATIENT)
        context.on("weberror", self._note_error)
        context.on("console", self._note_message)
        self._contexts.append(context)
        return context

    def shown(self) -> str:
        """Return what every open page of these phones says just now, for a test that failed."""
        return "\n".join(_said(page) for context in self._contexts for page in context.pages)

    def close(self) -> None:
        """Close every phone that was handed out."""
        for context in self._contexts:
            context.close()

    def _note_error(self, error: WebError) -> None:
        # The browser's own words for a database that a test took away while the page was reading.
        if "Force close delete origin" not in str(error.error):
            self.faults.append(f"{error.page.url if error.page else ''}: {error.error}")

    def _note_message(self, message: ConsoleMessage) -> None:
        # Other messages may be meant: a refused form is an "error" of the console too.
        if "Content Security Policy" in message.text:
            self.faults.append(message.text)
