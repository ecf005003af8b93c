"""Imports point downwards only, as docs/architecture.md draws them."""

import ast
import sys

import pytest

from tests.support import sources

# What each part may import from journal; itself always. `clock` and `settings` stand beside the
# drawing: small, importing nothing of ours.
_FOUNDATION = {"care", "clock", "settings"}
_WORDS = {"words", "lab_names"}
_WRITING = _FOUNDATION | {"records"}
_EDGE = _WRITING | _WORDS | {"amounts", "entries", "plans"}
MAY_IMPORT = {
    "care": set(),
    "clock": set(),
    "settings": set(),
    "words": {"care"},
    "lab_names": {"care"},
    "amounts": {"care"} | _WORDS,
    "start": {"records", "settings"},
    "upkeep": _WRITING | {"entries", "exchange"},
    "records": _FOUNDATION,
    "entries": _WRITING,
    "plans": _WRITING,
    # Pages show the summary, answer notifications, take exports: web stands on its neighbours.
    "web": _EDGE | {"reminders", "summary", "exchange"},
    "reminders": _EDGE,
    "summary": _EDGE,
    "exchange": _EDGE,
    "cli": {"*"},
    "cli_families": {"*"},
    "verbs": {"records", "settings", "exchange"},
    "": {"*"},  # journal/__init__.py: create_app, where the parts meet
}

MODULES = sources.files(".py", under=("journal",))
CARE = [path for path in MODULES if "care" in path.relative_to(sources.ROOT / "journal").parts[:1]]


def part_of(module: str) -> str:
    """Return the part of the house a dotted name belongs to: journal.web.today is in web."""
    return [*module.split("."), ""][1]


def test_every_part_of_the_house_has_its_place_in_the_drawing():
    parts = {part_of(sources.module_name(path)) for path in MODULES}
    assert parts <= set(MAY_IMPORT)


def test_imports_point_downwards():
    wrong = [str(found) for path in MODULES for found in sources.imports(path) if climbs(found)]
    assert not wrong, "\n".join(wrong)


def climbs(found: sources.Import) -> bool:
    """Whether an import reaches a part that the importing part may not know."""
    if found.module.split(".")[0] != "journal":
        return False
    importer = part_of(sources.module_name(found.path))
    imported = part_of(found.module)
    may = MAY_IMPORT[importer]
    return imported != importer and "*" not in may and imported not in may


def test_care_stands_on_the_standard_library_alone():
    wrong = [str(found) for path in CARE for found in sources.imports(path) if foreign(found)]
    assert not wrong, "\n".join(wrong)


def foreign(found: sources.Import) -> bool:
    """Whether care imports a package; only the loader of the facts may read YAML."""
    top = found.module.split(".")[0]
    if top == "yaml" and "knowledge" in found.path.parts:
        return False
    return top != "journal" and top not in sys.stdlib_module_names


CLOCKS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime"},
    "func": {"now", "current_timestamp", "current_date"},  # the database's clock is a clock too
}


def asks_the_clock(node: ast.AST) -> bool:
    """Whether a syntax node names a function that tells what time it is."""
    if isinstance(node, ast.ImportFrom) and node.module == "time":
        return any(alias.name in CLOCKS["time"] for alias in node.names)
    if not isinstance(node, ast.Attribute):
        return False
    owner = node.value
    name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    return node.attr in CLOCKS.get(name, set())


def test_only_clock_py_asks_what_time_it_is():
    wrong = [
        f"{sources.shown(path)}:{node.lineno}"
        for path in MODULES
        if sources.shown(path) != "journal/clock.py"
        for node in ast.walk(sources.parsed(path))
        if asks_the_clock(node)
    ]
    assert not wrong, "\n".join(wrong)


def test_care_reads_no_clock_not_even_ours():
    wrong = [
        str(found) for path in CARE for found in sources.imports(path) if "clock" in str(found)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "line",
    [
        "datetime.now(UTC)",
        "datetime.datetime.utcnow()",
        "date.today()",
        "time.time()",
        "from time import time",
        "field(default_factory=datetime.now)",
        "sa.func.now()",
    ],
)
def test_a_clock_is_recognised_however_it_is_named(line):
    assert any(asks_the_clock(node) for node in ast.walk(ast.parse(line)))


@pytest.mark.parametrize("line", ["clock.now()", "time.monotonic()", "from time import sleep"])
def test_durations_and_our_own_clock_are_not_taken_for_one(line):
    assert not any(asks_the_clock(node) for node in ast.walk(ast.parse(line)))


@pytest.mark.parametrize(
    ("importer", "module", "wrong"),
    [
        ("records/x.py", "journal.entries.record", True),
        ("summary/x.py", "journal.reminders.plan", True),
        ("care/x.py", "journal.clock", True),
        ("care/x.py", "journal.create_app", True),
        ("web/x.py", "journal.entries.record", False),
        ("web/x.py", "journal.web.forms", False),
        ("cli.py", "journal.web", False),
    ],
)
def test_an_import_that_climbs_is_recognised(importer, module, wrong):
    path = sources.ROOT / "journal" / importer
    assert climbs(sources.Import(path, 1, module)) is wrong
