"""Nothing of the machine it was built on, and no way round the policy of the pages."""

import re

import pytest

from tests.support import leaks, sources

TEXT = {".py", ".md", ".txt", ".in", ".toml", ".yaml", ".yml", ".json", ".html", ".css", ".js"}
ALL = [
    path
    for path in {*sources.files(), *sources.top_files()}
    if path.suffix in TEXT or path.parent.name in {"scripts", ".ci"} or path.name == "Makefile"
]
TEMPLATES = sources.files(".html", ".svg", ".xml", under=("templates",))
PAGES = [*TEMPLATES, *sources.files(".css", ".js", ".html", ".json", under=("static",))]

# Addresses that a page may name, each with its reason.
MAY_NAME: dict[str, str] = {}


def found(pattern: re.Pattern[str], paths, *, comments: bool = True) -> list[str]:
    """Return every place where the pattern stands."""
    places = []
    for path in sorted(paths):
        text = path.read_text(encoding="utf-8")
        if not comments:
            text = sources.without_comments(text, path.suffix)
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            places.append(f"{sources.shown(path)}:{line}: {match[0][:80]}")
    return places


def test_no_file_names_a_folder_of_the_machine_it_was_built_on():
    assert found(leaks.MACHINE, ALL) == []


def test_no_file_names_a_package_registry():
    assert found(leaks.REGISTRY, ALL) == []


def test_only_ci_knows_where_the_real_files_lie():
    others = [path for path in ALL if sources.shown(path) != ".ci/run"]
    assert found(leaks.OUTSIDE, others) == []


def test_t12_no_template_has_inline_script_or_style():
    assert found(leaks.INLINE, TEMPLATES, comments=False) == []


def test_t12_nothing_goes_round_the_escaping():
    ours = [*PAGES, *sources.files(".py", under=("journal",))]
    ways = found(leaks.UNESCAPED, ours, comments=False)
    # What a phone keeps was drawn and escaped by the templates: one function makes pages of it.
    assert [way for way in ways if not way.startswith("static/js/phone/drawing.js:")] == []
    assert len(ways) == 1


def test_pages_ask_nobody_else_for_anything():
    named = found(leaks.ELSEWHERE, PAGES, comments=False)
    assert [place for place in named if not any(url in place for url in MAY_NAME)] == []


@pytest.mark.parametrize(
    "page",
    [
        "<script>go()</script>",
        '<script type="module">go()</script>',
        "<style>p{}</style>",
        '<p style="color:red">',
        '<button onclick="go()">',
        '<a href="javascript:go()">',
    ],
)
def test_t12_inline_script_and_style_are_recognised(page):
    assert leaks.INLINE.search(page)


@pytest.mark.parametrize(
    "page",
    [
        '<script type="module" src="/s/app.js"></script>',
        '<script type="application/json" id="strings">{}</script>',
        '<link rel="stylesheet" href="/s/app.css">',
        '<p data-on="x">once = 1</p>',
    ],
)
def test_t12_what_the_policy_allows_passes(page):
    assert not leaks.INLINE.search(page)


@pytest.mark.parametrize(
    "code", ["{{ note|safe }}", "{{ note | safe }}", "Markup(x)", "a.innerHTML = b", "eval(x)"]
)
def test_t12_ways_round_the_escaping_are_recognised(code):
    assert leaks.UNESCAPED.search(code)


@pytest.mark.parametrize("code", ["literal_eval(x)", "{{ x|safest }}", "session.eval(x)"])
def test_t12_names_that_only_look_alike_pass(code):
    assert not leaks.UNESCAPED.search(code)
