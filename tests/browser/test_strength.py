"""A timed task on the phone: the stopwatch fills in the seconds, with and without signal."""

import re

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from journal.records.kinds.strength import StrengthRow
from tests.browser.home import visit
from tests.support.browser import started


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


def tasks(home) -> list[tuple[str, str]]:
    with home.family.database.reading() as session:
        return [(str(one.seconds), one.done) for one in session.exec(select(StrengthRow))]
