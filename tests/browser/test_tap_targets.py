"""Everything a thumb taps on the daily pages is at least 44 px wide and high, at 390 px."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.home import visit
from tests.support.browser import ask, started

LEAST = 44
LOGS = (
    "symptom", "temperature", "weight", "infusion", "stay", "infection", "question", "visit",
    "note", "activity",
)  # fmt: skip

# A radio is tapped by its label, a link that covers its row by the row; a link inside of a sentence
# is as large as its words (WCAG 2.2, 2.5.8, inline). What only a screen reader meets has no size.
SMALL = """
(least) => {
  const seen = (one) => one.checkVisibility({ visibilityProperty: true });
  const hidden = (one) => one.closest(".visually-hidden, .skip-link");
  const area = (one) => {
    const over = getComputedStyle(one, "::after");
    if (over.content !== "none" && over.position === "absolute") return one.closest(".entry");
    return one.closest("label") ?? one;
  };
  const inline = (one) => one.matches("p a") && getComputedStyle(one).display === "inline";
  return [...document.querySelectorAll("a[href], button, summary, select, textarea, input")]
    .filter((one) => one.type !== "hidden" && seen(area(one)) && !hidden(one) && !inline(one))
    .map((one) => [one, area(one).getBoundingClientRect()])
    .filter(([, box]) => box.width < least || box.height < least)
    .map(([one, box]) => `${one.outerHTML.slice(0, 90)}: ${box.width} x ${box.height}`);
}
"""


def small(page: Page) -> list[str]:
    return [f"{page.url}: {one}" for one in ask(page, SMALL, LEAST)]


@pytest.mark.browser
def test_whatever_is_tapped_on_the_daily_pages_is_44_px_wide_and_high(home, phone):
    page = home.sign_in(phone)
    found = []
    places = ("today", "medicines", "medicines/add", "log", *(f"log/{what}" for what in LOGS))
    for place in places:
        visit(page, home.place(place))
        found += small(page)
    visit(page, home.place("log/dose"))
    found += small(page)
    page.get_by_role("link", name=re.compile("Prednisolone")).click()
    expect(page.get_by_label("Amount, in the unit below")).to_be_visible()
    found += small(page)
    visit(page, home.today)
    started(page)
    page.get_by_text("Other …").first.click()
    found += small(page)
    page.get_by_role("button", name=re.compile("^Give to Nora")).first.click()
    expect(page.locator(".dose--recorded")).to_have_count(1)
    found += small(page)  # with what was recorded, and the line that offers Undo
    page.locator(".band summary").click()
    found += small(page)
    assert not found, "\n".join(found)
    assert ask(page, SMALL, 400), "the measure finds nothing at all"
