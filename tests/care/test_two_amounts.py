"""Plans that ask for more than one amount, or for weeks with and weeks without."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journal.care.days import zone_names
from journal.care.rhythm import (
    Alternating,
    Cycle,
    Daily,
    EveryDays,
    EveryMonths,
    EveryWeeks,
    Weekday,
    amount_at,
    is_weekly_or_rarer,
    read_rhythm,
    rhythm_data,
    slots,
)
from tests.care.refusals import refusal

NEW_YORK = ZoneInfo("America/New_York")
EIGHT, TWENTY = time(8), time(20)
DAY = timedelta(days=1)
ZONES = sorted(zone_names())
DAYS = st.dates(date(2024, 1, 1), date(2030, 6, 1))
TIMES = st.lists(st.times().map(lambda at: at.replace(second=0, microsecond=0)),
                 min_size=1, max_size=4, unique=True).map(tuple)  # fmt: skip


def between(rhythm, first_on, last_on, zone=NEW_YORK, plan_on=None, counts_from=None):
    """The slots of a stretch of dates, of a plan that began on `plan_on`."""
    return list(
        slots(
            rhythm,
            first_on=plan_on or first_on,
            last_on=last_on,
            zone=zone,
            start=datetime(first_on.year, first_on.month, first_on.day, tzinfo=UTC) - 2 * DAY,
            end=datetime(last_on.year, last_on.month, last_on.day, tzinfo=UTC) + 3 * DAY,
            counts_from=counts_from,
        )
    )


def test_alternate_days_begin_with_the_plans_own_amount():
    found = between(Alternating(Decimal(5), (EIGHT,)), date(2026, 11, 1), date(2026, 11, 4))
    assert [slot.amount for slot in found] == [None, 5, None, 5]


def test_alternate_days_count_from_the_plans_first_day_wherever_one_looks():
    rhythm, first_on = Alternating(Decimal(5), (EIGHT,)), date(2026, 11, 1)
    whole = between(rhythm, first_on, date(2026, 12, 31))
    for days in range(1, 30):
        begin = first_on + days * DAY
        piece = between(rhythm, begin, date(2026, 12, 31), plan_on=first_on)
        assert [slot for slot in whole if slot in piece] == piece
        assert piece[-1] == whole[-1]


@pytest.mark.parametrize(
    "rhythm",
    [
        Alternating(Decimal(5), (EIGHT,)),
        EveryDays(3, (EIGHT,)),
        EveryWeeks(2, (Weekday.TUESDAY,), (EIGHT,)),
        EveryMonths(1, (EIGHT,)),
        Cycle(3, 1, (EIGHT,)),
    ],
)
def test_h9_a_plan_made_anew_goes_on_with_the_count_of_the_one_before(rhythm):
    begun, last_on = date(2026, 1, 31), date(2026, 6, 30)
    whole = between(rhythm, begun, last_on)
    for days in range(40):
        rest = between(rhythm, begun + days * DAY, last_on, counts_from=begun)
        assert rest == [slot for slot in whole if slot.wall.date() >= begun + days * DAY]


def test_each_amount_stays_with_the_time_it_was_written_beside():
    rhythm = read_rhythm({"every": "day", "times": ["20:00", "08:00"], "amounts": ["5", "10"]})
    assert rhythm == Daily((EIGHT, TWENTY), (Decimal(10), Decimal(5)))
    found = between(rhythm, date(2026, 11, 1), date(2026, 11, 1))
    assert [(slot.wall.hour, slot.amount) for slot in found] == [(8, 10), (20, 5)]


def test_a_plan_whose_times_are_out_of_order_still_pairs_them():
    found = between(Daily((TWENTY, EIGHT), (Decimal(5), Decimal(10))), *[date(2026, 11, 1)] * 2)
    assert [(slot.wall.hour, slot.amount) for slot in found] == [(8, 10), (20, 5)]


def test_a_time_that_the_plan_does_not_have_has_no_amount_of_its_own():
    rhythm = Daily((EIGHT, TWENTY), (Decimal(10), Decimal(5)))
    assert amount_at(rhythm, datetime.fromisoformat("2026-11-01T09:00"), date(2026, 11, 1)) is None


def test_three_weeks_on_and_one_off():
    found = between(Cycle(3, 1, (EIGHT,)), date(2026, 11, 2), date(2026, 12, 31))
    on = {slot.wall.date() for slot in found}
    assert date(2026, 11, 22) in on
    assert not on & {date(2026, 11, 23) + n * DAY for n in range(7)}
    assert date(2026, 11, 30) in on


@settings(max_examples=40)
@given(zone=st.sampled_from(ZONES), first_on=DAYS, times=TIMES, length=st.integers(0, 60))
def test_h9_in_every_zone_two_amounts_in_turn_never_meet_or_skip(zone, first_on, times, length):
    last_on = first_on + length * DAY
    found = between(Alternating(Decimal(5), times), first_on, last_on, ZoneInfo(zone))
    daily = between(Daily(times), first_on, last_on, ZoneInfo(zone))
    # The same doses as every day, no date with both amounts, and the two in turn.
    assert [(s.wall, s.due_at) for s in found] == [(s.wall, s.due_at) for s in daily]
    for slot in found:
        assert slot.amount == (5 if (slot.wall.date() - first_on).days % 2 else None)
    odd = between(EveryDays(2, times), first_on, last_on, ZoneInfo(zone))
    assert [s for s in found if s.amount is None] == odd


@settings(max_examples=40)
@given(
    zone=st.sampled_from(ZONES),
    first_on=DAYS,
    times=TIMES,
    weeks_on=st.integers(1, 6),
    weeks_off=st.integers(1, 6),
)
def test_h9_in_every_zone_a_cycle_has_its_weeks_whole(zone, first_on, times, weeks_on, weeks_off):
    last_on = first_on + 90 * DAY
    found = between(Cycle(weeks_on, weeks_off, times), first_on, last_on, ZoneInfo(zone))
    daily = between(Daily(times), first_on, last_on, ZoneInfo(zone))
    turn = weeks_on + weeks_off
    weeks = [(s, (s.wall.date() - first_on).days // 7 % turn) for s in daily]
    assert found == [slot for slot, week in weeks if week < weeks_on]


@pytest.mark.parametrize(
    "rhythm",
    [
        Alternating(Decimal("2.5"), (EIGHT, TWENTY)),
        Cycle(3, 1, (EIGHT,)),
        Daily((EIGHT, TWENTY), (Decimal(10), Decimal(5))),
    ],
)
def test_h6_looking_piece_by_piece_finds_what_looking_once_finds(rhythm):
    plan = {"first_on": date(2026, 1, 31), "last_on": date(2026, 12, 24), "zone": NEW_YORK}
    begin, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    pieces, start, step = [], begin, timedelta(hours=37)
    while start < end:
        pieces += slots(rhythm, **plan, start=start, end=min(end, start + step))
        start += step
    assert pieces == list(slots(rhythm, **plan, start=begin, end=end))


TIME = {"times": ["08:00"]}


@pytest.mark.parametrize(
    "data",
    [
        {"every": "day", "times": ["08:00", "20:00"], "amounts": ["10", "5"]},
        {"every": "alternate", **TIME, "other": "2.5"},
        {"every": "cycle", "weeks_on": 3, "weeks_off": 1, **TIME},
    ],
)
def test_every_kind_is_read_and_written_back(data):
    assert rhythm_data(read_rhythm(data)) == data
    assert not is_weekly_or_rarer(read_rhythm(data))


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        ({"every": "day", **TIME, "amounts": []}, "rhythm_amounts", "rhythm.amounts"),
        ({"every": "day", **TIME, "amounts": None}, "rhythm_amounts", "rhythm.amounts"),
        ({"every": "day", **TIME, "amounts": "10"}, "rhythm_amounts", "rhythm.amounts"),
        ({"every": "day", **TIME, "amounts": ["1", "2"]}, "rhythm_amounts", "rhythm.amounts"),
        ({"every": "day", **TIME, "amounts": [10]}, "type", "rhythm.amounts.0"),
        ({"every": "day", **TIME, "amounts": [1.5]}, "float_refused", "rhythm.amounts.0"),
        ({"every": "day", **TIME, "amounts": ["0"]}, "amount_not_positive", "rhythm.amounts.0"),
        ({"every": "day", "times": [], "amounts": []}, "rhythm_times", "rhythm.times"),
        ({"every": "days", "n": 2, **TIME, "amounts": ["1"]}, "rhythm_unknown", "rhythm.amounts"),
        ({"every": "alternate", **TIME}, "amount_required", "rhythm.other"),
        ({"every": "alternate", **TIME, "other": "0"}, "amount_not_positive", "rhythm.other"),
        ({"every": "alternate", **TIME, "other": "1,000"}, "amount_ambiguous", "rhythm.other"),
        ({"every": "alternate", "other": "5"}, "rhythm_times", "rhythm.times"),
        ({"every": "alternate", **TIME, "other": "5", "n": 2}, "rhythm_unknown", "rhythm.n"),
        ({"every": "cycle", **TIME, "weeks_on": 3}, "rhythm_n", "rhythm.weeks_off"),
        ({"every": "cycle", **TIME, "weeks_off": 3}, "rhythm_n", "rhythm.weeks_on"),
        ({"every": "cycle", **TIME, "weeks_on": 0, "weeks_off": 1}, "rhythm_n", "rhythm.weeks_on"),
        ({"every": "cycle", **TIME, "weeks_on": 53, "weeks_off": 1}, "rhythm_n",
         "rhythm.weeks_on"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_a_sentence(data, code, field):
    problem = refusal(read_rhythm, data)
    assert (problem.code, problem.field) == (code, field)
    assert problem.message.endswith(".")
    assert "%" not in problem.message
