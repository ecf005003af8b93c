"""Nothing but the server's own answer for the very change counts as sent (T9, G2)."""

import threading

import pytest
from playwright.sync_api import Page, expect

from journal.records.entries import Kind
from tests.browser.home import SYNC, give, line, outbox, states, write_note
from tests.support.browser import PATIENCE, ask, markup, visit
from tests.support.faulty import CUT, Canned

pytestmark = pytest.mark.browser

HTML = (("Content-Type", "text/html"),)
JSON = (("Content-Type", "application/json"),)
FAULTS = {
    "a fault of the server": Canned(500, '{"error": "server_error", "message": "x"}', JSON),
    "too many requests": Canned(429, '{"error": "too_many"}', (*JSON, ("Retry-After", "1"))),
    "a hotel's page": Canned(200, "<h1>Welcome</h1>", HTML),
    "a hotel's JSON": Canned(200, '{"results": []}', JSON),
    "a redirect to a sign-in page": Canned(302, "", (("Location", "/sign-in"),)),
    "a proxy without a server": Canned(502, "<h1>Bad gateway</h1>", HTML),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_g2_an_answer_that_is_not_the_servers_own_settles_nothing(home, phone, fault):
    page = home.sign_in(phone)
    home.network.on(SYNC, fault)
    write_note(page, home)
    expect(page.locator(".toast")).to_contain_text("Saved on this phone")
    expect(line(page)).to_contain_text("1 waits on this phone")
    home.come_true(lambda: states(page) == ["waiting"])
    assert not home.entries()
    home.network.on(SYNC, None)
    home.come_true(lambda: states(page) == ["settled"])
    assert len(home.entries(Kind.NOTE)) == 1


def test_an_answer_about_other_changes_leaves_this_one_waiting(home, phone):
    page = home.sign_in(phone)
    other = '{"epoch": "e", "cursor": "c", "more": false, "entries": [], "results": [{"id": "x", '
    home.network.on(SYNC, Canned(200, other + '"status": "applied", "errors": []}]}', JSON))
    write_note(page, home)
    expect(line(page)).to_contain_text("1 waits")
    home.come_true(lambda: states(page) == ["waiting"])


def is_asked_to_sign_in(page: Page) -> bool:
    """By the line at the top, or because Today was asked for again and led to the sign-in page."""
    page.wait_for_timeout(50)
    asks = line(page).filter(has_text="Sign in again to send 1")
    return "/sign-in" in page.url or asks.count() == 1


def test_f17_a_session_that_ended_keeps_everything_until_the_same_person_is_back(home, phone):
    page = home.sign_in(phone)
    visit(page, home.place("log/note"))
    phone.set_offline(True)
    page.get_by_label("What do you want to remember?").fill("A calm night")
    page.get_by_role("button", name="Save for Nora").click()
    expect(line(page)).to_contain_text("1 waits")
    home.end_sessions()
    phone.set_offline(False)
    home.come_true(lambda: is_asked_to_sign_in(page))
    assert home.entries(Kind.NOTE) == []
    home.sign_in(phone, "ada", page=page)
    home.come_true(lambda: len(home.entries(Kind.NOTE)) == 1)


def whose(page: Page) -> str:
    return str(ask(page, "document.body.dataset.person"))


def test_t24_another_person_on_the_same_phone_sends_and_sees_nothing_of_the_first(home, phone):
    page = home.sign_in(phone, "ada")
    home.network.on(SYNC, Canned(503, "", ()))
    write_note(page, home, "Only Ada wrote this")
    expect(line(page)).to_contain_text("1 waits")
    home.end_sessions()
    home.network.on(SYNC, None)
    other = phone.new_page()
    home.sign_in(phone, "ben", page=other)
    # Her own page, forgotten in another tab, is Ben's as soon as it looks.
    home.come_true(lambda: "/sign-in" in page.url or whose(page) == whose(other))
    other.close()
    visit(page, home.today)
    expect(line(page)).to_contain_text("1 waits here for another person")
    visit(page, f"{home.network.url}/waiting")
    expect(page.locator("[data-waiting-none]")).to_be_visible()
    assert "Only Ada" not in markup(page)
    assert outbox(page) == []
    assert not home.entries()
    home.end_sessions()
    home.sign_in(phone, "ada", page=page)
    written = home.come_true(lambda: home.entries(Kind.NOTE))
    assert [entry.made_by for entry in written] == [home.family.people["ada"]]


def test_g2_it_says_saved_on_this_phone_before_a_server_that_hangs_says_anything(home, phone):
    page = home.sign_in(phone)
    answers = threading.Event()
    home.network.rule = lambda _method, path: path == SYNC and answers.wait(PATIENCE) and None
    try:
        give(page).click()
        told = page.locator(".dock > [role=status]")
        expect(told).to_have_text("Saved on this phone")
        home.come_true(lambda: states(page) == ["waiting"])
        assert not home.entries()
    finally:
        answers.set()
    expect(page.locator(".toast")).to_contain_text("Saved on the server")
    expect(told).to_have_count(0)


def test_g2_a_page_whose_words_did_not_come_saves_as_without_scripts(home, phone, new_phone):
    home.sign_in(phone)
    fresh = new_phone(storage_state={"cookies": phone.cookies(), "origins": []}).new_page()
    home.network.rule = lambda _method, path: CUT if path.endswith("/words/en.js") else None
    visit(fresh, home.today)
    give(fresh).click()
    expect(fresh.locator(".toast")).to_contain_text("Given to Nora")
    assert len(home.entries(Kind.DOSE)) == 1
    assert outbox(fresh) == []
