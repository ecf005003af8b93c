"""Signal, storage or the worker goes at any step of logging: what was typed is there once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from journal.records.entries import Kind
from tests.browser.home import SYNC, Home, line, save, states
from tests.browser.no_signal import filled, no_server, opened
from tests.browser.notes import WORDS, filled_in, kept_here, notes
from tests.family import ZONE
from tests.support.browser import ask, until, visit
from tests.support.faulty import CUT, LOST, Canned, passes

pytestmark = pytest.mark.browser


def arrives(home: Home, page: Page, text: str) -> None:
    """Wait until it stands in the journal, and the phone knows that."""
    home.come_true(lambda: set(states(page)) == {"settled"})
    assert notes(home)[text] == 1


def test_f18_signal_that_goes_at_any_step_of_logging_loses_and_doubles_nothing(home, phone):
    page = home.sign_in(phone)
    filled(page, home)
    with no_server(home):
        opened(page, home, "log/note").get_by_label(WORDS).fill("gone before the form opened")
        kept_here(page)
    arrives(home, page, "gone before the form opened")

    filled_in(page, home, "gone while it was filled in")
    with no_server(home):
        kept_here(page)
        expect(line(page)).to_contain_text("1 waits on this phone")
    arrives(home, page, "gone while it was filled in")

    filled_in(page, home, "gone as it was saved")
    gone: list[str] = []

    def from_now_on(method: str, path: str) -> str | None:
        gone.extend([path] if path == SYNC else [])
        return CUT if gone else None

    home.network.rule = from_now_on
    kept_here(page)
    home.come_true(lambda: states(page)[-1] == "waiting")
    home.network.rule = passes
    arrives(home, page, "gone as it was saved")

    filled_in(page, home, "gone before the answer came")
    home.network.on(SYNC, LOST)
    kept_here(page)
    assert notes(home)["gone before the answer came"] == 1
    assert states(page)[-1] == "waiting", "the phone cannot know that"
    with no_server(home):
        visit(page, home.today)
        expect(line(page)).to_contain_text("1 waits on this phone")
    home.network.rule = passes
    arrives(home, page, "gone before the answer came")
    assert sorted(notes(home).values()) == [1, 1, 1, 1]


# The phone's database answers nothing any more; `dead(1)`: its connection is gone once.
DYING = """() => {
  const transaction = IDBDatabase.prototype.transaction;
  const open = IDBFactory.prototype.open;
  const fail = () => { throw new DOMException("the storage is gone", "UnknownError"); };
  IDBDatabase.prototype.transaction = IDBFactory.prototype.open = fail;
  window.alive = () => {
    IDBFactory.prototype.open = open;
    IDBDatabase.prototype.transaction = function (...asked) {
      IDBDatabase.prototype.transaction = transaction;
      this.close(); // as a phone does that was asleep
      return transaction.apply(this, asked);
    };
    return true;
  };
  return true;
}"""


def test_f19_a_database_that_dies_without_signal_claims_nothing_and_is_opened_again(home, phone):
    page = home.sign_in(phone)
    filled(page, home)
    with no_server(home):
        words = opened(page, home, "log/note").get_by_label(WORDS)
        words.fill("A calm night")
        ask(page, DYING)
        save(page)
        expect(page.get_by_role("alert")).to_contain_text("Nothing is saved yet")
        expect(words).to_have_value("A calm night")
        expect(page.locator(".toast")).to_have_count(0)
        ask(page, "window.alive()")
        kept_here(page)
        home.come_true(lambda: states(page) == ["waiting"])
    arrives(home, page, "A calm night")


def test_g2_logging_goes_on_where_the_worker_cannot_be_fetched(home, phone, new_phone):
    home.sign_in(phone)
    other = new_phone(storage_state=phone.storage_state())  # signed in, and without a worker
    broken = Canned(500, "<h1>Server error</h1>")
    home.network.on("/sw.js", broken)
    page = filled_in(other.new_page(), home, "With signal")
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saved on the server")
    until(page, "navigator.serviceWorker.getRegistration().then((found) => !found)")
    filled_in(page, home, "Without")
    home.network.rule = lambda _method, path: {"/sw.js": broken, SYNC: CUT}.get(path)
    kept_here(page)
    expect(line(page)).to_contain_text("1 waits on this phone")
    home.network.on("/sw.js", broken)
    arrives(home, page, "Without")
    assert notes(home) == {"With signal": 1, "Without": 1}


def autumn_night() -> datetime:
    """When the clocks of New York were last put back: 01:00 for the second time."""
    new_york = ZoneInfo(ZONE)
    at = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    while at.astimezone(new_york).utcoffset() >= (
        (at - timedelta(hours=1)).astimezone(new_york).utcoffset()
    ):
        at -= timedelta(hours=1)
    return at


def test_h12_half_past_one_of_the_long_night_is_kept_as_the_one_it_was(home, phone):
    page = home.sign_in(phone)
    filled(page, home)
    changed = autumn_night()
    moments = [changed - timedelta(minutes=30), changed + timedelta(minutes=30)]
    with no_server(home):
        for moment in moments:
            page.clock.install(time=moment)
            filled_in(page, home, f"{moment:%H:%M} UTC")
            assert page.input_value("#at_time").startswith("01:"), "both times"
            kept_here(page)
        page.clock.set_system_time(datetime.now(UTC))
    home.come_true(lambda: len(home.entries(Kind.NOTE)) == 2)
    hours = sorted(f"{entry.at.astimezone(UTC):%d %H}" for entry in home.entries(Kind.NOTE))
    assert hours == [f"{moment:%d %H}" for moment in moments]
