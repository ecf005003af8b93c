"""The server goes, comes back and is another build: what was begun on a phone ends well."""

import threading
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from journal.records.entries import Kind
from journal.records.photos import Photo
from tests.browser.deploying import back, build, killed, later_build
from tests.browser.home import SYNC, Home, give, line, outbox, save, states
from tests.browser.no_signal import filled, no_server, opened
from tests.browser.notes import WORDS, filled_in, kept_here, notes
from tests.browser.photographing import choose
from tests.support.browser import ask, markup, until, visit
from tests.support.faulty import CUT, Fault, passes
from tests.support.pictures import photo
from tests.web.handing_in import URL

pytestmark = pytest.mark.browser

# The page of an upload waits for it, however long the new build takes on a slow machine.
VERY_PATIENT = """
const soon = globalThis.setTimeout;
globalThis.setTimeout = (work, ms, ...more) => soon(work, ms === 4500 ? 250000 : ms, ...more);
"""
# Fails when the page is loaded anew, and counts the workers that take over.
WATCH = """() => {
  window.took = 0;
  navigator.serviceWorker.addEventListener("controllerchange", () => { window.took += 1; });
}"""


@dataclass
class Line:
    """Holds photos on their way; nothing else passes while `cut`."""

    cut: bool = False
    on_its_way: threading.Event = field(default_factory=threading.Event)
    arrives: threading.Event = field(default_factory=threading.Event)

    def __call__(self, method: str, path: str) -> Fault:
        if path == URL and method == "POST":
            self.on_its_way.set()
            self.arrives.wait(250)
            return None
        return CUT if self.cut and path == SYNC else None


def photos(home: Home) -> int:
    with home.family.database.reading() as session:
        return len(session.exec(select(Photo)).all())


def test_f16_a_new_build_during_an_upload_and_over_a_filled_form_loses_nothing(
    home, phone, tmp_path
):
    bad = Line()
    first = build(home)
    phone.add_init_script(VERY_PATIENT)
    page = home.sign_in(phone)
    filled(page, home)
    uploads = filled_in(phone.new_page(), home, "With a photo")
    choose(uploads, photo())
    typed = filled_in(phone.new_page(), home, "Typed, not saved")
    ask(typed, WATCH)
    home.network.rule = bad
    save(uploads)
    home.come_true(bad.on_its_way.is_set)
    bad.cut = True
    kept_here(filled_in(page, home, "Waits"))

    home.server.stop()
    back(home, later_build(tmp_path))
    assert build(home) != first
    bad.cut = False
    visit(page, home.today)
    until(typed, "window.took > 0", seconds=150)
    home.come_true(lambda: notes(home)["Waits"])
    until(typed, "window.took > 0", seconds=1)  # the page was not loaded anew meanwhile
    expect(typed.get_by_label(WORDS)).to_have_value("Typed, not saved")
    bad.arrives.set()
    expect(uploads.locator(".toast")).to_contain_text("Saved on the server")
    # The page of the old build saves in the database that the new one has made larger.
    bad.cut = True
    kept_here(typed)
    bad.cut = False
    home.come_true(lambda: len(notes(home)) == 3)
    home.come_true(lambda: states(page) == ["settled"] * 3)
    assert notes(home) == {"Waits": 1, "With a photo": 1, "Typed, not saved": 1}
    assert photos(home) == 1

    home.network.rule = passes
    visit(page, home.today)
    filled(page, home)
    with no_server(home):
        opened(page, home, "log/note")
        assert f"/s/{build(home)}/" in markup(page)
        page.get_by_label(WORDS).fill("Without signal, on the new build")
        kept_here(page)
    home.come_true(lambda: len(notes(home)) == 4)


# What the first build kept: fields have come since, and none may be needed.
OLD = """async ({ person, child, rows }) => {
  const asked = indexedDB.open("sunhat-" + person, 1);
  const stores = { meta: "key", outbox: "id", entries: "entry", pockets: "child" };
  asked.onupgradeneeded = () => {
    for (const [name, keyPath] of Object.entries(stores)) {
      asked.result.createObjectStore(name, { keyPath });
    }
  };
  const db = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const tx = db.transaction("outbox", "readwrite");
  const rest = {
    v: 1, person, child, kind: "note", delete: false, zone: "America/New_York", title: "Note",
    made_at: new Date(Date.now() - 3600000).toISOString(), action: "/", page: "/", name: "Nora",
    state: "waiting", attempts: 0, reason: "",
  };
  for (const row of rows) tx.objectStore("outbox").put({ ...rest, ...row });
  await new Promise((done) => { tx.oncomplete = done; });
  db.close();
}"""


def old_rows() -> list[dict[str, object]]:
    """A note that was sent, one that waits, and a change of it that follows."""
    one, two, three = (f"01990000-0000-7000-8000-00000000000{place}" for place in (1, 2, 3))
    entry = "01990000-0000-7000-8000-0000000000ee"
    at = {"at_on": "2026-10-03", "at_time": "07:10"}
    calm, rash = ({"values": {**at, "note": text}, "what": "note"} for text in ("Calm", "A rash"))
    return [
        {"id": one, "entry": one, "base": None, "state": "settled", "attempts": 1, **calm},
        {"id": two, "entry": entry, "base": None, "attempts": 2, **calm},
        {"id": three, "entry": entry, "base": two, **rash},
    ]


def test_f16_the_database_of_the_build_before_opens_with_a_later_one_and_all_of_it_arrives(
    home, phone, tmp_path
):
    killed(home)
    back(home, later_build(tmp_path))
    page = phone.new_page()
    visit(page, f"{home.network.url}/sign-in")
    whose = {"person": str(home.family.people["ada"]), "child": str(home.family.nora)}
    ask(page, OLD, {**whose, "rows": old_rows()})
    home.sign_in(phone, page=page)
    home.come_true(lambda: states(page) == ["settled"] * 3)
    assert notes(home) == {"A rash": 1}
    assert outbox(page)[0]["attempts"] == 1, "what was sent is not sent again"
    until(page, "indexedDB.databases().then(([{ version }]) => version === 2)")
    filled(page, home)
    with no_server(home):  # it has none of the indexes by which a newer one is read
        opened(page, home, "today")
        expect(page.locator(".dose__actions").first).to_be_attached()


def test_f1_two_entries_from_a_cold_start_outlive_the_killed_server_and_their_own_tabs(home, phone):
    page = home.sign_in(phone)
    filled(page, home)
    killed(home)
    give(page).click()
    expect(page.locator(".toast")).to_contain_text("Saved on this phone")
    page.close()
    # Cold: no page is open any more, and nothing answers.
    page = phone.new_page()
    opened(page, home, "today")
    expect(page.locator(".dose--recorded")).to_contain_text("on this phone, waiting")
    opened(page, home, "log/note")
    page.get_by_label(WORDS).fill("A calm night")
    save(page)
    expect(line(page)).to_contain_text("2 wait on this phone")
    page.close()
    page = phone.new_page()
    visit(page, f"{home.network.url}/waiting")
    expect(page.locator("[data-waiting-list] li")).to_have_count(2)
    back(home)
    home.come_true(lambda: len(home.entries()) == 2)
    home.come_true(lambda: states(page) == ["settled"] * 2)
    assert {entry.kind for entry in home.entries()} == {Kind.DOSE, Kind.NOTE}
