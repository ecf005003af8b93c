"""A real push, from the button to the lock screen: journal, push service, Firefox, its worker."""

import pytest
from sqlmodel import col, select

from journal.records.reminders import PhoneState, PushSubscription
from tests.browser.engines.conftest import firefox
from tests.browser.home import served_home, visit
from tests.support.autopush import Autopush
from tests.support.browser import PATIENCE, Phones
from tests.support.push_service import read_vapid

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


@pytest.fixture
def push():
    with Autopush() as push:
        yield push


@pytest.fixture
def home(tmp_path, push):
    with served_home(tmp_path / "data", JOURNAL_PUSH_HOSTS=push.posts.host) as home:
        yield home


@pytest.fixture
def phone(playwright, push):
    preferences = {
        "dom.push.serverURL": push.url,
        "alerts.useSystemBackend": False,  # nobody here shows a notification to anybody
        "dom.push.connection.enabled": True,  # a browser that is driven goes without
        "dom.push.testing.allowInsecureServerURL": True,
        "permissions.default.desktop-notification": 1,
    }
    with firefox(playwright, preferences) as browser:
        phones = Phones(browser)
        yield phones.new(is_mobile=False, has_touch=False)
        phones.close()
    assert phones.faults == []


def states(home) -> list[PhoneState]:
    with home.family.database.reading() as session:
        order = col(PushSubscription.created_at)
        return list(session.exec(select(PushSubscription.state).order_by(order)))


def test_h18_a_push_is_signed_read_by_the_browser_shown_and_told_of(home, phone, push):
    page = home.sign_in(phone)
    visit(page, f"{home.network.url}/phones")
    page.get_by_role("button", name="Remind me on this phone").click()
    home.come_true(lambda: states(home) == [PhoneState.UNCONFIRMED])
    visit(page, f"{home.network.url}/phones")
    page.get_by_role("button", name="Send a test to my phones").click()
    # On a busy machine Firefox wakes its worker late.
    home.come_true(lambda: push.acks, seconds=3 * PATIENCE)
    assert push.acks == [100]
    # The worker tells of what was shown, and of nothing else.
    home.come_true(lambda: states(home) == [PhoneState.WORKS])
    (sent,) = push.posts.requests
    assert int(sent.headers["ttl"]) > 0
    assert sent.headers["content-encoding"] == "aes128gcm"
    assert {"urgency", "topic"} <= sent.headers.keys()
    claims, _key = read_vapid(sent.headers["authorization"])
    assert claims["aud"] == f"http://{push.posts.host}"
