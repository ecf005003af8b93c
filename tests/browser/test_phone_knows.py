"""What a phone says of the doses it knows: the newest of pocket, entries and what waits (H1, H5).

The phone's own modules, on a page without any script of its own, with what a test lets them know.
"""

from typing import Any

import pytest

from tests.browser.test_phone_model import id_of
from tests.support.browser import ask, visit

pytestmark = pytest.mark.browser
ME = id_of(900)

# A dose of one slot: what is known of it is put beside each of these.
KNOWS = """
const part = (name) => import(`/s/any/js/phone/${name}.js`);
const [me, minute] = [document.body.dataset.person = "PERSON", 60_000];
document.documentElement.lang = "en"; // as every page of ours says
const [now, child] = [Date.parse("2026-11-22T12:00:00Z"), "c"];
const at = (minutes) => new Date(now + minutes * minute).toISOString();
const values = { medicine: "m", slot: "2026-11-22T12:00", outcome: "given" };
const dose = { kind: "dose", child, epoch: "e", fields: values, drawn: {}, revision: 1 };
const waits = { child, base: null, what: "dose", kind: "dose", values, state: "waiting",
  zone: "UTC", made_at: at(0), title: "Pills: Given" };
const slot = { ...values, on: "2026-11-22", clock: "12:00", due_at: at(0), recorded: null,
  row: "r" };
Object.assign(slot, { shown_from: at(-600), due_from: at(-60), late_at: at(60), over_at: at(300),
  gone_at: at(600) });
const today = { slots: [slot], rows: { r: { due: "open", unknown: "?" } }, by_day: {}, days: {},
  as_needed: [], parts: {} };
const pocket = { person: me, child: { id: child, zone: "UTC" }, as_of: at(0), today, words: {},
  weekly: [] };
const time = { now: new Date(now), heard: new Date(now), fresh: true, ahead: 0 };
const of = (more) => ({ pocket, entries: [], changes: [], time, epoch: "e", zone: "UTC",
  ...more });
const given = (more) => ({ id: "1", entry: "e1", ...waits, ...more });
const typed = (on, clock) => ({ ...values, at_on: on, at_time: clock });
""".replace("PERSON", ME)


def said(page: Any, body: str) -> Any:
    return ask(page, f"async () => {{ {KNOWS} {body} }}")


@pytest.fixture
def page(home, new_phone):
    page = new_phone().new_page()
    visit(page, f"{home.server.url}/healthz")
    return page


def test_h1_an_entry_older_than_the_pocket_says_nothing_against_it(page):
    found = said(page, """
      const { openSlots } = await part("slots");
      const open = (entry, recorded = null) => openSlots(of({
        pocket: { ...pocket, today: { ...today, slots: [{ ...slot, recorded }] } },
          entries: [{ ...dose, entry: "e1", ...entry }],
      }), "m").all.length;
      const there = { entry: "e1" };
      return {
        undone: open({ changed_at: at(-10) }), came: open({ changed_at: at(10) }),
          near: open({ changed_at: at(-0.5) }),
        lost: open({ changed_at: at(-10), epoch: "before a restore" }),
        brought: open({ changed_at: at(-10), deleted: true }, there),
          taken: open({ changed_at: at(10), deleted: true }, there),
      };
    """)  # fmt: skip
    assert found == {"undone": 1, "came": 0, "near": 0, "lost": 0, "brought": 0, "taken": 1}


def test_h37_a_dose_that_a_stay_silences_is_not_in_the_number_on_the_icon(page):
    found = said(
        page,
        """
      const { dueCount } = await part("slots");
      const count = (silent) => dueCount(of({ pocket: { ...pocket, today: { ...today,
        give_all: {}, slots: [{ ...slot, silent }] } } }));
      return [count(false), count(true)];
    """,
    )
    assert found == [1, 0]


def test_h1_what_the_server_acknowledged_is_known_until_it_is_drawn(page):
    found = said(page, """
      const [{ known }, { find, write }, { settle }, { openSlots },
        { look }] = await Promise.all(["known", "db", "outbox", "slots", "given"].map(part));
      const got = Date.now();
      const open = async (entry, ago = 0) => {
        await write(me, ["outbox", "entries", "pockets"], async (tx) => {
          for (const name of tx.objectStoreNames) await tx.objectStore(name).clear();
          await tx.objectStore("pockets").put({ child, pocket, got_at: got + ago });
          await tx.objectStore("outbox").put(given());
          await settle(tx.objectStore("outbox"), "1", "settled", { answer: { revision: 2 },
            settled_at: Date.now() });
          if (entry) await tx.objectStore("entries").put({ ...dose, entry: "e1", ...entry });
        });
        const knows = await known(me, await find(me, "pockets", "get", child));
        return [openSlots(knows, "m").all.length, Object.keys(look(knows, { entry: "e1",
          values }, at(1000)))[0], knows.changes.length];
      };
      return [
        await open(), await open({ revision: 1, deleted: true, changed_at: at(1) }),
        await open({ revision: 2, changed_at: at(1) }), await open(null, 10 * minute),
      ];
    """)  # fmt: skip
    assert found == [[0, "there", 1], [0, "there", 1], [0, "there", 0], [1, "free", 0]]


def test_h1_of_old_entries_those_are_read_that_something_was_heard_of_since(page):
    """Changed since the pocket was drawn; of before a restore, or after; asked for; corrected here.

    One that only stands there for weeks is left: reading thousands takes seconds.
    """
    found = said(page, """
      const [{ known }, { find, write }] = await Promise.all(["known", "db"].map(part));
      const [old, got] = [at(-40 * 24 * 60), Date.now()];
      const some = { young: { at: at(-60) }, stands: {}, changed: { changed_at: at(1) },
        before: { epoch: "d" }, after: { epoch: "f" }, asked: {}, corrected: {} };
      await write(me, ["outbox", "entries", "pockets", "meta"], async (tx) => {
        await tx.objectStore("pockets").put({ child, pocket, got_at: got });
        await tx.objectStore("meta").put({ key: "epoch", value: "e" });
        await tx.objectStore("outbox").put(given({ entry: "corrected", base: "1" }));
        for (const [entry, more] of Object.entries(some)) {
          const row = { ...dose, at: old, changed_at: old, entry, ...more };
          await tx.objectStore("entries").put(row);
        }
      });
      const knows = await known(me, await find(me, "pockets", "get", child), "asked");
      return knows.entries.map(({ entry }) => entry).sort();
    """)  # fmt: skip
    assert found == ["after", "asked", "before", "changed", "corrected", "young"]


def test_h3_a_dose_counts_as_its_last_words_say_and_not_when_it_was_taken_back(page):
    found = said(page, """
      const parts = document.body.appendChild(Object.assign(document.createElement("script"),
        { type: "application/json", id: "shell-parts" }));
      const named = ["now", "before", "plans", "as_needed", "log", "recorded", "later", "paused",
        "coming", "low", "earlier"];
      parts.text = JSON.stringify({ banner: "[[text]]", waiting_row: "<li>[[title]] [[at]]</li>",
        ...Object.fromEntries(named.map((name) => [name, `${name}:[[body]];`])) });
      const [card, { waiting }, { draw }] = await Promise.all(["views/card", "views/rows",
        "views/today"].map(part));
      const kept = { ...pocket, card: { main: '<div class="stack stack--wide">' } };
      const shown = (...changes) => card.draw(of({ pocket: kept, changes })).main.slice(31);
      const none = { what: null, values: null };
      const gone = { ...given(), id: "2", base: "1", delete: true, ...none };
      const later = given({ id: "2", base: "1", title: "Pills: Refused",
        values: typed("2026-11-22", "07:30") });
      const days = { "2026-11-22": { start: at(-720), end: at(720) } };
      const free = (on) => given({ values: { ...typed(on, "09:00"), slot: "" } });
      const inToday = (...changes) => {
        const main = draw(of({ pocket: { ...pocket, today: { ...today, days } }, changes })).main;
        return main.split("\\n").filter((line) => /^(recorded|earlier):/.test(line)).join("");
      };
      const row = { medicine: "m", row: "<li></li>" };
      const needed = draw(of({ pocket: { ...pocket, today: { ...today, days,
        as_needed: [row] } }, changes: [given(), gone] })).main;
      return {
        given: shown(given()), gone: shown(given(), gone), back: shown(given(), gone, { ...gone,
          id: "3", base: "2", delete: false }),
        edited: shown(given(), later), typed: shown(given({ values: typed("2026-11-21",
          "22:00") })),
        drawn: waiting(of({ changes: [given()], entries: [{ ...dose, entry: "e1" }] })).length,
        early: inToday(free("2026-11-22")), past: inToday(free("2026-11-20")),
          moved: inToday(given(), later),
        needed: needed.includes("as_needed:<ul class=\\"doses doses--close\\"><li></li></ul>;"),
      };
    """)  # fmt: skip
    assert found == {
        "given": "Pills: Given 12:00",
        "gone": "",
        "back": "Pills: Given 12:00",
        "edited": "Pills: Refused 07:30",
        "typed": "Pills: Given Sat 21 Nov 22:00",
        "drawn": 0,
        "early": 'earlier:<ul class="rows"><li>Pills: Given 09:00</li></ul>;',
        "past": "",
        # Nobody can tell what was planned there: the line of an entry, and the page stands.
        "moved": 'recorded:<ul class="doses doses--close"><li>Pills: Refused 07:30</li></ul>;',
        "needed": True,
    }


def test_h5_a_phone_whose_clock_is_days_off_asks_for_all_five_days(page):
    found = said(page, """
      const { question } = await part("weekly");
      const day = 24 * 60;
      const asked = { medicine: "m", outcomes: ["given"], alike: [], hours: 120, since: "asked" };
      const asks = (ahead, change) => question(of({
        pocket: { ...pocket, weekly: [asked] }, time: { ...time, ahead: ahead * day * minute },
          changes: [given(change)].flat(),
      }), { medicine: "m" });
      const back = { ...given(), id: "2", base: "1", delete: true, what: null };
      return [
        asks(-3, { made_at: at(-7 * day) }), asks(-3, { made_at: at(-9 * day) }), asks(3,
          { made_at: at(2 * day) }),
        asks(-3, { made_at: at(-7 * day), values: typed("2026-11-15", "12:00") }), asks(0,
          { made_at: at(-day), delete: true }),
      ];
    """)  # fmt: skip
    assert found == ["asked", None, "asked", None, None]


def test_the_line_says_that_it_is_on_the_server_only_of_what_is(page):
    found = said(page, """
      const add = (html) => document.body.append(new DOMParser().parseFromString(html,
        "text/html").body.firstChild);
      add('<p data-outbox-line hidden><svg><use href="#x"/></svg><a></a></p>');
      const [line, { discard, keep, settle, release, changed },
        { write }] = await Promise.all(["line", "outbox", "db"].map(part));
      const shown = async () => { await line.tell("ok");
        return document.querySelector("[data-outbox-line]").className; };
      await line.start();
      await keep(me, [given({ id: "7", entry: "e7" })]);
      const seen = [await shown()];
      await discard(me, "7");
      seen.push(await shown());
      await keep(me, [given({ id: "8", entry: "e8" })]);
      seen.push(await shown());
      await write(me, "outbox", (tx) => settle(tx.store, "8", "settled", { answer: {} }));
      seen.push(await shown());
      return seen;
    """)  # fmt: skip
    waits, there = "status status--waiting", "status status--settled"
    assert found == [waits, waits, waits, there]


def test_h3_a_dose_taken_back_on_todays_page_is_open_again(page):
    found = said(page, """
      const html = '<ul><li class="dose" id="dose-m-2026-11-22T1200"><p class="dose__state">'
        + '<span>Due</span></p><p class="dose__actions"></p></li></ul>';
      document.body.append(new DOMParser().parseFromString(html, "text/html").body.firstChild);
      const [marks, { write }, { changed }] = await Promise.all(["marks", "db",
        "outbox"].map(part));
      const actions = document.querySelector(".dose__actions");
      const put = async (...changes) => {
        await write(me, "outbox",
          async (tx) => { for (const one of changes) await tx.store.put(one); });
        await marks.start();
        return [actions.hidden, document.querySelector("li span").textContent];
      };
      const [hidden] = await put(given());
      return [hidden, ...(await put({ ...given(), id: "2", base: "1", delete: true, what: null,
        values: null }))];
    """)  # fmt: skip
    assert found == [True, False, "Due"]


def test_t24_a_page_opens_no_database_after_another_tab_signed_out(page):
    """A sync on its way must not make it again; nor must a forgotten page name its person."""
    page.route("**/sign-in", lambda _route: None)  # the page is still there
    found = said(page, """
      localStorage.setItem("sunhat-person", "somebody else");
      const [ids, { write, shut }, outbox] = await Promise.all(["ids", "db", "outbox"].map(part));
      const asked = ids.person();
      const named = [asked === me, localStorage.getItem("sunhat-person")];
      ids.lastChild();
      named.push(localStorage.getItem("sunhat-person") === me);
      await new Promise((done) => {
        const channel = new BroadcastChannel("sunhat-outbox");
        channel.onmessage = done;
        new BroadcastChannel("sunhat-outbox").postMessage("left");
      });
      const wrote = await outbox.keep(me, [given({ id: "9" })]).catch(({ message }) => message);
      return [...named, wrote, (await indexedDB.databases()).length];
    """)  # fmt: skip
    assert found == [True, "somebody else", True, "nobody is signed in", 0]


def test_t24_signing_out_empties_what_a_frozen_tab_keeps_from_being_deleted(page):
    found = said(page, """
      const { erase } = await part("db"), { keep } = await part("outbox");
      await keep(me, [given()]);
      // As a tab that runs no more: it hears of nothing, and its connection stays.
      const done = (asked) =>
        new Promise((told) => { asked.onsuccess = () => told(asked.result); });
      const frozen = await done(indexedDB.open(`sunhat-${me}`));
      const stands = () => done(frozen.transaction("outbox").objectStore("outbox").count());
      const before = await stands();
      const erased = erase(me);
      await stands(); // asked for before the page got to it
      const after = await stands();
      frozen.close();
      await erased;
      return [before, after, (await indexedDB.databases()).length];
    """)  # fmt: skip
    assert found == [1, 0, 0]
