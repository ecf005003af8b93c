"""A phone that was long without signal: much waits on it, and it stays on it for a week."""

import pytest
from playwright.sync_api import expect

from journal.records.entries import Kind
from journal.records.kinds import ROWS
from tests.browser.home import SYNC, line, outbox, states, visit, write_note
from tests.support.browser import ask
from tests.support.faulty import CUT

pytestmark = pytest.mark.browser

# Change what waits: `change(rows)` returns the rows to be written.
AMEND = """
  async function amend(change) {
    const asked = indexedDB.open("sunhat-" + document.body.dataset.person);
    const db = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
    const tx = db.transaction("outbox", "readwrite");
    const box = tx.objectStore("outbox");
    const got = box.getAll();
    got.onsuccess = () => change(got.result).forEach((row) => box.put(row));
    await new Promise((done) => { tx.oncomplete = done; });
    db.close();
  }
"""
# As another tab would: the last of all is mended while the first fifty are under way. It is never
# one of these, whether or not the first of all still waits for its person.
MENDED = (
    AMEND
    + """
  const real = fetch;
  let once = false;
  window.fetch = async (url, options) => {
    if (!once && String(url).includes("/api/v1/sync") && options.body.includes('"note"')) {
      once = JSON.parse(options.body).changes.length === 50;
      const mended = (row) => ({ ...row, values: { ...row.values, note: "Mended" } });
      if (once) await amend((rows) => rows.slice(-1).map(mended));
    }
    return real(url, options);
  };
"""
)
MANY = f"""async () => {{
  {AMEND}
  await amend(([row]) => Array.from({{ length: 60 }}, (_, place) => {{
    const next = "f" + row.id.slice(1, -3) + (place + 256).toString(16);
    return {{ ...row, id: next, entry: next, attempts: 0, front: 0 }};
  }}));
}}"""


def test_g2_what_is_mended_while_others_are_sent_is_sent_as_it_was_mended(home, phone):
    phone.add_init_script(MENDED)
    page = home.sign_in(phone)
    home.network.on(SYNC, CUT)
    write_note(page, home)
    visit(page, home.place("log/note"))
    ask(page, MANY)
    home.network.on(SYNC, None)
    ask(page, "document.dispatchEvent(new Event('visibilitychange'))")
    home.come_true(lambda: states(page) == ["settled"] * 61)
    assert len(home.entries(Kind.NOTE)) == 61
    assert notes(home).count("Mended") == 1


def notes(home):
    table = ROWS[Kind.NOTE].__table__
    with home.family.database.reading() as session:
        return [row.note for row in session.execute(table.select())]


def test_f13_a_copy_is_kept_a_week_from_the_day_the_server_had_it(home, phone):
    page = home.sign_in(phone)
    home.network.on(SYNC, CUT)
    write_note(page, home)
    expect(line(page)).to_contain_text("1 waits")
    visit(page, home.place("log/note"))
    written = "new Date(Date.now() - 9 * 86400000).toISOString()"
    ask(
        page,
        f"async () => {{ {AMEND} await amend(([row]) => [{{ ...row, made_at: {written} }}]); }}",
    )
    home.network.on(SYNC, None)
    ask(page, "document.dispatchEvent(new Event('visibilitychange'))")
    home.come_true(lambda: states(page) == ["settled"])
    write_note(page, home)  # two pages begin meanwhile, and each forgets what is old
    home.come_true(lambda: states(page) == ["settled", "settled"])
    old = "settled_at: Date.now() - 8 * 86400000"
    ask(page, f"async () => {{ {AMEND} await amend(([row]) => [{{ ...row, {old} }}]); }}")
    visit(page, home.place("log/note"))
    home.come_true(lambda: len(outbox(page)) == 1)
