"""H17: a page that has been out of touch says so, and knows better as soon as it can."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import ask, markup, until, visit

MINUTES = 60_000


@pytest.fixture
def today(home, phone):
    """Today with a dose that is due, on a page whose clock the test turns."""
    return open_today(home, phone)


def open_today(home, phone, **at) -> Page:
    page = phone.new_page()
    page.clock.install(**at)
    home.sign_in(phone, page=page)
    page.clock.run_for(2_000)
    return page


@pytest.mark.browser
def test_h17_after_fifteen_minutes_without_the_server_a_dose_is_unknown(today):
    state = today.locator(".dose--due .dose__state span").first
    expect(state).to_have_text("Due")
    today.context.set_offline(True)
    asked = []
    today.on("requestfailed", lambda request: asked.append(request.url))
    today.clock.run_for(14 * MINUTES)
    expect(today.locator("[data-as-of]")).to_have_text("seen 14 min ago")
    expect(state).to_have_text("Due")
    assert 50 < len(asked) < 130, "every 8 seconds, and no battery for more"
    today.clock.run_for(2 * MINUTES)
    expect(today.locator(".dose--stale .dose__state span").first).to_have_text(
        re.compile(r"Unknown since \d\d:\d\d")
    )
    assert "not given" not in markup(today)


@pytest.mark.browser
def test_h17_what_the_other_parent_did_is_there_when_the_connection_is(today, new_phone):
    other = new_phone(storage_state=today.context.storage_state()).new_page()
    visit(other, today.url)
    today.context.set_offline(True)
    today.clock.run_for(16 * MINUTES)
    expect(today.locator(".dose--stale")).to_have_count(1)
    other.get_by_role("button", name=re.compile("^Give to Nora")).click()
    expect(other.get_by_text("Given to Nora").first).to_be_visible()
    today.context.set_offline(False)  # the browser says "online" by itself
    expect(today.locator(".dose--recorded")).to_have_count(1)
    expect(today.locator(".dose--stale")).to_have_count(0)


@pytest.mark.browser
def test_h17_phone_whose_clock_is_15_minutes_fast_does_not_call_a_fresh_page_old(home, phone):
    page = open_today(home, phone, time=datetime.now(UTC) + timedelta(minutes=15))
    state = page.locator(".dose--due .dose__state span").first
    expect(page.locator("[data-as-of]")).to_have_text("")
    expect(state).to_have_text("Due")
    page.context.set_offline(True)
    page.clock.run_for(14 * MINUTES)
    expect(state).to_have_text("Due")
    page.clock.run_for(2 * MINUTES)
    expect(page.locator(".dose--stale")).to_have_count(1)


@pytest.mark.browser
def test_h17_page_in_touch_with_the_server_loads_again_and_stays_known(today):
    ask(today, "window.opened = 'at first'")
    today.clock.run_for(10 * MINUTES)
    until(today, "window.opened === undefined")
    today.clock.run_for(7 * MINUTES)  # 17 minutes after the first one was made
    expect(today.locator(".dose--due .dose__state span").first).to_have_text("Due")
    expect(today.locator(".dose--stale")).to_have_count(0)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html", "<!doctype html><title>Hotel</title>Welcome, please sign in"),
        ("application/json", '{"status": "ok"}'),
    ],
)
def test_h17_what_answers_in_a_hotel_is_not_taken_for_the_server(today, kind, body):
    """A page that trusted it would load again, into the hotel's sign-in, and be gone."""
    today.route("**/healthz", lambda route: route.fulfill(content_type=kind, body=body))
    ask(today, "window.opened = 'at first'")
    with today.expect_response("**/healthz"):
        today.clock.run_for(11 * MINUTES)
    today.clock.run_for(5 * MINUTES)
    expect(today.locator(".dose--stale .dose__state span").first).to_have_text(
        re.compile(r"Unknown since \d\d:\d\d")
    )
    assert ask(today, "window.opened") == "at first"
