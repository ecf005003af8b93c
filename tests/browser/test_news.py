"""A Today that loads itself again with news hears all of them, and takes no tap away (H1, H17)."""

import threading
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from journal.clock import now
from journal.entries import record
from journal.records.entries import Kind
from journal.reminders.heart import beat
from tests.browser.home import SYNC, give, outbox, visit
from tests.family import change
from tests.support.browser import PATIENCE, ask

pytestmark = pytest.mark.browser


class Held:
    """A request that waits on the line until it is let go."""

    def __init__(self) -> None:
        self._came = threading.Event()
        self._gone = threading.Event()

    @property
    def waits(self) -> bool:
        return self._came.is_set()

    def hold(self) -> None:
        """Wait, the first time; whoever comes later passes."""
        if not self.waits:
            self._came.set()
            self._gone.wait(PATIENCE)

    def go(self) -> None:
        self._gone.set()


def ben_writes(home, kind="note", **fields):
    """What Ben records meanwhile, on another phone."""
    entry = change(home.family.nora, kind, made_at=now(), **fields)
    with home.family.database.transaction() as session:
        assert record(session, home.family.actor(session, "ben"), entry, now=now()).stored


def test_h17_what_the_other_parent_writes_brings_a_new_page(home, phone):
    page = home.sign_in(phone)
    ask(page, "window.opened = 'at first'")
    ben_writes(home, note="She slept well")
    home.come_true(lambda: ask(page, "window.opened === undefined"))


def test_h19_a_screen_that_stays_open_says_when_reminders_have_stopped(home, phone):
    began = now()
    with home.family.database.transaction() as session:
        beat(session, now=began)
    page = home.sign_in(phone)
    ask(page, "window.opened = 'at first'")
    expect(page.get_by_text("Reminders are not running")).to_have_count(0)
    with home.family.database.transaction() as session:
        beat(session, now=began - timedelta(minutes=2))
    expect(page.locator(".status--attention")).to_contain_text("Reminders are not running")
    assert ask(page, "window.opened") == "at first"


def test_h1_what_another_tab_of_the_phone_learns_brings_a_new_page_too(home, phone):
    """They share one cursor: whoever comes second is told nothing."""
    page = home.sign_in(phone)
    other = phone.new_page()
    visit(other, home.place("journal"))
    ask(
        page,
        f"window.fetch = ((real) => (asked, ...more) => asked === {SYNC!r}"
        " ? Promise.reject() : real(asked, ...more))(fetch), window.opened = 'at first'",
    )
    ben_writes(home, note="She slept well")
    home.come_true(lambda: ask(page, "window.opened === undefined"))


def test_h1_a_dose_given_while_the_page_loads_again_is_saved_once_and_said(home, phone):
    page = home.sign_in(phone)
    today, sync = Held(), Held()
    stopped: list[str] = []
    page.on("requestfailed", lambda request: stopped.append(request.url))
    given = "fetch('/tapped').then(() => document.querySelector('[data-what=dose] button').click())"
    ask(page, f"addEventListener('beforeunload', () => {{ {given} }}, {{ once: true }})")

    def rule(method, path):
        if path.endswith("/today"):
            today.hold()
        elif path == "/tapped":
            home.come_true(lambda: today.waits)
            home.network.rule = lambda _method, asked: sync.hold() if asked == SYNC else None

    home.network.rule = rule
    ben_writes(home, note="She slept well")
    home.come_true(lambda: sync.waits)
    # The browser gave the new page up: it cannot come any more, however slow the machine is.
    home.come_true(lambda: ask(page, "true") and home.today in stopped)
    today.go()
    sync.go()
    expect(page.locator(".toast")).to_contain_text("Given to Nora")
    assert len(home.entries(Kind.DOSE)) == 1


def test_h1_a_dose_is_not_offered_again_when_its_page_goes_while_it_is_saved(home, phone):
    page = home.sign_in(phone)
    sync = Held()
    home.network.rule = lambda _method, path: sync.hold() if path == SYNC else None
    give(page).click()
    home.come_true(lambda: sync.waits and outbox(page))
    home.network.rule = lambda _method, path: "cut" if path == SYNC else None
    visit(page, home.today)
    expect(page.locator(".dose__state").first).to_contain_text("Recorded on this phone")
    expect(give(page)).to_have_count(0)
    sync.go()
    home.network.on(SYNC, None)
    home.come_true(lambda: len(home.entries(Kind.DOSE)) == 1)
