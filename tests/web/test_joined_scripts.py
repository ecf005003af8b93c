"""Joining the scripts: one answer that says what the files say, or an error before anybody asks."""

import re

import pytest

from journal.web.joined_scripts import ALONE, ENTRY, OWN, apart, joined
from journal.web.script_text import script_text
from tests.web.strict import ROOT

STATIC = ROOT / "static"
SOURCES = {
    path.relative_to(STATIC).as_posix(): path.read_text("utf-8") for path in STATIC.rglob("*.js")
}
GIVES = "export function say() {\n  return 1;\n}\n"
# What runs without being asked for by another script: a page's entry, and what /sw.js names.
STARTED = {"sunhat", "worker", "shell_cache"}


def as_it_is(text: str) -> str:
    return text


def two(entry: str, other: str = GIVES) -> str:
    return joined({ENTRY: entry, "js/phone/other.js": other}, as_it_is)


def test_every_file_is_there_once_and_runs_when_something_asks_for_it():
    whole = joined(SOURCES, script_text)
    parts = re.findall(r'^"(\w+)"\(\) \{$', whole, re.MULTILINE)
    together = [name for name in SOURCES if not name.startswith((ALONE, OWN))]
    assert len(set(parts)) == len(parts) == len(together)
    asked = set(re.findall(r'\$(?:part|soon)\("([^"]+)"\)', whole))
    assert asked | STARTED == set(parts), "a script that nothing asks for travels for nothing"


def test_a_file_that_stands_apart_asks_the_joined_ones_and_runs_where_a_page_names_it():
    sources = {ENTRY: "", "js/phone/other.js": GIVES}
    mine = 'import { say as tell } from "../phone/other.js";\ntell();\n'
    text = apart({**sources, f"{ALONE}mine.js": mine}, as_it_is)
    assert text.startswith('import { $part } from "./sunhat.js";\n')
    whole = joined({**sources, f"{ALONE}mine.js": mine}, as_it_is)
    (part,) = re.findall(r'^"(\w)"\(\) \{$', whole, re.MULTILINE)
    assert f'"mine"() {{\nconst {{ a: tell }} = $part("{part}");\ntell();\n}},' in text
    assert "tell" not in whole


@pytest.mark.parametrize(
    ("mine", "said"),
    [
        ("export const one = 1;\n", "gives nothing"),
        ('import("../phone/other.js");\n', "fetches nothing later"),
        ('import { sing } from "../phone/other.js";\n', "does not give sing"),
        ('import { say } from "../phone/nobody.js";\n', "is not there"),
    ],
)
def test_a_file_that_stands_apart_and_gives_or_lacks_something_ends_the_start(mine, said):
    sources = {ENTRY: "", "js/phone/other.js": GIVES, f"{ALONE}mine.js": mine}
    with pytest.raises(ValueError, match=said):
        apart(sources, as_it_is)


def test_what_a_file_asks_for_comes_before_it():
    whole = two('import { say as tell } from "./phone/other.js";\ntell();\n')
    assert whole.index('"a"() {') < whole.index('"sunhat"() {')
    assert 'const { a: tell } = $part("a");\ntell();\n' in whole


@pytest.mark.parametrize(
    ("gives", "names"),
    [
        ("export const A = 1;\n", "a: A"),
        ("export async function load() {}\n", "a: load"),
        ("const one = 1, two = 2;\nexport { one, two };\n", "a: one, b: two"),
    ],
)
def test_the_forms_in_which_a_file_gives_are_returned(gives, names):
    whole = two("", gives)
    assert f"return {{ {names} }};" in whole
    assert not re.search(r"^export (?!\{ \$part \};)", whole, re.MULTILINE)


def test_a_file_that_is_asked_for_later_is_a_promise_of_the_same_one():
    assert 'await $soon("a")' in two('await import("./phone/other.js");\n')


@pytest.mark.parametrize(
    "takes", ['import * as other from "./phone/other.js";\n', 'await import("./phone/other.js");\n']
)
def test_what_is_taken_whole_keeps_the_names_that_its_taker_says(takes):
    assert "return { say: say };" in two(takes)


def test_a_file_that_gives_more_than_there_are_letters_ends_the_start():
    many = "".join(f"export const name_{number} = 1;\n" for number in range(53))
    with pytest.raises(ValueError, match="too many"):
        two("", many)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('import say from "./phone/other.js";', "cannot be joined"),
        ('import {\n  say,\n} from "./phone/other.js";', "cannot be joined"),
        ('import "./phone/other.js";', "cannot be joined"),
        ('import { say } from "other";', "cannot be joined"),
        ("import(path);", "cannot be joined"),
        ("import.meta.url;", "cannot be joined"),
        ("export let changing = 1;", "cannot be joined"),
        ("export default 1;", "cannot be joined"),
        ('export { say } from "./phone/other.js";', "cannot be joined"),
        ('import { say } from "./nowhere.js";', "js/nowhere.js is not there"),
        ('import("./nowhere.js");', "js/nowhere.js is not there"),
        ("const $part = 1;", "names of what joins"),
        ('import { sing } from "./phone/other.js";', "does not give sing"),
    ],
)
def test_a_form_that_is_not_ours_is_an_error_at_the_start(entry, said):
    with pytest.raises(ValueError, match=said):
        two(entry)


def test_files_that_ask_for_each_other_in_a_circle_are_an_error():
    with pytest.raises(ValueError, match="in a circle"):
        two(
            'import { say } from "./phone/other.js";',
            'import * as all from "../sunhat.js";\n' + GIVES,
        )


def test_a_library_travels_without_what_no_script_of_ours_uses():
    whole = joined(SOURCES, script_text)
    assert "cursorAdvanceMethods" in whole
    assert "readMethods" not in whole
    assert "asyncIterator" not in whole
    used = "".join(source for name, source in SOURCES.items() if name.startswith("js/"))
    assert not re.search(r"for await|FromIndex\(|\bdb\.(?:get|put|add|delete|clear|count)", used)
    with pytest.raises(ValueError, match="not where they were"):
        joined({ENTRY: "", "vendor/idb.js": "export { openDB };\n"}, as_it_is)


def test_two_files_of_one_name_are_an_error():
    with pytest.raises(ValueError, match="one name"):
        joined({ENTRY: "", "js/phone/sunhat.js": ""}, as_it_is)
