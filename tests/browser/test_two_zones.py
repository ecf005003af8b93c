"""H12: a phone in another zone shows the child's time, and below it its own."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.home import visit
from tests.support.browser import started


@pytest.mark.browser
def test_h12_phone_in_another_zone_shows_both_times_and_one_at_home_only_the_childs(
    home, phone, new_phone
):
    page = home.sign_in(phone)
    due = page.locator(".dose time").first
    expect(due).to_have_text(re.compile(r"\d\d:\d\d$"))
    expect(page.locator(".here")).to_have_count(0)
    kept = phone.storage_state()

    said = due.inner_text()
    hour = int(said[-5:-3])
    for zone, ahead in (("America/Chicago", -1), ("Asia/Kathmandu", None)):
        away = new_phone(timezone_id=zone, storage_state=kept).new_page()
        visit(away, home.today)
        expect(away.locator(".dose time").first).to_contain_text(said)
        own = away.locator(".dose .here").first
        expect(own).to_have_text(re.compile(r"^your time .*\d\d:\d\d$"))
        if ahead is not None:
            expect(own).to_contain_text(f"{(hour + ahead) % 24:02d}:")
    # Another name of the same clock is no other time.
    beside = new_phone(timezone_id="America/Toronto", storage_state=kept).new_page()
    visit(beside, home.today)
    started(beside)
    expect(beside.locator(".here")).to_have_count(0)

    bare = new_phone(timezone_id="Asia/Tokyo", storage_state=kept, java_script_enabled=False)
    plain = bare.new_page()
    visit(plain, home.today)
    expect(plain.locator(".dose time").first).to_have_text(said)
