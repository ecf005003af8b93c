"""With the server gone: what the pages offer with signal is offered from what the phone keeps."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from journal.clock import now
from journal.entries import record
from journal.records.entries import Kind
from tests.browser.home import kept_rows, outbox, save, soon, write_note
from tests.browser.no_signal import filled, kept_entries, no_server, opened
from tests.family import change
from tests.support.browser import ask, visit

pytestmark = pytest.mark.browser


def test_h3_usual_morning_is_one_tap_without_signal_and_each_dose_once(home, phone):
    home.family.medicine("Folic acid", "1", rhythm={"every": "day", "times": [soon()]})
    page = home.sign_in(phone)
    filled(page, home)
    with no_server(home):
        opened(page, home, "today")
        page.get_by_text("All but …").click()
        expect(page.locator(".give-all .choice")).to_have_count(2)
        expect(page.locator(".give-all")).to_contain_text("Record 2 for Nora")
        page.get_by_role("button", name=re.compile("^Give all 2 due to Nora")).click()
        expect(page.locator(".toast")).to_contain_text("Saved on this phone")
        expect(page.locator(".dose--recorded")).to_have_count(2)
        expect(page.locator(".give-all")).to_have_count(0)
        titles = {row["title"].replace("\N{NO-BREAK SPACE}", " ") for row in outbox(page)}
    assert titles == {"Prednisolone 12.5 mg", "Folic acid 1 mg"}
    visit(page, home.today)
    home.come_true(lambda: len(home.entries(Kind.DOSE)) == 2)


def test_kept_journal_is_searched_by_word_and_kind_with_what_waits(home, phone):
    page = home.sign_in(phone)
    write_note(page, home, "A calm night")
    write_note(page, home, "Straße und Regen")
    home.come_true(lambda: len(home.entries(Kind.NOTE)) == 2)
    filled(page, home)
    visit(page, home.today)
    home.come_true(lambda: kept_entries(page) == 2)
    with no_server(home):
        opened(page, home, "log/question")
        page.get_by_label("What do you want to ask?").fill("Is rain a problem")
        page.get_by_text("When, and a note").click()
        page.locator("#at_time").fill("00:01")
        save(page)
        expect(page.locator(".toast")).to_contain_text("Saved on this phone")
        opened(page, home, "journal")
        titles = page.locator(".entry__title")
        expect(titles).to_have_count(3)
        expect(page.locator(".entry--waiting .entry__at")).to_have_text("00:01")
        page.get_by_role("searchbox").fill("STRASSE")
        page.get_by_role("button", name="Search").click()
        expect(titles).to_have_text(["Straße und Regen"])
        expect(page.get_by_role("searchbox")).to_have_value("STRASSE")
        page.get_by_role("link", name="Questions").click()
        expect(page.locator("main")).to_contain_text("Nothing was found")
        opened(page, home, "journal?kind=question")
        expect(titles).to_have_text(["Question"])
        expect(page.locator(".chips [aria-current]")).to_have_text("Questions")


# An entry that came in time and has grown old on the phone; and the phone has not tidied up today.
GROW_OLD = """async ([entry, at]) => {
  const done = (asked) => new Promise((tell) => { asked.onsuccess = () => tell(asked.result); });
  const db = await done(indexedDB.open("sunhat-" + document.body.dataset.person));
  const tx = db.transaction(["entries", "meta"], "readwrite");
  const entries = tx.objectStore("entries");
  await done(entries.put({ ...(await done(entries.get(entry))), at }));
  await done(tx.objectStore("meta").delete("tidied"));
  db.close();
  return true;
}"""
TIDY_UP = """() => {
  navigator.serviceWorker.controller.postMessage({ pockets: "all" });
  return true;
}"""
# As many as a page of the kept journal holds, and two.
SHOWN, MORE = 40, 2


def test_the_phone_keeps_sixty_days_pages_through_them_and_says_where_the_rest_is(home, phone):
    ages = [61, *range(SHOWN + MORE)]
    with home.family.database.transaction() as session:
        for days in ages:
            at = now() - timedelta(days=days, hours=1)
            note = change(home.family.nora, "note", made_at=at, note=f"{days} days ago")
            assert record(session, home.family.actor(session, "ben"), note, now=now()).stored
    page = home.sign_in(phone)
    filled(page, home)
    home.come_true(lambda: kept_entries(page) == SHOWN + MORE)
    with no_server(home):
        opened(page, home, "journal")
        expect(page.locator("main")).to_contain_text("What is older opens when there is signal")
        titles = page.locator(".entry__title")
        expect(titles).to_have_count(SHOWN)
        page.get_by_role("link", name="Older").click()
        expect(titles).to_have_text(["40 days ago", "41 days ago"])
        expect(page.get_by_role("link", name="Older")).to_have_count(0)
        expect(page.locator("main")).to_contain_text("What is older opens when there is signal")
    visit(page, home.today)
    oldest = min(kept_rows(page, "entries"), key=lambda row: row["at"])["entry"]
    at = now() - timedelta(days=62)
    ask(page, GROW_OLD, [oldest, at.isoformat()])
    home.come_true(lambda: ask(page, TIDY_UP) and kept_entries(page) == SHOWN + MORE - 1)
    assert oldest not in {row["entry"] for row in kept_rows(page, "entries")}
