"""Rhythms as contract.md writes them."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from journal.care.rhythm import (
    AsNeeded,
    Daily,
    EveryDays,
    EveryMonths,
    EveryWeeks,
    Once,
    Weekday,
    Weekly,
    read_rhythm,
    rhythm_data,
)
from tests.care.refusals import refusal

TIMES = {"times": ["08:00"]}
EIGHT = (time(8),)


@pytest.mark.parametrize(
    ("data", "rhythm"),
    [
        ({"every": "day", "times": ["08:00", "20:00"]}, Daily((time(8), time(20)))),
        (
            {"every": "week", "on": ["tuesday"], "times": ["18:00"]},
            Weekly((Weekday.TUESDAY,), (time(18),)),
        ),
        ({"every": "days", "n": 2, **TIMES}, EveryDays(2, EIGHT)),
        (
            {"every": "weeks", "n": 4, "on": ["monday", "sunday"], **TIMES},
            EveryWeeks(4, (Weekday.MONDAY, Weekday.SUNDAY), EIGHT),
        ),
        ({"every": "months", "n": 1, **TIMES}, EveryMonths(1, EIGHT)),
        (
            {"as_needed": True, "least_gap_hours": "4", "most_in_24_hours": "4"},
            AsNeeded(Decimal(4), Decimal(4)),
        ),
        ({"as_needed": True, "least_gap_hours": "4.5"}, AsNeeded(Decimal("4.5"), None)),
        ({"as_needed": True}, AsNeeded(None, None)),
        ({"once": "2026-11-22T08:00"}, Once(datetime.fromisoformat("2026-11-22T08:00"))),
    ],
)
def test_every_kind_of_rhythm_is_read_and_written_back(data, rhythm):
    assert read_rhythm(data) == rhythm
    assert rhythm_data(rhythm) == data


def test_times_and_weekdays_are_put_in_order():
    read = read_rhythm({"every": "week", "on": ["friday", "monday"], "times": ["20:00", "08:00"]})
    assert read == Weekly((Weekday.MONDAY, Weekday.FRIDAY), (time(8), time(20)))


WEEK = {"every": "week", "on": ["tuesday"], **TIMES}


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        (None, "rhythm_unknown", "rhythm"),
        ([], "rhythm_unknown", "rhythm"),
        ("daily", "rhythm_unknown", "rhythm"),
        ({}, "rhythm_unknown", "rhythm"),
        ({"every": "hour", **TIMES}, "rhythm_unknown", "rhythm"),
        ({"every": ["day"], **TIMES}, "rhythm_unknown", "rhythm"),
        ({"times": ["08:00"]}, "rhythm_unknown", "rhythm"),  # never daily by default (H4)
        ({"as_needed": False}, "rhythm_unknown", "rhythm"),
        ({"as_needed": 1}, "rhythm_unknown", "rhythm"),
        ({"as_needed": True, **TIMES}, "rhythm_unknown", "rhythm.times"),
        ({"once": "2026-11-22T08:00", "every": "day"}, "rhythm_unknown", "rhythm.every"),
        ({"every": "day", **TIMES, "n": 2}, "rhythm_unknown", "rhythm.n"),
        ({"every": "day", **TIMES, "on": ["monday"]}, "rhythm_unknown", "rhythm.on"),
        ({**WEEK, "n": 2}, "rhythm_unknown", "rhythm.n"),
        ({"every": "day"}, "rhythm_times", "rhythm.times"),
        ({"every": "day", "times": []}, "rhythm_times", "rhythm.times"),
        ({"every": "day", "times": "08:00"}, "rhythm_times", "rhythm.times"),
        ({"every": "day", "times": ["08:00", "08:00"]}, "rhythm_times", "rhythm.times"),
        ({"every": "day", "times": ["8:00"]}, "rhythm_times", "rhythm.times"),
        ({"every": "day", "times": ["24:00"]}, "rhythm_times", "rhythm.times"),
        ({"every": "day", "times": ["08:60"]}, "rhythm_times", "rhythm.times"),
        ({"every": "day", "times": ["08:00:30"]}, "rhythm_times", "rhythm.times"),
        ({"every": "day", "times": ["08:00", 9]}, "rhythm_times", "rhythm.times"),
        ({"every": "day", "times": ["٠٨:٠٠"]}, "rhythm_times", "rhythm.times"),
        ({"every": "day", "times": [f"{h:02}:{m:02}" for h in range(24) for m in (0, 30)]},
         "rhythm_times", "rhythm.times"),
        ({"every": "week", **TIMES}, "rhythm_days", "rhythm.on"),
        ({**WEEK, "on": []}, "rhythm_days", "rhythm.on"),
        ({**WEEK, "on": "tuesday"}, "rhythm_days", "rhythm.on"),
        ({**WEEK, "on": ["Tue"]}, "rhythm_days", "rhythm.on"),
        ({**WEEK, "on": ["tuesday", "tuesday"]}, "rhythm_days", "rhythm.on"),
        ({**WEEK, "on": [2]}, "rhythm_days", "rhythm.on"),
        ({**WEEK, "on": [["tuesday"]]}, "rhythm_days", "rhythm.on"),
        ({"every": "days", **TIMES}, "rhythm_n", "rhythm.n"),
        ({"every": "days", "n": 0, **TIMES}, "rhythm_n", "rhythm.n"),
        ({"every": "days", "n": -1, **TIMES}, "rhythm_n", "rhythm.n"),
        ({"every": "days", "n": 367, **TIMES}, "rhythm_n", "rhythm.n"),
        ({"every": "days", "n": "2", **TIMES}, "rhythm_n", "rhythm.n"),
        ({"every": "days", "n": 2.0, **TIMES}, "rhythm_n", "rhythm.n"),
        ({"every": "days", "n": True, **TIMES}, "rhythm_n", "rhythm.n"),
        ({"every": "months", "n": 25, **TIMES}, "rhythm_n", "rhythm.n"),
        ({"as_needed": True, "least_gap_hours": "0"}, "rhythm_limit", "rhythm.least_gap_hours"),
        ({"as_needed": True, "least_gap_hours": "-4"}, "rhythm_limit", "rhythm.least_gap_hours"),
        ({"as_needed": True, "least_gap_hours": ""}, "rhythm_limit", "rhythm.least_gap_hours"),
        ({"as_needed": True, "least_gap_hours": 4}, "rhythm_limit", "rhythm.least_gap_hours"),
        ({"as_needed": True, "least_gap_hours": 4.5}, "rhythm_limit", "rhythm.least_gap_hours"),
        ({"as_needed": True, "least_gap_hours": "1000"}, "rhythm_limit", "rhythm.least_gap_hours"),
        ({"as_needed": True, "most_in_24_hours": "2.5"}, "rhythm_limit", "rhythm.most_in_24_hours"),
        ({"as_needed": True, "most_in_24_hours": "99"}, "rhythm_limit", "rhythm.most_in_24_hours"),
        ({"once": "2026-11-22"}, "rhythm_times", "rhythm.once"),
        ({"once": "2026-11-22T08:00Z"}, "rhythm_times", "rhythm.once"),
        ({"once": "2026-11-22T25:00"}, "rhythm_times", "rhythm.once"),
        ({"once": "2026-02-30T08:00"}, "rhythm_times", "rhythm.once"),
        ({"once": date(2026, 11, 22)}, "rhythm_times", "rhythm.once"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_a_sentence(data, code, field):
    problem = refusal(read_rhythm, data)
    assert (problem.code, problem.field) == (code, field)
    assert problem.message.endswith(".")
    assert "%" not in problem.message


def test_a_single_dose_on_a_day_that_is_none_says_so():
    assert refusal(read_rhythm, {"once": "2026-02-30T08:00"}).message.startswith(
        "There is no 30 February."
    )
