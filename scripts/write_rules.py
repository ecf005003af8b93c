"""Writes the generated parts of docs/rules.md: vaccine_rules.yaml and lab_templates.yaml.

    .venv/bin/python scripts/write_rules.py

A test says when the page is no longer what the file says.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).parents[1]
sys.path.insert(0, str(HOUSE))

from journal.care.knowledge.lab_templates import (
    LabTemplate,
    Weeks,
    lab_templates,
    lab_templates_edition,
)
from journal.care.knowledge.labs import find_lab_panel, find_lab_test
from journal.care.knowledge.vaccine_rules import Rule, RuleSet, vaccine_rules

PAGE = HOUSE / "docs" / "rules.md"
PART = re.compile(r"(<!-- vaccine rules: scripts/write_rules.py -->\n).*?(<!-- end -->)", re.S)
LABS = re.compile(r"(<!-- lab templates: scripts/write_rules.py -->\n).*?(<!-- end -->)", re.S)
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


def page_with(text: str, part: str, place: re.Pattern[str] = PART) -> str:
    """Return a page with the part put between its two marks. Raises ValueError without them."""
    if not place.search(text):
        raise ValueError("the page has no place for the rules")
    return place.sub(lambda found: found[1] + part + found[2], text)


def lab_part() -> str:
    """Return the templates of tests as Markdown."""
    edition = lab_templates_edition()
    head = (
        f"\nVersion {edition.version}, to be looked at again by {edition.review_by.isoformat()}.\n"
        "\n| Medicine | When | Tests | Stands there as a start | Sources |\n|---|---|---|---|---|\n"
    )
    return head + "".join(map(_template, lab_templates())) + "\n"


def _template(one: LabTemplate) -> str:
    names = [find_lab_panel(test) or find_lab_test(test) for test in one.tests]
    tests = ", ".join(name.name for name in names if name)
    start = _weeks(one.default) if one.default else "nothing: the family types it"
    if one.positions:
        start = "nothing; side by side: " + " / ".join(each.text for each in one.positions)
    if one.told:
        start += f". {one.told.code}"
    sources = "; ".join(f"[{each.title}]({each.url})" for each in one.sources)
    medicines = ", ".join(one.medicines).replace("_", " ")
    return f"| {medicines} | {one.phase.label} | {tests} | {start} | {sources or 'none found'} |\n"


def _weeks(weeks: Weeks) -> str:
    if not weeks.most:
        return "before the first dose"
    least = "" if weeks.least is None else f"{weeks.least} to "
    return f"{least}{weeks.most} weeks"


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
    page = page_with(PAGE.read_text("utf-8"), written(vaccine_rules()))
    PAGE.write_text(page_with(page, lab_part(), LABS), "utf-8")
