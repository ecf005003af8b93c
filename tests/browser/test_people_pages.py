"""Pages of people, of one's own account and of leaving: no barrier, and nothing too small."""

import re

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from journal.records.erasing import erase_account
from journal.records.people import Account
from tests.browser.home import visit
from tests.browser.test_tap_targets import small
from tests.family import PASSPHRASE
from tests.support.browser import ask, started

pytestmark = pytest.mark.browser
RUTH = "ruth@example.org"
SHARES = "navigator.share = async (what) => { window.shared = what.url; };"
OF_A_CHILD = (
    "people", "people/acts", "people/leave", "erase", "numbers", "put-in", "planned", "reminders",
)  # fmt: skip
OF_NOBODY = ("/account", "/account/keys", "/account/erase", "/prove", "/phones", "/operator")


@pytest.fixture
def page(home, new_phone, look):
    phone = new_phone(color_scheme="dark" if look == "dark" else "light")
    phone.add_init_script(SHARES)
    yield home.sign_in(phone)
    with home.family.database.transaction() as session:
        for account_id in session.exec(select(Account.id).where(Account.email == RUTH)).all():
            erase_account(session, account_id)


@pytest.mark.slow
@pytest.mark.parametrize(
    "look",
    [
        "light",
        pytest.param("dark", marks=pytest.mark.nightly),
        pytest.param("large", marks=pytest.mark.nightly),
    ],
)
def test_pages_of_people_and_of_the_account_have_no_barrier(
    home, page, new_phone, no_barrier, look
):
    def seen(page=page):
        started(page)
        if look == "large":
            ask(page, "document.documentElement.style.fontSize = '200%'")
        no_barrier(page)
        assert not small(page)

    visit(page, home.place("people"))
    page.get_by_label("Whom do you mean?").fill("Grandmother Ruth")
    page.locator("input[name=role][value=viewer]").check(force=True)
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Link", exact=True)
    expect(link).to_have_value(re.compile("/join/"))
    seen()
    # The phone's own way of sharing is there: the button is for it.
    page.get_by_role("button", name="Share").click()
    assert ask(page, "window.shared") == link.input_value()
    expect(page.get_by_role("button", name="Share")).to_be_visible()
    theirs = new_phone().new_page()
    visit(theirs, link.input_value())
    theirs.get_by_label("Your name").fill("Ruth")
    theirs.get_by_label("E-mail").fill(RUTH)
    theirs.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    seen(theirs)
    theirs.get_by_role("button", name="Join the journal").click()
    expect(theirs.get_by_role("heading", name="Ada must confirm that it is you")).to_be_visible()
    seen(theirs)

    for place in OF_A_CHILD:
        visit(page, home.place(place))
        seen()
    visit(page, home.place("people"))
    expect(page.get_by_role("heading", name="Is this Grandmother Ruth?")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Ben")).click()
    expect(
        page.get_by_role("heading", name="What may Ben do?").or_(page.locator("h1"))
    ).to_be_visible()
    seen()
    for place in OF_NOBODY:
        visit(page, f"{home.network.url}{place}")
        seen()
    visit(page, f"{home.network.url}/account/keys")
    page.get_by_label("Which program is it for?").fill("A spreadsheet")
    page.get_by_role("button", name="Make a key").click()
    expect(page.get_by_label("Key", exact=True)).to_be_visible()
    seen()
