"""What the server asks or refuses stays on the phone until somebody decides (H1, I7)."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from journal.entries.record import record
from journal.records.entries import Kind
from journal.records.medicines import Medicine
from tests.browser.home import SYNC, give, line, outbox, save, states, visit
from tests.family import ZONE, change
from tests.support.browser import started
from tests.support.faulty import CUT, LOST

pytestmark = pytest.mark.browser


def ben_gives(home) -> None:
    """Ben records the dose that is due, on another phone."""
    now = datetime.now(UTC)
    with home.family.database.transaction() as session:
        medicine = session.exec(select(Medicine)).one()
        wall = now.astimezone(ZoneInfo(ZONE))
        slot = f"{wall:%Y-%m-%d}T{home_slot(home)}"
        wanted = change(
            home.family.nora, "dose", made_at=now, medicine=str(medicine.id), slot=slot,
            outcome="given", amount="12.5", unit="mg",
        )  # fmt: skip
        outcome = record(session, home.family.actor(session, "ben"), wanted, now=now)
        assert outcome.stored


def home_slot(home) -> str:
    from journal.records.medicines import DosePlan

    with home.family.database.reading() as session:
        return str(session.exec(select(DosePlan)).one().rhythm["times"][0])


def test_h1_ada_is_asked_before_a_second_dose_and_may_say_that_it_was_meant(home, phone):
    page = home.sign_in(phone)
    ben_gives(home)
    give(page).click()
    expect(page.get_by_role("alert")).to_contain_text("Already recorded by Ben")
    assert len(home.entries(Kind.DOSE)) == 1
    home.come_true(lambda: states(page) == ["asked"])
    page.locator("input[name=why_again]").first.check(force=True)
    page.get_by_label("In your words").fill("He spat it out")
    page.get_by_role("button", name=re.compile("^Given again")).click()
    expect(page.locator(".toast")).to_contain_text("Given to Nora")
    assert len(home.entries(Kind.DOSE)) == 2
    home.come_true(lambda: states(page) == ["settled"])


def test_h1_leaving_it_records_nothing_and_nothing_waits_on(home, phone):
    page = home.sign_in(phone)
    ben_gives(home)
    give(page).click()
    expect(page.get_by_role("alert")).to_contain_text("Already recorded by Ben")
    started(page)
    page.get_by_role("link", name=re.compile("^Leave it")).click()
    expect(page).to_have_url(home.today)
    assert outbox(page) == []
    assert len(home.entries(Kind.DOSE)) == 1


def test_h1_a_second_dose_given_without_signal_is_written_and_asked_about(home, phone):
    page = home.sign_in(phone)
    phone.set_offline(True)
    ben_gives(home)
    give(page).click()
    expect(page.locator(".toast")).to_contain_text("Saved on this phone")
    phone.set_offline(False)
    home.come_true(lambda: len(home.entries(Kind.DOSE)) == 2)


def test_what_the_server_refuses_is_shown_at_its_field_and_can_be_mended(home, phone):
    page = home.sign_in(phone)
    visit(page, home.place("log/temperature"))
    page.get_by_label(re.compile("Temperature")).first.fill("warm")
    save(page)
    expect(page.locator(".field--error")).to_be_visible()
    home.come_true(lambda: states(page) == ["rejected"])
    page.get_by_label(re.compile("Temperature")).first.fill("38.2")
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saved on the server")
    assert len(home.entries(Kind.MEASUREMENT)) == 1
    home.come_true(lambda: states(page) == ["settled"])


def test_what_was_refused_later_stands_in_the_list_with_its_reason(home, phone, no_barrier):
    page = home.sign_in(phone)
    visit(page, home.place("log/temperature"))
    phone.set_offline(True)
    page.get_by_label(re.compile("Temperature")).first.fill("warm")
    save(page)
    expect(line(page)).to_contain_text("1 waits")
    phone.set_offline(False)
    expect(line(page)).to_contain_text("1 needs you")
    line(page).get_by_role("link").click()
    row = page.locator("[data-waiting-list] li")
    expect(row).to_contain_text("Temperature")
    expect(row).to_contain_text("for Nora")
    expect(row).to_contain_text("The server did not take it")
    expect(row.locator("[data-part=reason]")).to_be_visible()
    no_barrier(page)
    row.get_by_role("button", name="Edit").click()
    page.get_by_label(re.compile("Temperature")).first.fill("38.2")
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saved on the server")
    assert len(home.entries(Kind.MEASUREMENT)) == 1
    home.come_true(lambda: states(page) == ["settled"])


def test_a_waiting_entry_is_discarded_only_after_asking_once(home, phone):
    page = home.sign_in(phone)
    home.network.on(SYNC, CUT)
    give(page).click()
    expect(page.locator(".toast")).to_contain_text("Saved on this phone")
    visit(page, f"{home.network.url}/waiting")
    button = page.get_by_role("button", name=re.compile("^Discard"))
    button.click()
    assert len(outbox(page)) == 1
    page.get_by_role("button", name="Discard it for good").click()
    # The server may have had it: it is taken back there, and where it never came that is all.
    row = page.locator("[data-waiting-list] li")
    expect(row).to_contain_text("Taken back")
    home.network.on(SYNC, None)
    expect(page.locator("[data-waiting-none]")).to_be_visible()
    assert not home.entries()
    visit(page, home.today)
    home.network.on(SYNC, LOST)
    give(page).click()
    home.come_true(lambda: home.entries(Kind.DOSE))
    expect(page.locator(".toast")).to_contain_text("Saved on this phone")
    visit(page, f"{home.network.url}/waiting")
    page.get_by_role("button", name=re.compile("^Discard")).click()
    page.get_by_role("button", name="Discard it for good").click()
    expect(row).to_contain_text("Taken back")
    home.network.on(SYNC, None)
    home.come_true(lambda: not home.entries(Kind.DOSE))


def test_a_waiting_entry_is_changed_on_its_form(home, phone):
    page = home.sign_in(phone)
    home.network.on(SYNC, CUT)
    visit(page, home.place("log/note"))
    page.get_by_label("What do you want to remember?").fill("A calm night")
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saved on this phone")
    visit(page, f"{home.network.url}/waiting")
    page.get_by_role("button", name="Edit").click()
    words = page.get_by_label("What do you want to remember?")
    expect(words).to_have_value("A calm night")
    words.fill("A rough night")
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saved on this phone")
    home.network.on(SYNC, None)
    home.come_true(lambda: states(page) and set(states(page)) == {"settled"})
    assert len(home.entries(Kind.NOTE)) == 1
    visit(page, home.place("journal"))
    expect(page.locator("main")).to_contain_text("A rough night")
