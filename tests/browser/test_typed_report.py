"""A lab report by keyboard alone, counted in key presses."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from journal.clock import now
from journal.entries import record
from journal.records.entries import Kind
from tests.browser.home import visit
from tests.family import change
from tests.support.browser import ask, until
from tests.web.reporting import reports

pytestmark = pytest.mark.browser

# Test, unit, value of the report that stands, value of the next one.
VALUES = (
    ("2157-6", "U/L", "320", "281"),
    ("1761-6", "U/L", "7.4", "6.9"),
    ("2532-0", "U/L", "310", "290"),
    ("1920-8", "U/L", "48", "41"),
    ("1742-6", "U/L", "36", "33"),
    ("6690-2", "10*3/uL", "6.4", "7.1"),
    ("718-7", "g/dL", "12.1", "11.9"),
    ("777-3", "10*3/uL", "310", "287"),
    ("751-8", "10*3/uL", "3.1", "4.2"),
    ("731-0", "10*3/uL", "1.2", "1.1"),
    ("2160-0", "mg/dL", "0.42", "0.45"),
    ("4537-7", "mm/h", "12", "9"),
    ("1988-5", "mg/L", "4", "<0.6"),
    ("2276-4", "ng/mL", "55", "61"),
)


class Keys:
    """The keyboard, and how often a key of it was pressed."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed += 1


def test_fourteen_values_take_no_more_than_their_digits_and_two_keys_each(home, phone):
    before = [{"test": test, "value": value, "unit": unit} for test, unit, value, _ in VALUES]
    with home.family.database.transaction() as session:
        month_ago = now() - timedelta(days=30)
        last = change(home.family.nora, "draw", made_at=month_ago, results=before)
        assert record(session, home.family.actor(session, "ada"), last, now=now()).stored
    page = home.sign_in(phone)
    visit(page, home.place("log/draw"))
    until(page, "document.documentElement.classList.contains('is-started')")
    keys = Keys(page)
    page.locator(f"#value-{VALUES[0][0]}").focus()
    for test, _unit, _last, value in VALUES:
        assert ask(page, "document.activeElement.id") == f"value-{test}"
        already = keys.pressed
        for character in value:
            keys.press(character)
        keys.press("Enter")
        assert keys.pressed - already <= len(value) + 2
    # The rows of the family's own tests, then Save.
    while ask(page, "document.activeElement.id").startswith("value-own"):
        keys.press("Enter")
    keys.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Lab report, 14 results")
    assert keys.pressed <= sum(len(value) + 2 for *_rest, value in VALUES)
    home.come_true(lambda: len(home.entries(Kind.DRAW)) == 2)
    found = reports(home.family)[1].results
    assert [(one["test"], one["unit"], one["value"]) for one in found] == [
        (test, unit, value) for test, unit, _last, value in VALUES
    ]
