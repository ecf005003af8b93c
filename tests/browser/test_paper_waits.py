"""A paper that is made on a phone has what this phone wrote a moment ago without signal (H23)."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from journal.clock import now
from tests.browser.home import SYNC, line
from tests.support.browser import started, visit
from tests.support.faulty import CUT

DAY = timedelta(days=1)
pytestmark = pytest.mark.browser


def test_h23_a_tap_on_the_pdf_sends_first_what_waits_on_this_phone(home, phone):
    page = home.sign_in(phone)
    home.network.on(SYNC, CUT)
    visit(page, home.place("log/question"))
    page.get_by_label("What do you want to ask?").fill("May she swim?")
    page.get_by_role("button", name="Save for Nora").click()
    expect(page.locator(".toast")).to_contain_text("Saved on this phone")
    visit(page, home.place("visit"))
    started(page)
    expect(line(page)).to_contain_text("1 waits on this phone")
    home.network.on(SYNC, None)
    home.network.seen.clear()
    with page.expect_download() as coming:
        page.get_by_role("link", name="PDF on A4").click()
    assert "May she swim?" in text_of(coming.value.path())
    done = [path for _method, path, status in home.network.seen if status == 200]
    assert done.index(SYNC) < done.index(f"/children/{home.family.nora}/visit.pdf")


@pytest.mark.slow
def test_h23_a_page_that_is_prepared_or_shared_has_what_waited_on_this_phone(home, phone):
    """Both pages say first that something waits; the tap sends it before anything is made of it."""
    page = home.sign_in(phone)
    held(home, page, "May she swim?")
    visit(page, home.place("preparations"))
    started(page)
    expect(line(page)).to_contain_text("1 waits on this phone")
    page.get_by_label("With whom?").fill("Dr. Okafor")
    page.get_by_label("On which day?").fill(f"{now() + 2 * DAY:%Y-%m-%d}")
    sent_before(home, page.get_by_role("button", name="Prepare this visit"), "/preparations")
    expect(page.locator("h1")).to_contain_text("Page for Dr. Okafor")
    expect(page.locator("main")).to_contain_text("May she swim?")
    held(home, page, "May she ski?")
    visit(page, home.place("share"))
    started(page)
    expect(line(page)).to_contain_text("1 waits on this phone")
    page.get_by_label("Whom is it for?").fill("Dr. Okafor")
    sent_before(home, page.get_by_role("button", name="Make a link"), "/share")
    field = page.get_by_label("Address", exact=True)
    expect(field).to_have_value(re.compile("shlink:/"))
    visit(page, field.input_value())
    page.get_by_role("button", name="Open the page").click()
    expect(page.locator("main")).to_contain_text("May she ski?")


def held(home, page, question):
    """Write a question that stays on the phone: the server takes nothing from phones now."""
    home.network.on(SYNC, CUT)
    visit(page, home.place("log/question"))
    page.get_by_label("What do you want to ask?").fill(question)
    page.get_by_role("button", name="Save for Nora").click()
    expect(page.locator(".toast")).to_contain_text("Saved on this phone")


def sent_before(home, button, ending):
    """Press it while the server takes again what phones hold: that comes first."""
    home.network.on(SYNC, None)
    home.network.seen.clear()
    with button.page.expect_navigation():
        button.click()
    done = [path for method, path, status in home.network.seen if method == "POST" and status < 400]
    made = next(path for path in done if path.endswith(ending))
    assert done.index(SYNC) < done.index(made)


def test_h23_without_the_server_of_phones_the_pdf_comes_all_the_same(home, phone):
    page = home.sign_in(phone)
    home.network.on(SYNC, CUT)
    visit(page, home.place("log/question"))
    page.get_by_label("What do you want to ask?").fill("May she swim?")
    page.get_by_role("button", name="Save for Nora").click()
    expect(page.locator(".toast")).to_contain_text("Saved on this phone")
    visit(page, home.place("visit"))
    started(page)
    with page.expect_download() as coming:
        page.get_by_role("link", name="PDF on A4").click()
    assert "May she swim?" not in text_of(coming.value.path())


def text_of(path) -> str:
    """The words of a PDF."""
    return " ".join(" ".join(each.extract_text() for each in PdfReader(path).pages).split())
