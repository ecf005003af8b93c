"""A symptom by thumb, counted: 2 taps for a known one, 5 for a new one with number and place.

All of it without signal; the drawing works by keyboard and has nothing that axe finds.
"""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from journal.clock import now
from journal.entries import record
from journal.records.children import Child
from journal.records.entries import Kind
from tests.browser.home import Home, outbox, states, visit
from tests.browser.no_signal import filled, kept_entries, no_server, opened
from tests.browser.photographing import choose
from tests.family import change
from tests.support import sources
from tests.support.browser import ask, started, until
from tests.support.pictures import photo

pytestmark = pytest.mark.browser

# Where a place is on the drawing, in its own units.
LEFT_KNEE_FRONT, VIEW = (113, 464), (-2, 0, 372)


def said_in_docs(what: str) -> int:
    """How many taps docs/phone.md says that it takes."""
    page = (sources.ROOT / "docs/phone.md").read_text(encoding="utf-8")
    return int(re.search(rf"^\| {what}[^|]*\| (\d) \|", page, re.MULTILINE)[1])


class Thumb:
    """Taps, and counts them."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def tap(self, where: Locator) -> None:
        where.tap()
        self.taps += 1

    def tap_place(self, place: tuple[int, int]) -> None:
        """Tap the drawing itself."""
        shape = "document.querySelector('[value=left_knee] ~ svg path')"
        ask(self.page, f"{shape}.scrollIntoView({{ block: 'center' }})")
        box = self.page.locator(".body__figure").bounding_box()
        scale = box["width"] / VIEW[2]
        x, y = box["x"] + (place[0] - VIEW[0]) * scale, box["y"] + (place[1] - VIEW[1]) * scale
        self.page.touchscreen.tap(x, y)
        self.taps += 1

    def save(self) -> None:
        self.tap(self.page.get_by_role("button", name=re.compile("^Save for Nora")))
        expect(self.page.locator(".toast")).to_contain_text("Saved")


def felt(home: Home, symptom: str, hours_ago: int, **fields) -> str:
    at = now() - timedelta(hours=hours_ago)
    one = change(home.family.nora, "symptom", made_at=at, symptom=symptom, **fields)
    with home.family.database.transaction() as session:
        assert record(session, home.family.actor(session, "ada"), one, now=now()).stored
    return str(one.entry)


@pytest.fixture
def away(home, phone):
    """A phone that knows that Nora was tired, 6, two days ago; the server is gone."""
    felt(home, "fatigue", 50, severity=6)
    with home.family.database.transaction() as session:
        session.get_one(Child, home.family.nora).emergency_phone = "+1 555 0100"
    page = home.sign_in(phone)
    filled(page, home)
    home.come_true(lambda: kept_entries(page) == 1)
    with no_server(home):
        yield page
    visit(page, home.today)
    home.come_true(lambda: set(states(page)) == {"settled"})


def tile(page: Page, value: str) -> Locator:
    return page.locator(f"label:has([name=symptom][value={value}])")


def severity(page: Page, number: int) -> Locator:
    return page.locator(f"label:has([name=severity][value='{number}'])")


def test_a_known_symptom_is_two_taps_without_signal(home, away):
    page = opened(away, home, "log/symptom")
    thumb = Thumb(page)
    thumb.tap(tile(page, "fatigue"))
    expect(page.locator("[name=severity][value='6']")).to_be_checked()
    thumb.save()
    assert thumb.taps == said_in_docs("A symptom that is known") == 2
    (kept,) = outbox(page)
    assert (kept["values"]["symptom"], kept["values"]["severity"]) == ("fatigue", "6")


def test_a_new_symptom_with_number_and_place_is_five_taps_and_a_photo_two_more(home, away):
    page = opened(away, home, "log/symptom")
    thumb = Thumb(page)
    thumb.tap(page.get_by_text("All symptoms"))
    thumb.tap(tile(page, "itch"))
    thumb.tap(severity(page, 3))
    thumb.tap_place(LEFT_KNEE_FRONT)
    expect(page.locator("[name=sites][value=left_knee]")).to_be_checked()
    with page.expect_file_chooser():
        thumb.tap(page.locator("input[name=photo_files]"))
    choose(page, photo((40, 30)))
    thumb.taps += 1  # the picture in the phone's own chooser
    thumb.save()
    assert thumb.taps == said_in_docs("A new symptom") + said_in_docs("A photo") == 5 + 2
    (kept,) = outbox(page)
    values = kept["values"]
    assert (values["symptom"], values["severity"], values["sites"]) == ("itch", "3", "left_knee")
    assert len(kept["files"]) == 1


def test_a_number_chosen_by_hand_stays_and_a_tiles_own_goes_with_it(home, away):
    page = opened(away, home, "log/symptom")
    chosen = page.locator("[name=severity]:checked")
    tile(page, "fatigue").tap()
    expect(chosen).to_have_value("6")
    page.get_by_text("All symptoms").tap()
    tile(page, "itch").tap()
    expect(chosen).to_have_value("")  # the last number of another symptom is none of this one
    severity(page, 9).tap()
    tile(page, "fatigue").tap()
    expect(page.locator("[name=symptom][value=fatigue]")).to_be_checked()
    expect(chosen).to_have_value("9")
    Thumb(page).save()


def test_a_warning_sign_without_signal_shows_whom_the_family_calls(home, away):
    page = opened(away, home, "log/symptom")
    call = page.locator(".field--call a[href='tel:+15550100']")
    expect(call).to_be_hidden()
    page.get_by_text("All symptoms").tap()
    tile(page, "dysphagia").tap()
    expect(call).to_be_visible()
    Thumb(page).save()
    expect(page).to_have_url(home.today)
    banner = page.locator(".banner", has_text="Trouble swallowing")
    expect(banner).to_contain_text("Ask your team.")
    expect(banner.locator("a[href='tel:+15550100']")).to_be_visible()


def test_it_has_gone_is_one_tap_without_signal(home, phone):
    felt(home, "itch", 50, severity=2, since=(now() - timedelta(days=9)).isoformat())
    page = home.sign_in(phone)
    filled(page, home)
    with no_server(home):
        opened(page, home, "log/symptom")
        page.get_by_text("What lasts: 1").tap()
        page.get_by_role("button", name=re.compile("It has gone.*Itching 2")).tap()
        expect(page.locator(".toast")).to_contain_text("Saved on this phone")
    visit(page, home.today)
    home.come_true(lambda: set(states(page)) == {"settled"})
    (entry,) = home.entries(Kind.SYMPTOM)
    visit(page, home.place("log/symptom"))
    expect(page.get_by_text("What lasts")).to_have_count(0)
    visit(page, home.place(f"entries/{entry.id}"))
    expect(page.locator("main")).to_contain_text("Until")


def test_it_has_gone_is_undone_with_one_tap_once_the_server_has_it(home, phone):
    entry = felt(home, "fatigue", 30, severity=3, since=(now() - timedelta(days=4)).isoformat())
    page = home.sign_in(phone)
    visit(page, home.place(f"entries/{entry}"))
    started(page)
    gone, toast = page.get_by_role("button", name="It has gone"), page.locator(".toast")
    gone.tap()
    expect(toast).to_contain_text("Saved for Nora: Tired 3 has gone")
    expect(gone).to_have_count(0)
    toast.get_by_role("button", name="Undo").tap()
    expect(toast).to_contain_text("It is as it was before")
    expect(gone).to_be_visible()


def test_the_drawing_works_by_keyboard_and_axe_finds_nothing(home, phone, no_barrier):
    page = home.sign_in(phone)
    visit(page, home.place("log/symptom"))
    started(page)
    no_barrier(page)
    colour = "getComputedStyle(document.querySelector('[value=forehead] ~ svg path')).fill"
    before = ask(page, colour)
    page.locator("#sites").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("[name=sites][value=forehead]")).to_be_checked()
    assert ask(page, colour) != before
    # What is marked stands in words below the drawing; the rest is folded away.
    expect(page.locator(".body__place .choice__words", has_text="Forehead")).to_be_visible()
    knee = page.locator("label:has([value=left_knee])")
    assert (
        ask(
            page, "getComputedStyle(document.querySelector('label:has([value=left_knee])')).display"
        )
        == "contents"
    )
    page.get_by_text("All places as a list").tap()
    expect(knee).to_be_visible()
    assert knee.bounding_box()["height"] >= 44
    no_barrier(page)


def test_the_list_and_the_drawing_are_one(home, phone):
    page = home.sign_in(phone)
    visit(page, home.place("log/symptom"))
    started(page)
    thumb = Thumb(page)
    thumb.tap_place(LEFT_KNEE_FRONT)
    expect(page.locator("[name=sites][value=left_knee]")).to_be_checked()
    page.locator("label:has([value=left_knee]) .choice__words").tap()
    expect(page.locator("[name=sites][value=left_knee]")).not_to_be_checked()
    until(page, "!document.querySelector('.body__place:has(:checked)')")
