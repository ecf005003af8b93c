"""Leaving a phone, losing one, and what a phone says of itself (T24, F19)."""

import json
import re
import shutil

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from journal.clock import now
from journal.records.devices import Device
from journal.records.entries import Kind
from journal.records.people import AuthSession
from journal.web.signed_in import remove_phone
from tests.browser.home import SYNC, line, save, states, visit, write_note
from tests.browser.no_signal import filled
from tests.browser.photographing import choose
from tests.support.browser import ask, until
from tests.support.faulty import CUT, Canned
from tests.support.pictures import photo
from tests.web.handing_in import URL as PHOTOS

pytestmark = pytest.mark.browser

CANARY = "A canary sang"
# Everything a browser keeps of this site, but the files of the build and the name of the phone.
LEFT = """async () => ({
  databases: (await indexedDB.databases()).map(({ name }) => name),
  caches: (await caches.keys()).filter((name) => !name.startsWith("sunhat-files-")),
  storage: [...Object.keys(localStorage), ...Object.keys(sessionStorage)],
})"""
NOTHING = {"databases": [], "caches": [], "storage": ["sunhat-device"]}


def sign_out(page: Page) -> None:
    page.locator(".band__switch summary").click()
    page.get_by_role("button", name="Sign out").click()


def asked(page: Page):
    return page.locator("dialog[data-leave]")


def test_t24_signing_out_asks_once_about_what_waits_and_then_leaves_nothing(home, phone):
    page = home.sign_in(phone)
    home.network.on(SYNC, Canned(503, "", ()))
    write_note(page, home, CANARY)
    visit(page, home.today)
    expect(line(page)).to_contain_text("1 waits")
    sign_out(page)
    expect(asked(page)).to_contain_text("1 entry waits on this phone. If the server has it")
    asked(page).get_by_role("button", name="Stay signed in").click()
    expect(asked(page)).to_be_hidden()
    home.come_true(lambda: states(page) == ["waiting"])
    page.get_by_role("button", name="Sign out").click()
    asked(page).get_by_role("button", name="Send first").click()
    expect(asked(page)).to_contain_text("1 entry could not be sent")
    home.network.on(SYNC, None)
    asked(page).get_by_role("button", name="Send first").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    assert len(home.entries(Kind.NOTE)) == 1
    assert ask(page, LEFT) == NOTHING
    with home.family.database.reading() as session:
        assert session.exec(select(AuthSession)).all() == []
        assert session.exec(select(Device)).all() == []


def test_t24_signing_out_without_signal_leaves_nothing_and_ends_the_session_first_of_all(
    home, phone
):
    page = home.sign_in(phone)
    filled(page, home)
    home.network.on(SYNC, Canned(503, "", ()))
    write_note(page, home, CANARY)
    home.network.rule = lambda _method, _path: CUT
    visit(page, home.today)
    other = phone.new_page()
    visit(other, home.today)
    expect(other.locator("main")).to_contain_text("Now")
    expect(page.locator("main")).to_contain_text("Now")
    sign_out(page)
    asked(page).get_by_role("button", name="Discard 1 entry").click()
    expect(page.locator("main")).to_contain_text("Nothing of this journal is kept")
    expect(other.locator("main")).to_contain_text("Nothing of this journal is kept")
    assert ask(page, LEFT) == {**NOTHING, "caches": ["sunhat-left"]}
    page.go_back()
    visit(page, home.place("journal"))
    expect(page.locator("main")).to_contain_text("Nothing of this journal is kept")
    expect(page.locator("body")).not_to_contain_text("Nora")
    home.network.seen.clear()
    home.network.rule = lambda _method, _path: None
    visit(page, home.today)
    expect(page).to_have_url(re.compile("/sign-in"))
    # Browsers look for a newer worker, and the script it is made of, by themselves.
    nobodys = re.compile(r"/healthz|/sw\.js|/s/.*")
    asked_for = [path for _, path, _ in home.network.seen if not nobodys.fullmatch(path)]
    assert asked_for[0] == "/api/v1/session"
    assert ask(page, LEFT) == NOTHING
    assert not home.entries(Kind.NOTE)
    with home.family.database.reading() as session:
        assert session.exec(select(AuthSession)).all() == []


OPEN = select(AuthSession).where(col(AuthSession.removed_at).is_(None))


def take_away(home) -> None:
    """Ada removes this phone on another one."""
    with home.family.database.transaction() as session:
        row = session.exec(OPEN).one()
        assert row.device is not None
        remove_phone(session, row.account_id, row.device, now=now())


def speaks_for_a_phone(home) -> bool:
    """Whether the one session that is open knows its phone: it has synced."""
    with home.family.database.reading() as session:
        return session.exec(OPEN).one().device is not None


def test_t24_a_removed_phone_erases_itself_and_f17_an_expired_one_keeps_everything(home, phone):
    page = home.sign_in(phone)
    home.network.on(SYNC, Canned(503, "", ()))
    write_note(page, home, CANARY)
    visit(page, f"{home.network.url}/waiting")
    home.end_sessions()
    home.network.on(SYNC, None)
    expect(line(page)).to_contain_text("Sign in again to send 1")
    home.come_true(lambda: states(page) == ["waiting"])
    home.sign_in(phone, page=page)
    home.come_true(lambda: states(page) == ["settled"])
    assert len(home.entries(Kind.NOTE)) == 1
    visit(page, f"{home.network.url}/waiting")
    home.network.on("/sign-in", Canned(503, "", ()))  # only the answer to sync says it
    take_away(home)
    expect(page).to_have_url(re.compile("/sign-in"))
    until(page, "indexedDB.databases().then((all) => all.length === 0)")
    assert ask(page, LEFT) == NOTHING
    # And one that was closed when it was taken away: by the page that it opens next.
    home.network.on(SYNC, None)
    home.sign_in(phone, page=page)
    home.come_true(lambda: ask(page, LEFT)["databases"])
    home.come_true(lambda: speaks_for_a_phone(home))
    visit(page, "about:blank")
    take_away(home)
    visit(page, home.today)
    expect(page.locator("main")).to_contain_text("This phone was removed")
    until(page, "indexedDB.databases().then((all) => all.length === 0)")
    assert ask(page, LEFT) == NOTHING


def test_t24_a_phone_that_was_removed_while_its_photo_was_on_its_way_shows_the_journal_no_more(
    home, phone
):
    page = home.sign_in(phone)
    home.come_true(lambda: speaks_for_a_phone(home))
    home.network.on(PHOTOS, CUT)
    visit(page, home.place("log/note"))
    page.get_by_label("What do you want to remember?").fill(CANARY)
    choose(page, photo())
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saved on this phone")
    removed = []

    def once_the_photo_is_there(_method, path):
        came = any(seen[1:] == (PHOTOS, 201) for seen in home.network.seen)
        if path == SYNC and came and not removed:
            removed.append(path)
            take_away(home)

    home.network.rule = once_the_photo_is_there
    expect(page).to_have_url(re.compile("/sign-in"))
    until(page, "indexedDB.databases().then((all) => all.length === 0)")
    assert removed


def test_f19_the_phones_page_says_what_this_phone_keeps_and_the_icon_what_is_due(
    home, phone, no_barrier
):
    phone.add_init_script("navigator.setAppBadge = async (due) => { window.badge = due; }")
    page = home.sign_in(phone)
    home.come_true(lambda: ask(page, "window.badge") is not None)
    visit(page, f"{home.network.url}/phones")
    section = page.locator("[data-this-phone]")
    expect(section).to_contain_text("Ready without signal: it knows the journal as of")
    expect(section).to_contain_text("may erase what is saved here")
    no_barrier(page)
    ask(page, "navigator.storage.persisted = async () => true")
    expect(section).to_contain_text("This browser keeps what is saved here")
    ask(page, "navigator.storage.estimate = async () => ({ quota: 30e6, usage: 29e6 })")
    expect(section).to_contain_text("This phone is nearly full")
    phone.add_init_script("delete window.indexedDB; window.indexedDB = undefined")
    visit(page, f"{home.network.url}/phones")
    expect(section).to_contain_text("This browser keeps nothing")


def test_nothing_stands_in_the_way_of_installing_it(home, chromium, tmp_path):
    installed = chromium.browser_type.launch_persistent_context(
        tmp_path / "profile", executable_path=shutil.which("chromium"), chromium_sandbox=False
    )
    try:
        page = home.sign_in(installed)
        cdp = installed.new_cdp_session(page)
        assert cdp.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
        manifest = json.loads(cdp.send("Page.getAppManifest")["data"])
        for shortcut in manifest["shortcuts"]:
            answer = visit(page, home.network.url + shortcut["url"])
            assert answer is not None
            assert answer.status == 200
            expect(page.locator("body")).to_contain_text("Nora")
    finally:
        installed.close()
