"""A passphrase can be looked at while it is typed."""

import pytest
from playwright.sync_api import expect

from tests.support.browser import started, visit

pytestmark = pytest.mark.browser


def test_a_passphrase_is_shown_and_hidden_again_by_its_button(home, new_phone):
    page = new_phone().new_page()
    visit(page, f"{home.network.url}/sign-in")
    started(page)
    field = page.get_by_label("Passphrase")
    field.fill("seven stars above the barn")
    page.get_by_role("button", name="Show").click()
    expect(field).to_have_attribute("type", "text")
    hide = page.get_by_role("button", name="Hide")
    expect(hide).to_have_attribute("aria-pressed", "true")
    hide.click()
    expect(field).to_have_attribute("type", "password")
