"""The year ahead: which days meet the windows of all tests with the fewest needles."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from journal.care.knowledge import find_lab_test
from journal.care.labs import Drawn, due
from journal.care.pooling import Window, ahead
from journal.plans.lab_facts import LabFacts, Preferred

# Examinations that need an appointment of their own; the others are done at one visit, as urine is.
ALONE = ("eye_exam", "bone_density")
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class LabVisit:
    """A day with the tests it meets.

    needles  how many it would be otherwise: each test on the last day of its own window, and the
             infusion of that day; 0 for what needs no needle
    because  what there is on that day anyway
    """

    on: date
    tests: tuple[str, ...]
    needles: int
    because: Preferred | None


def lab_visits(facts: LabFacts) -> list[LabVisit]:
    """Return the proposed visits of the next year, needles and examinations pooled apart."""
    days: dict[date, Preferred] = {}
    for one in facts.preferred:
        days.setdefault(one.on, one)
    groups: dict[str, list[str]] = {}
    for test in dict.fromkeys(test for rule in facts.rules for test in rule.tests):
        groups.setdefault(_group(test), []).append(test)
    found = [visit for name, tests in groups.items() for visit in _visits(facts, name, tests, days)]
    return sorted(found, key=lambda visit: (visit.on, visit.tests))


def _visits(
    facts: LabFacts, name: str, tests: Sequence[str], days: Mapping[date, Preferred]
) -> Iterator[LabVisit]:
    wanted = set(tests)

    def windows(last: Mapping[str, date], on: date) -> list[Window]:
        drawn = [Drawn(on=day, tests=frozenset([test])) for test, day in last.items()]
        open_ = due(facts.rules, [*facts.drawn, *drawn], facts.increases, on)
        return [Window(one.opens, one.by, one.test) for one in open_ if one.test in wanted]

    for visit in ahead(windows, days, facts.today, facts.today + YEAR):
        because = days.get(visit.on)
        needles = visit.without + bool(because and because.is_infusion) if name == "needle" else 0
        met = {one.what for one in visit.meets}
        yield LabVisit(visit.on, tuple(test for test in tests if test in met), needles, because)


def _group(test: str) -> str:
    known = find_lab_test(test)
    if known is None or known.kind == "blood":
        return "needle"
    return test if test in ALONE else "visit"
