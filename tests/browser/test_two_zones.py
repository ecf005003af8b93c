"""H12: a phone in another zone shows the child's time, and below it its own."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_first_day import Day, add_nora, set_up
from tests.browser.test_old_page import due_now
from tests.support.browser import started, visit


@pytest.mark.browser
def test_h12_phone_in_another_zone_shows_both_times_and_one_at_home_only_the_childs(
    server, new_phone
):
    day = Day(new_phone().new_page(), server.url, None)
    set_up(day, server.setup_link)
    add_nora(day)
    due_now(day)
    day.go("today")
    due = day.page.locator(".dose time").first
    expect(due).to_have_text(re.compile(r"\d\d:\d\d$"))
    expect(day.page.locator(".here")).to_have_count(0)
    kept = day.page.context.storage_state()

    hour = int(due.inner_text()[-5:-3])
    for zone, ahead in (("America/Chicago", -1), ("Asia/Kathmandu", None)):
        away = new_phone(timezone_id=zone, storage_state=kept).new_page()
        visit(away, day.page.url)
        expect(away.locator(".dose time").first).to_contain_text(due.inner_text())
        own = away.locator(".dose .here").first
        expect(own).to_have_text(re.compile(r"^your time .*\d\d:\d\d$"))
        if ahead is not None:
            assert f"{(hour + ahead) % 24:02d}:" in own.inner_text()
    # Another name of the same clock is no other time.
    beside = new_phone(timezone_id="America/Toronto", storage_state=kept).new_page()
    visit(beside, day.page.url)
    started(beside)
    expect(beside.locator(".here")).to_have_count(0)

    bare = new_phone(timezone_id="Asia/Tokyo", storage_state=kept, java_script_enabled=False)
    page = bare.new_page()
    visit(page, day.page.url)
    expect(page.locator(".dose time").first).to_have_text(due.inner_text())
