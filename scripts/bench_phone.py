"""What a phone feels, for `make bench`: real Chromium, its processor four times slower, slow 4G.

The demo family is served; every time is the median of five visits. Times of one machine: what they
are good for is the comparison with the target the project has set itself.
"""

import json
import re
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from journal.clock import now
from journal.exchange.demo import load_demo
from journal.settings import Settings
from tests.family import fresh_database
from tests.support import served
from tests.support.browser import PHONE, ask, launched, started, until, visit

VISITS = 5
SLOWER = 4
# Slow 4G as Lighthouse makes a browser wait: for every request in milliseconds, bytes a second. The
# worker's requests too. A line that hangs takes a request and never answers.
LINE = {"latency": 562.5, "downloadThroughput": 1_440_000 / 8, "uploadThroughput": 675_000 / 8}
HANGS = {**LINE, "latency": 600_000}
ENTRIES = 5000
KEPT = """(store) => new Promise((done) => {
  const asked = indexedDB.open("sunhat-" + document.body.dataset.person);
  asked.onsuccess = () => {
    const found = asked.result.transaction(store).objectStore(store).count();
    found.onsuccess = () => { asked.result.close(); done(found.result); };
  };
})"""
FILL = """(count) => new Promise((done) => {
  const asked = indexedDB.open("sunhat-" + document.body.dataset.person);
  asked.onsuccess = () => {
    const tx = asked.result.transaction("entries", "readwrite");
    const store = tx.objectStore("entries");
    store.getAll().onsuccess = ({ target: { result: all } }) => {
      for (let at = 0; at < count; at += 1) {
        store.put({ ...all[at % all.length], entry: `bench-${at}` });
      }
    };
    tx.oncomplete = () => { asked.result.close(); done(true); };
  };
})"""
PAINTED = """new Promise((done) => new PerformanceObserver((list) => {
  done(list.getEntries().at(-1).startTime);
}).observe({ type: "largest-contentful-paint", buffered: true }))"""
# From the tap until the words are painted, on this page or the next: by the clock, not by a page's
# own zero.
WATCH = """
document.addEventListener("click", ({ target }) => {
  if (target.closest?.("button")) sessionStorage.setItem("bench-tap", Date.now());
}, true);
new MutationObserver(() => {
  const said = /Saved on this phone/.test(document.querySelector(".dock")?.textContent);
  if (said) requestAnimationFrame(() => setTimeout(() => {
    const took = Date.now() - Number(sessionStorage.getItem("bench-tap"));
    if (!sessionStorage.getItem("bench-said")) sessionStorage.setItem("bench-said", took);
  }));
}).observe(document, { subtree: true, childList: true });
"""


@dataclass
class Visits:
    """What five visits took, in milliseconds."""

    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    offline: list[float] = field(default_factory=list)
    saved: list[float] = field(default_factory=list)
    hanging: list[float] = field(default_factory=list)


def measure(folder: Path) -> dict[str, float]:
    """Return the medians in ms: the largest paint of Today, and from the tap to what is said."""
    with demo(folder) as (url, form), sync_playwright() as tool, launched(tool) as browser:
        visits = Visits()
        today, state = signed_in(new_phone(browser), url, form)
        for _ in range(VISITS):
            phone = new_phone(browser, storage_state=state)
            _visit(phone, today, visits)
            phone.close()
    return {name: statistics.median(found) for name, found in vars(visits).items()}


@contextmanager
def demo(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    settings = Settings.from_environment({"JOURNAL_DATA": str(folder)})
    database = fresh_database(settings.database)
    told = load_demo(database, now=now(), secrets_dir=settings.secrets)
    database.close()
    server = served.start(folder, JOURNAL_REMINDERS="worker")
    account = told.accounts[0]
    try:
        yield server.url, {"E-mail": account.email, "Passphrase": account.password}
    finally:
        server.stop()


def new_phone(browser: Browser, **more: Any) -> BrowserContext:
    """As a phone is, unlike the tests' own, which wait for a slow machine."""
    phone = browser.new_context(**PHONE, **more)
    phone.set_default_timeout(60_000)
    return phone


def signed_in(phone: BrowserContext, url: str, form: dict[str, str]) -> tuple[str, Any]:
    """Return the address of Today, and what another phone needs to be signed in as well."""
    page = phone.new_page()
    page.goto(f"{url}/sign-in")
    for label, text in form.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/today$"))
    today, cookies = page.url, phone.storage_state()["cookies"]
    phone.close()
    return today, {"cookies": cookies, "origins": []}


def _visit(phone: BrowserContext, today: str, visits: Visits) -> None:
    page = phone.new_page()
    line = Line(page)
    visits.first.append(_painted(page, lambda: visit(page, today)))
    until(page, "Boolean(navigator.serviceWorker.controller)", seconds=60)
    until(page, f"({KEPT})('pockets').then((count) => count === 2)", seconds=120)
    until(page, f"({KEPT})('entries').then((count) => count > 300)", seconds=120)
    page.wait_for_timeout(3000)  # nobody opens a page again while it is still at work
    line.slow_worker()
    visits.again.append(_painted(page, lambda: visit(page, today)))
    started(page)
    ask(page, FILL, ENTRIES)
    phone.add_init_script(WATCH)
    visits.hanging.append(_saved(page, today, lambda: line.be(HANGS)))
    line.be(LINE)
    visits.saved.append(_saved(page, today, lambda: line.be(LINE, offline=True)))
    visits.offline.append(_painted(page, lambda: visit(page, today)))
    assert page.locator("[data-shell]").count(), "the server drew it"


def _saved(page: Page, today: str, lose: Callable[[], object]) -> float:
    """Write a note when the signal is lost. Returns the milliseconds from the tap to the words."""
    visit(page, today.replace("/today", "/log/note"))
    started(page)
    ask(page, "sessionStorage.removeItem('bench-said') ?? true")
    page.get_by_label("What do you want to remember?").fill("A calm night")
    lose()
    page.get_by_role("button", name=re.compile("^Save for")).click()
    until(page, "sessionStorage.getItem('bench-said')", seconds=60)
    until(page, "Boolean(document.querySelector('.toast'))", seconds=60)
    return float(ask(page, "sessionStorage.getItem('bench-said')"))


class Line:
    """What carries a page's requests, and those of the worker that fetches pages: it has its own.

    While one of these is slow, Playwright's set_offline is not heard.
    """

    def __init__(self, page: Page) -> None:
        assert page.context.browser
        self._page = page.context.new_cdp_session(page)
        self._browser = page.context.browser.new_browser_cdp_session()
        self._workers: list[str] = []
        self._page.send("Network.enable")
        self._page.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        self.be(LINE)

    def slow_worker(self) -> None:
        """From now on the worker's requests are as slow as the page's."""
        for one in self._browser.send("Target.getTargets")["targetInfos"]:
            if one["type"] == "service_worker":
                to = {"targetId": one["targetId"], "flatten": False}
                told = self._browser.send("Target.attachToTarget", to)
                self._workers.append(told["sessionId"])
                self._tell(told["sessionId"], "Network.enable", {})
        assert self._workers, "no worker to make slow"
        self.be(LINE)

    def be(self, how: dict[str, float], *, offline: bool = False) -> None:
        emulate = ("Network.emulateNetworkConditions", {**how, "offline": offline})
        self._page.send(*emulate)
        for session in self._workers:
            self._tell(session, *emulate)

    def _tell(self, session: str, method: str, params: dict[str, Any]) -> None:
        message = json.dumps({"id": 1, "method": method, "params": params})
        self._browser.send("Target.sendMessageToTarget", {"sessionId": session, "message": message})


def _painted(page: Page, go: Callable[[], object]) -> float:
    go()
    until(page, "document.readyState === 'complete'")
    page.wait_for_timeout(1500)  # what is largest may still come
    found: float = page.evaluate(PAINTED)
    return found


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        print(json.dumps(measure(Path(temporary) / "data"), indent=2))
