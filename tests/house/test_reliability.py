"""docs/reliability.md has every fault of the list, with a test that names it or what it lacks."""

import re

import pytest

from tests.support import sources

PAGE = (sources.ROOT / "docs" / "reliability.md").read_text("utf-8")
ROWS = re.findall(r"^\| (F\d+) \| ([^|]+) \| ([^|]+) \| ([^|]*)\|$", PAGE, re.MULTILINE)
# Their tests are older than the list, or are of several faults at once, and name it in their words.
UNNAMED = {"tests/browser/test_restored.py"}


def test_every_fault_has_one_row_in_order():
    assert [row[0] for row in ROWS] == [f"F{number}" for number in range(1, 28)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_fault_has_a_test_that_names_it_or_says_what_is_not_shown(row):
    fault, _what, named, not_shown = row
    files = re.findall(r"`(tests/\S+?\.py)`", named)
    assert files
    codes = {file: (sources.ROOT / file).read_text("utf-8") for file in files}
    naming = [
        file
        for file, code in codes.items()
        if re.search(rf"def test_(?:\w+_)?{fault.lower()}_", code)
    ]
    assert naming or not_shown.strip()
    if naming:
        assert set(files) - set(naming) <= UNNAMED
