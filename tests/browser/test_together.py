"""Several tabs of one phone, and the phones of two parents."""

import re
import threading

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlmodel import select

from journal.records.entries import Entry, Kind
from tests.browser.home import SYNC, Home, give, line, outbox, states
from tests.browser.notes import filled_in, kept_here, notes
from tests.support.browser import ask, started, until, visit
from tests.support.faulty import CUT, passes

pytestmark = pytest.mark.browser

# Who waits for the lock under which a phone sends.
IN_LINE = """navigator.locks.query().then(({ pending }) =>
  pending.filter(({ name }) => name === "sunhat-send").length === %d)"""
WAITING = "[data-waiting-list] li"


def sendings(phone: BrowserContext) -> list[list[str]]:
    """The ids of what is sent from now on, one list for each request that is answered."""
    sent: list[list[str]] = []

    def note(response) -> None:
        request = response.request
        if request.url.endswith(SYNC) and request.method == "POST":
            ids = [change["id"] for change in request.post_data_json["changes"]]
            sent.extend([ids] if ids else [])

    phone.on("response", note)
    return sent


def list_of_waiting(page: Page, home: Home, many: int) -> Page:
    visit(page, f"{home.network.url}/waiting")
    expect(page.locator(WAITING)).to_have_count(many)
    return page


def test_f18_of_three_tabs_that_come_online_together_one_sends_and_all_are_told(home, phone):
    page = home.sign_in(phone)
    home.network.on(SYNC, CUT)
    kept_here(filled_in(page, home, "A calm night"))
    tabs = [list_of_waiting(each, home, 1) for each in (page, phone.new_page(), phone.new_page())]
    phone.set_offline(True)
    sent, open_ = sendings(phone), threading.Event()
    home.network.rule = lambda _method, path: open_.wait(120) and None if path == SYNC else None
    phone.set_offline(False)
    until(page, IN_LINE % 2)  # one is on its way, the other two wait for it
    open_.set()
    for tab in tabs:
        expect(tab.locator(WAITING)).to_have_count(0)
        expect(line(tab)).not_to_contain_text("waits")
    until(page, IN_LINE % 0)
    assert [len(ids) for ids in sent] == [1]
    assert notes(home) == {"A calm night": 1}


# A tab that the phone has frozen never lets go. So long it is waited for, but not in this test.
SOON = """
const real = globalThis.LockManager?.prototype.request;
if (real) LockManager.prototype.request = function (name, options, work) {
  const patience = new AbortController();
  const end = () => patience.abort(new DOMException("too long", "TimeoutError"));
  if (options.signal) setTimeout(end, 500);
  const signal = options.signal && patience.signal;
  return real.call(this, name, { ...options, ...(signal ? { signal } : {}) }, work);
};
"""


def test_f18_a_frozen_tab_that_holds_the_lock_keeps_nobody_from_sending(home, phone):
    frozen = phone.new_page()
    visit(frozen, f"{home.network.url}/healthz")
    ask(frozen, "navigator.locks.request('sunhat-send', () => new Promise(() => {})) && true")
    phone.add_init_script(SOON)
    page = home.sign_in(phone)
    filled_in(page, home, "A calm night").get_by_role("button", name="Save for Nora").click()
    expect(page.locator(".toast")).to_contain_text("Saved on the server")
    home.come_true(lambda: states(page) == ["settled"])
    assert notes(home) == {"A calm night": 1}
    held = "navigator.locks.query().then(({ held }) => held.map(({ name }) => name))"
    assert ask(frozen, held) == ["sunhat-send"]


# As a phone that lost its mind would have stored it: the server takes no request so large, and no
# clock ever said this. Under the lock: nothing is just being sent as it was before.
POISON = """(id) => navigator.locks.request("sunhat-send", async () => {
  const done = (asked) => new Promise((tell) => { asked.onsuccess = () => tell(asked.result); });
  const db = await done(indexedDB.open("sunhat-" + document.body.dataset.person));
  const box = db.transaction("outbox", "readwrite").objectStore("outbox");
  const change = await done(box.get(id));
  change.values.note = "x".repeat(1_100_000);
  await done(box.put({ ...change, made_at: "the day before" }));
  db.close();
  return true;
})"""


def test_f6_what_the_server_cannot_read_holds_up_nothing_and_stays_with_its_reason(home, phone):
    page = home.sign_in(phone)
    home.network.on(SYNC, CUT)
    for text in ("First", "Poison", "Last"):
        kept_here(filled_in(page, home, text))
    list_of_waiting(page, home, 3)
    first, poison, last = (row["id"] for row in outbox(page))
    ask(page, POISON, poison)
    sent = sendings(phone)
    home.network.rule = passes
    home.come_true(lambda: notes(home) == {"First": 1, "Last": 1})
    expect(line(page)).to_contain_text("1 needs you")
    decided = ["settled", "rejected", "settled"]
    home.come_true(lambda: states(page) == decided)
    assert sent[0] == [first, poison, last], "all in one request"
    # The line may break under so much text: then a request had no answer and comes once more.
    for one in (first, poison, last):
        home.come_true(lambda one=one: [one] in sent)  # refused together, each goes in its own
    list_of_waiting(page, home, 1)
    expect(page.locator(WAITING)).to_contain_text("The server did not take it")
    expect(page.locator(f"{WAITING} [data-part=reason]")).to_be_visible()
    page.get_by_role("button", name="Discard").click()
    page.get_by_role("button", name="Discard it for good").click()
    expect(page.locator("[data-waiting-none]")).to_be_visible()
    assert len(outbox(page)) == 2


# How often a page looks for news, by its own clock.
RHYTHMS = """
window.rhythms = [];
const repeat = globalThis.setInterval;
globalThis.setInterval = (work, ms, ...more) => {
  window.rhythms.push(ms);
  return repeat(work, ms, ...more);
};
"""


def test_h1_the_other_parent_sees_a_dose_and_the_same_dose_given_twice_is_kept_and_flagged(
    home, new_phone
):
    phones = new_phone(), new_phone()
    for phone in phones:
        phone.add_init_script(RHYTHMS)
    adas, bens = home.sign_in(phones[0], "ada"), home.sign_in(phones[1], "ben")
    # Ben's page is drawn while Ada's dose is on its way into the journal: dated before the page.
    with home.family.database.transaction() as session:
        session.exec(select(Entry)).all()  # nobody else writes from here on
        give(adas).click()
        home.come_true(lambda: [row["attempts"] for row in outbox(adas)] == [1])
        adas.wait_for_timeout(300)
        visit(bens, home.today)
        expect(give(bens)).to_be_visible()
    until(bens, "window.rhythms.includes(8000)")  # it takes no longer than this and an answer
    expect(bens.locator(".dose--recorded")).to_contain_text("Ada")
    expect(give(bens)).to_have_count(0)
    (dose,) = home.entries(Kind.DOSE)
    visit(adas, home.place(f"entries/{dose.id}"))
    started(adas)
    adas.get_by_role("button", name=re.compile("^Delete")).click()
    expect(give(bens)).to_be_visible()
    visit(adas, home.today)
    expect(give(adas)).to_be_visible()
    assert home.entries(Kind.DOSE) == []

    home.network.on(SYNC, CUT)
    for page in (adas, bens):
        give(page).click()
        expect(page.locator(".toast")).to_contain_text("Saved on this phone")
    home.network.rule = passes
    home.come_true(lambda: len(home.entries(Kind.DOSE)) == 2)
    people = home.family.people
    assert {dose.made_by for dose in home.entries(Kind.DOSE)} == {people["ada"], people["ben"]}
    for page in (adas, bens):
        expect(page.locator("main")).to_contain_text("Two doses of Prednisolone for one time")
