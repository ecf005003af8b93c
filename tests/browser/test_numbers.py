"""The numbers are taken out on a phone: two taps from the visit, and no barrier on the way."""

import re
import zipfile

import pytest
from playwright.sync_api import expect

from journal.clock import now
from journal.entries import record
from tests.browser.home import visit
from tests.family import change

pytestmark = pytest.mark.browser


def test_everything_is_two_taps_away_from_the_visit(home, phone, no_barrier):
    with home.family.database.transaction() as session:
        actor = home.family.actor(session, "ada")
        note = change(home.family.nora, "note", made_at=now(), note="=1+1")
        assert record(session, actor, note, now=now()).stored
    page = home.sign_in(phone)
    visit(page, home.place("visit"))
    page.get_by_role("link", name="Take the numbers out").click()
    expect(page.locator("h1")).to_have_text("Take the numbers out")
    no_barrier(page)
    with page.expect_download() as coming:
        page.get_by_role("link", name="Everything (ZIP)").click()
    with zipfile.ZipFile(coming.value.path()) as files:
        assert b"'=1+1" in files.read("note.csv")
    page.emulate_media(color_scheme="dark")
    visit(page, home.place("numbers?from=2026-11-22&to=2026-11-01"))
    expect(page.get_by_text("The last day is before the first.")).to_be_visible()
    no_barrier(page)
    expect(page.get_by_role("link", name=re.compile("medicines.csv"))).to_be_visible()
