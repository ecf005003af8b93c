"""The long list of symptoms gets shorter while a name is typed."""

import pytest
from playwright.sync_api import expect

from tests.browser.home import visit
from tests.support.browser import started


@pytest.mark.browser
def test_a_symptom_is_found_by_typing_a_part_of_its_name(home, phone):
    page = home.sign_in(phone)
    visit(page, home.place("log/symptom"))
    started(page)
    everything = page.locator("#all-symptoms .choice")
    count = everything.count()
    page.fill("#seek", "STAIR")
    shown = page.locator("#all-symptoms .choice:visible")
    home.come_true(lambda: 0 < shown.count() < count / 4)
    shown.first.click()
    page.fill("#seek", "no symptom is called so")
    expect(page.locator("#no-symptom")).to_be_visible()
    expect(shown).to_have_count(1)  # the chosen one stays in sight
    page.press("#seek", "Enter")
    expect(page).to_have_url(home.place("log/symptom"))
    page.fill("#seek", "")
    expect(shown).to_have_count(count)
