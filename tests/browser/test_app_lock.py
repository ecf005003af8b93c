"""T24: the lock of one phone: nothing shows behind it, and nothing that was logged waits for it."""

import pytest
from playwright.sync_api import Page, expect

from journal.records.entries import Kind
from tests.browser import test_no_signal_given, test_passkeys
from tests.browser.home import Home
from tests.browser.no_signal import filled, no_server, opened
from tests.browser.notes import kept_here
from tests.family import PASSPHRASE
from tests.support.browser import ask, reload, started, until, visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# A server at an address with a name, and a phone that recognises its holder.
address, holder = test_passkeys.address, test_passkeys.page
verified = test_passkeys.verified
due, lock_screen = test_no_signal_given.due, test_no_signal_given.lock_screen

CODE = "493817"
# Whether anything of the page could be seen, at each frame that was drawn.
WATCH = """
window.shown = [];
const look = () => {
  if (document.body?.innerText.trim()) {
    window.shown.push(getComputedStyle(document.body).visibility);
  }
  requestAnimationFrame(look);
};
look();
"""
AWAY = "localStorage.setItem('sunhat-seen', Date.now() - 6 * 60_000)"


def lock_on(page: Page, url: str, how: str) -> None:
    visit(page, f"{url}/phones/lock")
    started(page)
    expect(page.get_by_role("status").first).to_have_text("The lock is off.")
    page.get_by_text(how).click()
    if how.startswith("A code"):
        page.get_by_label("Code, if you chose one").fill(CODE)
    page.get_by_role("button", name="Switch the lock on").click()
    expect(page.get_by_text("The lock is on: after 5 min away")).to_be_visible()


def lock_off(page: Page, said: str, *, code: str | None = None) -> None:
    """It asks who holds the phone, as unlocking does."""
    if code is not None:
        page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name="Switch the lock off").click()
    expect(page.get_by_role("status").first).to_have_text(said)
    assert bool(ask(page, "localStorage.getItem('sunhat-lock')")) is (said != "The lock is off.")


def is_hidden(page: Page) -> bool:
    return ask(page, "getComputedStyle(document.body).visibility") == "hidden"


def locked(page: Page) -> None:
    expect(page.get_by_role("dialog", name="Sunhat is locked")).to_be_visible()
    assert is_hidden(page)
    assert ask(page, "document.title") == "Sunhat"


def opened_locked(page: Page) -> None:
    """It opens anew: no frame of it is seen."""
    visit(page, page.url)
    locked(page)
    until(page, "window.shown.length")  # its next frame
    assert set(ask(page, "window.shown")) == {"hidden"}


def tried(page: Page, code: str, said: str) -> None:
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name="Unlock").click()
    expect(page.get_by_text(said)).to_be_visible()
    locked(page)


def unlock(page: Page) -> None:
    page.get_by_label("Code", exact=True).fill(CODE)
    page.get_by_role("button", name="Unlock").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert not is_hidden(page)


def test_t24_a_lock_by_code_hides_every_page_also_without_signal_and_keeps_sending(
    home: Home, phone, no_barrier
):
    tab = home.sign_in(phone)
    lock_on(tab, home.network.url, "A code of six digits")
    no_barrier(tab)
    # Whoever finds it open neither switches it off nor sets a code of their own.
    lock_off(tab, "This is not the code. Try again.", code="111111")
    expect(tab.get_by_role("button", name="Switch the lock on")).to_be_hidden()
    no_barrier(tab)
    lock_off(tab, "The lock is off.", code=CODE)
    lock_on(tab, home.network.url, "A code of six digits")
    kept = ask(tab, "localStorage.getItem('sunhat-lock')")
    assert CODE not in kept
    visit(tab, home.today)
    filled(tab, home)
    assert not is_hidden(tab)

    # Away for six minutes: no frame of the page is seen, and a wrong code opens nothing.
    phone.add_init_script(WATCH)
    ask(tab, AWAY)
    opened_locked(tab)
    no_barrier(tab)
    tried(tab, "111111", "This is not the code")
    ask(tab, "localStorage.setItem('sunhat-tries', JSON.stringify({ count: 4, until: 0 }))")
    tried(tab, "222222", "Wait 1 min")
    tried(tab, CODE, "Wait 1 min")
    ask(tab, "localStorage.removeItem('sunhat-tries')")
    locked(tab)
    tab.keyboard.press("Escape")
    tab.keyboard.press("Escape")
    locked(tab)
    unlock(tab)
    expect(tab).to_have_title("Today · Nora · Sunhat")

    # What was logged without signal is sent while it is locked, and every tab is.
    other = phone.new_page()
    with no_server(home):
        opened(tab, home, "log/note")
        tab.get_by_label("What do you want to remember?").fill("Slept well")
        kept_here(tab)
        opened(other, home, "today")
        ask(other, AWAY)
        locked(tab)
        opened_locked(other)
    home.come_true(lambda: home.entries(Kind.NOTE))
    assert is_hidden(tab)
    unlock(other)
    expect(tab.get_by_role("dialog")).to_be_hidden()

    # A page that the browser keeps in memory is covered before it goes.
    ask(other, "dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert is_hidden(other)
    ask(other, "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert not is_hidden(other)
    other.close()

    # Forgotten: signing out is the way, and leaves nothing of it.
    ask(tab, AWAY)
    opened_locked(tab)
    started(tab)
    tab.get_by_role("button", name="Sign out").click()
    expect(tab).to_have_url(f"{home.network.url}/sign-in")
    assert ask(tab, "Object.keys(localStorage).filter((key) => /lock|seen|tries/.test(key))") == []


def test_t24_given_on_a_notification_is_saved_and_sent_while_locked_and_shows_nothing(
    home: Home, lock_screen, due
):
    page = test_no_signal_given.ready(home, lock_screen)
    lock_on(page, home.network.url, "A code of six digits")
    ask(page, AWAY)
    reload(page)
    locked(page)
    outside = test_no_signal_given.Lock(lock_screen, home)
    first, second = due["Prednisolone"], due["Folic acid"]
    outside.tap(first, "given")
    home.come_true(lambda: len(home.entries(Kind.DOSE)) == 1)
    home.come_true(lambda: outside.titles() == [])
    with no_server(home):
        outside.tap(second, "given")
        home.come_true(lambda: outside.shown(str(second.id)) == "Saved on this phone")
    home.come_true(lambda: len(home.entries(Kind.DOSE)) == 2)
    locked(page)
    assert outside.opened() == []


def signed_in(page: Page, address: str) -> None:
    visit(page, f"{address}/sign-in")
    started(page)
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in").click()
    until(page, "document.body.dataset.person")


# Phones of some makers keep every key among the passkeys that they offer, whatever a page asks.
AS_A_PASSKEY = """
const create = navigator.credentials.create.bind(navigator.credentials);
navigator.credentials.create = ({ publicKey }) => {
  publicKey.authenticatorSelection.residentKey = "required";
  return create({ publicKey });
};
"""


def test_t24_the_phones_own_unlocking_opens_the_lock_and_signs_nobody_in(address, holder):
    page = holder
    page.add_init_script(AS_A_PASSKEY)
    signed_in(page, address)
    lock_on(page, address, "This phone’s own unlocking")
    verified(page, False)
    ask(page, AWAY)
    reload(page)
    locked(page)
    page.get_by_role("button", name="Unlock with this phone").click()
    expect(page.get_by_text("The phone did not recognise you")).to_be_visible()
    locked(page)
    verified(page, True)
    page.get_by_role("button", name="Unlock with this phone").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert not is_hidden(page)

    # Its key is known to no server, and switching it off asks for it.
    page.context.clear_cookies()
    visit(page, f"{address}/sign-in")
    started(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("This passkey is not known here")).to_be_visible()
    assert "/sign-in" in page.url
    signed_in(page, address)
    visit(page, f"{address}/phones/lock")
    started(page)
    verified(page, False)
    lock_off(page, "The phone did not recognise you. Try again.")
    verified(page, True)
    lock_off(page, "The lock is off.")
    until(page, "document.querySelector('[data-locking-off]').hidden")
    told = {"authenticatorId": page.authenticator}
    assert page.talk.send("WebAuthn.getCredentials", told)["credentials"] == []
