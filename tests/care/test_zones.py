"""All zones of the world, 2024 to 2030: each date has its slots, its step and its plan once."""

import random
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo

import pytest

from journal.care.days import zone_names
from journal.care.history import plan_on, spans_in_force
from journal.care.rhythm import Daily, Weekday, Weekly, slots
from journal.care.taper import read_taper
from journal.care.taper_days import doses_of, total_of

FIRST, LAST = date(2024, 1, 1), date(2030, 12, 31)
DAY = timedelta(days=1)
DATES = [FIRST + n * DAY for n in range((LAST - FIRST).days + 1)]
START, END = datetime(2023, 12, 30, tzinfo=UTC), datetime(2031, 1, 2, tzinfo=UTC)
EIGHTHS = range(8)


def zones(eighth):
    """An eighth of all zones. Names that share one table of changes are one zone to a clock."""
    unlike = {}
    for name in sorted(zone_names()):
        unlike.setdefault(table_of(name), name)
    return [ZoneInfo(name) for name in sorted(unlike.values())[eighth::8]]


def table_of(name):
    """The zone's compiled file, or its name where the zones come from the tzdata package."""
    files = (Path(folder, name) for folder in TZPATH)
    return next((file.read_bytes() for file in files if file.is_file()), name)


def slots_of_seven_years(rhythm, zone):
    return slots(rhythm, first_on=FIRST, last_on=LAST, zone=zone, start=START, end=END)


def random_taper(rng, first_on, length):
    """A taper of random steps that covers `length` days, and its total amount."""
    starts = sorted(rng.sample(range(1, length), rng.randint(0, 11)))
    edges = [0, *starts, length]
    amounts = [Decimal(rng.randint(1, 400)) / 10 for _ in edges[1:]]
    rows = [
        {"from": (first_on + start * DAY).isoformat(), "amount": f"{amount:.2f}"}
        for start, amount in zip(edges, amounts, strict=False)
    ]
    rows[-1]["until"] = (first_on + (length - 1) * DAY).isoformat()
    total = sum(
        amount * (end - start)
        for amount, start, end in zip(amounts, edges, edges[1:], strict=False)
    )
    return read_taper({"steps": rows, "then": "stop"}), total


@pytest.mark.parametrize("eighth", EIGHTHS)
def test_h9_in_every_zone_each_date_has_one_slot_and_one_step(eighth):
    for zone in zones(eighth):
        rng = random.Random(zone.key)  # every zone its own taper and hour, the same in every run
        at = time(rng.choice([0, 0, 1, 2, 2, 3, 8, 23]), rng.choice([0, 15, 30]))
        found = list(slots_of_seven_years(Daily((at,)), zone))
        dates = [slot.wall.date() for slot in found]
        assert dates == DATES, zone.key

        begin, length = rng.randint(3, 2100), rng.randint(60, 400)
        taper, total = random_taper(rng, DATES[begin], length)
        doses = [dose for step in taper.steps for dose in doses_of(step, Daily((at,)), zone)]
        assert [dose.on for dose in doses] == DATES[begin : begin + length], zone.key
        assert sum(dose.amount for dose in doses) == total, zone.key
        assert sum(total_of(step, Daily((at,)), zone) for step in taper.steps) == total, zone.key
        # What is kept agrees: the plan of a date is the step whose dose falls on it.
        by_plan = [plan_on(taper.steps, day).amount for day in DATES[begin : begin + length]]
        assert by_plan == [dose.amount for dose in doses], zone.key
        assert plan_on(taper.steps, DATES[begin] - DAY) is None
        assert plan_on(taper.steps, DATES[begin] + length * DAY) is None


@pytest.mark.parametrize("eighth", EIGHTHS)
def test_h5_in_every_zone_a_weekly_slot_comes_once_in_each_iso_week(eighth):
    for zone in zones(eighth):
        rng = random.Random(zone.key)
        rhythm = Weekly((rng.choice(list(Weekday)),), (time(rng.choice([0, 1, 2, 18])),))
        weeks = [s.wall.isocalendar()[:2] for s in slots_of_seven_years(rhythm, zone)]
        assert len(weeks) == len(set(weeks)), zone.key
        assert len(weeks) in {365, 366}, zone.key  # 2557 days hold 365 weeks and two days


@pytest.mark.parametrize(
    ("zone", "day", "hour"),
    [
        ("America/New_York", date(2026, 3, 8), 2),  # 02:00 to 03:00 did not exist
        ("America/New_York", date(2026, 11, 1), 1),  # 01:00 to 02:00 happened twice
        ("Europe/London", date(2028, 2, 29), 8),
        ("Pacific/Kiritimati", date(2028, 2, 29), 8),
    ],
)
def test_h9_a_step_that_begins_on_a_strange_day_begins_there_and_nowhere_else(zone, day, hour):
    taper = read_taper(
        {
            "steps": [
                {"from": (day - 3 * DAY).isoformat(), "amount": "20"},
                {
                    "from": day.isoformat(),
                    "amount": "15",
                    "until": (day + 3 * DAY).isoformat(),
                },
            ],
            "then": "continue",
        }
    )
    at = Daily((time(hour, 30),))
    found = [dose for step in taper.steps for dose in doses_of(step, at, ZoneInfo(zone))]
    around = [dose.amount for dose in found if day - DAY <= dose.on <= day + DAY]
    assert around == [20, 15, 15]


def test_h9_a_step_that_begins_on_a_date_apia_left_out_begins_on_the_next_day():
    taper = read_taper(
        {
            "steps": [
                {"from": "2011-12-28", "amount": "20"},
                {"from": "2011-12-30", "amount": "15", "until": "2012-01-01"},
            ],
            "then": "continue",
        }
    )
    apia, at = ZoneInfo("Pacific/Apia"), Daily((time(8),))
    doses = [dose for step in taper.steps for dose in doses_of(step, at, apia)]
    assert {dose.on.day: dose.amount for dose in doses} == {28: 20, 29: 20, 31: 15, 1: 15}
    # A day that did not exist is counted in no total.
    assert [total_of(step, at, apia) for step in taper.steps] == [40, 30]


class Plan:
    def __init__(self, first_on, last_on):
        self.first_on, self.last_on = first_on, last_on


def test_h9_h11_each_date_has_one_plan_or_none_and_spans_agree_with_it():
    for seed in range(60):
        rng = random.Random(seed)
        plans = []
        for _ in range(rng.randint(0, 8)):
            start = FIRST + rng.randint(0, 300) * DAY
            last = None if rng.random() < 0.4 else start + rng.randint(0, 120) * DAY
            plans.append(Plan(start, last))
        by_span = {
            FIRST + n * DAY: plan
            for plan, start, end in spans_in_force(plans)
            for n in range((start - FIRST).days, ((end or FIRST + 450 * DAY) - FIRST).days + 1)
        }
        spans = spans_in_force(plans)
        assert all(a[2] is not None and a[2] < b[1] for a, b in pairwise(spans))
        for n in range(450):
            day = FIRST + n * DAY
            assert plan_on(plans, day) is by_span.get(day)
