"""Reports of laboratories as a chart reads them: which tests they have, and of which the results.

Ten years are a hundred reports of which few results are drawn. What a report says is worked out
of its own words alone, so that it can be kept: another text is another report.
"""

import json
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlmodel import Session

from journal.care.knowledge import LabTest
from journal.summary import reading
from journal.summary.lab_series import Series, series_in, tests_in
from journal.summary.window import Window


@dataclass(frozen=True, slots=True)
class Draw:
    """One draw with those of its results that are wanted."""

    entry_id: uuid.UUID
    at: datetime
    results: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reports:
    """The draws of a window, and each of their tests as `tests_in` names it."""

    draws: reading.Rows
    tests: Mapping[str, tuple[str, LabTest | None, set[str]]]

    def series(self, window: Window, keys: Collection[str]) -> list[Series]:
        """Return the series of these tests."""
        tests = {key: self.tests[key] for key in keys}
        texts = frozenset(text for _name, _test, texts in tests.values() for text in texts)
        if not texts:
            return []
        draws = [Draw(row.entry_id, row.at, _picked(row.text, texts)) for row in self.draws]
        return series_in(draws, window, tests)


def reports(session: Session, child_id: uuid.UUID, window: Window) -> Reports:
    """Return the reports of one child. The caller has checked the right to look."""
    draws = reading.reports(session, child_id, window.start, window.end)
    return Reports(draws, tests_in(name for row in draws for name in _tests(row.text)))


@lru_cache(maxsize=1024)
def _tests(text: str) -> tuple[str, ...]:
    return tuple(each["test"] for each in json.loads(text))


@lru_cache(maxsize=1024)
def _picked(text: str, tests: Collection[str]) -> tuple[Mapping[str, str], ...]:
    return tuple(each for each in json.loads(text) if each["test"] in tests)
