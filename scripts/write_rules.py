"""Writes the part about vaccines of docs/rules.md from vaccine_rules.yaml.

    .venv/bin/python scripts/write_rules.py

A test says when the page is no longer what the file says.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).parents[1]
sys.path.insert(0, str(HOUSE))

from journal.care.knowledge.vaccine_rules import Rule, RuleSet, vaccine_rules

PAGE = HOUSE / "docs" / "rules.md"
PART = re.compile(r"(<!-- vaccine rules: scripts/write_rules.py -->\n).*?(<!-- end -->)", re.S)
SURE = {
    "verified-in-search": "read in the source",
    "mixed": "partly read",
    "from-memory": "remembered, not read",
}


def written(rules: RuleSet) -> str:
    """Return the part as Markdown."""
    head = (
        f"\nVersion {rules.version}, to be looked at again by {rules.review_by.isoformat()}; past"
        " that day the journal names no date.\n"
    )
    return head + "".join(part for topic in rules.topics for part in _topic(rules, topic)) + "\n"


def page_with(text: str, part: str) -> str:
    """Return a page with the part put between its two marks. Raises ValueError without them."""
    if not PART.search(text):
        raise ValueError("the page has no place for the rules")
    return PART.sub(lambda found: found[1] + part + found[2], text)


def _topic(rules: RuleSet, topic: str) -> Iterator[str]:
    yield f"\n### {rules.topics[topic].label}\n\n"
    yield "| Rule | Who says it | In our words | Source | How sure |\n|---|---|---|---|---|\n"
    yield from (_row(rule) for rule in rules.rules if rule.topic == topic)


def _row(rule: Rule) -> str:
    sources = "; ".join(f"[{one.title}]({one.url})" for one in rule.fact.sources)
    own = rule.does == "own"
    sure = "our own choice" if own else SURE[rule.fact.confidence.value]
    return f"| `{rule.id}` | {rule.who} | {rule.text} | {sources or '-'} | {sure} |\n"


if __name__ == "__main__":
    PAGE.write_text(page_with(PAGE.read_text("utf-8"), written(vaccine_rules())), "utf-8")
