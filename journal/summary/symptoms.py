"""Symptoms over the window, and how they compare with the time of the last visit."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from journal.care import knowledge
from journal.entries.levels import Level, key_of
from journal.summary.page import Reading, Since, Symptom, Trend
from journal.summary.window import Window

FEVER = "fever"
# A figure counts for "then" when it was written within two weeks of it. "Now" is the last one after
# it, however old: the page says its day, and that nothing followed only where nothing did.
NEAR = timedelta(days=14)
SCALE = 10

ByName = dict[str, list[Level]]


def is_fever(level: Level) -> bool:
    """Say whether a fever was written down; "fever 0" says that there was none."""
    return level.symptom == FEVER and level.severity != 0


def by_name(rows: Sequence[Level]) -> ByName:
    """Return the rows of each symptom under the name families know it by, oldest first."""
    found: ByName = defaultdict(list)
    for row in rows:
        found[_name(row)].append(row)
    return found


def _name(row: Level) -> str:
    return symptom_of({"symptom": row.symptom, "name": row.name})


def symptom_of(fields: Mapping[str, Any]) -> str:
    """Return the name families know a symptom's entry by."""
    if fields["symptom"] == "other":
        return str(fields.get("name"))
    fact = knowledge.find_symptom(fields["symptom"])
    return fact.label if fact else str(fields["symptom"])


def _what(several: Sequence[Level]) -> str:
    """The key of a symptom; the catalogue's where the family wrote the same word as its own too."""
    return min((key_of(row) for row in several), key=lambda key: (key.startswith("other:"), key))


def symptoms(rows: Sequence[Level], window: Window) -> tuple[Symptom, ...]:
    """Return what has numbers in the window, the highest of each day; silent days are left out."""
    found = []
    for name, several in by_name(rows).items():
        highest: dict[date, int] = {}
        for row in several:
            on = window.day(row.at)
            if row.severity is not None and window.holds(on):
                highest[on] = max(row.severity, highest.get(on, 0))
        if highest:
            readings = tuple(Reading(on=on, severity=value) for on, value in highest.items())
            found.append(Symptom(name=name, readings=readings, what=_what(several)))
    return tuple(found)


def since(rows: Sequence[Level], window: Window, visit_on: date | None) -> tuple[Since, ...]:
    """Return then and now for what has numbers, and days for what has none, the highest first."""
    compared, counted = [], []
    for name, several in by_name(rows).items():
        begins = visit_on or window.from_on
        figures = [
            (window.day(row.at), row.severity) for row in several if row.severity is not None
        ]
        over = [
            (window.day(row.at), row.severity)
            for row in several
            if row.severity is not None and row.until and window.day(row.until) < begins
        ]
        bare = [row for row in several if row.severity is None]
        days = {window.day(row.at) for row in bare if window.day(row.at) >= begins}
        ended_on = _ended_on(several, window)
        line = compare(
            name, _what(several), figures, window, visit_on, over=over, ended_on=ended_on
        )
        if line:
            # What was written without a number is never silence beside one.
            compared.append(replace(line, bare_days=len(days)))
        elif days:
            counted.append(Since(name=name, days=len(days), what=_what(several)))
    compared.sort(key=lambda line: (line.trend is None, -max(line.now or 0, line.then or 0)))
    counted.sort(key=lambda line: -(line.days or 0))
    return (*compared, *counted)


def _ended_on(several: Sequence[Level], window: Window) -> date | None:
    """The day on which it was over, where nothing was written of it afterwards."""
    ends = [(row.at, row.until) for row in several if row.until]
    if not ends:
        return None
    _at, until = max(ends)
    on = window.day(until)
    later = any(row.at > until for row in several)
    return None if later or on > window.to_on else on


def compare(
    name: str,
    what: str,
    figures: Sequence[tuple[date, int]],
    window: Window,
    visit_on: date | None,
    *,
    higher: bool = False,
    over: Sequence[tuple[date, int]] = (),
    ended_on: date | None = None,
) -> Since | None:
    """Return then and now on a scale of 0 to 10, or None where nothing was written near either.

    figures   the oldest first; higher: whether more is better
    over      those of what had ended before then, which are no figure of then
    ended_on  the day since which it is over: then there is no figure of now
    """
    then_on = visit_on or window.from_on
    figures = [each for each in figures if each[0] <= window.to_on]
    near_then = [each for each in figures if abs(each[0] - then_on) <= NEAR and each not in over]
    then = min(near_then, key=lambda each: abs(each[0] - then_on), default=None)
    later = [each for each in figures if each[0] > then[0]] if then else figures
    now = next((each for each in reversed(later) if each[0] >= then_on), None)
    if then is not None and now is None:
        then = [each for each in figures if each[0] == then[0]][-1]
        if then[0] >= then_on and (then[0] > then_on or then[0] > window.to_on - NEAR):
            then, now = None, then  # one day is not two
    if then is None and now is None:
        return None
    if ended_on is not None and ended_on < then_on:
        return None
    if ended_on is not None:
        then, now = then or now, None
    return Since(
        name=name,
        trend=_trend(then[1], now[1], higher=higher) if then and now else None,
        then=Decimal(then[1]) if then else None,
        now=Decimal(now[1]) if now else None,
        scale=SCALE,
        what=what,
        then_on=then[0] if then else None,
        now_on=now[0] if now else None,
        ended_on=ended_on,
    )


def _trend(then: int, now: int, *, higher: bool) -> Trend:
    if now == then:
        return Trend.SAME
    return Trend.BETTER if (now > then) is higher else Trend.WORSE
