"""A real plan entered by a thumb: steroid taper, weekly methotrexate, folic acid beside it.

The shape is that of CARRA's consensus plans for moderate JDM; every dose is invented.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_first_day import Day, add_nora, set_up
from tests.support.browser import visit
from tests.support.thumb import Thumb

MOST_SECONDS = 240
TAPER = (
    "30 mg 4 weeks, 25 mg 4 weeks, 20 mg 4 weeks, 15 mg 4 weeks, 12.5 mg 4 weeks, "
    "10 mg 8 weeks, 7.5 mg 8 weeks, 5 mg 8 weeks"
)


@pytest.mark.browser
def test_carra_moderate_plan_is_entered_by_thumb_in_under_four_minutes(
    new_phone, server, no_barrier
):
    page = new_phone().new_page()
    day = Day(page, server.url, no_barrier)
    set_up(day, server.setup_link)
    add_nora(day)
    visit(page, page.url.replace("/today", "/medicines"))
    thumb = Thumb(page)

    add_prednisone(thumb)
    plan_its_taper(thumb, no_barrier)
    add_methotrexate(thumb)
    add_folic_acid(thumb, no_barrier)

    for words in ("30 mg", "once a week, on Tuesday", "Folic acid", "after Methotrexate"):
        expect(page.locator("main")).to_contain_text(words)
    assert thumb.effort.seconds < MOST_SECONDS, thumb.effort


def add_prednisone(thumb):
    start(thumb, "Prednisone")
    thumb.write("Amount each time", "30")
    thumb.pick("Unit of the amount", "mg")
    thumb.choose("Every day")
    thumb.write("Time 1", "08:00")
    thumb.press("Save for Nora")


def plan_its_taper(thumb, no_barrier):
    page = thumb.page
    page.get_by_role("link", name=re.compile("Prednisone")).first.scroll_into_view_if_needed()
    thumb.press("Prednisone")
    thumb.press("Plan a taper")
    thumb.write("The steps as text", TAPER)
    thumb.press("Read the text into steps")
    amounts = page.locator("input[name^=amount_]")
    for row, amount in enumerate(("30", "25", "20", "15", "12.5", "10", "7.5", "5")):
        expect(amounts.nth(row)).to_have_value(amount)
    no_barrier(page)
    thumb.choose("The plan does not say")
    thumb.press("Next: look at the taper")
    no_barrier(page)
    expect(page.locator(".stairs__bar").first).to_be_visible()
    thumb.press("Save for Nora")
    expect(page.get_by_text("25 mg").first).to_be_visible()
    no_barrier(page)


def add_methotrexate(thumb):
    thumb.press("Medicines of Nora")
    start(thumb, "Methotrexate")
    # It starts as weekly: nobody chooses that.
    expect(thumb.page.locator("input[name=rhythm][value=week]")).to_be_checked()
    thumb.write("Amount each time", "15")
    thumb.pick("Unit of the amount", "mg")
    thumb.choose("Tuesday")
    thumb.write("Time 1", "18:00")
    thumb.press("Save for Nora")


def add_folic_acid(thumb, no_barrier):
    start(thumb, "Folic acid")
    thumb.write("Amount each time", "1")
    thumb.pick("Unit of the amount", "mg")
    thumb.open("Other rhythms")
    thumb.choose("Before or after another medicine")
    thumb.pick("Which medicine does it go with?", "Methotrexate")
    thumb.choose("After")
    thumb.write("How long?", "24")
    thumb.pick("Counted in", "hours")
    thumb.press("Save for Nora")
    no_barrier(thumb.page)


def start(thumb, name):
    thumb.press("Add a medicine")
    thumb.write("Name", name)
    thumb.press("Next: how much and how often")
