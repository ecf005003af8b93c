"""The operator is told before a set of rules expires (H27)."""

from datetime import timedelta

import pytest

from journal.care.knowledge.editions import TOLD_BEFORE, RuleEdition, expiring, rule_editions
from journal.care.knowledge.lab_templates import lab_templates_edition
from journal.care.knowledge.vaccine_rules import vaccine_rules

EDITIONS = rule_editions()


def test_h27_every_set_of_rules_with_a_last_day_is_looked_after():
    days = [vaccine_rules().review_by, lab_templates_edition().review_by]
    assert [one.review_by for one in EDITIONS] == days


@pytest.mark.parametrize("one", EDITIONS, ids=lambda one: one.name)
def test_h27_the_operator_is_told_from_sixty_days_before_and_ever_after(one: RuleEdition):
    first = one.review_by - timedelta(days=60)
    assert first == one.review_by - TOLD_BEFORE
    assert one.says(first - timedelta(days=1)) == ""
    assert "expires on" in one.says(first)
    assert "expires on" in one.says(one.review_by)
    after = one.review_by + timedelta(days=1)
    assert "expired on" in one.says(after)
    assert one.says(after) in expiring(after)
