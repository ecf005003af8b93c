"""H12: a parent who travels writes the child's wall clock, not the phone's."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.home import visit
from tests.support.browser import started


@pytest.mark.browser
def test_h12_now_means_the_childs_wall_clock_on_a_phone_far_away(home, new_phone):
    page = home.sign_in(new_phone(timezone_id="Australia/Sydney"))
    visit(page, home.place("log/note"))
    started(page)
    page.fill("#at_time", "00:00")
    page.fill("#at_on", "2020-01-01")
    page.get_by_role("button", name=re.compile("^Now")).click()
    expect(page.locator("#at_on")).not_to_have_value("2020-01-01")
    zone = ZoneInfo(page.locator("body").get_attribute("data-zone"))
    filled = datetime.fromisoformat(
        f"{page.input_value('#at_on')}T{page.input_value('#at_time')}"
    ).replace(tzinfo=zone)
    assert abs((datetime.now(zone) - filled).total_seconds()) < 120
    told = datetime.fromisoformat(page.locator("[name=at_now]").input_value())
    assert told.replace(second=0, microsecond=0) == filled
