"""What is discarded on the phone is not asked about once more where the server kept it too."""

import re

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from journal.records.entries import Quarantine
from tests.browser.home import SYNC, line, save, visit
from tests.support.browser import started, until
from tests.support.faulty import CUT

pytestmark = pytest.mark.browser


def kept(home) -> int:
    with home.family.database.reading() as session:
        return len(session.exec(select(Quarantine)).all())


def test_what_was_refused_is_discarded_by_one_word_on_phone_and_server(home, phone):
    page = home.sign_in(phone)
    visit(page, home.place("log/temperature"))
    started(page)
    home.network.on(SYNC, CUT)
    page.get_by_label(re.compile("Temperature")).first.fill("warm")
    save(page)
    expect(line(page)).to_contain_text("1 waits")
    home.network.on(SYNC, None)
    expect(line(page)).to_contain_text("1 needs you")
    assert kept(home) == 1
    visit(page, f"{home.network.url}/waiting")
    rows, cards = page.locator("[data-waiting-list] li"), page.locator("[data-kept]")
    expect(rows).to_have_count(1)
    expect(cards).to_be_hidden()
    expect(page.get_by_role("heading", name="Kept on the server")).to_be_hidden()
    # The server is not there when it is said: it learns it when this page is opened next.
    home.network.rule = lambda method, _path: CUT if method == "POST" else None
    rows.get_by_role("button", name=re.compile("^Discard")).click()
    rows.get_by_role("button", name="Discard it for good").click()
    expect(rows).to_have_count(0)
    until(page, "document.querySelector('[data-kept]').dataset.told === 'yes'")
    expect(cards).to_be_hidden()
    assert kept(home) == 1
    home.network.rule = lambda _method, _path: None
    visit(page, f"{home.network.url}/waiting")
    home.come_true(lambda: kept(home) == 0)
    expect(cards).to_be_hidden()
    visit(page, f"{home.network.url}/waiting")
    expect(cards).to_have_count(0)
