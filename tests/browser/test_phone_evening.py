"""What a phone says of symptoms it knows: the evening's levels, and the signs it warns of."""

from typing import Any

import pytest

from tests.browser.test_phone_knows import said
from tests.support.browser import visit

pytestmark = pytest.mark.browser

# A pocket of noon with one level of the day before; what came since is put beside each of these.
KNOWS = """
const { levels, warned } = await part("views/evening");
const names = { fatigue: "Tired", dysphagia: "Trouble swallowing" };
const kept = (more) => ({ ...pocket, today: { ...today, days: {}, by_day: {}, parts: { alerts: "" },
  warned: { dysphagia: "<p>[[title]]</p>" }, evening: { names, watched: null,
  known: [{ key: "fatigue", n: 3, at: at(-24 * 60), since: "as yesterday" }] }, ...more } });
const wrote = (values, more) => ({ id: "1", entry: "s1", child, kind: "symptom", what: "symptom",
  state: "waiting", made_at: at(0), title: "Swallowing", values, ...more });
const came = (fields, more) => ({ entry: "s2", child, kind: "symptom", epoch: "e", revision: 1,
  at: at(-5), changed_at: at(5), fields, drawn: { title: "Swallowing 4", row: "" }, ...more });
const seen = (more) => levels(of({ pocket: kept(), ...more }))
  .map(({ label, n }) => `${label} ${n}`);
const called = (more) => warned(of({ pocket: kept(), ...more }));
"""


@pytest.fixture
def page(home, new_phone):
    page = new_phone().new_page()
    visit(page, f"{home.server.url}/healthz")
    return page


def told(page: Any, body: str) -> Any:
    return said(page, KNOWS + body)


def test_a_level_is_carried_for_two_weeks_without_signal_too(page):
    found = told(page, """
      const after = (days) => seen({ time: { now: new Date(now + days * 1440 * minute) } });
      return [after(0), after(12), after(13.5)];
    """)  # fmt: skip
    assert found == [["Tired 3"], ["Tired 3"], []]


def test_what_has_gone_is_carried_no_more_whoever_said_so(page):
    found = told(page, """
      const gone = { symptom: "fatigue", severity: "3", ends: "now" };
      const until = { symptom: "fatigue", severity: 3, until: at(5) };
      return [seen({ changes: [wrote(gone)] }), seen({ entries: [came(until)] })];
    """)  # fmt: skip
    assert found == [[], []]


def test_a_name_of_the_familys_own_and_another_symptom_of_an_evening_are_carried(page):
    found = told(page, """
      const own = { symptom: "name:Cold feet", severity: "2" };
      const row = { day: "worse", "level.more": "5", more_symptom: "other", more_name: "Hiccups" };
      return [wrote(own), wrote(row, { what: "check_in" })].map((one) => seen({ changes: [one] }));
    """)  # fmt: skip
    assert found == [["Tired 3", "Cold feet 2"], ["Tired 3", "Hiccups 5"]]


def test_a_warning_sign_is_called_out_from_an_evening_too(page):
    found = told(page, """
      const row = (values) => called({ changes: [wrote(values, { what: "check_in" })] });
      return [row({ "level.more": "4", more_symptom: "dysphagia" }),
        ...["4", "0", "=4"].map((n) => row({ "level.dysphagia": n }))];
    """)  # fmt: skip
    sign = "<p>Trouble swallowing</p>"
    assert found == [sign, sign, "", sign], "as before is a word on it, and 0 says none"


def test_a_warning_sign_that_the_server_has_and_the_pocket_has_not_is_called_out(page):
    found = told(page, """
      const sign = { symptom: "dysphagia", severity: 4 };
      const as_before = { carried: [sign] };
      return [called({ entries: [came(sign)] }),
        called({ entries: [came(sign, { deleted: true })] }),
        called({ entries: [came(sign, { changed_at: at(-5) })] }),
        called({ entries: [came({ ...sign, until: at(4) })] }),
        called({ entries: [came(as_before, { kind: "check_in", entry: "s3" })] })];
    """)  # fmt: skip
    assert found == ["<p>Trouble swallowing</p>", "", "", "", "<p>Trouble swallowing</p>"]


def test_the_last_word_on_a_sign_counts_without_signal_too(page):
    found = told(page, """
      const sign = { symptom: "dysphagia", severity: 4 };
      const now_none = wrote({ symptom: "dysphagia", severity: "0" });
      const gone = wrote({ symptom: "dysphagia", severity: "4", ends: "now" });
      const no_number = wrote({ symptom: "dysphagia", severity: "" });
      const entries = [came(sign)];
      return [now_none, gone, no_number].map((one) => called({ entries, changes: [one] }));
    """)  # fmt: skip
    assert found == ["", "", "<p>Swallowing</p>"]


def test_h31_what_was_seen_last_counts_however_early_it_came(page):
    found = told(page, """
      const entry = (severity, minutes) => came({ symptom: "dysphagia", severity },
        { entry: `s${minutes}`, at: at(minutes) });
      const none = entry(0, -90), four = entry(4, -30);
      return [[none, four], [four, none]].map((entries) => called({ entries }));
    """)  # fmt: skip
    assert found == ["<p>Trouble swallowing</p>", "<p>Trouble swallowing</p>"]


def test_what_was_deleted_since_is_not_offered_as_before(page):
    found = told(page, """
      const [known] = kept().today.evening.known;
      const own = kept({ evening: { ...kept().today.evening,
        known: [{ ...known, entry: "s9" }] } });
      const after = (more) => levels(of({ pocket: own, ...more })).length;
      const back = wrote(null, { entry: "s9", what: null, base: 1, delete: true });
      return [after(), after({ entries: [came({}, { entry: "s9", deleted: true })] }),
        after({ changes: [back] })];
    """)  # fmt: skip
    assert found == [1, 0, 0], "known, deleted elsewhere, deleted here without signal"


def test_without_signal_an_evening_is_asked_about_until_whoever_reads_has_answered(page):
    found = told(page, """
      const { answered } = await part("views/evening");
      const days = { "2026-11-22": { start: at(-480), end: at(960) } };
      const own = kept({ days });
      const count = (more) => answered(of({ pocket: own, ...more }), "2026-11-22").length;
      const there = (aside) => count({ entries:
        [came({}, { kind: "check_in", entry: "c1", drawn: { aside } })] });
      const here = (values) => count({ changes:
        [wrote(values, { what: "check_in", kind: "check_in", entry: "c2" })] });
      return [there(true), there(false), here({ sleep: "woke" }), here({ day: "usual" })];
    """)  # fmt: skip
    assert found == [0, 1, 0, 1], "another's or a night, an answer, a night here, an answer here"


def test_the_form_of_a_second_evening_says_that_the_day_is_answered(page):
    found = told(page, """
      const { drawNew } = await part("views/form");
      const days = { "2026-11-22": { start: at(-480), end: at(960) } };
      const form = { title: "Evening", main: "[[answered]]<form></form>" };
      const own = { ...kept({ days }), forms: { check_in: form } };
      own.today.evening.answered = "<a>[[entry]]</a>";
      const url = new URL("https://sunhat/log/check_in");
      const drawn = (more) => drawNew(of({ pocket: own, ...more }), url, "check_in").main;
      const there = came({}, { kind: "check_in", entry: "c1" });
      const here = wrote({ day: "usual" }, { what: "check_in", kind: "check_in", entry: "c2" });
      return [drawn(), drawn({ entries: [there] }), drawn({ changes: [here] }),
        drawn({ entries: [{ ...there, at: at(-1000) }] })];
    """)  # fmt: skip
    form = "<form></form>"
    assert found == [form, f"<a>c1</a>{form}", f"<a>c2</a>{form}", form]


def test_an_old_evening_is_changed_with_its_own_numbers_and_with_no_others(page):
    found = told(page, """
      const { drawEdit } = await part("views/form");
      const row = (key) => `<fieldset><label><input type="radio" name="level.${key}" value="=3">
        <span class="choice__words">as before (3)<span class="choice__hint">Mon</span></span>
        </label><label><input type="radio" name="level.${key}" value="" checked></label>
        </fieldset>`;
      const main = `<form id="log-form">${row("fatigue")}${row("itch")}</form>`;
      const own = { ...kept(), forms: { "edit:check_in": { title: "Evening", main } } };
      const form = { what: "check_in", values: { at_on: "2026-11-12", "level.fatigue": "=3" } };
      const old = came({}, { kind: "check_in", entry: "c1", drawn: { form, base: 1 } });
      const page = drawEdit(of({ pocket: own, entries: [old] }), new URL(location.href), "c1");
      document.body.innerHTML = page.main;
      page.ready(document);
      return [...new FormData(document.querySelector("form"))].map((one) => one.join(" "))
        .concat(document.querySelectorAll(".choice__hint").length);
    """)  # fmt: skip
    assert found == ["level.fatigue =3", "at_on 2026-11-12", 0]
