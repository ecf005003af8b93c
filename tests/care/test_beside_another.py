"""A medicine that comes so long before or after each planned time of another one."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journal.care.days import zone_names
from journal.care.rhythm import (
    Daily,
    EveryMonths,
    Relative,
    Slot,
    Weekday,
    Weekly,
    anchor_span,
    is_weekly_or_rarer,
    read_rhythm,
    rhythm_data,
    slots,
    slots_beside,
)
from tests.care.refusals import refusal

NEW_YORK = ZoneInfo("America/New_York")
APIA = ZoneInfo("Pacific/Apia")
OTHER = UUID("01890000-0000-7000-8000-000000000001")
DAY = timedelta(days=1)
TUESDAYS = Weekly((Weekday.TUESDAY,), (time(18),))
LONG_AGO = date(2000, 1, 1)


def beside(minutes, anchor, start, end, *, zone=NEW_YORK, first_on=LONG_AGO, last_on=None):
    """The slots of a relative medicine whose anchor goes on for ever."""
    rhythm = Relative(OTHER, minutes)
    low, high = anchor_span(rhythm, start, end)
    anchors = slots(anchor, first_on=LONG_AGO, last_on=None, zone=zone, start=low, end=high)
    more = {"first_on": first_on, "last_on": last_on, "zone": zone}
    return list(slots_beside(rhythm, anchors, **more, start=start, end=end))


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def keys(found):
    return [slot.key for slot in found]


def test_folic_acid_comes_a_day_after_methotrexate():
    found = beside(1440, TUESDAYS, utc("2026-11-16T00:00"), utc("2026-11-30T00:00"))
    assert keys(found) == ["2026-11-18T18:00", "2026-11-25T18:00"]


def test_a_tablet_against_nausea_comes_half_an_hour_before():
    found = beside(-30, TUESDAYS, utc("2026-11-16T00:00"), utc("2026-11-23T00:00"))
    assert keys(found) == ["2026-11-17T17:30"]
    assert found[0].due_at == utc("2026-11-17T22:30")


@pytest.mark.parametrize("night", ["2026-03-07", "2026-10-31"])
def test_a_day_later_is_the_same_time_on_the_wall_though_the_clocks_change(night):
    anchor = Daily((time(18),))
    found = beside(1440, anchor, utc(f"{night}T12:00") + DAY, utc(f"{night}T12:00") + 2 * DAY)
    (slot,) = found
    assert slot.wall.time() == time(18)
    assert slot.wall.date() == date.fromisoformat(night) + DAY


@pytest.mark.parametrize(("minutes", "at"), [(-30, time(3)), (30, time(2, 45)), (15, time(2, 30))])
def test_before_stays_before_and_after_stays_after_where_the_clocks_leave_an_hour_out(minutes, at):
    night = {"start": utc("2026-03-08T05:00"), "end": utc("2026-03-08T12:00")}
    (anchor,) = slots(Daily((at,)), first_on=LONG_AGO, last_on=None, zone=NEW_YORK, **night)
    (slot,) = beside(minutes, Daily((at,)), *night.values())
    assert (slot.due_at > anchor.due_at) is (minutes > 0)


def test_the_plans_own_first_and_last_day_bound_it():
    start, end = utc("2026-11-01T00:00"), utc("2026-12-31T00:00")
    days = {"first_on": date(2026, 11, 18), "last_on": date(2026, 12, 1)}
    assert keys(beside(1440, TUESDAYS, start, end, **days)) == [
        "2026-11-18T18:00",
        "2026-11-25T18:00",
    ]


def test_a_date_that_a_zone_left_out_has_none():
    found = beside(1440, Daily((time(18),)), utc("2011-12-29T00:00"), utc("2012-01-02T00:00"),
                   zone=APIA)  # fmt: skip
    assert "2011-12-30T18:00" not in keys(found)
    assert "2012-01-01T18:00" in keys(found)


ANCHORS = st.sampled_from(
    [
        Daily((time(0), time(2, 30), time(23, 59))),
        Weekly((Weekday.SUNDAY, Weekday.FRIDAY), (time(1, 30),)),
        EveryMonths(1, (time(2),)),
    ]
)
# Hypothesis adds the zone.
ENDS = [datetime.combine(date(year, 1, 1), time()) for year in (2024, 2030)]
MOMENTS = st.datetimes(*ENDS, timezones=st.just(UTC))
MINUTES = st.integers(-10080, 10080).filter(bool)


@settings(max_examples=50)
@given(
    zone=st.sampled_from(sorted(zone_names())),
    anchor=ANCHORS,
    minutes=MINUTES,
    at=MOMENTS,
    hours=st.integers(1, 24 * 21),
)
def test_h6_in_every_zone_each_slot_has_its_anchor_and_each_anchor_its_slot(
    zone, anchor, minutes, at, hours
):
    place, end = ZoneInfo(zone), at + timedelta(hours=hours)
    found = beside(minutes, anchor, at, end, zone=place)
    # Every planned time of the other medicine, far around, once and only once.
    wide = slots(anchor, first_on=LONG_AGO, last_on=None, zone=place,
                 start=at - 12 * DAY, end=end + 12 * DAY)  # fmt: skip
    walls = {slot.wall + timedelta(minutes=minutes): slot for slot in wide}
    assert len({slot.wall for slot in found}) == len(found)
    for slot in found:
        assert at <= slot.due_at < end
        assert (slot.due_at > walls[slot.wall].due_at) is (minutes > 0)
    inside = {wall for wall in walls if at + DAY < wall.replace(tzinfo=place) < end - DAY}
    assert inside <= {slot.wall for slot in found}


@settings(max_examples=40)
@given(zone=st.sampled_from(sorted(zone_names())), anchor=ANCHORS, minutes=MINUTES)
def test_h6_looking_piece_by_piece_finds_what_looking_once_finds(zone, anchor, minutes):
    begin, end = utc("2026-02-20T00:00"), utc("2026-04-10T00:00")
    pieces: list[Slot] = []
    start, step = begin, timedelta(hours=37)
    while start < end:
        last = min(end, start + step)
        pieces += beside(minutes, anchor, start, last, zone=ZoneInfo(zone))
        start = last
    assert pieces == beside(minutes, anchor, begin, end, zone=ZoneInfo(zone))


def test_it_is_as_rare_as_the_medicine_it_counts_from():
    relative = Relative(OTHER, 1440)
    assert is_weekly_or_rarer(relative, TUESDAYS)
    assert not is_weekly_or_rarer(relative, Daily((time(8),)))
    assert not is_weekly_or_rarer(relative)
    assert not is_weekly_or_rarer(relative, Relative(OTHER, 30))


@pytest.mark.parametrize("side", ["after", "before"])
def test_both_sides_are_read_and_written_back(side):
    data = {side: str(OTHER), "minutes": 30}
    read = read_rhythm(data)
    assert read == Relative(OTHER, 30 if side == "after" else -30)
    assert rhythm_data(read) == data


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        ({"after": "methotrexate", "minutes": 30}, "rhythm_after", "rhythm.after"),
        ({"before": None, "minutes": 30}, "rhythm_after", "rhythm.before"),
        ({"after": 7, "minutes": 30}, "rhythm_after", "rhythm.after"),
        ({"after": str(OTHER)}, "rhythm_n", "rhythm.minutes"),
        ({"after": str(OTHER), "minutes": 0}, "rhythm_n", "rhythm.minutes"),
        ({"after": str(OTHER), "minutes": -30}, "rhythm_n", "rhythm.minutes"),
        ({"after": str(OTHER), "minutes": 10081}, "rhythm_n", "rhythm.minutes"),
        ({"after": str(OTHER), "minutes": "30"}, "rhythm_n", "rhythm.minutes"),
        ({"after": str(OTHER), "before": str(OTHER), "minutes": 30}, "rhythm_unknown",
         "rhythm.before"),
        ({"after": str(OTHER), "minutes": 30, "times": ["08:00"]}, "rhythm_unknown",
         "rhythm.times"),
        ({"every": "day", "after": str(OTHER), "minutes": 30}, "rhythm_unknown", "rhythm.every"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_a_sentence(data, code, field):
    problem = refusal(read_rhythm, data)
    assert (problem.code, problem.field) == (code, field)
    assert problem.message.endswith(".")
    assert "%" not in problem.message
