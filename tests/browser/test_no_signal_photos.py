"""A photo taken without signal: kept on the phone, handed in once, before the entry that has it."""

import pytest
from playwright.sync_api import expect

from journal.records.entries import Kind
from tests.browser.home import SYNC, outbox, save, states, visit
from tests.browser.no_signal import filled, no_server, opened
from tests.browser.photographing import choose, made_of, photos_of, restored
from tests.support.browser import until
from tests.support.faulty import CUT, LOST, Canned, passes
from tests.support.pictures import SERIAL, photo
from tests.web.handing_in import URL

pytestmark = pytest.mark.browser
# What the server answers after it has looked; here at once, however slow the machine.
NO_PICTURE = "This is not a JPEG, PNG or WebP picture."
REFUSED = Canned(
    415,
    f'{{"error": "image_type", "field": "photo", "message": "{NO_PICTURE}"}}',
    (("Content-Type", "application/json"),),
)
WORDS = "What do you want to remember?"


def test_h3_a_photo_taken_without_signal_waits_with_its_entry_and_goes_first_and_once(
    home, phone, no_barrier
):
    page = home.sign_in(phone)
    filled(page, home)
    with no_server(home):
        opened(page, home, "log/note")
        page.get_by_label(WORDS).fill("Knuckles")
        choose(page, photo((3000, 2000), turned=6))
        save(page)
        expect(page.locator(".toast")).to_contain_text("Saved on this phone")
        (kept,) = outbox(page)
        assert kept["values"]["photos"] == [kept["files"][0]["id"]]
        assert SERIAL not in str(kept)
        picture = page.locator(".entry--waiting").get_by_role("img", name="A photo on this phone")
        until(page, "document.querySelector('.entry--waiting img').naturalWidth > 1000")
        expect(picture).to_be_visible()
        visit(page, f"{home.network.url}/waiting")
        expect(page.locator("[data-waiting-list] img")).to_have_count(1)
        expect(page.locator("[data-waiting-list]")).to_contain_text("for Nora · written")
        expect(page.locator("[data-waiting-list]")).not_to_contain_text("{")
        no_barrier(page)
        page.get_by_role("button", name="Edit").click()
        expect(page.get_by_label(WORDS)).to_have_value("Knuckles")
        expect(page.get_by_label("Keep this photo")).to_be_checked()
        no_barrier(page)
        page.get_by_label(WORDS).fill("Knuckles, left hand")
        choose(page, photo((40, 30)))
        save(page)
        expect(page.locator(".toast")).to_contain_text("Saved on this phone")
        home.come_true(lambda: states(page) == ["waiting"])
    # Signal for everything but photos: what names them does not go.
    lost = []

    def rule(method, path):
        if path != URL or method != "POST":
            return None
        lost.append(path)
        return CUT if len(lost) == 1 else LOST if len(lost) == 2 else None

    before = home.network.posted(SYNC)
    home.network.rule = rule
    visit(page, home.today)
    home.come_true(lambda: lost and home.network.posted(SYNC) > before)
    assert not home.entries(Kind.NOTE)
    home.come_true(lambda: states(page) == ["waiting"])
    home.come_true(lambda: len(home.entries(Kind.NOTE)) == 1)
    here, named = photos_of(home)
    assert len(here) == 2
    assert here == named
    assert made_of(home, kept["id"]), "posted by the page, it would be the same photo"
    home.come_true(lambda: states(page) == ["settled"])
    # A server that was restored from a backup of before gets the photos once more.
    restored(home)
    visit(page, home.today)
    home.come_true(lambda: home.entries(Kind.NOTE))
    assert photos_of(home) == (here, named)


def test_f21_a_photo_that_is_refused_says_why_and_is_mended_without_signal(home, phone, no_barrier):
    page = home.sign_in(phone)
    filled(page, home)
    visit(page, home.place("log/note"))
    page.get_by_label(WORDS).fill("Knuckles")
    choose(page, b"no picture")
    home.network.on(URL, REFUSED)
    save(page)
    expect(page.get_by_role("alert")).to_contain_text(NO_PICTURE)
    expect(page.get_by_label(WORDS)).to_have_value("Knuckles")
    home.come_true(lambda: states(page) == ["rejected"])
    assert not home.entries(Kind.NOTE)
    with no_server(home):
        visit(page, f"{home.network.url}/waiting")
        expect(page.locator("[data-waiting-list]")).to_contain_text(NO_PICTURE)
        expect(page.get_by_role("button", name="Discard")).to_be_visible()
        no_barrier(page)
        page.get_by_role("button", name="Edit").click()
        page.get_by_label("Keep this photo").uncheck()
        save(page)
        expect(page.locator(".toast")).to_contain_text("Saved on this phone")
        (kept,) = outbox(page)
        assert (kept["state"], kept["files"]) == ("waiting", [])
    home.network.rule = passes
    visit(page, home.today)
    home.come_true(lambda: len(home.entries(Kind.NOTE)) == 1)
    assert photos_of(home) == (set(), set())
