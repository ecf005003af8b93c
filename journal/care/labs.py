"""When a safety lab or an examination is wanted again, and what of it a report left open (H28).

Rules and figures: docs/rules.md#labs. Pure: days of the child's calendar in, days out.
"""

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from journal.care.folding import folded
from journal.care.knowledge import (
    LabTest,
    find_lab_panel,
    find_lab_test,
    lab_tests,
    no_values,
    ordinal_values,
)

WEEK = timedelta(weeks=1)
# "<0.6", "1.234,5 H", "12 U/L": what stands behind the number is looked at by itself.
_NUMBER = re.compile(
    r"(?:<=|>=|[<>≤≥])?\s*[-\u2212\u2013]?\s*[.,]?[0-9](?:[0-9.,'\u2019]|[ \u00a0\u202f](?=[0-9]))*"
    r"(?P<behind>.*)"
)
_FLAGS = frozenset(("", "h", "hh", "l", "ll", "a", "high", "low"))
# "+" and "++" are results of what is counted in them.
_SIGNS = re.compile(r"\++")
_COUNTS_AS = {test.id: test.counts_as for test in lab_tests() if test.counts_as}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Tests that are wanted once, or again and again.

    tests        ids of the catalogue, or own words, folded
    weeks_min    None: a window of one week before `weeks_max`
    first_on     the day from which a window counts; again and again: only while its test never had
                 a result, and nothing is wanted before it
    last_on      the last day on which a window may open; None: there is none
    stopped_on   the medicine was stopped: no window opens after this day
    on_increase  it begins anew with every raised dose of `medicine`
    days_min, days_max  instead of weeks, so many days after the last infusion of `medicine`, which
                 was on `infused_on`; None: there was none since the rule began
    """

    id: uuid.UUID
    tests: tuple[str, ...]
    weeks_max: int | None
    repeats: bool
    first_on: date
    weeks_min: int | None = None
    last_on: date | None = None
    stopped_on: date | None = None
    on_increase: bool = False
    medicine: uuid.UUID | None = None
    days_min: int = 0
    days_max: int | None = None
    infused_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A day on which the tests had a result: a report, or an examination that was done."""

    on: date
    tests: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The next window of one test: the strictest rule's, with the others that want it too.

    last   the last day it had a result at all
    other_results_on  the last day since `opens` on which other tests of the rule had a result, and
                      this one had none: it is still missing
    """

    test: str
    opens: date
    by: date
    because: Rule
    others: tuple[Rule, ...] = ()
    last: date | None = None
    other_results_on: date | None = None


def due(
    rules: Sequence[Rule],
    drawn: Iterable[Drawn],
    increases: Mapping[uuid.UUID, Sequence[date]],
    on: date,
) -> list[Due]:
    """Return the next window of every test that is wanted, the first to close first.

    increases  per medicine the days from which its dose was raised; those after `on` do not count
    Several rules: the one whose window closes first, because of it and not of the others.
    """
    days = _days_of_tests(drawn)
    found = []
    for test in dict.fromkeys(test for rule in rules for test in rule.tests):
        wanting = [rule for rule in rules if test in rule.tests]
        windows = [
            (window, rule)
            for rule in wanting
            if (window := _window(rule, days.get(test, []), increases, on)) is not None
        ]
        if windows:
            found.append(_due(test, windows, days))
    return sorted(found, key=lambda one: (one.by, one.opens))


def answered_tests(results: Iterable[Mapping[str, str]]) -> frozenset[str]:
    """Return which tests a report's results answer: those whose value is one (H28).

    "pending" and the like answer nothing. Urea answers for urea nitrogen.
    """
    found = set()
    for result in results:
        if not is_value(result.get("value", ""), result.get("test", "")):
            continue
        id_ = canonical(result.get("test", ""))
        found |= {id_, _COUNTS_AS.get(id_, id_)}
    return frozenset(found)


@lru_cache(4096)
def canonical(text: str) -> str:
    """Return the id of the catalogue's test by this code or name, else the own words, folded."""
    test = find_lab_test(text)
    return test.id if test else folded(text.strip())


def own_words(written: Iterable[str]) -> dict[str, str]:
    """How the family typed the tests that the catalogue does not have, by their folded words."""
    return {canonical(text): text for text in written}


def single_tests(wanted: Iterable[str]) -> tuple[str, ...]:
    """Return the tests of a list in which panels may stand too, each once, in their order."""
    found: list[str] = []
    for text in wanted:
        panel = find_lab_panel(text)
        found += panel.tests if panel else [canonical(text)]
    return tuple(dict.fromkeys(found))


def is_value(text: str, name: str = "") -> bool:
    """Say whether a report's text is a result of this test: "<0.6" is, "pending" is none (H28).

    A test that has units is answered by a number, with "<" or a flag too, and by a word such as
    "neg" only where it is read off a strip. Every other test is answered by any text that is none
    of the words for a value that is not there. Source: docs/rules.md#labs.
    """
    said = folded(text).strip(" .()[]*")
    test = find_lab_test(name)
    if test is None or not test.units:
        return _says_something(said)
    return _is_number(said, test) or (test.ordinal and said in ordinal_values())


def _is_number(said: str, test: LabTest) -> bool:
    found = _NUMBER.fullmatch(said)
    if found is None:
        return False
    behind = found["behind"].strip(" ()[]*!")
    return behind in _FLAGS or test.unit_of(behind) is not None


def _says_something(said: str) -> bool:
    """Whether it is more than a word for "there is no value", alone or with more behind it."""
    if not any(mark.isalnum() for mark in said) or said in no_values():
        return bool(_SIGNS.fullmatch(said))
    return not any(
        len(none) > 2 and re.match(rf"{re.escape(none)}\b", said) for none in no_values()
    )


def _days_of_tests(drawn: Iterable[Drawn]) -> dict[str, list[date]]:
    days: dict[str, list[date]] = {}
    for one in sorted(drawn, key=lambda drawn: drawn.on):
        for test in one.tests:
            days.setdefault(test, []).append(one.on)
    return days


def _due(
    test: str, windows: list[tuple[tuple[date, date], Rule]], days: Mapping[str, list[date]]
) -> Due:
    # sorted keeps the rules' order where two windows are the same.
    (window, because), *others = sorted(windows, key=lambda pair: (pair[0][1], pair[0][0]))
    opens, by = window
    beside = [
        day
        for other in because.tests
        if other != test
        for day in days.get(other, [])
        if day >= opens
    ]
    return Due(
        test=test,
        opens=opens,
        by=by,
        because=because,
        others=tuple(rule for _, rule in others),
        last=max(days.get(test, []), default=None),
        other_results_on=max(beside, default=None),
    )


def _window(
    rule: Rule, days: list[date], increases: Mapping[uuid.UUID, Sequence[date]], on: date
) -> tuple[date, date] | None:
    """The first of its windows that is still open. A raised dose begins one more and ends none:
    who raises every second week does not push the first check ahead of the child forever."""
    if rule.days_max is not None:
        return _after_infusion(rule, rule.days_max, days)
    windows = [
        window
        for start, last_on in _starts(rule, increases, on)
        if (window := _window_since(rule, start, last_on, days)) is not None
    ]
    return min(windows, key=lambda window: (window[1], window[0]), default=None)


def _after_infusion(rule: Rule, days_max: int, days: list[date]) -> tuple[date, date] | None:
    """The window after the last infusion: one that is over is wanted still, until the next.

    A medicine that was stopped has had its last infusion, and that one is looked at too.
    """
    if rule.infused_on is None or (rule.last_on is not None and rule.infused_on > rule.last_on):
        return None
    opens = rule.infused_on + timedelta(days=rule.days_min)
    if any(day >= opens for day in days):
        return None
    return opens, rule.infused_on + timedelta(days=days_max)


def _starts(
    rule: Rule, increases: Mapping[uuid.UUID, Sequence[date]], on: date
) -> Iterator[tuple[date, date | None]]:
    yield rule.first_on, rule.last_on
    if not rule.on_increase or rule.medicine is None:
        return
    for raised in increases.get(rule.medicine, ()):
        if rule.first_on < raised <= on:
            yield raised, rule.last_on and raised + (rule.last_on - rule.first_on)


def _window_since(
    rule: Rule, start: date, last_on: date | None, days: list[date]
) -> tuple[date, date] | None:
    most = rule.weeks_max or 0
    least = most - 1 if rule.weeks_min is None else rule.weeks_min
    results = [day for day in days if start == rule.first_on or day >= start]
    counted = results[-1] if rule.repeats and results else start
    opens, by = counted + least * WEEK, counted + most * WEEK
    if rule.repeats and by < start:
        # A result from long before: it is wanted at once, and not before the rule began.
        opens = by = start
    if not rule.repeats and any(day >= opens for day in days):
        return None
    ends = [end for end in (last_on, rule.stopped_on) if end is not None]
    return None if ends and opens > min(ends) else (opens, by)
