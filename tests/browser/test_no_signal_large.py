"""In the dark, 320 px wide and with letters twice as large: nothing scrolls sideways (case 24).

Sunhat speaks English only, and no language that is written from right to left.
"""

import pytest
from playwright.sync_api import Page, expect

from journal.web.language import LANGUAGES
from tests.browser.home import SYNC, Home, line
from tests.browser.no_signal import filled, no_server, opened
from tests.browser.notes import filled_in, kept_here
from tests.support.browser import ask, until, visit
from tests.support.faulty import CUT

pytestmark = pytest.mark.browser

DAILY = ("today", "log/symptom", "log/dose")
# Looked at while there is signal: headings, buttons and rows that once broke.
ONLINE = ("planned", "labs", "vaccines/household")
# Width of the screen, size of the letters.
SCREENS = ((320, "100%"), (390, "200%"))
AMISS = """async ([width, letters]) => {
  document.documentElement.style.fontSize = letters;
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const wide = document.documentElement.scrollWidth;
  const said = wide > width ? [`it is ${wide} px wide`] : [];
  const parts = "main :is(h1, h2, .button, .more__head, .row__what)";
  for (const one of document.querySelectorAll(parts)) {
    const texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    for (let text; (text = texts.nextNode()); )
      for (const word of text.data.matchAll(/[a-z]{4,9}/gi)) {
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        const tops = new Set(Array.from(range.getClientRects(), (box) => Math.round(box.top)));
        if (!one.closest(".visually-hidden") && !/\\w{10}/.test(text.data) && tops.size > 1)
          said.push(`“${word[0]}” is broken in two`);
      }
  }
  document.documentElement.style.fontSize = "";
  return said;
}"""


def fits(page: Page) -> None:
    """Fail when the page scrolls sideways on a small screen or with large letters.

    Nor is a word broken in two that a line has room for.
    """
    until(page, "document.readyState === 'complete'")
    size = page.viewport_size
    assert size is not None
    for width, letters in SCREENS:
        page.set_viewport_size({"width": width, "height": 844})
        found = ask(page, AMISS, [width, letters])
        assert not found, f"{page.url} at {width} px, {letters}: {found}"
    page.set_viewport_size(size)


def waiting_note(page: Page, home: Home) -> None:
    home.network.on(SYNC, CUT)
    kept_here(filled_in(page, home, "Achtundzwanzigtausendfünfhundertdreiundzwanzig " * 3))


def test_no_daily_page_has_a_barrier_in_the_dark_or_scrolls_sideways(home, new_phone, no_barrier):
    assert LANGUAGES == ("en",), "a further language may want dir=rtl looked at here"
    page = home.sign_in(new_phone(color_scheme="dark"))
    filled(page, home)
    waiting_note(page, home)
    for place in (home.place("today"), home.place("log/symptom"), f"{home.network.url}/waiting"):
        visit(page, place)
        expect(line(page)).to_contain_text("1 waits")
        no_barrier(page)
        fits(page)
    for place in ONLINE:
        visit(page, home.place(place))
        fits(page)
    with no_server(home):
        for place in DAILY:
            opened(page, home, place)
            no_barrier(page)
            fits(page)
        visit(page, f"{home.network.url}/waiting")
        expect(page.locator("[data-waiting-list] li")).to_have_count(1)
        no_barrier(page)
        fits(page)
