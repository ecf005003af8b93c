"""Rhythms as contract.md writes them in JSON, read with a sentence for every mistake."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, time
from decimal import Decimal

from journal.care.dates import read_date
from journal.care.problems import N_, Problem, Refused, shorten
from journal.care.rhythm_kinds import (
    AsNeeded,
    Daily,
    EveryDays,
    EveryMonths,
    EveryWeeks,
    Once,
    Rhythm,
    Weekday,
    Weekly,
)
from journal.care.units import read_number, show_amount

Data = Mapping[str, object]

KEYS = {
    "day": {"every", "times"},
    "week": {"every", "on", "times"},
    "days": {"every", "n", "times"},
    "weeks": {"every", "n", "on", "times"},
    "months": {"every", "n", "times"},
}
MOST_N = {"days": 366, "weeks": 104, "months": 24}
MOST_TIMES = 24
LONGEST_GAP_HOURS = 24 * 31
MOST_DOSES_IN_24_HOURS = 48


def read_rhythm(data: object, field: str = "rhythm") -> Rhythm:
    """Read a rhythm from its JSON; times and weekdays come back sorted.

    Raises Refused with `rhythm_unknown` (no such kind, or a key that does not belong to it),
    `rhythm_times`, `rhythm_days`, `rhythm_n` or `rhythm_limit`. Nothing is filled in: no kind of
    rhythm is a default, least of all daily (docs/rules.md#weekly).
    """
    if not isinstance(data, Mapping):
        raise _unknown(data, field)
    if "as_needed" in data:
        return _read_as_needed(data, field)
    if "once" in data:
        return _read_once(data, field)
    every = data.get("every")
    if not isinstance(every, str) or every not in KEYS:
        raise _unknown(every, field)
    _refuse_other_keys(data, KEYS[every], field)
    times = _read_times(data.get("times"), f"{field}.times")
    if every == "day":
        return Daily(times)
    if every == "week":
        return Weekly(_read_weekdays(data.get("on"), f"{field}.on"), times)
    n = _read_n(data.get("n"), MOST_N[every], f"{field}.n")
    if every == "weeks":
        return EveryWeeks(n, _read_weekdays(data.get("on"), f"{field}.on"), times)
    return EveryDays(n, times) if every == "days" else EveryMonths(n, times)


def rhythm_data(rhythm: Rhythm) -> dict[str, object]:
    """Return the rhythm as JSON; `read_rhythm` returns an equal one."""
    match rhythm:
        case Daily(times=times):
            return {"every": "day", "times": _texts(times)}
        case Weekly(on=on, times=times):
            return {"every": "week", "on": [day.value for day in on], "times": _texts(times)}
        case EveryDays(n=n, times=times):
            return {"every": "days", "n": n, "times": _texts(times)}
        case EveryWeeks(n=n, on=on, times=times):
            weekdays = [day.value for day in on]
            return {"every": "weeks", "n": n, "on": weekdays, "times": _texts(times)}
        case EveryMonths(n=n, times=times):
            return {"every": "months", "n": n, "times": _texts(times)}
        case Once(at=at):
            return {"once": at.isoformat(timespec="minutes")}
        case AsNeeded(least_gap_hours=gap, most_in_24_hours=most):
            limits = {"least_gap_hours": gap, "most_in_24_hours": most}
            stated = {name: show_amount(value) for name, value in limits.items() if value}
            return {"as_needed": True, **stated}


def _read_as_needed(data: Data, field: str) -> AsNeeded:
    _refuse_other_keys(data, {"as_needed", "least_gap_hours", "most_in_24_hours"}, field)
    if data["as_needed"] is not True:
        raise _unknown(data["as_needed"], field)
    gap = _read_limit(data, "least_gap_hours", LONGEST_GAP_HOURS, field)
    most = _read_limit(data, "most_in_24_hours", MOST_DOSES_IN_24_HOURS, field)
    if most is not None and most != most.to_integral_value():
        raise _limit_problem(most, f"{field}.most_in_24_hours", MOST_DOSES_IN_24_HOURS)
    return AsNeeded(gap, most)


def _read_limit(data: Data, name: str, most: int, field: str) -> Decimal | None:
    text = data.get(name)
    if text is None:
        return None
    try:
        value = read_number(text, f"{field}.{name}", most=most)
    except Refused:
        raise _limit_problem(text, f"{field}.{name}", most) from None
    if value <= 0:
        raise _limit_problem(text, f"{field}.{name}", most)
    return value


def _read_once(data: Data, field: str) -> Once:
    _refuse_other_keys(data, {"once"}, field)
    found = re.fullmatch(r"([0-9-]{10})T([0-9:]{5})", str(data["once"]))
    problem = Problem(
        code="rhythm_times",
        field=f"{field}.once",
        text=N_("Write the day and the time as 2026-04-30T08:00."),
        got=shorten(data["once"]),
    )
    if not isinstance(data["once"], str) or not found:
        raise Refused(problem)
    at = _time(found[2])
    try:
        day = read_date(found[1], f"{field}.once")
    except Refused as refused:
        # Its sentence says what is wrong with the day ("There is no 31 April.").
        wrong = refused.problems[0]
        raise Refused(
            Problem("rhythm_times", wrong.field, wrong.text, wrong.values, wrong.got)
        ) from None
    if at is None:
        raise Refused(problem)
    return Once(datetime.combine(day, at))


def _read_times(texts: object, field: str) -> tuple[time, ...]:
    listed = texts if isinstance(texts, list | tuple) else []
    times = [_time(text) for text in listed]
    known = [at for at in times if at is not None]
    if not known or len(known) < len(times):
        sentence = N_("Write every time as 08:00 or 20:00, from 00:00 to 23:59.")
        wrong = next((t for t, at in zip(listed, times, strict=True) if at is None), texts)
        raise Refused(Problem("rhythm_times", field, sentence, {}, shorten(wrong)))
    if len(set(known)) < len(known):
        sentence = N_("A time stands here twice. Write each time once.")
        raise Refused(Problem("rhythm_times", field, sentence, {}, shorten(texts)))
    if len(known) > MOST_TIMES:
        sentence = N_("These are more than %(most)s times in a day. Write fewer.")
        values = {"most": str(MOST_TIMES)}
        raise Refused(Problem("rhythm_times", field, sentence, values, shorten(texts)))
    return tuple(sorted(known))


def _time(text: object) -> time | None:
    if isinstance(text, str) and re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
        return time.fromisoformat(text)
    return None


def _read_weekdays(texts: object, field: str) -> tuple[Weekday, ...]:
    listed = texts if isinstance(texts, list | tuple) else []
    if not listed or any(text not in list(Weekday) for text in listed):
        sentence = N_("Choose at least one weekday and write it in full, such as tuesday.")
        raise Refused(Problem("rhythm_days", field, sentence, {}, shorten(texts)))
    if len(set(listed)) < len(listed):
        sentence = N_("A weekday stands here twice. Choose each weekday once.")
        raise Refused(Problem("rhythm_days", field, sentence, {}, shorten(texts)))
    return tuple(sorted((Weekday(text) for text in listed), key=lambda day: day.number))


def _read_n(n: object, most: int, field: str) -> int:
    # True is an int to Python, but nobody's number of days.
    if not isinstance(n, int) or isinstance(n, bool) or not 1 <= n <= most:
        sentence = N_("Write a whole number from 1 to %(most)s.")
        raise Refused(Problem("rhythm_n", field, sentence, {"most": str(most)}, shorten(n)))
    return n


def _refuse_other_keys(data: Data, known: set[str], field: str) -> None:
    other = sorted(str(key) for key in data if key not in known)
    if other:
        sentence = N_("“%(key)s” does not belong to this rhythm. Leave it out.")
        values = {"key": shorten(other[0])}
        path = f"{field}.{shorten(other[0])}"
        raise Refused(Problem("rhythm_unknown", path, sentence, values, shorten(other[0])))


def _unknown(got: object, field: str) -> Refused:
    sentence = N_(
        "Choose how often: every day, every week, every few days, weeks or months, "
        "as needed, or once."
    )
    return Refused(Problem("rhythm_unknown", field, sentence, {}, shorten(got)))


def _limit_problem(got: object, field: str, most: int) -> Refused:
    sentence = (
        N_("Copy the number of hours from the label, more than 0 and at most %(most)s.")
        if field.endswith("least_gap_hours")
        else N_("Copy the number of doses from the label, a whole number from 1 to %(most)s.")
    )
    return Refused(Problem("rhythm_limit", field, sentence, {"most": str(most)}, shorten(got)))


def _texts(times: Iterable[time]) -> list[str]:
    return [at.isoformat(timespec="minutes") for at in times]
