"""When doses fall due, on ordinary days, at clock changes and on journeys."""

import inspect
import time as stopwatch
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

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
    is_weekly_or_rarer,
    slots,
)

NEW_YORK = ZoneInfo("America/New_York")
BERLIN = ZoneInfo("Europe/Berlin")
APIA = ZoneInfo("Pacific/Apia")
EIGHT, TWENTY = time(8), time(20)
TUESDAY, FRIDAY = Weekday.TUESDAY, Weekday.FRIDAY


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def keys(rhythm, start, end, *, first_on="2026-01-01", last_on=None, zone=NEW_YORK):
    """The keys of the slots between two wall-clock times of the zone."""
    found = slots(
        rhythm,
        first_on=date.fromisoformat(first_on),
        last_on=last_on and date.fromisoformat(last_on),
        zone=zone,
        start=datetime.fromisoformat(start).replace(tzinfo=zone),
        end=datetime.fromisoformat(end).replace(tzinfo=zone),
    )
    return [slot.key for slot in found]


def days(rhythm, start, end, **more):
    return [key[:10] for key in keys(rhythm, start, end, **more)]


def test_a_daily_medicine_is_due_at_each_time_of_each_day():
    assert keys(Daily((TWENTY, EIGHT)), "2026-11-22", "2026-11-24") == [
        "2026-11-22T08:00",
        "2026-11-22T20:00",
        "2026-11-23T08:00",
        "2026-11-23T20:00",
    ]


def test_the_span_is_half_open():
    assert keys(Daily((EIGHT,)), "2026-11-22T08:00", "2026-11-23T08:00") == ["2026-11-22T08:00"]


def test_the_first_and_the_last_day_of_a_plan_are_included():
    found = days(Daily((EIGHT,)), "2026-01-01", "2027-01-01", first_on="2026-05-01",
                 last_on="2026-05-03")  # fmt: skip
    assert found == ["2026-05-01", "2026-05-02", "2026-05-03"]


def test_a_slot_is_an_instant_in_utc():
    (slot,) = slots(
        Daily((EIGHT,)),
        first_on=date(2026, 1, 1),
        last_on=None,
        zone=NEW_YORK,
        start=utc("2026-11-22T00:00"),
        end=utc("2026-11-23T00:00"),
    )
    assert slot.due_at == utc("2026-11-22T13:00")
    assert slot.due_at.tzinfo is UTC
    assert slot.wall == datetime.fromisoformat("2026-11-22T08:00")


def test_h4_a_weekly_medicine_is_due_on_its_weekday_alone():
    found = days(Weekly((TUESDAY,), (EIGHT,)), "2026-11-01", "2026-12-01")
    assert found == ["2026-11-03", "2026-11-10", "2026-11-17", "2026-11-24"]


def test_a_week_may_have_several_days_and_they_come_in_order():
    found = days(Weekly((FRIDAY, TUESDAY), (EIGHT,)), "2026-11-02", "2026-11-09")
    assert found == ["2026-11-03", "2026-11-06"]


def test_every_few_days_counts_from_the_plans_first_day():
    found = days(EveryDays(3, (EIGHT,)), "2026-11-20", "2026-12-01", first_on="2026-11-01")
    assert found == ["2026-11-22", "2026-11-25", "2026-11-28"]


def test_every_few_weeks_counts_from_the_iso_week_of_the_first_day():
    # Thursday 5 November lies in the week of Monday the 2nd; its Tuesday is over already.
    found = days(EveryWeeks(2, (TUESDAY,), (EIGHT,)), "2026-11-01", "2026-12-31",
                 first_on="2026-11-05")  # fmt: skip
    assert found == ["2026-11-17", "2026-12-01", "2026-12-15", "2026-12-29"]


def test_every_few_weeks_keeps_its_count_across_a_year_of_53_weeks():
    found = days(EveryWeeks(4, (Weekday.MONDAY,), (EIGHT,)), "2026-12-01", "2027-03-01",
                 first_on="2026-12-07")  # fmt: skip
    assert found == ["2026-12-07", "2027-01-04", "2027-02-01"]


def test_every_month_keeps_the_day_and_uses_the_last_one_of_short_months():
    found = days(EveryMonths(1, (EIGHT,)), "2028-01-01", "2028-06-01", first_on="2028-01-31")
    assert found == ["2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31"]


def test_every_three_months_counts_from_the_first_day():
    found = days(EveryMonths(3, (EIGHT,)), "2027-01-01", "2028-01-01", first_on="2026-11-15")
    assert found == ["2027-02-15", "2027-05-15", "2027-08-15", "2027-11-15"]


def test_a_single_dose_is_due_once_and_only_inside_its_plan():
    once = Once(datetime.fromisoformat("2026-11-22T08:00"))
    assert keys(once, "2026-11-01", "2026-12-01") == ["2026-11-22T08:00"]
    assert keys(once, "2026-11-01", "2026-12-01", last_on="2026-11-21") == []
    assert keys(once, "2026-11-23", "2026-12-01") == []


def test_an_as_needed_medicine_is_never_due():
    assert keys(AsNeeded(), "2026-01-01", "2027-01-01") == []


def test_nothing_is_due_in_an_empty_span_or_outside_the_plan():
    assert keys(Daily((EIGHT,)), "2026-11-23", "2026-11-22") == []
    assert keys(Daily((EIGHT,)), "2020-01-01", "2021-01-01") == []
    assert keys(EveryMonths(1, (EIGHT,)), "2020-01-01", "2021-01-01") == []


def test_a_time_the_clocks_leave_out_is_due_once_and_keeps_its_key():
    found = list(
        slots(
            Daily((time(2, 30), time(3))),
            first_on=date(2026, 3, 1),
            last_on=None,
            zone=NEW_YORK,
            start=utc("2026-03-08T05:00"),
            end=utc("2026-03-09T04:00"),
        )
    )
    assert [slot.key for slot in found] == ["2026-03-08T03:00", "2026-03-08T02:30"]
    assert [slot.due_at for slot in found] == [utc("2026-03-08T07:00"), utc("2026-03-08T07:30")]


def test_a_time_that_happens_twice_is_due_the_first_time_alone():
    rhythm = Daily((time(1, 30),))
    more = {"first_on": date(2026, 1, 1), "last_on": None, "zone": NEW_YORK}
    night = (utc("2026-11-01T04:00"), utc("2026-11-02T04:00"))
    assert [s.due_at for s in slots(rhythm, **more, start=night[0], end=night[1])] == [
        utc("2026-11-01T05:30")
    ]
    # The second half past one is no slot, whoever asks for the rest of the night alone.
    assert not list(slots(rhythm, **more, start=utc("2026-11-01T05:31"), end=night[1]))


def test_h12_a_time_that_moved_past_midnight_is_found_by_whoever_asks_for_the_new_day():
    # There 23:00 of 29 March 2025 was midnight, and 23:30 is due at 00:30.
    nuuk = ZoneInfo("America/Nuuk")
    late = Daily((time(23, 30),))
    found = keys(late, "2025-03-30", "2025-03-31", zone=nuuk, first_on="2025-01-01")
    assert found == ["2025-03-29T23:30", "2025-03-30T23:30"]


def test_h9_a_date_that_a_zone_left_out_has_no_slot_and_its_neighbours_have_one():
    found = keys(Daily((EIGHT,)), "2011-12-29", "2012-01-02", first_on="2011-01-01", zone=APIA)
    assert [key[:10] for key in found] == ["2011-12-29", "2011-12-31", "2012-01-01"]


def test_h5_a_weekly_dose_is_not_moved_off_a_date_that_a_zone_left_out():
    found = days(Weekly((FRIDAY,), (EIGHT,)), "2011-12-20", "2012-01-10", first_on="2011-01-01",
                 zone=APIA)  # fmt: skip
    assert found == ["2011-12-23", "2012-01-06"]


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Australia/Sydney"])
@pytest.mark.parametrize("hour", range(24))
def test_h12_a_journey_never_moves_a_local_time_and_loses_none(zone, hour):
    rhythm = Daily((EIGHT, TWENTY))
    plan = {"rhythm": rhythm, "first_on": date(2026, 1, 1), "last_on": None}
    leaves = datetime(2026, 6, 10, hour, tzinfo=BERLIN).astimezone(UTC)
    there = ZoneInfo(zone)
    before = [
        s.key for s in slots(**plan, zone=BERLIN, start=leaves - timedelta(days=3), end=leaves)
    ]
    # A reminder loop looks back a day, so that what the clocks jumped over is still shown as due.
    after = [
        s.key
        for s in slots(
            **plan,
            zone=there,
            start=leaves - timedelta(days=1),
            end=leaves + timedelta(days=3),
        )
    ]
    assert {key[11:] for key in before + after} == {"08:00", "20:00"}
    seen = {key[:10] for key in before + after}
    for day in sorted(seen)[1:-1]:
        # One name per due time: what was given at home under it is recognised abroad.
        assert {f"{day}T08:00", f"{day}T20:00"} <= set(before + after)


def test_h6_slots_know_no_dose_and_depend_on_the_plan_alone():
    assert set(inspect.signature(slots).parameters) == {
        "rhythm", "first_on", "last_on", "counts_from", "zone", "start", "end",
    }  # fmt: skip


@pytest.mark.parametrize(
    "rhythm",
    [
        Daily((EIGHT, time(2, 30))),
        Weekly((TUESDAY,), (EIGHT,)),
        EveryDays(3, (time(0),)),
        EveryWeeks(2, (FRIDAY,), (time(23, 59),)),
        EveryMonths(1, (EIGHT,)),
    ],
)
def test_h6_looking_piece_by_piece_finds_what_looking_once_finds(rhythm):
    plan = {"first_on": date(2026, 1, 31), "last_on": date(2026, 12, 24), "zone": NEW_YORK}
    start, end = utc("2026-01-01T00:00"), utc("2027-01-01T00:00")
    pieces, step = [], timedelta(hours=37)
    while start < end:
        pieces += slots(rhythm, **plan, start=start, end=min(end, start + step))
        start += step
    assert pieces == list(slots(rhythm, **plan, start=utc("2026-01-01T00:00"), end=end))


@pytest.mark.parametrize(
    "rhythm",
    [
        Daily((EIGHT,)),
        Weekly((TUESDAY,), (EIGHT,)),
        EveryDays(2, (EIGHT,)),
        EveryWeeks(2, (TUESDAY,), (EIGHT,)),
        EveryMonths(1, (EIGHT,)),
    ],
)
def test_a_plan_of_twenty_years_costs_what_a_new_plan_costs(rhythm):
    def cost(first_on):
        best = float("inf")
        for _ in range(5):
            begun = stopwatch.process_time()
            for _ in range(20):
                keys(rhythm, "2026-11-22", "2026-11-29", first_on=first_on)
            best = min(best, stopwatch.process_time() - begun)
        return best

    # Walking from the first day would cost some hundred times as much.
    assert cost("2006-01-03") < 5 * cost("2026-10-01")


@pytest.mark.parametrize(
    ("rhythm", "rare"),
    [
        (Weekly((TUESDAY,), (EIGHT,)), True),
        (EveryWeeks(4, (TUESDAY,), (EIGHT,)), True),
        (EveryDays(7, (EIGHT,)), True),
        (EveryMonths(1, (EIGHT,)), True),
        (EveryDays(6, (EIGHT,)), False),
        (EveryDays(14, (EIGHT, TWENTY)), False),
        (Weekly((TUESDAY, FRIDAY), (EIGHT,)), False),
        (Weekly((TUESDAY,), (EIGHT, TWENTY)), False),
        (Daily((EIGHT,)), False),
        (AsNeeded(), False),
        (Once(datetime.fromisoformat("2026-11-22T08:00")), False),
        (None, False),
    ],
)
def test_weekly_or_rarer_means_at_most_one_dose_in_seven_days(rhythm, rare):
    assert is_weekly_or_rarer(rhythm) is rare


def test_a_span_without_zone_is_a_programmers_error():
    naive = datetime.combine(date(2026, 11, 22), time())
    with pytest.raises(ValueError, match="time zone"):
        slots(Daily((EIGHT,)), first_on=date(2026, 1, 1), last_on=None, zone=BERLIN,
              start=naive, end=naive)  # fmt: skip
