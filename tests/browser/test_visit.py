"""A visit on the phone: prepared, printed, answered in the room, and over."""

import io
import re
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader
from sqlmodel import col, select

from journal.clock import now
from journal.entries import record
from journal.plans.appointments import Visit, plan_appointment
from journal.records.appointments import AppointmentKind
from journal.records.children import Child
from journal.records.devices import Device
from journal.records.entries import Kind
from journal.records.kinds.question import QuestionRow
from tests.browser.home import Home
from tests.browser.no_signal import filled, no_server
from tests.browser.test_tap_targets import small
from tests.family import change
from tests.support.browser import ask, until, visit
from tests.support.thumb import Thumb

pytestmark = pytest.mark.browser

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def plan(home: Home, ahead: timedelta) -> None:
    """An appointment with Dr. Okafor."""
    with home.family.database.transaction() as session:
        child, ada = session.get_one(Child, home.family.nora), home.family.actor(session, "ada")
        soon = Visit(kind=AppointmentKind.CLINIC, at=now() + ahead, with_whom="Dr. Okafor")
        plan_appointment(session, ada, child, soon, now=now())


def tell(home: Home, kind: str, **fields) -> None:
    """An entry of yesterday."""
    one = change(home.family.nora, kind, made_at=now() - DAY, **fields)
    with home.family.database.transaction() as session:
        assert record(session, home.family.actor(session, "ada"), one, now=now()).revision


def paper(page: Page) -> str:
    """The text of the PDF that the page leads to."""
    link = page.get_by_role("link", name="PDF on A4").get_attribute("href")
    base = re.match(r"https?://[^/]+", page.url)
    assert link
    assert base
    body = page.request.get(base.group() + link).body()
    return " ".join(
        " ".join(each.extract_text() for each in PdfReader(io.BytesIO(body)).pages).split()
    )


def grown_old(home: Home, who: str) -> None:
    """What a day without signal does: the server has not heard of this person's phones."""
    with home.family.database.transaction() as session:
        mine = select(Device).where(Device.account_id == home.family.people[who])
        for device in session.exec(mine):
            device.seen_at -= 30 * HOUR


def test_visit_is_prepared_from_today_in_four_taps_and_printed_as_it_stands(
    home, phone, no_barrier
):
    plan(home, 2 * DAY)
    tell(home, "visit", team_member="Dr. Lim", told="Eyes are quiet")
    tell(home, "question", text="May she swim?")
    page = home.sign_in(phone)
    thumb = Thumb(page)
    thumb.press("Visit")
    thumb.press("Prepare a visit")
    no_barrier(page)
    assert small(page) == []
    thumb.press("Prepare")
    expect(page.locator("h1")).to_contain_text("Page for Dr. Okafor")
    no_barrier(page)
    assert small(page) == []
    thumb.press("Ask first")
    expect(page.get_by_role("button", name=re.compile("^Not first"))).to_be_visible()
    assert thumb.effort.taps == 4
    unfolded(page, "Visits")
    item = page.locator("#items li", has_text="Eyes are quiet")
    item.get_by_role("button", name=re.compile("^Leave out")).click()
    expect(item.get_by_role("button", name=re.compile("^Put back"))).to_be_visible()
    unfolded(page, "Your own lines")
    page.get_by_label("A line for the page").fill("She limps in the morning")
    page.get_by_role("button", name="Add this line").click()
    expect(page.locator("#lines")).to_contain_text("She limps in the morning")
    no_barrier(page)
    assert small(page) == []
    said = paper(page)
    for words in ("May she swim?", "She limps in the morning", "1 item left out by the family"):
        assert words in said
    assert "Eyes are quiet" not in said
    # Whoever comes again has it in one tap.
    visit(page, home.today)
    page.get_by_role("link", name=re.compile("Visit to the clinic")).click()
    expect(page.locator("h1")).to_contain_text("Page for Dr. Okafor")


def test_prepared_page_and_room_have_no_barrier_in_dark_and_large(home, phone, no_barrier):
    plan(home, HOUR)
    tell(home, "visit", team_member="Dr. Lim", told="Eyes are quiet")
    tell(home, "question", text="May she swim?")
    page = home.sign_in(phone)
    visit(page, home.place("preparations"))
    page.get_by_role("button", name=re.compile(r"^Prepare\b")).first.click()
    expect(page.locator("h1")).to_contain_text("Page for Dr. Okafor")
    prepared = page.url
    for place in (prepared, f"{prepared}/room", home.place("preparations")):
        visit(page, place)
        for part in page.locator("main details > summary").all():
            part.click()
        page.emulate_media(color_scheme="dark")
        no_barrier(page)
        page.emulate_media(color_scheme="light")
        ask(page, "document.documentElement.style.fontSize = '200%'")
        no_barrier(page)


def test_h23_page_and_paper_say_which_phone_has_not_sent_until_it_has(home, phone, new_phone):
    bens: BrowserContext = new_phone()
    held = home.sign_in(bens, "ben")
    plan(home, 2 * DAY)
    page = home.sign_in(phone)
    visit(page, home.place("preparations"))
    page.get_by_role("button", name=re.compile(r"^Prepare\b")).first.click()
    expect(page.locator("h1")).to_contain_text("Page for Dr. Okafor")
    prepared = page.url
    filled(held, home)
    bens.set_offline(True)
    visit(held, home.place("log/note"))
    held.get_by_label("What do you want to remember?").fill("A hard night")
    held.get_by_role("button", name=re.compile("^Save for Nora")).click()
    expect(held.locator(".toast")).to_contain_text("Saved on this phone")
    grown_old(home, "ben")
    visit(page, prepared)
    expect(page.get_by_text("Entries may be missing from the page")).to_have_count(2)
    assert "May be missing entries from: Ben" in paper(page)
    bens.set_offline(False)
    home.come_true(lambda: home.entries(Kind.NOTE))
    visit(page, prepared)
    expect(page.get_by_text("Entries may be missing from the page")).to_have_count(0)
    assert "May be missing" not in paper(page)


def test_answer_typed_in_a_room_without_signal_is_kept_and_sent(home, phone, no_barrier):
    plan(home, HOUR)
    tell(home, "question", text="May she swim?")
    page = home.sign_in(phone)
    visit(page, home.place("preparations"))
    page.get_by_role("button", name=re.compile(r"^Prepare\b")).first.click()
    page.get_by_role("link", name="In the room").click()
    expect(page.locator("h1")).to_contain_text("In the room with Dr. Okafor")
    no_barrier(page)
    assert small(page) == []
    page.get_by_label("The answer").fill("Yes, in warm water.")
    with no_server(home):
        page.get_by_role("button", name=re.compile("^Save for Nora")).click()
        expect(page.locator(".toast")).to_contain_text("Saved on this phone")
        assert not answers(home)
    home.come_true(lambda: answers(home) == [("Yes, in warm water.", "Dr. Okafor")])
    visit(page, home.today)
    page.get_by_role("link", name=re.compile("Visit to the clinic")).click()
    expect(page.locator("main")).to_contain_text("Dr. Okafor: Yes, in warm water.")
    page.get_by_role("button", name="The visit is over").click()
    expect(page.locator("main")).to_contain_text("This visit is over")
    no_barrier(page)
    assert small(page) == []


def test_what_is_half_typed_stands_there_again_after_another_part_was_sent(home, phone):
    plan(home, HOUR)
    tell(home, "visit", team_member="Dr. Lim", told="Eyes are quiet")
    tell(home, "question", text="May she swim?")
    tell(home, "question", text="May she go to school?")
    page = home.sign_in(phone)
    visit(page, home.place("preparations"))
    page.get_by_role("button", name=re.compile(r"^Prepare\b")).first.click()
    line = page.get_by_label("A line for the page")
    started(page)
    unfolded(page, "Your own lines")
    line.fill("She limps")
    unfolded(page, "Visits")
    page.get_by_role("button", name=re.compile("^Leave out")).first.click()
    expect(page.get_by_role("button", name=re.compile("^Put back"))).to_be_visible()
    expect(line).to_have_value("She limps")
    unfolded(page, "Your own lines")
    page.get_by_role("button", name="Add this line").click()
    expect(page.locator("#lines")).to_contain_text("She limps")
    expect(line).to_have_value("")
    page.get_by_role("link", name="In the room").click()
    swim = page.locator("li", has_text="May she swim?")
    school = page.locator("li", has_text="May she go to school?")
    started(page)
    swim.get_by_label("The answer").fill("In warm water")
    school.get_by_label("The answer").fill("From Monday")
    school.get_by_role("button", name=re.compile("^Save for Nora")).click()
    home.come_true(lambda: answers(home) == [("From Monday", "Dr. Okafor")])
    expect(page.locator("main")).to_contain_text("Dr. Okafor: From Monday")
    expect(swim.get_by_label("The answer")).to_have_value("In warm water")
    started(page)
    page.get_by_role("button", name="The visit is over").click()
    expect(page.locator("main")).to_contain_text("This visit is over")
    expect(swim.get_by_label("The answer")).to_have_value("In warm water")


def unfolded(page: Page, part: str) -> None:
    """Open a folded part of the page, unless it is open."""
    head = page.locator("details:not([open]) > summary", has_text=part)
    if head.count():
        head.first.click()


def started(page: Page) -> None:
    until(page, "document.documentElement.classList.contains('is-started')")


def answers(home: Home) -> list[tuple[str | None, str | None]]:
    """What was answered, and by whom."""
    with home.family.database.reading() as session:
        rows = session.exec(select(QuestionRow).where(col(QuestionRow.answer).is_not(None))).all()
    return [(row.answer, row.answered_by) for row in rows]
