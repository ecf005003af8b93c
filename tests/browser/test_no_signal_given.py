"""Given on a notification, and on the page behind it, while nobody answers (H1, H3, H5, H22)."""

import re
import shutil
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from journal.clock import now
from journal.records.entries import Kind
from journal.records.kinds.dose import DoseRow
from journal.records.medicines import Medicine
from journal.records.reminders import Occurrence
from journal.reminders.planning import plan_child
from journal.reminders.queue import SNOOZED
from journal.reminders.wording import Words
from tests.browser.home import KEPT_ROWS, SYNC, give, line, soon, states, visit
from tests.browser.no_signal import filled, no_server, opened
from tests.family import ZONE
from tests.reminders.world import deliveries
from tests.reminders.world import phone as subscribed
from tests.support.browser import Phones, ask, started, until
from tests.support.faulty import CUT, LOST

pytestmark = pytest.mark.browser

PUSH = "(text) => { self.dispatchEvent(new PushEvent('push', { data: text })); }"
SIGNAL = "() => { self.dispatchEvent(new SyncEvent('sync', { tag: 'sunhat' })); }"
# A window may only be opened by a real tap: what it would have opened is noted.
NOTE_WINDOWS = """() => {
  self.opened = [];
  self.clients.openWindow = async (address) => { self.opened.push(new URL(address)); };
}"""
# As a browser does some seconds after the tap; once.
NO_WINDOW = """() => {
  const open = self.clients.openWindow;
  self.clients.openWindow = async (address) => {
    self.clients.openWindow = open;
    await open(address);
    throw new DOMException("too late", "InvalidAccessError");
  };
}"""
BUTTONS = """async (tag) => (await self.registration.getNotifications({ tag }))
  .map(({ actions, data }) => [actions.map(({ action }) => action).join(), data.occurrence])"""
KEPT_NOTICE = """() => self.registration.showNotification("Saved on this phone",
  { tag: "kept", data: { kept: "a change that waits" } })"""
SIGN_OUT = "() => { document.querySelector('[data-sign-out]').requestSubmit(); }"
SHOWN = """async () => (await self.registration.getNotifications())
  .map(({ tag, title }) => [tag, title])"""
TAP = """async ([tag, action]) => {
  const [notification] = await self.registration.getNotifications({ tag });
  self.dispatchEvent(new NotificationEvent("notificationclick", { notification, action }));
}"""
# All three have fallen due by then, and the page looks again.
AN_HOUR_LATER = """() => {
  const now = Date.now.bind(Date);
  Date.now = () => now() + 3_600_000;
  document.dispatchEvent(new Event("visibilitychange"));
}"""
OPENED = "() => self.opened.map(({ pathname, search }) => pathname + search)"

# What a phone that knows this of the slot makes of Given as entry "mine".
LOOKS = """async () => {
  const { look } = await import("/s/any/js/phone/given.js");
  const values = { medicine: "m", slot: "s", outcome: "given" };
  const time = { now: new Date(1000) };
  const after = (waits, { entries = [], recorded = null } = {}, until = new Date(2000)) => {
    const changes = waits.map((one, id) => ({ id, entry: "mine", what: "dose", values, ...one }));
    const pocket = { today: { slots: [{ medicine: "m", slot: "s", recorded }] } };
    const found = look({ pocket, entries, changes, time }, { entry: "mine", values }, until);
    return Object.keys(found).filter((name) => found[name]).join();
  };
  const said = { kind: "dose", fields: values };
  const dose = (entry, deleted) => ({ entries: [{ ...said, entry, deleted }] });
  const waiting = { state: "waiting" };
  return {
    nothing: after([]),
    over: after([], {}, new Date(1000)),
    tapped: after([waiting]),
    asked: after([{ state: "asked" }]),
    refused: after([{ state: "rejected" }]),
    skipped: after([{ ...waiting, values: { ...values, outcome: "skipped" } }]),
    "taken back here": after([waiting, { ...waiting, what: null, values: null, delete: true }]),
    "taken back": after([], dose("mine", true)),
    "taken back since the pocket": after([], { ...dose("ben", true), recorded: { entry: "ben" } }),
    "answer lost": after([], dose("mine")),
    "Ben gave it": after([], dose("ben")),
    "in the pocket": after([], { recorded: { entry: "ben" } }),
  };
}"""
LOOKED = {
    "nothing": "free",
    "over": "",
    "tapped": "waits",
    "asked": "other",
    "refused": "other",
    "skipped": "other",
    "taken back here": "free",
    "taken back": "free",
    "taken back since the pocket": "free",
    "answer lost": "there",
    "Ben gave it": "other",
    "in the pocket": "other",
}


class Lock:
    """The lock screen of a phone: what its worker shows, and taps on it."""

    def __init__(self, phone, home) -> None:
        self.worker, self.home = home.come_true(lambda: phone.service_workers[0]), home
        self.worker.evaluate(NOTE_WINDOWS)

    def push(self, text: str) -> None:
        self.worker.evaluate(PUSH, text)

    def shown(self, tag: str) -> str:
        """The title that stands there now, once there is one."""
        return self.home.come_true(lambda: dict(self.worker.evaluate(SHOWN)).get(tag))

    def titles(self) -> list[str]:
        return [title for _tag, title in self.worker.evaluate(SHOWN)]

    def tap(self, occurrence: Occurrence, action: str) -> None:
        """Let the reminder come, with what it showed before replaced, and tap it."""
        self.ring(occurrence)
        self.worker.evaluate(TAP, [str(occurrence.id), action])

    def ring(self, occurrence: Occurrence) -> None:
        text = Words(url=self.home.network.url).reminder(
            occurrence.id, "Nora", occurrence.slot, badge=1
        )
        self.push(text.decode())
        self.home.come_true(lambda: self.shown(str(occurrence.id)) == "Reminder for N.")

    def states(self) -> list[str]:
        """The states of what was saved on this phone, read where no page is open."""
        return [row["state"] for row in self.worker.evaluate(KEPT_ROWS, "outbox")]

    def opened(self) -> list[str]:
        return self.worker.evaluate(OPENED)


@pytest.fixture
def due(home):
    """The reminders of two daily medicines and a weekly one, by name."""
    family = home.family
    with family.database.reading() as session:
        known = session.exec(select(Medicine.name)).all()
    if "Methotrexate" not in known:
        family.medicine("Folic acid", "1", rhythm={"every": "day", "times": [soon()]})
        weekday = now().astimezone(ZoneInfo(ZONE)).strftime("%A").lower()
        weekly = {"every": "week", "on": [weekday], "times": [soon()]}
        family.medicine("Methotrexate", "15", rhythm=weekly)
    with family.database.transaction() as session:
        plan_child(session, family.nora, now=now())
        found = session.exec(
            select(Occurrence, Medicine.name)
            .join(Medicine, col(Medicine.id) == col(Occurrence.medicine_id))
            .order_by(col(Occurrence.due_at).desc())
        ).all()
        for one, _name in found:
            session.expunge(one)
    return {name: one for one, name in found}


@pytest.fixture
def lock_screen(chromium):
    """A phone that shows notifications: Debian's build without windows cannot."""
    path = shutil.which("chromium")
    with chromium.browser_type.launch(executable_path=path, chromium_sandbox=False) as whole:
        phones = Phones(whole)
        yield phones.new(permissions=["notifications"])
        phones.close()
    assert phones.faults == []


def ready(home, phone):
    page = home.sign_in(phone)
    filled(page, home)
    return page


def test_h3_given_without_signal_waits_and_is_one_dose_however_often_it_is_tapped(
    home, lock_screen, due
):
    page = ready(home, lock_screen)
    lock, first, second = Lock(lock_screen, home), due["Prednisolone"], due["Folic acid"]
    lock.push("{")
    assert lock.shown("unreadable") == "Sunhat"
    lock.tap(first, "")
    home.come_true(lambda: lock.opened() == [f"/due/{first.id}"])
    with no_server(home):
        lock.tap(due["Methotrexate"], "given")
        lock.tap(first, "snooze")
        home.come_true(lambda: len(lock.opened()) == 3)
        assert f"/due/{due['Methotrexate'].id}?do=given" in lock.opened()
        assert states(page) == []
        lock.worker.evaluate(NO_WINDOW)
        lock.tap(first, "snooze")
        home.come_true(lambda: len(lock.opened()) == 4)
        buttons = ["given,snooze", str(first.id)]
        home.come_true(lambda: lock.worker.evaluate(BUTTONS, str(first.id)) == [buttons])
        for _twice in range(2):
            lock.tap(first, "given")
            home.come_true(lambda: lock.shown(str(first.id)) == "Saved on this phone")
        home.come_true(lambda: states(page) == ["waiting"])
        expect(line(page)).to_contain_text("1 waits")
    home.come_true(lambda: states(page) == ["settled"])
    # The server has it, and the phone hears nothing of that. No page is open that would send it:
    # Background Sync does.
    page.close()
    written = f"/api/v1/occurrences/{second.id}/given"
    home.network.rule = lambda _method, path: LOST if path == written else CUT
    lock.tap(second, "given")
    home.come_true(lambda: lock.shown(str(second.id)) == "Saved on this phone")
    home.network.rule = lambda _method, _path: None
    home.come_true(lambda: sorted(lock.states()) == ["settled", "waiting"])
    lock.worker.evaluate(SIGNAL)
    home.come_true(lambda: lock.states() == ["settled", "settled"])
    home.come_true(lambda: "Saved on this phone" not in lock.titles())
    assert len(home.entries(Kind.DOSE)) == 2
    assert len(lock.opened()) == 4
    # A push brings the news with the pocket.
    home.network.seen.clear()
    lock.ring(first)
    home.come_true(lambda: home.network.posted(SYNC))
    # Signing out leaves no such notice either; what waits is discarded with it.
    lock.worker.evaluate(KEPT_NOTICE)
    page = lock_screen.new_page()
    visit(page, home.place("people"))
    started(page)
    ask(page, SIGN_OUT)
    home.come_true(lambda: "Saved on this phone" not in lock.titles())


def test_given_and_snooze_on_a_notification_do_what_they_say(home, lock_screen, due):
    home.sign_in(lock_screen)
    lock, first, second = Lock(lock_screen, home), due["Prednisolone"], due["Folic acid"]
    subscribed(home.family, "ada", now=now() - timedelta(hours=2))
    began = now()
    lock.tap(first, "snooze")
    (later,) = home.come_true(lambda: deliveries(home.family, SNOOZED))
    assert later.occurrence_id == first.id
    half_an_hour = timedelta(minutes=30)
    assert began + half_an_hour <= later.next_at <= now() + half_an_hour
    assert home.entries(Kind.DOSE) == []
    lock.tap(second, "given")
    home.come_true(lambda: home.entries(Kind.DOSE))
    with home.family.database.reading() as session:
        assert session.exec(select(DoseRow)).one().slot == second.slot
    # Neither asked for a page, and nothing is left to be tapped.
    assert lock.opened() == []
    home.come_true(lambda: lock.titles() == [])


def test_the_icon_counts_what_is_due_as_far_as_a_phone_without_signal_knows(home, phone, due):
    assert due.keys() == {"Prednisolone", "Folic acid", "Methotrexate"}
    phone.add_init_script("navigator.setAppBadge = async (due) => { globalThis.badge = due; }")
    page = ready(home, phone)
    with no_server(home):
        opened(page, home, "today")
        ask(page, AN_HOUR_LATER)
        until(page, "globalThis.badge === 3")
        give(page).click()
        expect(page.locator(".toast")).to_contain_text("Saved on this phone")
        ask(page, AN_HOUR_LATER)
        until(page, "globalThis.badge === 2")


def test_given_on_the_page_behind_a_reminder_waits_when_the_signal_has_gone(home, phone, due):
    page = ready(home, phone)
    visit(page, f"{home.network.url}/due/{due['Methotrexate'].id}")
    started(page)
    home.network.rule = lambda _method, _path: CUT
    page.get_by_role("button", name=re.compile("^Given to Nora")).click()
    expect(page.locator("[role=alert]")).to_contain_text("Nothing is saved yet")
    home.network.rule = lambda _method, _path: None
    assert ask(page, LOOKS) == LOOKED
    # What was given, sent and taken back is open again.
    visit(page, home.today)
    started(page)
    page.get_by_role("button", name=re.compile("^Give to Nora.*Prednisolone")).click()
    home.come_true(lambda: len(home.entries(Kind.DOSE)) == 1)
    page.locator(".toast").get_by_role("button", name="Undo").click()
    home.come_true(lambda: states(page) == ["settled", "settled"] and not home.entries(Kind.DOSE))
    visit(page, f"{home.network.url}/due/{due['Prednisolone'].id}")
    started(page)
    home.network.rule = lambda _method, _path: CUT
    page.get_by_role("button", name=re.compile("^Given to Nora")).click()
    expect(page.locator(".toast")).to_contain_text("Saved on this phone")
    assert not home.entries(Kind.DOSE)
    home.network.rule = lambda _method, _path: None
    home.come_true(lambda: len(home.entries(Kind.DOSE)) == 1)
