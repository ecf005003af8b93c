"""What these days have no record of is said, once anything was written at all."""

from datetime import date

import pytest

from journal.summary.history import happened
from journal.summary.scope import Section, only
from journal.summary.wishes import Wishes
from tests.family import Family
from tests.summary.gathering import log, printed, wall

DAY = date(2026, 11, 9)
EVERY = ["fever", "infection", "hospital stay", "missed school"]
RECORDED = [
    ("fever", "symptom", {"symptom": "fever"}),
    ("infection", "infection", {"what": "infection", "name": "cold"}),
    ("hospital stay", "stay", {"hospital": "Children's", "admitted": wall(DAY).isoformat()}),
    ("missed school", "activity", {"what": "school_missed"}),
]


def said(page) -> list[str]:
    """What the page says it has no record of."""
    found = [each for each in happened(page, "en") if each.heading == "No record of"]
    return found[0].lines[0].split(", ") if found else []


def test_a_journal_in_which_nothing_was_written_says_nothing_of_it(family: Family) -> None:
    assert said(printed(family)) == []


def test_what_nobody_recorded_in_these_days_is_named(family: Family) -> None:
    log(family, "symptom", wall(DAY), symptom="fatigue", severity=4)
    log(family, "infection", wall(DAY), what="exposure", name="chickenpox")
    assert said(printed(family)) == EVERY


@pytest.mark.parametrize(("name", "kind", "fields"), RECORDED)
def test_what_was_recorded_is_not_named_nor_when_it_was_struck(
    family: Family, name: str, kind: str, fields: dict[str, str]
) -> None:
    entry = log(family, kind, wall(DAY), **fields)
    rest = [each for each in EVERY if each != name]
    assert said(printed(family)) == rest
    keys = {f"{kind}:{entry}", f"fever:{DAY}", "since:fever", "school"}
    page = printed(family, wishes=Wishes(struck=frozenset(keys)))
    assert page.left_out
    assert said(page) == rest


def test_a_link_without_the_health_of_these_days_does_not_say_it(family: Family) -> None:
    log(family, "symptom", wall(DAY), symptom="fatigue", severity=4)
    page = printed(family)
    shared = only(page, set(Section) - {Section.HEALTH})
    assert said(shared) == []
    assert shared.left_out == page.left_out
