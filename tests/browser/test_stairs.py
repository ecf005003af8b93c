"""A taper's stairs on small phones and in large letters: no word leaves or meets another."""

from itertools import product

import pytest

from journal.web.stylesheet import stylesheet
from tests.web.strict import ROOT, environment

# What stands in the rows: long amounts, two in turn, two bottles, a step without an end.
TREADS = [
    {"amounts": ["30 mg · 3 mL until 24 Nov", "30 mg · 1.2 mL from 25 Nov"], "state": "past"},
    {"amounts": ["12.5 mg · 1.25 mL"], "note": "then 10 mg · 1 mL, in turn", "state": "now"},
    {"amounts": ["1112.75 mg · 111.275 mL"], "note": "then 1000.25 mg · 100.025 mL, in turn"},
    {"amounts": ["0.5 mg · ½ tablet"], "note": "every other day", "days": ""},
]
AFTER = {
    "words": "another plan: 1112.75 mg",
    "begins": "from Mon 8 Feb 2027",
    "note": "until they answer, 1112.75 mg goes on",
    "is_now": True,
}
FIRSTS = {2: ["Wed 16 Dec: 12.5 mg · 1.25 mL", "Thu 17 Dec: 10 mg · 1 mL"]}

MEETING = """() => {
  const words = [".stairs__amount > *", ".stairs__words > p:not(.stairs__amount)",
    ".stairs__firsts li", ".stairs-sum"];
  const texts = [...document.querySelectorAll(words.join())];
  const bars = [...document.querySelectorAll(".stairs__bar")];
  // A link is taller than its words so that a thumb meets it: its words are what is measured.
  const box = one => {
    if (!one.matches("a, span, p, li")) return one.getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(one);
    return range.getBoundingClientRect();
  };
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
    && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const found = [];
  texts.forEach((one, at) => {
    const mine = box(one);
    if (mine.left < 0 || mine.right > innerWidth) found.push(`${one.textContent} leaves`);
    for (const other of [...bars, ...texts.slice(at + 1)])
      if (meet(mine, box(other)))
        found.push(`${one.textContent} meets ${other.textContent || "a bar"}`);
  });
  if (document.documentElement.scrollWidth > innerWidth) found.push("the page scrolls sideways");
  return {found, texts: texts.length, bars: bars.length};
}"""


def drawn():
    plain = {"note": "", "days": "14 days", "total": "15765.5 mg", "state": "coming"}
    treads = [
        plain
        | tread
        | {"number": number, "bar": 100 - 20 * number, "span": "Mon 28 Dec – Sun 10 Jan"}
        for number, tread in enumerate(TREADS, start=1)
    ]
    stairs = {
        "treads": treads,
        "over": 1,
        "after": AFTER | {"bar": 20},
        "days": "364 days",
        "total": "15765.5 mg",
        "rhythm": "",
    }
    card = environment().from_string(
        '{% from "medicines/_stairs.html" import stairs_card %}'
        '<section class="card">{{ stairs_card(stairs, {2: "#2"}, firsts) }}</section>'
    )
    return card.render(stairs=stairs, firsts=FIRSTS)


@pytest.mark.browser
def test_no_word_of_the_stairs_meets_a_bar_or_another_word(new_phone):
    page = new_phone().new_page()
    page.set_content(
        f'<html lang="en"><style>{stylesheet(ROOT / "static/css")}</style>'
        f'<body class="app"><main class="app__main">{drawn()}</main></body></html>'
    )
    for width, letters in product((320, 360, 390), ("100%", "200%")):
        page.set_viewport_size({"width": width, "height": 844})
        page.evaluate("size => { document.documentElement.style.fontSize = size }", letters)
        seen = page.evaluate(MEETING)
        assert (width, letters, seen["found"]) == (width, letters, [])
        assert (seen["bars"], seen["texts"]) == (5, 25)
