"""A phone keeps being reminded: its subscription is told again, made anew or given up (H18)."""

import json

import pytest
from playwright.sync_api import expect
from sqlmodel import delete, select

from journal.clock import now
from journal.records.reminders import Ended, PhoneState, PushSubscription
from journal.reminders.heart import beat
from tests.browser.home import visit
from tests.support.browser import ask, started, until
from tests.support.push_service import Phone as PushService

pytestmark = pytest.mark.browser

# No push service can be reached from a test: what the browser has of one is kept by the test.
PUSH = """
{
  const KEYS = %s;
  const now = () => localStorage.getItem("test-push");
  const unsubscribe = async () => localStorage.removeItem("test-push");
  const toJSON = (endpoint) => ({ endpoint, keys: KEYS });
  const made = (endpoint) => endpoint && { endpoint, unsubscribe, toJSON: () => toJSON(endpoint) };
  PushManager.prototype.getSubscription = async () => made(now());
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    localStorage.setItem("test-push", `%s${applicationServerKey.length}-${crypto.randomUUID()}`);
    return made(now());
  };
  Object.defineProperty(Notification, "permission", {
    get: () => localStorage.getItem("test-permission") ?? "granted",
  });
  Notification.requestPermission = async () => "granted";
}
"""
SERVICE = "https://updates.push.services.mozilla.com/wpush/v2/"
NOTE = "JSON.parse(localStorage.getItem('sunhat-push'))?.told"
A_DAY_LATER = """() => {
  const note = JSON.parse(localStorage.getItem("sunhat-push"));
  localStorage.setItem("sunhat-push", JSON.stringify({ ...note, told: "yesterday" }));
  return true;
}"""


def test_h18_a_subscription_that_phone_or_server_lost_is_told_again_by_any_page(home, phone):
    def known() -> list[str]:
        with home.family.database.reading() as session:
            return list(session.exec(select(PushSubscription.endpoint)))

    def told() -> bool:
        """Whether the server knows what this phone has, and the phone has heard its answer."""
        has = str(ask(page, "localStorage.getItem('test-push')"))
        return has in known() and str(ask(page, NOTE)).endswith(has)

    def times() -> int:
        path = "/api/v1/push/subscriptions"
        return sum(asked == path for _method, asked, _status in home.network.seen)

    def a_day_later() -> None:
        visit(page, f"{home.network.url}/healthz")
        ask(page, A_DAY_LATER)

    def ended(state: PhoneState, why: str) -> None:
        with home.family.database.transaction() as session:
            for row in session.exec(select(PushSubscription)):
                row.state, row.detail = state, why

    phone.add_init_script(PUSH % (json.dumps(PushService().browser_json(SERVICE)["keys"]), SERVICE))
    page = home.sign_in(phone)
    visit(page, f"{home.network.url}/phones")
    assert not known(), "nobody has asked to be reminded here"
    page.get_by_role("button", name="Remind me on this phone").click()
    home.come_true(told)
    assert times() == 1

    with home.family.database.transaction() as session:  # as after a restore
        session.execute(delete(PushSubscription))
    for place in ("today", "journal"):
        visit(page, home.place(place))
        started(page)
    assert not known(), "once a day"
    a_day_later()
    visit(page, home.place("journal"))
    home.come_true(told)
    # As iPhones do, or with another one in its place: at once.
    for lost in ("removeItem('test-push')", f"setItem('test-push', '{SERVICE}another')"):
        ask(page, f"localStorage.{lost}")
        visit(page, home.place("medicines"))
        home.come_true(told)
    assert (times(), len(known())) == (4, 3)
    # Its push service takes nothing for it any more: this phone makes another one by itself.
    ended(PhoneState.GONE, "410")
    before = ask(page, "localStorage.getItem('test-push')")
    a_day_later()
    visit(page, home.place("journal"))
    home.come_true(lambda: told() and ask(page, "localStorage.getItem('test-push')") != before)
    assert len(known()) == 4
    # Ada gave it up on another phone: no page brings it back.
    ended(PhoneState.GONE, Ended.TURNED_OFF)
    a_day_later()
    visit(page, home.place("journal"))
    until(page, "!localStorage.getItem('test-push') && !localStorage.getItem('sunhat-push')")
    assert len(known()) == 4
    visit(page, f"{home.network.url}/phones")
    page.get_by_role("button", name="Remind me on this phone").click()
    home.come_true(told)
    # And somebody took the permission back, in the settings of the browser.
    ask(page, "localStorage.setItem('test-permission', 'denied')")
    with home.family.database.transaction() as session:
        beat(session, now=now())  # else that nobody is reminded says more
    visit(page, home.today)
    expect(page.locator(".status--attention")).to_contain_text("This phone gets no reminders")
