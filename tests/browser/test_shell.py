"""What the worker keeps: the shell and the files of its build, never anybody's page (T24)."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.home import SYNC, line, write_note
from tests.browser.no_signal import CHILDREN, filled, kept_entries, pockets
from tests.support.browser import ask, visit
from tests.support.faulty import CUT, Canned

pytestmark = pytest.mark.browser

KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const text = await (await cache.match(request)).text();
      found.push([name, new URL(request.url).pathname, text]);
    }
  }
  return found;
}"""

FETCH_POCKETS = """() => {
  navigator.serviceWorker.controller.postMessage({ pockets: "all" });
  return true;
}"""


def all_fail(fault):
    """Every request of the browser fails so."""
    return lambda _method, _path: fault


def test_t24_the_worker_keeps_static_files_and_a_shell_without_anybody(home, phone):
    page = home.sign_in(phone)
    write_note(page, home, "A canary sang")
    visit(page, home.place("journal"))
    kept = ask(page, KEPT)
    files = [path for name, path, _text in kept if name.startswith("sunhat-files-")]
    assert "/shell" in files
    assert all(path == "/shell" or path.startswith("/s/") for path in files)
    for _name, path, text in kept:
        for canary in ("A canary sang", "Nora", "ada@example.org", 'name="csrf_token"'):
            assert canary not in text, path


def test_without_signal_every_page_opens_as_the_shell_and_says_what_waits(home, phone):
    page = home.sign_in(phone)
    home.network.rule = all_fail(CUT)
    visit(page, home.today)
    expect(page.locator(".app")).to_be_visible()
    expect(page.locator("body")).to_have_attribute("data-person", "")


def test_a_phone_is_ready_before_the_journal_has_come_and_stays_so_whatever_answers(home, phone):
    home.network.on(SYNC, CUT)
    page = home.sign_in(phone)
    visit(page, home.place("journal"))  # going on stops nothing
    filled(page, home)
    assert not kept_entries(page)
    # What stands before the server may know no address of it while it is started anew.
    asked = []

    def not_ours(_method, path):
        if path.endswith("/pocket"):
            asked.append(path)
            return Canned(404, "404 page not found", (("Content-Type", "text/plain"),))
        return CUT if path == SYNC else None

    home.network.rule = not_ours
    # They are asked for one by one: by the time one is asked for again, each has been answered.
    home.come_true(lambda: ask(page, FETCH_POCKETS) and len(asked) > CHILDREN)
    assert pockets(page) == CHILDREN


def test_a_slow_page_is_waited_for_while_the_phone_keeps_nothing(home, phone):
    home.network.more = {}  # a worker with its own patience
    home.network.rule = lambda _method, path: CUT if path.endswith("/pocket") else None
    page = home.sign_in(phone)
    home.network.rule = slow_and_without_pocket
    visit(page, home.today)
    expect(page.locator("body")).to_have_attribute("data-person", re.compile("."))


def slow_and_without_pocket(_method, path):
    """Today takes longer than a page is waited for; nothing can be kept."""
    if path.endswith("/today"):
        time.sleep(4)
    return CUT if path.endswith("/pocket") else None


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_server_that_is_being_restarted_is_as_good_as_none(home, phone, status):
    page = home.sign_in(phone)
    home.network.rule = all_fail(Canned(status, "<h1>Bad gateway</h1>"))
    visit(page, home.today)
    expect(page.locator("body")).to_have_attribute("data-person", "")
    expect(page.locator("body")).not_to_contain_text("Bad gateway")


def test_a_refusal_of_the_server_is_shown_as_it_is(home, phone):
    page = home.sign_in(phone)
    answer = visit(page, f"{home.network.url}/children/{home.family.children['mia']}/today")
    assert answer is not None
    assert answer.status == 404
    expect(page.locator("body")).to_contain_text("There is nothing here")


def test_a_redirect_to_sign_in_is_never_kept_as_the_shell(home, phone):
    home.network.on("/shell", Canned(302, "", (("Location", "/sign-in"),)))
    page = phone.new_page()
    visit(page, f"{home.network.url}/sign-in")
    failed = ask(
        page,
        """async () => {
          const registration = await navigator.serviceWorker.register("/sw.js", { type: "module" });
          const worker = registration.installing ?? registration.waiting ?? registration.active;
          await new Promise((done) => {
            const look = () => ["activated", "redundant"].includes(worker.state) && done();
            worker.addEventListener("statechange", look);
            look();
          });
          return worker.state;
        }""",
    )
    assert failed == "redundant"
    assert [path for _name, path, _text in ask(page, KEPT) if path == "/shell"] == []


def test_f18_a_push_sends_what_waits(home, phone):
    phone.grant_permissions(["notifications"])
    phone.add_init_script("window.setInterval = () => 0")
    page = home.sign_in(phone)
    home.network.on("/api/v1/sync", CUT)
    write_note(page, home)
    expect(line(page)).to_contain_text("1 waits")
    home.network.on("/api/v1/sync", None)
    worker = home.come_true(lambda: phone.service_workers[0])
    worker.evaluate("self.dispatchEvent(new PushEvent('push', { data: '{}' }))")
    home.come_true(lambda: len(home.entries()) == 1)
