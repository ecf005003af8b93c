"""One's own account on a phone: every page of signing in, without barriers."""

import re

import pyotp
import pytest
from playwright.sync_api import expect

from journal.clock import now
from tests.family import PASSPHRASE
from tests.support.browser import started, visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("look", ["light", "dark", "large"])
def test_codes_are_set_up_and_asked_for_on_pages_without_barriers(
    home, new_phone, no_barrier, look
):
    more = {"viewport": {"width": 195, "height": 422}} if look == "large" else {}
    phone = new_phone(color_scheme="dark" if look == "dark" else "light", **more)
    page = home.sign_in(phone)
    visit(page, f"{home.network.url}/account")
    started(page)
    no_barrier(page)
    page.get_by_role("button", name="Add an authenticator app").click()
    secret = page.locator("figcaption strong")
    expect(secret).to_be_visible()
    no_barrier(page)
    app = pyotp.TOTP(secret.inner_text().replace(" ", ""))
    step = int(now().timestamp()) // 30
    page.get_by_label("Code that the app shows now").fill(app.generate_otp(step - 1))
    page.get_by_role("button", name="Ask for codes from now on").click()
    expect(page.locator("code")).to_have_count(10)
    no_barrier(page)
    phone.clear_cookies()
    visit(page, f"{home.network.url}/sign-in/forgotten")
    no_barrier(page)
    visit(page, f"{home.network.url}/sign-in")
    no_barrier(page)
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Open your authenticator app")).to_be_visible()
    no_barrier(page)
    page.get_by_label("Code").fill(app.generate_otp(int(now().timestamp()) // 30 + 1))
    page.get_by_role("button", name="Sign in").click()
    expect(page).not_to_have_url(re.compile("/sign-in"))
    visit(page, f"{home.network.url}/prove")
    no_barrier(page)
