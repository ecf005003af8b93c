"""The README promises what a table says, and the table only what a test of ours proves."""

import re

import pytest

from scripts.write_guarantees import (
    PAGE,
    README,
    page,
    passed,
    readme_with,
    short,
    table,
    unproved,
    withheld,
)
from tests.support import sources

TABLE = table()
ALL = [each for one in TABLE for each in (one, *one.get("more", ())) if "waits" not in one]


def test_every_guarantee_has_its_row_in_order():
    assert [one["id"] for one in TABLE] == [f"G{number}" for number in range(1, 23)]


def test_the_readme_and_its_proofs_are_what_the_table_says():
    readme = README.read_text("utf-8")
    without = withheld(readme)
    assert readme == readme_with(readme, short(TABLE, without)), "run scripts/write_guarantees.py"
    assert PAGE.read_text("utf-8") == page(TABLE, without), "run scripts/write_guarantees.py"


def test_a_promise_that_waits_says_why_and_one_that_holds_names_its_tests():
    for one in TABLE:
        assert bool(one.get("waits")) != bool(one.get("tests")), one["id"]


@pytest.mark.parametrize("one", ALL, ids=lambda one: one["promise"][:40])
def test_every_promise_names_tests_that_make_test_runs(one):
    missing = [name for name in one["tests"] if not is_run_by_make_test(*name.split("::"))]
    assert one["tests"]
    assert not missing


def is_run_by_make_test(file: str, test: str) -> bool:
    """Whether the test is there, neither skipped nor left to `make nightly`."""
    path = sources.ROOT / file
    if not path.exists():
        return False
    code = path.read_text(encoding="utf-8")
    found = re.search(rf"((?:^@.*\n(?:^[ )\]].*\n)*)*)^def {test}\(", code, re.MULTILINE)
    left_out = r"^@(pytest\.)?mark\.(skip|xfail|nightly)"
    return bool(found) and not re.search(left_out, found[1], re.MULTILINE)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("def test_a():\n", True),
        ("@pytest.mark.parametrize(\n    'x', [1]\n)\ndef test_a(x):\n", True),
        ("@pytest.mark.nightly\ndef test_a():\n", False),
        (
            "@pytest.mark.skip('x')\n@pytest.mark.parametrize(\n    'x', [1]\n)\ndef test_a(x):\n",
            False,
        ),
        ("@mark.parametrize('x', [param(1, marks=mark.nightly)])\ndef test_a(x):\n", True),
        ("def test_ab():\n", False),
    ],
)
def test_a_test_that_does_not_run_proves_nothing(tmp_path, monkeypatch, code, found):
    monkeypatch.setattr(sources, "ROOT", tmp_path)
    (tmp_path / "test_x.py").write_text(code)
    assert is_run_by_make_test("test_x.py", "test_a") is found


TWO = [
    {"id": "G1", "promise": "Kept.", "tests": ["tests/a/test_x.py::test_a"]},
    {"id": "G2", "promise": "Once.", "tests": ["tests/a/test_x.py::test_b"]},
    {"id": "G3", "promise": "Out.", "waits": "nobody built it"},
]
CASE = '<testcase classname="tests.a.test_x" name="{}">{}</testcase>'


@pytest.mark.parametrize(
    ("second", "without"),
    [
        (CASE.format("test_b", ""), []),
        (CASE.format("test_b[x]", "") + CASE.format("test_b[y]", "<skipped/>"), []),
        (CASE.format("test_b[x]", "") + CASE.format("test_b[y]", "<failure/>"), ["G2"]),
        (CASE.format("test_b", "<error/>"), ["G2"]),
        (CASE.format("test_b", "<skipped/>"), ["G2"]),
        ("", ["G2"]),
    ],
)
def test_a_promise_whose_test_did_not_pass_leaves_the_readme(second, without):
    cases = CASE.format("test_a", "") + second
    report = f"<testsuites><testsuite>{cases}</testsuite></testsuites>"
    found = unproved(TWO, passed(report))
    assert found == without
    part = short(TWO, found)
    assert "- Kept. (G1)\n" in part
    assert ("- Once. (G2)\n" in part) is (not without)
    assert "Not promised yet (G3): nobody built it." in part
    assert "Out." not in part
    assert withheld(readme_with("<!-- promises -->\nold\n<!-- end -->", part)) == without
