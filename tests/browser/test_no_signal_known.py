"""H17: what a phone says it knows, while nobody answers and as soon as somebody does."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from journal.clock import now
from journal.entries import record
from journal.records.children import Child
from journal.records.entries import Kind
from tests.browser.home import Home, give, save
from tests.browser.no_signal import filled, kept_entries, no_server, opened
from tests.family import ZONE, change
from tests.support.browser import ask, markup

pytestmark = pytest.mark.browser
MINUTES = 60_000
STATE = ".dose [data-may-change] > span:first-of-type"


@pytest.fixture
def page(home: Home, phone):
    page = home.sign_in(phone)
    filled(page, home)
    return page


def test_h17_within_a_quarter_of_an_hour_the_state_stands_and_after_it_is_unknown(page, home):
    with no_server(home):
        page.clock.install()
        opened(page, home, "today")
        expect(page.locator(STATE).first).to_have_text("Due")
        page.clock.run_for(16 * MINUTES)
        expect(page.locator(STATE).first).to_have_text(re.compile(r"Unknown since \d\d:\d\d"))
        expect(page.locator(".dose--stale")).to_have_count(page.locator(STATE).count())
        assert not re.search(r"\bdue\b", page.inner_text("#now"), re.IGNORECASE)
        assert "not given" not in markup(page)


def test_h17_a_page_that_opens_later_says_unknown_before_anybody_answers(page, home):
    with no_server(home):
        opened(page, home, "today")
        page.clock.install()
        page.clock.fast_forward(17 * MINUTES)
        opened(page, home, "today")
        expect(page.locator(".dose--stale").first).to_be_visible()
        expect(give(page)).to_be_visible()


# As when the line broke between the answer that settled an edit and the one that draws it.
STANDS = """async (state) => {
  const done = (asked) => new Promise((told) => { asked.onsuccess = () => told(asked.result); });
  const db = await done(indexedDB.open("sunhat-" + localStorage["sunhat-person"]));
  const box = db.transaction("outbox", "readwrite").objectStore("outbox");
  const [row] = await done(box.getAll());
  await done(box.put({ ...row, state, settled_at: Date.now(), answer: { revision: 99 } }));
  db.close();
  return true;
}"""


def test_an_edit_that_is_on_the_server_or_needs_its_person_is_not_said_to_wait(home, phone):
    made = change(home.family.nora, "note", made_at=now(), note="A calm night")
    with home.family.database.transaction() as session:
        record(session, home.family.actor(session, "ada"), made, now=now())
    page = home.sign_in(phone)
    filled(page, home)
    home.come_true(lambda: kept_entries(page) == 1)
    with no_server(home):
        opened(page, home, f"entries/{made.entry}/edit")
        page.locator("#log-form [name=note]").fill("A calm night, no pain")
        save(page)
        expect(page.locator(".toast")).to_contain_text("Saved on this phone")
        for state, words in (
            ("waiting", "Changed on this phone: waiting to be sent"),
            ("settled", "Saved on the server"),
            ("rejected", "Changed on this phone: needs you"),
        ):
            ask(page, STANDS, state)
            opened(page, home, f"entries/{made.entry}")
            expect(page.locator("main")).to_contain_text(words)
            opened(page, home, "journal")
            expect(page.locator("main")).to_contain_text(words)


@pytest.fixture
def long_since_morning(home):
    """Three hours ago it was the same day of the family, whenever this runs."""
    begins = (now().astimezone(ZoneInfo(ZONE)) - timedelta(hours=12)).time()
    usual = day_begins(home, begins.replace(minute=0, second=0, microsecond=0))
    yield
    day_begins(home, usual)


def day_begins(home, at):
    with home.family.database.transaction() as session:
        child = session.get_one(Child, home.family.nora)
        before, child.day_begins = child.day_begins, at
    return before


def test_h17_a_clock_that_was_set_back_makes_states_unknown(long_since_morning, page, home):
    with no_server(home):
        opened(page, home, "today")
        ask(page, "Date.now = ((now) => () => now() - 3 * 3600 * 1000)(Date.now.bind(Date))")
        ask(page, "document.dispatchEvent(new Event('visibilitychange'))")
        expect(page.locator(".dose--stale").first).to_be_visible()


def test_h17_when_the_server_is_back_the_states_are_right_within_two_seconds(page, home, new_phone):
    with no_server(home):
        opened(page, home, "today")
        expect(give(page)).to_be_visible()
        planned = page.locator("form[data-what=dose]").first
        medicine, slot = home.come_true(
            lambda: planned.evaluate(
                "form => [form.elements.medicine.value, form.elements.slot.value]"
            )
        )
        record_elsewhere(home, medicine, slot)
    expect(page.locator(".dose--recorded")).to_contain_text("Ben")
    expect(give(page)).to_have_count(0)
    assert len(home.entries(Kind.DOSE)) == 1


def record_elsewhere(home: Home, medicine: str, slot: str) -> None:
    """What Ben gave meanwhile."""
    fields = {"medicine": medicine, "slot": slot, "outcome": "given"}
    dose = change(home.family.nora, "dose", made_at=now(), **fields, amount="12.5", unit="mg")
    with home.family.database.transaction() as session:
        assert record(session, home.family.actor(session, "ben"), dose, now=now()).stored
