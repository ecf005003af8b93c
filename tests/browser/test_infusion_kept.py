"""The screen of an infusion day as a phone keeps it: all its checkpoints, and the newest rate."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from journal.clock import now
from journal.entries import record
from tests.browser.home import Home
from tests.browser.no_signal import filled, no_server, opened
from tests.browser.test_phone_knows import said
from tests.family import change
from tests.support.browser import visit

pytestmark = pytest.mark.browser

HOUR = timedelta(hours=1)


def written(home: Home, kind: str, hours_ago: float, **fields: Any) -> Any:
    at = now() - hours_ago * HOUR
    made = change(home.family.nora, kind, made_at=at, **fields)
    with home.family.database.transaction() as session:
        assert record(session, home.family.actor(session, "ada"), made, now=at).stored
    return made.entry


def infused(home: Home, hours_ago: float, **fields: Any) -> Any:
    return written(home, "infusion", hours_ago, product="Privigen", **fields)


def test_f11_the_kept_screen_has_the_checkpoints_of_days_ago(home, new_phone):
    two_days = infused(home, 100)
    written(home, "checkpoint", 96, infusion=str(two_days), what="vitals", pulse=98)
    page = home.sign_in(new_phone())
    filled(page, home)
    with no_server(home):
        opened(page, home, f"infusions/{two_days}")
        expect(page.locator("#main .entry")).to_contain_text("Pulse 98")


def test_f11_an_infusion_that_was_over_long_ago_is_not_drawn_as_one_that_runs(home, new_phone):
    over = infused(home, 240, ended=(now() - 236 * HOUR).isoformat())
    page = home.sign_in(new_phone())
    filled(page, home)
    with no_server(home):
        opened(page, home, f"infusions/{over}")
        expect(page.locator("#main")).to_contain_text("Privigen")
        assert "Write the end" not in page.locator("#main").inner_text()


STEP = """
  globalThis.sunhatWords = { next_step: "next {rate} {time}", here_waiting: "here" };
  const parts = document.body.appendChild(Object.assign(document.createElement("script"),
    { type: "application/json", id: "shell-parts" }));
  parts.text = JSON.stringify({ waiting_row: "<li>[[title]]</li>" });
  const { draw } = await part("views/infusion");
  const button = (rate) => `<form data-what=rate data-minutes=30>
    <input name=rate_ml_h value=${rate}><button>${rate} mL/h</button></form>`;
  const kept = { title: "t", main: `<div data-step>as drawn</div>${[15, 30, 60].map(button)}` };
  const wholes = { infusions: { i: kept }, stays: {} };
  const here = (minutes, rate) => ({ ...given(), id: `c${rate}`, entry: `w${rate}`, what: "rate",
    kind: "checkpoint", made_at: at(minutes), title: `here ${rate}`,
    values: { infusion: "i", what: "rate", rate_ml_h: String(rate) } });
  const there = (minutes, rate, changed) => ({ entry: `e${rate}`, kind: "checkpoint", epoch: "e",
    at: at(minutes), changed_at: at(changed), drawn: { title: `there ${rate}`, row: "" },
    fields: { infusion: "i", what: "rate", rate_ml_h: `${rate}.0` } });
  const step = (changes, entries) => {
    const root = document.createElement("main");
    const drawn = draw(of({ pocket: { ...pocket, wholes }, changes, entries }), "infusions", "i");
    root.innerHTML = drawn.main;
    drawn.after(root);
    return root.querySelector("[data-step]").innerText.replace(/\\s+/g, " ").trim();
  };
"""


def test_f11_the_newest_rate_stands_on_the_kept_screen_whichever_phone_set_it(home, new_phone):
    page = new_phone().new_page()
    visit(page, f"{home.server.url}/healthz")
    found = said(page, STEP + """
      return {
        here: step([here(-5, 30)], [there(-20, 15, -20)]),
        there: step([here(-20, 15)], [there(-5, 30, 1)]),
        drawn: step([here(-20, 15)], [there(-5, 30, -5)]),
      };
    """)  # fmt: skip
    assert found["here"].startswith("here 30")
    assert "next 60 mL/h" in found["here"]
    assert found["there"].startswith("there 30")
    assert "next 60 mL/h" in found["there"]
    assert found["drawn"] == "as drawn"
