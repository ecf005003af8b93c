"""Everything on one axis, on a phone: by finger, by keyboard, without scripts, in any colours."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from journal.clock import now
from journal.entries import record
from journal.records.children import Child
from tests.browser.home import visit
from tests.family import change
from tests.support.browser import ask

pytestmark = pytest.mark.browser


# Every line that is drawn, and those of them that cannot be told from what is behind them.
LINES = """(() => {
  const bare = (colour) => colour === "none" || /^rgba.*, 0\\)$/.test(colour);
  const behind = (part) => {
    for (let one = part; one; one = one.parentElement) {
      const { backgroundColor } = getComputedStyle(one);
      if (!bare(backgroundColor)) return backgroundColor;
    }
    const page = document.body.appendChild(document.createElement("i"));
    page.style.color = "Canvas";
    const { color } = getComputedStyle(page);
    page.remove();
    return color;
  };
  const shapes = "main svg[role=img] :is(path, polyline, line, circle, rect, polygon)";
  const said = [...document.querySelectorAll(shapes)].map((one) => {
    const { stroke, fill } = getComputedStyle(one);
    const seen = [stroke, fill].filter((colour) => !bare(colour));
    const ground = behind(one.closest("svg").parentElement);
    return { seen, lost: seen.length > 0 && seen.every((colour) => colour === ground), one };
  });
  const gone = said.filter(({ lost }) => lost).map(({ one }) => one.outerHTML.slice(0, 90));
  return { lines: said.length, lost: gone };
})()"""


@pytest.fixture
def written(home):
    """Ten weeks of Nora's: a symptom, a timed task, a score, an evening, a height."""
    with home.family.database.transaction() as session:
        session.get_one(Child, home.family.nora).sex = "female"
        actor = home.family.actor(session, "ada")
        for week in range(10):
            at = now() - timedelta(days=7 * week + 1)
            task = {"task": "floor_rise", "done": "alone", "seconds": f"{3 + week}"}
            entries = [
                ("symptom", {"symptom": "fatigue", "severity": week}),
                ("strength", task if week else {"task": "floor_rise", "done": "could_not"}),
                ("score", {"measure": "cmas", "value": f"{30 + week}", "by": "clinician"}),
                ("check_in", {"day": "usual", "wellbeing": 7}),
                ("measurement", {"what": "height", "value": f"{130 - week}", "unit": "cm"}),
            ]
            for kind, fields in entries:
                one = change(home.family.nora, kind, made_at=at, **fields)
                assert record(session, actor, one, now=now()).stored


def value(page: Page, label: str) -> str:
    lane = page.locator("[data-chart]").filter(has_text=label)
    return lane.locator("[data-value]").inner_text()


def test_trends_and_growth_have_no_barrier_in_dark_forced_and_large(
    home, phone, no_barrier, written
):
    page = home.sign_in(phone)
    for place in ("trends", "trends?period=all", "growth"):
        visit(page, home.place(place))
        no_barrier(page)
        page.emulate_media(color_scheme="dark", forced_colors="active")
        no_barrier(page)
        # The colours of the machine leave no line in the colour of its ground.
        drawn = ask(page, LINES)
        assert drawn["lines"] > 1, place
        assert drawn["lost"] == [], place
        page.emulate_media(color_scheme="light", forced_colors="none")
        ask(page, "document.documentElement.style.fontSize = '200%'")
        no_barrier(page)


def test_values_are_read_by_finger_and_by_keyboard_alike(home, phone, written):
    page = home.sign_in(phone)
    visit(page, home.place("trends?period=90"))
    slider = page.get_by_label(re.compile("Values of"))
    expect(slider).to_be_visible()
    assert value(page, "Tired").startswith("last 0")
    slider.focus()
    for _step in range(8):
        page.keyboard.press("ArrowLeft")
    read = value(page, "Tired"), value(page, "Up from the floor"), value(page, "CMAS")
    assert read == ("1", "4\N{NO-BREAK SPACE}s, alone", "31")
    for _step in range(7):
        page.keyboard.press("ArrowRight")
    assert value(page, "Up from the floor") == "could not"
    page.keyboard.press("ArrowRight")
    assert value(page, "Tired") == "nothing written"
    line = page.locator("[data-chart]").filter(has_text="Tired").locator("[data-line]")
    box = line.bounding_box()
    line.click(position={"x": box["width"] - 4, "y": box["height"] / 2})
    assert value(page, "Tired") in ("0", "nothing written")
    expect(page.locator("[data-read-aloud]")).to_contain_text(re.compile(r"\w"))


def test_the_week_under_a_finger_is_read_with_one_more_tap(home, phone, written):
    page = home.sign_in(phone)
    visit(page, home.place("trends"))
    line = page.locator("[data-chart]").filter(has_text="Tired").locator("[data-line]")
    box = line.bounding_box()
    line.click(position={"x": box["width"] * 0.95, "y": box["height"] / 2})
    chosen = page.get_by_label("Which week?").locator("option:checked").inner_text()
    button = page.locator("[data-reading]").get_by_role("button", name="Read a week")
    assert button.bounding_box()["height"] >= 44
    button.click()
    expect(page.locator(".trends__week h4")).to_have_text(re.compile(re.escape(chosen)))
    # The charts go on reading the week that is open, not today.
    today = page.locator("#read-at").get_attribute("max")
    assert page.locator("#read-at").input_value() != today
    assert page.get_by_label("Which week?").locator("option:checked").inner_text() == chosen


def test_a_week_is_read_without_scripts(home, new_phone, written):
    kept = home.sign_in(new_phone()).context.storage_state()
    page = new_phone(java_script_enabled=False, storage_state=kept).new_page()
    page.goto(home.place("trends"))
    page.get_by_label("Which week?").select_option(index=2)
    page.get_by_role("button", name="Read", exact=True).click()
    expect(page.locator(".trends__week")).to_contain_text("Tired")
    page.get_by_role("link", name="Before", exact=True).click()
    expect(page.locator(".trends__week")).to_contain_text(re.compile("cmas", re.IGNORECASE))
