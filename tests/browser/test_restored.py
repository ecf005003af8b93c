"""F13 on a real phone: the server comes back from a backup, and the phone hands in what it kept."""

import re

import pytest
from playwright.sync_api import expect

from journal.clock import now
from journal.exchange.backup import backup
from journal.exchange.restore import restore
from journal.exchange.verify import verify
from journal.records import devices
from journal.records.entries import Kind
from journal.settings import Settings
from tests.browser.home import (
    give,
    kept_rows,
    patient_database,
    served_home,
    states,
    visit,
    write_note,
)
from tests.browser.no_signal import filled, kept_entries, no_server, opened
from tests.browser.photographing import restored as emptied
from tests.browser.test_news import ben_writes
from tests.support import served

pytestmark = pytest.mark.browser


@pytest.fixture
def home(tmp_path):
    with served_home(tmp_path / "data") as home:
        yield home
        home.server.stop()
        home.family.database.close()


def restored(home, file, folder):
    """Another machine in the place of the first, filled from the backup."""
    home.server.stop()
    home.family.database.close()
    folder.mkdir()
    settings = Settings.from_environment({"JOURNAL_DATA": str(folder)})
    home.family.database = patient_database(settings.database)
    restore(home.family.database, folder, file, now=now())
    home.server = served.start(folder, JOURNAL_REMINDERS="worker")
    home.network.server_port = home.server.port


def test_f13_after_a_restore_the_phone_hands_in_what_it_kept_and_the_owner_goes_on(
    home, phone, tmp_path
):
    page = home.sign_in(phone)
    write_note(page, home, "In the backup")
    home.come_true(lambda: states(page) == ["settled"])
    with home.family.database.transaction() as session:
        bens = {"device": home.family.people["ben"], "account_id": home.family.people["ben"]}
        devices.note(session, **bens, label="", left=0, known=None, now=now())
    backup(home.family.database, home.server.data, tmp_path / "night.zip", now=now())
    visit(page, home.today)
    give(page).click()
    home.come_true(lambda: states(page) == ["settled", "settled"])
    whole = verify(home.family.database, home.server.data).digest

    restored(home, tmp_path / "night.zip", tmp_path / "new")
    assert not home.entries(Kind.DOSE)
    home.sign_in(phone, page=page)
    home.come_true(lambda: home.entries(Kind.DOSE))
    home.come_true(lambda: states(page) == ["settled", "settled"])
    assert verify(home.family.database, tmp_path / "new").digest == whole
    # Ada's phone has spoken; Ben's has not.
    home.come_true(lambda: "Ada’s phone" not in page.request.get(home.today).text())
    visit(page, home.today)
    expect(page.get_by_text("Ben’s phone: last heard")).to_be_visible()
    page.get_by_role("button", name="Go on without them").click()
    expect(page.get_by_text("Ada went on without waiting")).to_be_visible()
    expect(page.get_by_text(re.compile("brought back from a backup of"))).to_have_count(0)


def test_f13_what_a_restored_server_has_not_sent_again_stays_and_says_so(home, phone):
    page = home.sign_in(phone)
    filled(page, home)
    ben_writes(home, note="A calm night")
    visit(page, home.today)
    home.come_true(lambda: kept_entries(page) == 1)
    (before,) = {row["epoch"] for row in kept_rows(page, "entries")}
    emptied(home)
    ben_writes(home, note="After the backup")
    visit(page, home.today)
    home.come_true(lambda: kept_entries(page) == 2)
    # An answer from before may be written down last, when two ask at once: the next one mends it.
    home.come_true(lambda: before not in {row["value"] for row in kept_rows(page, "meta")})
    with no_server(home):
        opened(page, home, "journal")
        lost = page.locator(".timeline li", has_text="A calm night")
        expect(lost).to_contain_text("not sent this since it was restored from a backup")
        there = page.locator(".timeline li", has_text="After the backup")
        expect(there).to_be_visible()
        expect(there).not_to_contain_text("restored")
        lost.get_by_role("link").first.click()
        expect(page.locator("main")).to_contain_text("restored from a backup")
