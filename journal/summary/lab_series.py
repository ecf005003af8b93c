"""Results of laboratories as rows over time: one for each test and each unit, never mixed (H13)."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from sqlmodel import Session

from journal.care.folding import folded
from journal.care.knowledge import LabTest, find_lab_test, lab_tests
from journal.care.lab_values import number_of
from journal.summary import reading
from journal.summary.window import Window

Named = tuple[str, LabTest | None, set[str]]


class Drawn(Protocol):
    """A draw as far as its results are drawn."""

    @property
    def entry_id(self) -> uuid.UUID: ...
    @property
    def at(self) -> datetime: ...
    @property
    def results(self) -> Sequence[Mapping[str, str]]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One result as its report prints it.

    value  the number that may stand in a chart; None for "<0.6", "neg" and what has two readings
    text, unit  as printed; flag: the laboratory's own letters
    low, high  the range printed beside it, as printed; within  the same as numbers, where they are
    """

    on: date
    at: datetime
    entry: uuid.UUID
    value: Decimal | None
    text: str
    unit: str
    flag: str
    low: str
    high: str
    within: tuple[Decimal | None, Decimal | None] = (None, None)

    @property
    def is_over(self) -> bool:
        """Whether it is more than the laboratory could count: ">22000"."""
        return self.value is None and self.text.lstrip().startswith((">", "≥"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The results of one test in one unit, the oldest first.

    key    the test's id, or the folded words of one the journal does not know
    unit   as printed; another spelling of a known unit is the same one
    mixed  whether the same test was printed in another unit too
    """

    key: str
    name: str
    test: LabTest | None
    unit: str
    results: tuple[Result, ...]
    mixed: bool = False


def lab_series(
    session: Session, child_id: uuid.UUID, window: Window, *, only: Collection[str] | None = None
) -> list[Series]:
    """Return every test with a result in the window, in the order of the catalogue.

    only  the keys of the tests that are wanted, None for all
    """
    return series_of(reading.draws(session, child_id, window.start, window.end), window, only)


def series_of(
    draws: reading.Rows, window: Window, only: Collection[str] | None = None
) -> list[Series]:
    """Return the series of the results of these draws, as `lab_series` does."""
    tests = tests_in(each["test"] for row in draws for each in row.results)
    wanted = {key: one for key, one in tests.items() if only is None or key in only}
    return series_in(draws, window, wanted)


def series_in(draws: Iterable[Drawn], window: Window, tests: Mapping[str, Named]) -> list[Series]:
    """Return the series of these tests alone; `tests` as in `tests_in`."""
    found: dict[tuple[str, str], list[Result]] = defaultdict(list)
    keys = {text: key for key, (_name, _test, texts) in tests.items() for text in texts}
    for row in draws:
        for each in row.results:
            if (key := keys.get(each["test"])) is None:
                continue
            test = tests[key][1]
            result = _result(each, window.day(row.at), row.at, row.entry_id)
            found[key, _unit(test, each.get("unit", ""))].append(result)
    rows = [
        Series(key=key, name=tests[key][0], test=tests[key][1], unit=unit, results=tuple(results))
        for (key, unit), results in found.items()
    ]
    return _ordered(_with_texts(rows))


def tests_in(texts: Iterable[str]) -> dict[str, Named]:
    """Return each test by its key: its name, what it is, and how reports call it."""
    found: dict[str, Named] = {}
    for text in dict.fromkeys(texts):
        test = find_lab_test(text)
        key = test.id if test else folded(text)
        found.setdefault(key, (test.name if test else text, test, set()))[2].add(text)
    return found


def _result(each: Mapping[str, str], on: date, at: datetime, entry: uuid.UUID) -> Result:
    test, text, unit = each["test"], each["value"], each.get("unit", "")
    low, high = each.get("low", ""), each.get("high", "")
    return Result(
        on=on,
        at=at,
        entry=entry,
        value=number_of(test, text, unit),
        text=text,
        unit=unit,
        flag=each.get("flag", ""),
        low=low,
        high=high,
        within=(
            number_of(test, low, unit) if low else None,
            number_of(test, high, unit) if high else None,
        ),
    )


def _unit(test: LabTest | None, typed: str) -> str:
    known = test.unit_of(typed) if test else None
    return known.symbol if known else " ".join(typed.split())


def _with_texts(rows: Sequence[Series]) -> list[Series]:
    """Texts without a unit ("neg") stand with the test's only unit, where it has one."""
    merged = []
    for one in rows:
        others = [each for each in rows if each.key == one.key and each is not one]
        numbers = any(each.value is not None for each in one.results)
        if not one.unit and not numbers and len(others) == 1:
            continue
        bare = [
            each
            for each in others
            if not each.unit and all(result.value is None for result in each.results)
        ]
        if len(others) == 1 and bare and one.unit:
            together = sorted([*one.results, *bare[0].results], key=lambda each: each.at)
            merged.append(replace(one, results=tuple(together)))
        else:
            merged.append(replace(one, mixed=bool(others)))
    return merged


def _ordered(series: Sequence[Series]) -> list[Series]:
    places = {test.id: place for place, test in enumerate(lab_tests())}
    return sorted(series, key=lambda one: (places.get(one.key, len(places)), one.key, one.unit))
