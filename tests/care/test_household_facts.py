"""What sources say of the vaccines around a child: all read in one, none worked with."""

import re

from journal.care.knowledge import texts
from journal.care.knowledge.household import household_facts

FORBIDDEN = re.compile(r"\b(safe|ok to|normal|not given|should|clear|diagnos\w*)\b|!", re.I)


def test_h27_each_fact_of_the_household_has_a_public_source_and_clears_nobody():
    found = household_facts()
    assert {fact.id for fact in found.facts} >= {
        "oral_polio", "rotavirus", "varicella", "mmr", "nasal_flu",
    }  # fmt: skip
    for fact in found.facts:
        assert fact.sources
        assert all(source.url for source in fact.sources)
        assert not FORBIDDEN.search(f"{fact.label} {fact.text}"), fact.id


def test_nasal_spray_keeps_the_exact_condition_of_its_sources():
    text = next(fact.text for fact in household_facts().facts if fact.id == "nasal_flu")
    for part in ("seven days", "two months", "graft-versus-host", "severe combined"):
        assert part in text


def test_translators_are_given_every_sentence():
    known = set(texts())
    assert all({fact.label, fact.text} <= known for fact in household_facts().facts)
