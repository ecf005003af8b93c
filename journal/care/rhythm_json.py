"""Rhythms as contract.md writes them in JSON, read with a sentence for every mistake."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from journal.care.dates import read_date
from journal.care.problems import N_, Problem, Refused, shorten
from journal.care.rhythm_kinds import (
    Alternating,
    AsNeeded,
    Cycle,
    Daily,
    EveryDays,
    EveryMonths,
    EveryWeeks,
    Once,
    Relative,
    Rhythm,
    Weekly,
)
from journal.care.rhythm_parts import (
    read_amounts,
    read_medicine,
    read_time,
    read_times,
    read_weekdays,
    read_whole,
    texts,
)
from journal.care.units import read_amount, read_number, show_amount

Data = Mapping[str, object]

KEYS = {
    "day": {"every", "times", "amounts"},
    "week": {"every", "on", "times"},
    "days": {"every", "n", "times"},
    "weeks": {"every", "n", "on", "times"},
    "months": {"every", "n", "times"},
    "alternate": {"every", "times", "other"},
    "cycle": {"every", "weeks_on", "weeks_off", "times"},
}
MOST_N = {"days": 366, "weeks": 104, "months": 24}
CYCLE = ("weeks_on", "weeks_off")
MOST_WEEKS = 52
MOST_MINUTES = 7 * 24 * 60
LONGEST_GAP_HOURS = 24 * 31
MOST_DOSES_IN_24_HOURS = 48


def read_rhythm(data: object, field: str = "rhythm") -> Rhythm:
    """Read a rhythm from its JSON; times and weekdays come back sorted, amounts with their times.

    Raises Refused with `rhythm_unknown` (no such kind, or a key that does not belong to it),
    `rhythm_times`, `rhythm_days`, `rhythm_n`, `rhythm_amounts`, `rhythm_after`, `rhythm_limit`, or
    a code of `read_amount`. Nothing is filled in: no kind of rhythm is a default, least of all
    daily (docs/rules.md#weekly).

    Whether the medicine that a relative rhythm counts from exists is for `plans` to find out.
    """
    if not isinstance(data, Mapping):
        raise _unknown(data, field)
    if "as_needed" in data:
        return _read_as_needed(data, field)
    if "once" in data:
        return _read_once(data, field)
    if "after" in data or "before" in data:
        return _read_relative(data, field)
    every = data.get("every")
    if not isinstance(every, str) or every not in KEYS:
        raise _unknown(every, field)
    _refuse_other_keys(data, KEYS[every], field)
    if every == "day":
        return _read_daily(data, field)
    times = read_times(data.get("times"), f"{field}.times")
    if every == "week":
        return Weekly(read_weekdays(data.get("on"), f"{field}.on"), times)
    if every == "alternate":
        return Alternating(read_amount(data.get("other"), f"{field}.other"), times)
    if every == "cycle":
        on, off = (read_whole(data.get(key), MOST_WEEKS, f"{field}.{key}") for key in CYCLE)
        return Cycle(on, off, times)
    n = read_whole(data.get("n"), MOST_N[every], f"{field}.n")
    if every == "weeks":
        return EveryWeeks(n, read_weekdays(data.get("on"), f"{field}.on"), times)
    return EveryDays(n, times) if every == "days" else EveryMonths(n, times)


def known_rhythm(data: object) -> Rhythm | None:
    """Return the rhythm, or None for one that cannot be read: damaged, or of a newer version.

    For what is told of other plans meanwhile. None is no rhythm: nothing may be made of it.
    """
    try:
        return read_rhythm(data)
    except Refused:
        return None


def rhythm_data(rhythm: Rhythm) -> dict[str, object]:
    """Return the rhythm as JSON; `read_rhythm` returns an equal one."""
    match rhythm:
        case Daily(times=times, amounts=amounts):
            each = {"amounts": [show_amount(amount) for amount in amounts]} if amounts else {}
            return {"every": "day", "times": texts(times), **each}
        case Weekly(on=on, times=times):
            return {"every": "week", "on": [day.value for day in on], "times": texts(times)}
        case EveryDays(n=n, times=times):
            return {"every": "days", "n": n, "times": texts(times)}
        case EveryWeeks(n=n, on=on, times=times):
            weekdays = [day.value for day in on]
            return {"every": "weeks", "n": n, "on": weekdays, "times": texts(times)}
        case EveryMonths(n=n, times=times):
            return {"every": "months", "n": n, "times": texts(times)}
        case Alternating(other=other, times=times):
            return {"every": "alternate", "times": texts(times), "other": show_amount(other)}
        case Cycle(weeks_on=given, weeks_off=free, times=times):
            return {"every": "cycle", "weeks_on": given, "weeks_off": free, "times": texts(times)}
        case Relative(medicine=medicine, minutes=minutes):
            side = "after" if minutes > 0 else "before"
            return {side: str(medicine), "minutes": abs(minutes)}
        case Once(at=at):
            return {"once": at.isoformat(timespec="minutes")}
        case AsNeeded(least_gap_hours=gap, most_in_24_hours=most):
            limits = {"least_gap_hours": gap, "most_in_24_hours": most}
            stated = {name: show_amount(value) for name, value in limits.items() if value}
            return {"as_needed": True, **stated}


def _read_daily(data: Data, field: str) -> Daily:
    # Read before the times are put in order: each amount belongs to the time written beside it.
    times = read_times(data.get("times"), f"{field}.times", in_order=False)
    if "amounts" not in data:
        return Daily(tuple(sorted(times)))
    amounts = read_amounts(data["amounts"], len(times), f"{field}.amounts")
    pairs = sorted(zip(times, amounts, strict=True))
    return Daily(tuple(at for at, _ in pairs), tuple(amount for _, amount in pairs))


def _read_relative(data: Data, field: str) -> Relative:
    side = "after" if "after" in data else "before"
    _refuse_other_keys(data, {side, "minutes"}, field)
    medicine = read_medicine(data[side], f"{field}.{side}")
    minutes = read_whole(data.get("minutes"), MOST_MINUTES, f"{field}.minutes")
    return Relative(medicine, minutes if side == "after" else -minutes)


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
    at = read_time(found[2])
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
        "two amounts in turn, weeks on and off, after or before another medicine, "
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
