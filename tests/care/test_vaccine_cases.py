"""The table of vaccine cases and the code say the same; the table leaves no rule out."""

import re
from dataclasses import replace

import pytest

from journal.care.knowledge import find_vaccine
from journal.care.knowledge.vaccine_rules import vaccine_rules
from journal.care.vaccines import answer
from tests.care.vaccine_reading import (
    FILE,
    AheadCase,
    Case,
    ahead_cases,
    cases,
    facts_of,
    numbers,
)

CASES = cases()


def said(case: Case | AheadCase):
    return answer(find_vaccine(case.vaccine), facts_of(case.recorded), vaccine_rules(), on=case.on)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.number)
def test_h26_h27_h44_the_code_says_what_the_table_says(case):
    found = said(case)
    assert sorted((hold.key, str(hold.until)) for hold in found.holds) == sorted(
        (key, str(until)) for key, until in case.holds
    )
    assert [note.key for note in found.notes if note.topic != "before"] == case.beside
    dates = [until for _key, until in case.holds if until]
    assert found.until == max(dates, default=None)
    assert found.open == (None in [until for _key, until in case.holds])


@pytest.mark.parametrize("case", ahead_cases(), ids=lambda case: case.number)
def test_h27_what_lies_ahead_is_what_the_table_says_and_moves_no_wait(case):
    found = said(case)
    assert [(lead.key, lead.by) for lead in found.leads] == case.leads
    listed = {source.id for lead in found.leads for source in lead.sources[:1]}
    assert listed == case.sources - {"own"}
    assert ("own" in case.sources) == any(not lead.sources for lead in found.leads)
    alone = replace(facts_of(case.recorded), planned=())
    without = answer(find_vaccine(case.vaccine), alone, vaccine_rules(), on=case.on)
    assert found.holds == without.holds


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.number)
def test_each_case_names_the_sources_of_its_answer(case):
    found = said(case)
    holds = {source.id for hold in found.holds for source in hold.sources[:1]}
    notes = {source.id for note in found.notes for source in note.fact.sources}
    listed = case.sources - {"own"}
    assert holds <= listed <= holds | notes
    if any(not hold.sources for hold in found.holds):
        assert "own" in case.sources


def test_the_table_has_a_case_for_every_rule():
    named = set(re.findall(r"[a-z]+\.[a-z0-9_.]*[a-z0-9]", FILE.read_text(encoding="utf-8")))
    # What comes before a medicine stands under every answer; the rest of these are how the others
    # count, and have cases of their own that cannot name them.
    silent = {"before.eular", "own.course", "own.between", "own.days", "own.vitamins", "own.ahead"}
    assert {rule.id for rule in vaccine_rules().rules} - named == silent


def test_there_are_sixty_cases_and_more_each_with_a_number_of_its_own():
    assert numbers() == [str(n + 1) for n in range(len(numbers()))]
    assert len(CASES) >= 60


def test_a_case_nobody_can_read_is_an_error():
    with pytest.raises(ValueError, match="nobody can read"):
        facts_of("IVIG, plenty of it")
