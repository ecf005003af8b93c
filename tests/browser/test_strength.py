"""A timed task on the phone: the stopwatch fills in the seconds, with and without signal."""

import re

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from journal.records.kinds.strength import StrengthRow
from tests.browser.home import visit
from tests.support.browser import ask, started


@pytest.mark.browser
def test_the_stopwatch_writes_the_seconds_and_the_task_is_kept(home, phone, no_barrier):
    page = home.sign_in(phone)
    visit(page, home.place("log/strength"))
    started(page)
    page.get_by_text("Up from the floor").first.click()
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#seconds")).to_have_value(re.compile(r"^\d+\.\d$"))
    expect(page.get_by_role("button", name="Start again")).to_be_visible()
    no_barrier(page)
    page.fill("#seconds", "3.4")
    page.get_by_text("with hands", exact=True).click()
    page.get_by_role("button", name="Save for Nora").click()
    home.come_true(lambda: ("3.4", "with_hands") in tasks(home))


@pytest.mark.browser
def test_a_journal_whose_address_says_sunhat_has_a_stopwatch_too(home, phone):
    """As https://sunhat.example.org does: what few pages need is fetched from the same place."""
    page = home.sign_in(phone)
    phone.route("**/log/strength", renamed)
    visit(page, home.place("log/strength"))
    started(page)
    assert ask(page, "document.querySelector('script[src$=\"/apart.js\"]').src").endswith(
        "/s/sunhat/js/apart.js"
    )
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()


def renamed(route):
    """The page with another build in the address of its script."""
    answer = route.fetch()
    html = re.sub(r"/s/\w+/js/sunhat\.js", "/s/sunhat/js/sunhat.js", answer.text())
    route.fulfill(response=answer, body=html)


def tasks(home) -> list[tuple[str, str]]:
    with home.family.database.reading() as session:
        return [(str(one.seconds), one.done) for one in session.exec(select(StrengthRow))]
