"""T10, H40: Dr. Okafor opens a link on a clinic's computer; it is gone once Ada has ended it."""

import io
import re

import pytest
import typst
from playwright.sync_api import expect
from pypdf import PdfReader

from journal.web.qr_code import qr_file
from tests.browser.home import kept_rows, visit
from tests.support.browser import ask, until
from tests.support.once import built_once
from tests.web.other_programs import install, read_code

pytestmark = pytest.mark.browser
COMPUTER = {"viewport": {"width": 1280, "height": 800}, "is_mobile": False, "has_touch": False}


@pytest.fixture(scope="session")
def programs(tmp_path_factory):
    """The folder of other people's programs."""
    return built_once(tmp_path_factory, "health-links", install)[0]


@pytest.fixture
def page(home, phone):
    """Ada’s phone, where she is signed in."""
    return home.sign_in(phone)


@pytest.fixture
def address(home, page):
    """The address of a link that Ada has just made on her phone."""
    visit(page, home.place("share"))
    page.get_by_label("Whom is it for?").fill("Dr. Okafor")
    page.get_by_role("button", name="Make a link").click()
    field = page.get_by_label("Address", exact=True)
    expect(field).to_have_value(re.compile(r"/shared#shlink:/[\w-]+$"))
    return field.input_value()


def computer(new_phone, **more):
    """A page on a computer of the clinic's, where nobody is signed in."""
    return new_phone(**COMPUTER, **more).new_page()


def opened(clinic, address, code=""):
    visit(clinic, address)
    if code:
        clinic.get_by_role("textbox", name=re.compile("^Code")).fill(code)
    clinic.get_by_role("button", name="Open the page").click()


def test_t10_a_clinic_opens_the_page_and_its_pdf_until_ada_ends_the_link(
    home, page, address, new_phone, no_barrier
):
    clinic = computer(new_phone)
    visit(clinic, address)
    expect(clinic.get_by_text("Dr. Okafor")).to_be_visible()
    expect(clinic.get_by_label("Address", exact=True)).to_be_hidden()
    assert "shlink" not in clinic.url
    assert "shlink" not in ask(clinic, "location.href + document.referrer")
    no_barrier(clinic)
    clinic.get_by_role("button", name="Open the page").click()
    expect(clinic.get_by_role("heading", name="Nora")).to_be_visible()
    expect(clinic.get_by_text("Not watched by anyone").first).to_be_visible()
    expect(clinic.get_by_text("Prednisolone").first).to_be_visible()
    no_barrier(clinic)
    with clinic.expect_response("**/shared/pdf") as answered:
        clinic.get_by_role("button", name="PDF on A4").click()
    assert answered.value.headers["content-type"] == "application/pdf"
    visit(page, home.place("share"))
    expect(page.get_by_text("Opened once, last on")).to_be_visible()
    page.get_by_role("button", name="End this link").click()
    page.get_by_text("1 link that is over").click()
    expect(page.get_by_text("Ended by Ada on")).to_be_visible()
    no_barrier(page)
    again = computer(new_phone)
    opened(again, address)
    expect(again.get_by_role("heading", name="This link is over")).to_be_visible()
    no_barrier(again)


def test_t10_without_scripts_the_address_is_pasted(home, address, new_phone):
    clinic = computer(new_phone, java_script_enabled=False)
    visit(clinic, address)
    clinic.get_by_label("Address", exact=True).fill(address)
    clinic.get_by_role("button", name="Open the page").click()
    expect(clinic.get_by_role("heading", name="Nora")).to_be_visible()


def test_t10_a_code_is_asked_for_only_where_there_is_one(home, page, address, new_phone):
    clinic = computer(new_phone)
    visit(clinic, address)
    expect(clinic.get_by_role("textbox", name=re.compile("^Code"))).to_be_hidden()
    visit(page, home.place("share"))
    page.get_by_label("Whom is it for?").fill("School")
    page.get_by_text("A code, or how often it opens").click()
    page.get_by_role("textbox", name=re.compile("^Code")).fill("4711")
    page.get_by_role("button", name="Make a link").click()
    field = page.get_by_label("Address", exact=True)
    expect(field).to_have_value(re.compile("#shlink:/"))
    opened(clinic, field.input_value(), "0815")
    expect(clinic.get_by_text("This code does not match. 4 tries are left.").first).to_be_visible()
    expect(clinic.get_by_label("Address", exact=True)).to_be_hidden()
    clinic.get_by_role("textbox", name=re.compile("^Code")).fill("4711")
    clinic.get_by_role("button", name="Open the page").click()
    expect(clinic.get_by_role("heading", name="Nora")).to_be_visible()


def test_the_qr_code_is_the_address_for_another_reader(page, address, programs, no_barrier):
    no_barrier(page)
    picture = page.locator(".qr").screenshot()
    assert read_code(programs, picture) == address
    # As wide as on paper, at the 300 dots to an inch of any printer.
    paper = b'#set page(width: 26mm, height: auto, margin: 0pt)\n#image("scan.svg", width: 100%)'
    files = {"main.typ": paper, "scan.svg": qr_file(address).encode()}
    assert read_code(programs, typst.compile(files, format="png", ppi=300)) == address


def test_t24_nothing_of_a_link_stays_on_a_phone_that_has_the_app(home, page, address):
    until(page, "Boolean(navigator.serviceWorker.controller)")
    opened(page, address.replace(home.server.url, home.network.url))
    expect(page.get_by_role("heading", name="Nora")).to_be_visible()
    visit(page, home.today)
    caches = """async () => {
      const found = [];
      for (const name of await caches.keys())
        for (const one of await (await caches.open(name)).keys()) found.push(one.url);
      return found;
    }"""
    assert [url for url in ask(page, caches) if "share" in url or "shlink" in url] == []
    kept = [str(row) for store in ("outbox", "pockets") for row in kept_rows(page, store)]
    assert not any("shlink" in row for row in kept)


def test_the_pdf_of_a_link_says_that_nobody_watches_h40(home, address, new_phone):
    clinic = computer(new_phone)
    opened(clinic, address)
    form = clinic.locator("form[action='/shared/pdf']")
    fields = {
        name: form.locator(f"[name={name}]").first.get_attribute("value")
        for name in ("address", "receipt")
    }
    origin = ask(clinic, "location.origin")
    reply = clinic.request.post(f"{origin}/shared/pdf", form={**fields, "paper": "letter"})
    pages = PdfReader(io.BytesIO(reply.body())).pages
    assert all("Not watched by anyone" in page.extract_text() for page in pages)
