"""Passkeys as Chromium makes them, with an authenticator of its own (CDP WebAuthn)."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from journal.settings import Settings
from tests.browser.home import patient_database
from tests.family import PASSPHRASE, make_family
from tests.support import served
from tests.support.browser import started, visit

pytestmark = pytest.mark.browser


@pytest.fixture
def address(tmp_path: Path):
    """The family's server at an address with a name: passkeys belong to names."""
    data = tmp_path / "data"
    database = patient_database(Settings.from_environment({"JOURNAL_DATA": str(data)}).database)
    make_family(database)
    database.close()
    port = served.free_port()
    address = f"http://localhost:{port}"
    server = served.start(data, port=port, JOURNAL_URL=address, JOURNAL_REMINDERS="worker")
    yield address
    server.stop()


@pytest.fixture
def page(new_phone) -> Page:
    """A phone that verifies its holder and keeps passkeys."""
    page = new_phone().new_page()
    talk = page.context.new_cdp_session(page)
    talk.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    found = talk.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.talk, page.authenticator = talk, found["authenticatorId"]
    return page


def verified(page: Page, yes: bool) -> None:
    """Whether the phone recognises its holder from now on."""
    told = {"authenticatorId": page.authenticator, "isUserVerified": yes}
    page.talk.send("WebAuthn.setUserVerified", told)


def test_a_passkey_is_added_and_signs_in_without_the_passphrase(address, page, no_barrier):
    visit(page, f"{address}/sign-in")
    started(page)
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in").click()
    expect(page).not_to_have_url(re.compile("/sign-in"))
    visit(page, f"{address}/account")
    started(page)
    no_barrier(page)
    page.get_by_label("What the passkey is on").fill("this phone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("Passkey added")).to_be_visible()
    expect(page.get_by_text("this phone", exact=True)).to_be_visible()
    page.context.clear_cookies()

    # A phone that does not recognise its holder: nothing comes of it, and nobody is in.
    verified(page, False)
    visit(page, f"{address}/sign-in?next=/phones")
    started(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("Nothing came of it")).to_be_visible()
    no_barrier(page)
    verified(page, True)
    page.get_by_role("button", name="Go on with the passkey").click()
    expect(page).to_have_url(f"{address}/phones")
