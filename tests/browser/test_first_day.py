"""The main job, end to end, on a phone: from the set-up link to the printed page.

Once with scripts and once without: pages work without JavaScript. axe looks at every page.
"""

import io
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.home import visit

PASSPHRASE = "seven lemons under a blue hat"


class Day:
    """A parent with a phone. `see` looks at a page as axe does, where scripts may run."""

    def __init__(self, page: Page, url: str, check) -> None:
        self.page = page
        self.url = url
        self.check = check

    def see(self) -> None:
        if self.check is not None:
            self.check(self.page)

    def press(self, name: str) -> None:
        """Press a button of the page, whatever stands after its first words."""
        self.page.get_by_role("button", name=re.compile("^" + re.escape(name))).first.click()

    def tap(self, name: str) -> None:
        """Choose the tile or radio with this label."""
        self.page.locator("label", has_text=re.compile("^\\s*" + re.escape(name))).first.click()

    def go(self, place: str) -> None:
        """Open a page of this child by its address."""
        child = re.search(r"/children/[0-9a-f-]+/", self.page.url)
        assert child, self.page.url
        visit(self.page, f"{self.url}{child.group()}{place}")
        self.see()


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def day(request, server, new_phone, no_barrier):
    context = new_phone(java_script_enabled=request.param)
    return Day(context.new_page(), server.url, no_barrier if request.param else None)


@pytest.mark.browser
def test_family_logs_a_day_and_holds_a_printed_page(day, server):
    page = day.page
    set_up(day, server.setup_link)
    add_nora(day)
    add_prednisolone(day)
    give_and_undo(day)
    log_symptom(day)
    log_infusion(day)
    log_stay(day)
    day.go("journal")
    for words in ("Prednisolone", "Tired", "Privigen", "Children's"):
        expect(page.get_by_text(words).first).to_be_visible()
    print_page(day)


def set_up(day: Day, link: str) -> None:
    visit(day.page, link)
    day.see()
    day.page.get_by_label("Your name").fill("Ada")
    day.page.get_by_label("E-mail").fill("ada@home.example")
    day.page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    day.press("Start the journal")
    expect(day.page).to_have_url(re.compile("/children/add"))


def add_nora(day: Day) -> None:
    day.see()
    day.page.get_by_label("First name").fill("Nora")
    day.page.get_by_label("Born on").fill("2017-05-03")
    day.page.get_by_label("Time zone").select_option("America/New_York")
    day.press("Add this child")
    visit(day.page, f"{day.url}/")
    expect(day.page).to_have_url(re.compile("/today$"))
    day.see()


def add_prednisolone(day: Day) -> None:
    day.go("medicines")
    day.go("medicines/add")
    day.page.get_by_label("Name").fill("Prednisolone")
    day.press("Next")
    day.see()
    day.page.get_by_label("Amount each time").fill("12.5")
    day.page.get_by_label("Unit of the amount").select_option("mg")
    day.tap("Every day")
    day.page.locator("input[type=time]").first.fill(soon())
    day.page.get_by_role("button", name=re.compile("^(Save|Add)")).last.click()
    expect(day.page.get_by_text("Prednisolone").first).to_be_visible()
    day.see()


def soon() -> str:
    """A time of today that is due already and not over: the hour before it is for giving."""
    here = datetime.now(ZoneInfo("America/New_York"))
    later = here + timedelta(minutes=30)
    return f"{later:%H:%M}" if later.date() == here.date() else "23:59"


def give_and_undo(day: Day) -> None:
    page = day.page
    day.go("today")
    page.get_by_role("button", name=re.compile("Give")).first.click()
    expect(page.get_by_text(re.compile("Given to Nora")).first).to_be_visible()
    day.see()
    day.press("Undo")
    expect(page.get_by_role("button", name=re.compile("Give")).first).to_be_visible()
    page.get_by_role("button", name=re.compile("Give")).first.click()
    expect(page.get_by_text(re.compile("Given to Nora")).first).to_be_visible()


def log_symptom(day: Day) -> None:
    day.go("log")
    day.go("log/symptom")
    day.tap("Tired")
    day.page.locator("input[name=severity][value='6']").check(force=True)
    day.press("Save for Nora")
    expect(day.page.get_by_text(re.compile("Tired")).first).to_be_visible()


def log_infusion(day: Day) -> None:
    day.go("log/infusion")
    product = day.page.get_by_label(re.compile("(Which product, as on the label|Its name)"))
    product.first.fill("Privigen")
    day.page.get_by_label(re.compile("How much")).fill("25")
    day.press("Save for Nora")
    expect(day.page).to_have_url(re.compile("/infusions/"))


def log_stay(day: Day) -> None:
    day.go("log/stay")
    day.page.get_by_label(re.compile("(Which hospital|Its name)")).first.fill("Children's")
    day.press("Save for Nora")
    expect(day.page).to_have_url(re.compile("/stays/"))


def print_page(day: Day) -> None:
    day.go("visit?days=30")
    link = day.page.get_by_role("link", name=re.compile("A4")).get_attribute("href")
    answer = day.page.request.get(f"{day.url}{link}")
    assert answer.headers["content-type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.body())).pages
    text = "\n".join(page.extract_text() for page in pages).replace("\xa0", " ")
    assert len(pages) == 1
    for words in ("Nora", "Prednisolone", "12.5 mg", "Tired", "Privigen", "Children's"):
        assert words in text
