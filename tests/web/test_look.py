"""The look, as far as arithmetic and rendering can tell; pictures are for a person to judge."""

import re

import pytest

from journal.web.stylesheet import stylesheet
from tests.web.colour import as_hex, contrast
from tests.web.look import PAGES, TODAY, dose
from tests.web.strict import ROOT, environment
from tests.web.tokens import child_colours, colour

CSS = ROOT / "static/css"
SOURCES = sorted(CSS.rglob("*.css"))
SCHEMES = ["light", "dark"]

# text, what it stands on
PAIRS = [
    *[(ink, surface) for ink in ("ink", "quiet") for surface in ("paper", "card", "sunken")],
    *[
        (ink, wash)
        for ink in ("ink", "quiet")
        for wash in ("straw-wash", "rust-wash", "leaf-wash", "sea-wash")
    ],
    *[(state, surface) for state in ("sea", "rust", "leaf") for surface in ("paper", "card")],
    *[("sea", "sea-wash"), ("rust", "rust-wash"), ("leaf", "leaf-wash")],
    *[("on-sea", "sea"), ("on-straw", "straw"), ("on-rust", "rust")],
]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_and_every_macro_renders_with_nothing_undefined(name: str) -> None:
    template, context = PAGES[name]
    assert "</html>" in environment().get_template(template).render(context)


@pytest.mark.parametrize(
    "file", sorted((ROOT / "templates/_ui").glob("*.html")), ids=lambda file: file.name
)
def test_every_macro_says_what_it_is_for_and_stands_on_the_review_page(file) -> None:
    text = file.read_text("utf-8")
    patterns = (ROOT / "templates/patterns.html").read_text("utf-8")
    others = "".join(one.read_text("utf-8") for one in (ROOT / "templates").rglob("*.html"))
    assert text.startswith("{#") or "{# " in text.split("{% macro")[0]
    for macro in re.findall(r"{% macro (\w+)\(", text):
        used_inside = len(re.findall(rf"\b{macro}\(", others)) > 1
        assert f"{macro}(" in patterns or used_inside, macro


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("ink", "surface"), PAIRS)
def test_text_stands_out_by_4_5_to_1(scheme: str, ink: str, surface: str) -> None:
    assert contrast(colour(scheme, ink), colour(scheme, surface)) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("surface", ["paper", "card"])
def test_the_edge_of_a_field_stands_out_by_3_to_1(scheme: str, surface: str) -> None:
    assert contrast(colour(scheme, "edge"), colour(scheme, surface)) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
def test_h16_every_childs_colour_can_be_read_in_light_and_dark(scheme: str) -> None:
    children = child_colours(scheme)
    assert len(children) == 9
    for shades in children.values():
        assert contrast(colour(scheme, "on-child"), shades["band"]) >= 4.5
        for surface in (shades["wash"], colour(scheme, "paper"), colour(scheme, "card")):
            assert contrast(shades["text"], surface) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_phones_own_bar_has_the_colour_of_the_band(scheme: str) -> None:
    theme = environment().get_template("_ui/theme.html").module.theme_colours
    wanted = {name: as_hex(shades["band"]) for name, shades in child_colours(scheme).items()}
    shown = {name: re.search(rf'{scheme}\)" content="(#\w+)"', theme(name))[1] for name in wanted}
    assert shown == wanted


@pytest.mark.parametrize("state", ["due", "overdue"])
def test_h16_the_childs_name_stands_on_every_button_that_writes(state: str) -> None:
    page = render_today(
        now=[dose("Prednisolone", "12.5 mg", state, give_url="#give", other_url="#other")]
    )
    writing = re.findall(r'class="button button--write.*?</button>', page, re.DOTALL)
    assert len(writing) == 4
    assert all("Nora" in button for button in writing)


def test_h4_a_weekly_medicine_says_its_weekday_in_every_state() -> None:
    states = [
        "due",
        "overdue",
        "later",
        "given",
        "partly",
        "refused",
        "vomited",
        "skipped",
        "norecord",
        "unknown",
    ]
    rows = [
        dose("Methotrexate", "15 mg", state, weekly="once a week, on Tuesday") for state in states
    ]
    assert render_today(now=rows, later=[], coming=[]).count("once a week, on Tuesday") == len(
        states
    )


def test_h43_partly_refused_vomited_and_skipped_read_differently_from_given() -> None:
    words = {}
    for state in ("given", "partly", "refused", "vomited", "skipped", "norecord", "unknown"):
        page = render_today(now=[dose("Prednisolone", "12.5 mg", state, by="Ben", at="07:50")])
        row = re.split('<p class="dose__state"[^>]*>', page)[1].split("</p>")[0]
        words[re.sub(r"<[^>]+>|\s+", " ", row).split("Ben")[0].strip()] = state
    assert len(words) == 7
    assert words["Can't tell, ask your team"] == "unknown"


def test_a_person_who_may_only_look_sees_no_button_on_a_dose() -> None:
    page = render_today(now=[dose("Prednisolone", "12.5 mg", "due")], give_all=None, evening=None)
    assert "button--write" not in page


def test_an_amount_keeps_its_order_in_a_right_to_left_page() -> None:
    assert '<bdi class="dose__amount">12.5\u00a0mg · 2.5\u00a0mL</bdi>' in render_today()


def test_what_a_family_typed_is_never_markup() -> None:
    page = render_today(now=[dose("<b>Prednisolone</b>", "12.5 mg", "due")])
    assert "<b>Prednisolone" not in page


def test_one_stylesheet_holds_every_part() -> None:
    joined = stylesheet(CSS)
    entry = (CSS / "sunhat.css").read_text("utf-8")
    named = {CSS / path for path in re.findall(r'@import url\("([^"]+)"\)', entry)}
    assert "@import" not in joined
    # What only one family of pages needs is a sheet of its own: no other page pays for it.
    own = {CSS / f"{name}.css" for name in ("papers", "sharing", "sunhat", "summary", "trends")}
    assert named == set(SOURCES) - own
    assert joined.count("{") == joined.count("}") == sum(text(file).count("{") for file in named)
    assert len(joined.encode()) < 47_500


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: file.name)
def test_styles_stay_within_what_ios_16_4_knows(file) -> None:
    css = text(file)
    assert "light-dark(" not in css
    assert not re.search(r"^\s*&", css, re.MULTILINE), "nesting came with 16.5"
    side = "(left|right|top|bottom)"
    physical = rf"(?<![\w-])(margin|padding|border)-{side}|(?<![\w-]){side}:"
    assert not re.search(physical, css), "logical properties turn with the text"
    assert file.name == "tokens.css" or "--raw-" not in css, "parts use meanings"


@pytest.mark.parametrize(
    "file", sorted((ROOT / "templates").rglob("*.html")), ids=lambda file: file.name
)
def test_t12_templates_hold_no_inline_script_or_style(file) -> None:
    inline = r'<style|style="|\son\w+="|<script(?![^>]*\s(?:src=|type="application/json"))'
    assert not re.search(inline, file.read_text("utf-8"))


@pytest.mark.parametrize(
    "file", sorted((ROOT / "templates").rglob("*.html")), ids=lambda file: file.name
)
def test_icons_are_drawn_before_they_are_used(file) -> None:
    drawn = set(
        re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/icons/icons.svg").read_text("utf-8"))
    )
    assert set(re.findall(r'icon\("([\w-]+)"', file.read_text("utf-8"))) <= drawn


def text(file) -> str:
    """A stylesheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", file.read_text("utf-8"), flags=re.DOTALL)


def render_today(**changed: object) -> str:
    template, _ = PAGES["today"]
    return environment().get_template(template).render({**TODAY, **changed})
