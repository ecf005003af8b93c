"""The family's server with the whole cast on it, a network that may fail, and signed-in phones."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from playwright.sync_api import BrowserContext, Error, Locator, Page, expect
from sqlalchemy import event
from sqlmodel import SQLModel, delete, select

from journal.records.database import Database
from journal.records.entries import Entry, Kind
from journal.settings import Settings
from tests.family import PASSPHRASE, ZONE, Family, fresh_database, make_family
from tests.support import faulty, served
from tests.support.browser import PATIENCE, PATIENT, ask, until, visit

SYNC = "/api/v1/sync"
Value = TypeVar("Value")
# What a home has before anybody writes, but for Nora's prednisolone.
KEPT = {"account", "act", "act_words", "child", "heartbeat", "household", "instance", "membership"}
WORKER = "/sw.js"


@dataclass
class Home:
    """Where the cast lives."""

    family: Family
    server: served.Server
    network: faulty.Network

    @property
    def today(self) -> str:
        return self.place("today")

    def place(self, place: str) -> str:
        """The address of one of Nora's pages."""
        return f"{self.network.url}/children/{self.family.nora}/{place}"

    def entries(self, kind: Kind | None = None, *, deleted: bool = False) -> list[Entry]:
        """What stands in the journal."""
        with self.family.database.reading() as session:
            found = session.exec(select(Entry).where(Entry.deleted == deleted)).all()
        return [entry for entry in found if kind in (None, entry.kind)]

    def come_true(self, what: Callable[[], Value], seconds: float = PATIENCE) -> Value:
        """Ask until the answer is one, or fail. What cannot say yet is asked again: a page on its
        way, or a list that is empty still."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                if found := what():
                    return found
            except (Error, LookupError, TypeError):
                if time.monotonic() > deadline:
                    raise
            assert time.monotonic() < deadline, "it did not come true"
            time.sleep(0.1)

    def sign_in(
        self, phone: BrowserContext, name: str = "ada", *, page: Page | None = None
    ) -> Page:
        """Sign in on this phone and open Today, the worker looking after it."""
        page = page or phone.new_page()
        visit(page, f"{self.network.url}/sign-in")
        page.get_by_label("E-mail").fill(f"{name}@example.org")
        page.get_by_label("Passphrase").fill(PASSPHRASE)
        page.get_by_role("button", name="Sign in").click()
        expect(page).not_to_have_url(re.compile("/sign-in"))
        if page.url != self.today:
            visit(page, self.today)
        ask(page, "navigator.serviceWorker.ready.then(() => true)")
        while not looked_after(page):
            visit(page, self.today)
        return page

    def clear(self) -> None:
        """Empty the journal, end every session and mend the network: the next test's own home.

        Nora's prednisolone is due now.
        """
        self.network.rule = faulty.passes
        self.network.more = {WORKER: PATIENT}
        self.end_sessions()
        # What the last test's phone still asks is answered first, and writes nothing any more.
        self.come_true(lambda: not self.network.under_way)
        self.network.seen.clear()
        with self.family.database.transaction() as session:
            for table in reversed(SQLModel.metadata.sorted_tables):
                if table.name not in KEPT:
                    session.execute(delete(table))
        self.family.medicine(rhythm={"every": "day", "times": [soon()]})

    def end_sessions(self) -> None:
        """As thirty days without a visit would."""
        from journal.records.people import AuthSession

        with self.family.database.transaction() as session:
            for row in session.exec(select(AuthSession)):
                session.delete(row)


@contextmanager
def served_home(folder: Path, **more: str) -> Iterator[Home]:
    """Start it, fit for a test; `more` are settings of its server."""
    settings = Settings.from_environment({"JOURNAL_DATA": str(folder)})
    database = patient_database(settings.database)
    family = make_family(database)
    server = served.start(folder, JOURNAL_REMINDERS="worker", **more)
    try:
        with faulty.between(server.port) as network:
            home = Home(family, server, network)
            home.clear()
            yield home
    finally:
        server.stop()
        database.close()


def patient_database(url: str) -> Database:
    """An empty one that waits for a server on a slow machine; a family's waits five seconds."""
    database = fresh_database(url)
    pragma = f"PRAGMA busy_timeout = {PATIENCE * 1000}"
    event.listen(database.engine, "connect", lambda connection, _: connection.execute(pragma))
    database.close()  # what was connected before
    return database


def soon() -> str:
    """A time of today that is due already and not over: the hour before it is for giving."""
    here = datetime.now(ZoneInfo(ZONE))
    later = here + timedelta(minutes=30)
    return f"{later:%H:%M}" if later.date() == here.date() else "23:59"


# Opened as it is: a database that is not there, or just goes, is never made by looking.
KEPT_ROWS = """async (store) => {
  const all = await indexedDB.databases();
  const name = globalThis.document // in the worker: of the one person there is
    ? "sunhat-" + (document.body.dataset.person || localStorage["sunhat-person"])
    : all[0]?.name;
  if (!all.some((each) => each.name === name)) return [];
  const db = await new Promise((done, fail) => {
    const asked = indexedDB.open(name);
    asked.onupgradeneeded = () => asked.transaction.abort();
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => asked.error.name === "AbortError" ? done(null) : fail(asked.error);
  });
  if (!db) return [];
  try {
    return await new Promise((done, fail) => {
      const asked = db.transaction(store).objectStore(store).getAll();
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
  } finally {
    db.close();
  }
}"""


def kept_rows(page: Page, store: str) -> list[dict[str, Any]]:
    """What the phone of this page keeps there, of whoever is signed in."""
    found: list[dict[str, Any]] = ask(page, KEPT_ROWS, store)
    return found


def looked_after(page: Page) -> bool:
    """Whether the worker has taken this page, which it never does when the page began to load just
    as it was installed."""
    try:
        until(page, "Boolean(navigator.serviceWorker.controller)", seconds=5)
    except AssertionError:
        return False
    return True


def outbox(page: Page) -> list[dict[str, Any]]:
    """What was saved on the phone of this page, by whoever is signed in."""
    return kept_rows(page, "outbox")


def states(page: Page) -> list[str]:
    """The states of what was saved there."""
    return [row["state"] for row in outbox(page)]


def line(page: Page) -> Locator:
    """The line at the top that says what waits."""
    return page.locator("[data-outbox-line]")


def give(page: Page) -> Locator:
    """The first button that gives a dose."""
    return page.get_by_role("button", name=re.compile("^Give to Nora")).first


def write_note(page: Page, home: Home, text: str = "A calm night") -> None:
    """Write a note on its form and save it."""
    visit(page, home.place("log/note"))
    page.get_by_label("What do you want to remember?").fill(text)
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saved")


def save(page: Page) -> None:
    """Press the one button of a log form."""
    page.get_by_role("button", name=re.compile("^Save for Nora")).click()
