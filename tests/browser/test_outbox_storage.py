"""A phone that cannot keep anything, or loses it: no success is shown that is none (F19)."""

import pytest
from playwright.sync_api import expect

from journal.records.entries import Kind
from tests.browser.home import give, line, save, states, write_note
from tests.browser.no_signal import no_server
from tests.browser.photographing import choose, photos_of
from tests.support.browser import ask, visit
from tests.support.pictures import photo

pytestmark = pytest.mark.browser


def test_f19_without_indexeddb_the_form_posts_as_without_script(home, phone):
    phone.add_init_script("delete window.indexedDB; window.indexedDB = undefined")
    page = home.sign_in(phone)
    give(page).click()
    expect(page.locator(".toast")).to_contain_text("Given to Nora")
    expect(page.locator("body")).not_to_contain_text("Saved on this phone")
    assert len(home.entries(Kind.DOSE)) == 1


PRIVATE = """
IDBFactory.prototype.open = () => { throw new DOMException("not here", "InvalidStateError"); };
"""


def test_f19_a_private_window_that_opens_no_database_is_said_and_nothing_looks_saved(home, phone):
    phone.add_init_script(PRIVATE)
    page = home.sign_in(phone)
    visit(page, f"{home.network.url}/phones")
    told = page.locator("[data-this-phone]")
    expect(told).to_contain_text("This browser keeps nothing: it is a private window")
    visit(page, home.place("log/note"))
    expect(line(page)).to_contain_text("This phone keeps nothing")
    words = page.get_by_label("What do you want to remember?")
    words.fill("A calm night")
    with no_server(home):
        save(page)
        expect(page.get_by_role("alert")).to_contain_text("Nothing is saved yet")
        expect(words).to_have_value("A calm night")
        expect(page.locator(".toast")).to_have_count(0)
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saved for Nora")
    expect(page.locator("body")).not_to_contain_text("Saved on this phone")
    assert len(home.entries(Kind.NOTE)) == 1


def note_on_a_full_phone(home, phone):
    """The form of a note, on a phone that stores nothing more."""
    page = home.sign_in(phone)
    visit(page, home.place("log/note"))
    ask(
        page,
        """() => {
          IDBObjectStore.prototype.put = () => {
            throw new DOMException("full", "QuotaExceededError");
          };
        }""",
    )
    return page


def test_f19_a_full_phone_says_so_and_posts_the_form(home, phone):
    page = note_on_a_full_phone(home, phone)
    page.get_by_label("What do you want to remember?").fill("A calm night")
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saved for Nora")
    expect(page.locator("body")).not_to_contain_text("Saved on this phone")
    assert len(home.entries(Kind.NOTE)) == 1


def test_f19_a_full_phone_without_signal_claims_nothing_and_keeps_the_text(home, phone):
    page = note_on_a_full_phone(home, phone)
    phone.set_offline(True)
    words = page.get_by_label("What do you want to remember?")
    words.fill("A calm night")
    choose(page, photo())
    save(page)
    told = page.get_by_role("alert")
    expect(told).to_contain_text("The storage of this phone is full. There is no signal")
    expect(told).to_contain_text("Nothing is saved yet")
    expect(words).to_have_value("A calm night")
    phone.set_offline(False)
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saved for Nora")
    assert len(home.entries(Kind.NOTE)) == 1
    here, named = photos_of(home)
    assert here == named
    assert len(here) == 1


def test_f19_a_database_deleted_in_use_is_opened_anew(home, phone):
    page = home.sign_in(phone)
    visit(page, home.place("log/note"))
    cdp = phone.new_cdp_session(page)
    cdp.send(
        "Storage.clearDataForOrigin",
        {"origin": home.network.url, "storageTypes": "indexeddb"},
    )
    page.get_by_label("What do you want to remember?").fill("A calm night")
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saved on the server")
    assert len(home.entries(Kind.NOTE)) == 1


def test_f19_a_connection_that_died_is_opened_once_more(home, phone):
    page = home.sign_in(phone)
    visit(page, home.place("log/note"))
    ask(
        page,
        """() => {
          const real = IDBDatabase.prototype.transaction;
          let died = false;
          IDBDatabase.prototype.transaction = function (stores, mode, options) {
            if (!died && mode === "readwrite" && document.querySelector("form[data-sent]")) {
              died = true;
              throw new DOMException("the connection is closing", "InvalidStateError");
            }
            return real.call(this, stores, mode, options);
          };
        }""",
    )
    page.get_by_label("What do you want to remember?").fill("A calm night")
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saved on the server")
    home.come_true(lambda: states(page) == ["settled"])


def test_g2_the_line_says_when_this_phone_keeps_nothing(home, phone):
    phone.add_init_script("delete window.indexedDB; window.indexedDB = undefined")
    page = home.sign_in(phone)
    expect(line(page)).to_contain_text("This phone keeps nothing")
    write_note(page, home)
    assert len(home.entries(Kind.NOTE)) == 1
