"""The long list of symptoms gets shorter while a name is typed."""

import pytest

from tests.browser.test_first_day import Day, add_nora, set_up


@pytest.mark.browser
def test_a_symptom_is_found_by_typing_a_part_of_its_name(server, new_phone):
    day = Day(new_phone().new_page(), server.url, None)
    set_up(day, server.setup_link)
    add_nora(day)
    day.go("log/symptom")
    page = day.page
    everything = page.locator("#all-symptoms .choice")
    count = everything.count()
    page.fill("#seek", "STAIR")
    shown = page.locator("#all-symptoms .choice:visible")
    assert 0 < shown.count() < count / 4
    shown.first.click()
    page.fill("#seek", "no symptom is called so")
    assert page.locator("#no-symptom").is_visible()
    assert shown.count() == 1  # the chosen one stays in sight
    page.press("#seek", "Enter")
    assert page.url.endswith("log/symptom")
    page.fill("#seek", "")
    assert shown.count() == count
