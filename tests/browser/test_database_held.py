"""A database that opens and does not answer: another tab holds what waits, for ever (F19).

On an iPhone a page that was left with a transaction under way does this; here a tab does.
"""

import pytest
from playwright.sync_api import expect

from journal.records.entries import Kind
from tests.browser.home import give, line, outbox
from tests.browser.no_signal import filled, no_server, opened
from tests.support.browser import ask, visit

pytestmark = pytest.mark.browser

# A transaction lives as long as one of its requests is on its way.
HOLD = """async (person) => {
  const done = (asked) => new Promise((tell) => { asked.onsuccess = () => tell(asked.result); });
  const db = await done(indexedDB.open("sunhat-" + person));
  const tx = db.transaction("outbox", "readwrite");
  const again = () => {
    if (!window.free) tx.objectStore("outbox").get("-").onsuccess = again;
  };
  window.over = new Promise((tell) => { tx.oncomplete = () => { db.close(); tell(true); }; });
  again();
  localStorage.held = "yes";
  return true;
}"""
FREE = "() => { window.free = true; delete localStorage.held; return window.over; }"
# So long the phone waits for its database, but not in this test, while it is held.
IMPATIENT = """{
  const later = globalThis.setTimeout;
  globalThis.setTimeout = (work, ms, ...more) =>
    later(work, globalThis.localStorage?.held && [4000, 10000].includes(ms) ? 1000 : ms, ...more);
}"""


def test_f19_a_held_database_is_said_shows_doses_as_unknown_and_a_tap_claims_nothing(home, phone):
    phone.add_init_script(IMPATIENT)
    # The worker may just be writing news as the database is held: it gives up as on a phone.
    home.network.more = {}
    page = home.sign_in(phone)
    filled(page, home)
    holder = phone.new_page()
    visit(holder, f"{home.network.url}/healthz")
    with no_server(home):
        ask(holder, HOLD, str(home.family.people["ada"]))
        opened(page, home, "today")
        expect(line(page)).to_contain_text("What waits on this phone cannot be read just now")
        expect(page.locator(".dose").first).to_contain_text("Unknown since")
        give(page).click()
        expect(page.get_by_role("alert")).to_contain_text("Nothing is saved yet")
        expect(page.locator(".toast")).to_have_count(0)
        ask(holder, FREE)
        assert outbox(page) == [], "what was given up is not written later"
        give(page).click()
        expect(page.locator(".toast")).to_contain_text("Saved on this phone")
        assert [row["state"] for row in outbox(page)] == ["waiting"]
    home.come_true(lambda: home.entries(Kind.DOSE))
    home.come_true(lambda: [row["state"] for row in outbox(page)] == ["settled"])
    assert len(home.entries(Kind.DOSE)) == 1
