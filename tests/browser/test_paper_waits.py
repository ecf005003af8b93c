"""A paper that is made on a phone has what this phone wrote a moment ago without signal (H23)."""

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.home import SYNC, line
from tests.support.browser import started, visit
from tests.support.faulty import CUT

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
