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
