"""Ada leaves a phone without signal, Ben takes it: nothing of hers is left in any corner (T24)."""

import pytest
from playwright.sync_api import Page, expect

from journal.records.entries import Kind
from tests.browser.everything_kept import everything
from tests.browser.home import Home, line, outbox, write_note
from tests.browser.no_signal import filled, kept_entries, no_server, opened
from tests.browser.notes import WORDS, kept_here, notes
from tests.support.browser import markup, visit

pytestmark = pytest.mark.browser

SENT = "A canary that was sent"
UNSENT = "A canary that never left"
OF_ADA = (SENT, UNSENT, "Nora", "Tom", "Prednisolone", "Ada")


def left_behind(page: Page, *words: str) -> list[str]:
    """Which of these the browser keeps anywhere."""
    kept = everything(page)
    return [word for word in words if word in kept]


def sign_out(page: Page) -> None:
    page.locator(".band__switch summary").click()
    page.get_by_role("button", name="Sign out").click()


def knows_the_note(home: Home, page: Page) -> None:
    """Wait until this phone keeps what Ada had sent."""
    filled(page, home)
    home.come_true(lambda: kept_entries(page) == 1)
    assert left_behind(page, SENT) == [SENT]


def test_t24_after_ada_left_without_signal_ben_finds_nothing_and_she_finds_all_of_hers(home, phone):
    page = home.sign_in(phone)
    write_note(page, home, SENT)
    home.come_true(lambda: home.entries(Kind.NOTE))
    knows_the_note(home, page)
    other = phone.new_page()
    with no_server(home):
        opened(page, home, "log/note").get_by_label(WORDS).fill(UNSENT)
        kept_here(page)
        opened(other, home, "journal")
        expect(other.locator(".entry--waiting")).to_have_count(1)
        opened(page, home, "card")
        assert left_behind(page, *OF_ADA) == [*OF_ADA]
        sign_out(page)
        page.get_by_role("button", name="Discard 1 entry").click()
        for tab in (page, other):
            expect(tab.locator("main")).to_contain_text("Nothing of this journal is kept")
            assert left_behind(tab, *OF_ADA) == []
    other.close()

    # Ben's own journal holds what Ada had sent: it is the family's. What she threw away is nowhere.
    home.sign_in(phone, "ben", page=page)
    knows_the_note(home, page)
    expect(line(page)).to_be_hidden()
    assert outbox(page) == []
    assert left_behind(page, UNSENT, str(home.family.people["ada"])) == []
    visit(page, f"{home.network.url}/waiting")
    expect(page.locator("[data-waiting-none]")).to_be_visible()
    assert UNSENT not in markup(page)
    assert notes(home) == {SENT: 1}
    visit(page, home.today)
    sign_out(page)
    expect(page).to_have_url(f"{home.network.url}/sign-in")

    home.sign_in(phone, "ada", page=page)
    knows_the_note(home, page)
    assert outbox(page) == []
    with no_server(home):
        opened(page, home, "journal")
        expect(page.locator("main")).to_contain_text(SENT)
    assert notes(home) == {SENT: 1}
    assert {entry.made_by for entry in home.entries()} == {home.family.people["ada"]}
