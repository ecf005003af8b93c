"""The pages on security name every threat, every requirement, and tests that are there."""

import re

import pytest

from tests.support import sources

THREATS, ASVS = (sources.ROOT / "docs" / name for name in ("security.md", "asvs.md"))
SECURITY = sources.ROOT / "SECURITY.md"
# How many requirements of each chapter ASVS 5.0.0 has in its levels 1 and 2.
LEVELS_1_AND_2 = {
    1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9, 13: 13,
    14: 9, 15: 13, 16: 16, 17: 7,
}  # fmt: skip


def there() -> set[str]:
    """Return the names of all test functions."""
    texts = (path.read_text(encoding="utf-8") for path in sources.files(".py", under=("tests",)))
    return {name for text in texts for name in re.findall(r"^def (test_\w+)", text, re.MULTILINE)}


def rows(path) -> list[list[str]]:
    """Return the cells of each row of a page's tables."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if line[:2] == "| "
    ]


@pytest.mark.parametrize("page", [THREATS, ASVS], ids=["threats", "asvs"])
def test_every_test_that_is_named_is_there(page):
    named = set(re.findall(r"`(test_\w+)`", page.read_text(encoding="utf-8")))
    assert len(named) > 30
    assert named - there() == set()


def test_every_threat_has_its_line_and_a_test_with_its_number():
    lines = {row[0]: row[2] for row in rows(THREATS) if re.fullmatch(r"T\d+", row[0])}
    assert list(lines) == [f"T{number}" for number in range(1, 41)]
    names = " ".join(there())
    for threat, said in lines.items():
        assert "`test_" in said or "does not apply" in said, threat
        assert f"_{threat.lower()}_" in names or threat in {"T30"}, threat


def test_every_requirement_of_levels_1_and_2_stands_once():
    ids = [one for row in rows(ASVS) for one in re.findall(r"\b\d+\.\d+\.\d+\b", row[0])]
    assert len(ids) == len(set(ids))
    found = dict.fromkeys(LEVELS_1_AND_2, 0)
    for one in ids:
        found[int(one.split(".")[0])] += 1
    assert found == LEVELS_1_AND_2


def test_every_requirement_says_what_shows_it():
    for row in rows(ASVS):
        if re.match(r"\d", row[0]):
            assert len(row) == 4, row
            assert re.search(r"`|\]\(|\*\*Deviation|Not here|\.$|[a-z]$", row[3]), row
            assert not re.search(r"\b[A-Z]+_[A-Z]+\b", row[3].replace("JOURNAL_", "")), row


def test_both_pages_name_the_same_deviations():
    written = {
        one
        for row in rows(ASVS)
        if "**deviation" in row[-1].lower()
        for one in re.findall(r"\d+\.\d+\.\d+", row[-1].split("eviation**")[1][:12] + row[0])
    }
    below = SECURITY.read_text(encoding="utf-8").split("## Where we are below")[1].split("\n## ")[0]
    named = set(re.findall(r"\d+\.\d+\.\d+", below))
    assert named == written - {"6.2.4"}  # whose row holds for 6.2.12 alone
