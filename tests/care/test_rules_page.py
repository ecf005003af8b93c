"""Every rule the code names stands on docs/rules.md, and every rule there says where it is from."""

import re
from pathlib import Path

import pytest

from journal.care.knowledge import find_medicine

HOUSE = Path(__file__).parents[2]
PAGE = (HOUSE / "docs" / "rules.md").read_text(encoding="utf-8")
RULES = dict(re.findall(r"^## ([a-z-]+)\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S))


def test_every_rule_the_code_names_stands_on_the_page():
    named = {
        anchor
        for path in (HOUSE / "journal").rglob("*")
        if path.suffix in {".py", ".yaml"}
        for anchor in re.findall(r"rules\.md#([a-z-]+)", path.read_text(encoding="utf-8"))
    }
    assert len(named) > 8
    assert named <= set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_listed_and_has_a_source_or_is_our_own_choice(rule):
    assert f"[{rule}](#{rule})" in PAGE
    text = RULES[rule]
    assert "](http" in text or re.search(r"our own choice", text, re.I)


def test_h4_the_weekly_rule_names_the_sources_of_its_fact():
    urls = [source.url for source in find_medicine("methotrexate").rhythm.sources if source.url]
    assert any(url in RULES["weekly"] for url in urls)
