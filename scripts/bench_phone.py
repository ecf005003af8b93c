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

from playwright.sync_api import BrowserContext, CDPSession, Page, expect, sync_playwright

from journal.clock import now
from journal.exchange.demo import load_demo
from journal.settings import Settings
from tests.family import fresh_database
from tests.support import served
from tests.support.browser import Phones, launched, started, until

VISITS = 5
SLOWER = 4
# What Lighthouse calls slow 4G: bytes a second, and the way there and back.
LINE = {"latency": 150, "downloadThroughput": 1_638_400 / 8, "uploadThroughput": 750_000 / 8}
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
        store.put({ ...all[at % all.length], entry: crypto.randomUUID() });
      }
    };
    tx.oncomplete = () => { asked.result.close(); done(true); };
  };
})"""
PAINTED = """new Promise((done) => new PerformanceObserver((list) => {
  done(list.getEntries().at(-1).startTime);
}).observe({ type: "largest-contentful-paint", buffered: true }))"""
# From the tap to the words, over the page in between: by the clock, not by the page's own zero.
WATCH = """
document.addEventListener("click", ({ target }) => {
  if (target.closest?.("button")) sessionStorage.setItem("bench-tap", Date.now());
}, true);
const look = () => {
  if (/Saved on this phone/.test(document.querySelector(".toast")?.textContent ?? "")) {
    globalThis.benchSaid ??= Date.now() - Number(sessionStorage.getItem("bench-tap"));
  }
};
new MutationObserver(look).observe(document, { subtree: true, childList: true });
"""


@dataclass
class Visits:
    """What five visits took, in milliseconds."""

    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    offline: list[float] = field(default_factory=list)
    saved: list[float] = field(default_factory=list)


def measure(folder: Path) -> dict[str, float]:
    """Return the medians in ms: the largest paint of Today, and from the tap to what is said."""
    with _demo(folder) as (url, form), sync_playwright() as tool, launched(tool) as browser:
        phones, visits = Phones(browser), Visits()
        state = _signed_in(phones.new(), url, form)
        for _ in range(VISITS):
            phone = phones.new(storage_state=state)
            _visit(phone, url, visits)
            phone.close()
    return {name: statistics.median(found) for name, found in vars(visits).items()}


@contextmanager
def _demo(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
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


def _signed_in(phone: BrowserContext, url: str, form: dict[str, str]) -> Any:
    page = phone.new_page()
    page.goto(f"{url}/sign-in")
    for label, text in form.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/today$"))
    cookies = phone.storage_state()["cookies"]
    phone.close()
    return {"cookies": cookies, "origins": []}


def _visit(phone: BrowserContext, url: str, visits: Visits) -> None:
    page = phone.new_page()
    line = _slow(page)
    visits.first.append(_painted(page, lambda: page.goto(url)))
    until(page, "Boolean(navigator.serviceWorker.controller)", seconds=60)
    until(page, f"({KEPT})('pockets').then((count) => count === 2)", seconds=120)
    until(page, f"({KEPT})('entries').then((count) => count > 300)", seconds=120)
    today = page.url
    visits.again.append(_painted(page, lambda: page.goto(today)))
    started(page)
    page.evaluate(FILL, ENTRIES)
    page.goto(today.replace("/today", "/log/note"))
    started(page)
    phone.set_offline(True)  # the worker too, which the line of the page does not concern
    line.send("Network.emulateNetworkConditions", {**LINE, "offline": True})
    page.get_by_label("What do you want to remember?").fill("A calm night")
    page.evaluate(f"(() => {{ {WATCH} }})()")
    phone.add_init_script(WATCH)
    page.get_by_role("button", name=re.compile("^Save for")).click()
    until(page, "globalThis.benchSaid > 0", seconds=60)
    visits.saved.append(page.evaluate("globalThis.benchSaid"))
    visits.offline.append(_painted(page, lambda: page.goto(today)))


def _slow(page: Page) -> CDPSession:
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", {**LINE, "offline": False})
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return line


def _painted(page: Page, go: Callable[[], object]) -> float:
    go()
    until(page, "document.readyState === 'complete'")
    page.wait_for_timeout(1500)  # what is largest may still come
    found: float = page.evaluate(PAINTED)
    return found


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        print(json.dumps(measure(Path(temporary) / "data"), indent=2))
