"""docs/rules.md says of vaccines what vaccine_rules.yaml says, word for word."""

import pytest

from journal.care.knowledge.vaccine_rules import vaccine_rules
from scripts.write_rules import LABS, PAGE, lab_part, page_with, written


def test_the_page_is_what_the_rules_are_now():
    text = PAGE.read_text(encoding="utf-8")
    assert page_with(text, written(vaccine_rules())) == text, "run scripts/write_rules.py"


def test_every_rule_is_on_the_page_with_its_source_and_how_sure_it_is():
    part = written(vaccine_rules())
    for rule in vaccine_rules().rules:
        row = next(line for line in part.splitlines() if line.startswith(f"| `{rule.id}` |"))
        assert rule.text in row
        assert all(source.url in row for source in rule.fact.sources)
        assert row.endswith(("| read in the source |", "| our own choice |", "not read |"))


def test_a_page_without_a_place_for_the_rules_is_refused():
    with pytest.raises(ValueError, match="no place"):
        page_with("# Rules", "x")


def test_the_page_has_the_templates_of_tests_as_they_are_now():
    text = PAGE.read_text(encoding="utf-8")
    assert page_with(text, lab_part(), LABS) == text, "run scripts/write_rules.py"
    assert "nothing; side by side: " in lab_part()
