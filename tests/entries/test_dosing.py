"""What a dose asks the family before, or after, it is written."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from journal.care.rhythm import read_rhythm
from journal.entries import Result, record
from journal.entries.alerts import open_alerts
from journal.plans.bottles import NewStrength, change_strength
from journal.plans.medicines import Dosing, add_medicine, change_dose
from journal.records.medicines import Medicine
from tests.family import NOW, ZONE, Family, change, fresh_family

TUESDAYS = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}
LABEL = {"as_needed": True, "least_gap_hours": "4", "most_in_24_hours": "4"}


@pytest.fixture
def family(tmp_path):
    family = fresh_family(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    yield family
    family.database.close()


def give(family: Family, medicine, *, ask=False, at=NOW, who="ada", now=None, **more):
    fields = {"outcome": "given", "amount": "15", "unit": "mg", "medicine": str(medicine.id)}
    confirmed = more.pop("confirmed", frozenset())
    one = change(family.nora, "dose", made_at=at, confirmed=confirmed, **{**fields, **more})
    with family.database.transaction() as session:
        return record(session, family.actor(session, who), one, now=now or NOW, ask=ask), one


def codes(outcome):
    return [warning.code for warning in outcome.warnings]


def questions(family):
    with family.database.reading() as session:
        return [alert.kind for alert in open_alerts(session, [family.nora])]


@pytest.mark.parametrize("days", [-4.9, -1, 1, 4.9])
def test_h5_second_methotrexate_within_five_days_is_flagged(family, days):
    mtx = family.medicine("Methotrexate", "15", rhythm=TUESDAYS, first_on=date(2026, 9, 1))
    first = NOW - timedelta(days=20)
    give(family, mtx, at=first)
    outcome, _ = give(family, mtx, at=first + timedelta(days=days), who="ben")
    assert outcome.result is Result.APPLIED
    assert codes(outcome) == ["weekly_again"]
    assert questions(family) == ["weekly_again"]


@pytest.mark.parametrize("days", [-7, -5, 5, 7])
def test_h5_doses_five_days_apart_are_not_flagged(family, days):
    mtx = family.medicine("Methotrexate", "15", rhythm=TUESDAYS, first_on=date(2026, 9, 1))
    first = NOW - timedelta(days=20)
    give(family, mtx, at=first)
    outcome, _ = give(family, mtx, at=first + timedelta(days=days))
    assert codes(outcome) == []


def test_h5_tablets_and_pen_are_the_same_week(family):
    tablets = family.medicine("MTX tablets", "15", rhythm=TUESDAYS, first_on=date(2026, 9, 1))
    pen = family.medicine("Metoject pen", "15", rhythm=TUESDAYS, first_on=date(2026, 9, 1))
    give(family, tablets, at=NOW - timedelta(days=2))
    outcome, _ = give(family, pen, ask=True)
    assert (outcome.result, codes(outcome)) == (Result.ASKED, ["weekly_again"])


@pytest.mark.parametrize("first_on", [date(2026, 11, 22), date(2026, 11, 1)])
def test_h5_methotrexate_is_weekly_whatever_its_plan_says_and_without_one(family, first_on):
    told = {"word": "DAILY", "told_by": "Dr. Okafor"}
    daily = read_rhythm({"every": "day", "times": ["08:00"]})
    dosing = Dosing(amount=Decimal(15), unit="mg", rhythm=daily, first_on=first_on, confirm=told)
    with family.database.transaction() as session:
        ada = family.actor(session, "ada")
        mtx = add_medicine(session, ada, family.nora, name="MTX", dosing=dosing, now=NOW)
    give(family, mtx, at=NOW - timedelta(days=6))
    outcome, _ = give(family, mtx, at=NOW - timedelta(days=4), who="ben")
    assert codes(outcome) == ["weekly_again"]
    assert questions(family) == ["weekly_daily", "weekly_again"]


def test_h5_a_third_dose_leaves_the_question_about_the_first_two_open(family):
    mtx = family.medicine("Methotrexate", "15", rhythm=TUESDAYS, first_on=date(2026, 9, 1))
    for days in (9, 6, 3):
        give(family, mtx, at=NOW - timedelta(days=days))
    assert questions(family) == ["weekly_again", "weekly_again"]


def test_h5_screen_asks_first_and_writes_nothing(family):
    mtx = family.medicine("Methotrexate", "15", rhythm=TUESDAYS, first_on=date(2026, 9, 1))
    give(family, mtx, at=NOW - timedelta(days=1))
    outcome, one = give(family, mtx, ask=True)
    assert outcome.result is Result.ASKED
    with family.database.reading() as session:
        from journal.records.entries import Entry

        assert session.get(Entry, one.entry) is None


def test_h5_weekly_alert_of_an_evening_goes_by_the_childs_day_not_by_utc(family):
    enbrel = family.medicine("Enbrel", "15", rhythm=TUESDAYS, first_on=date(2026, 9, 1))
    daily = read_rhythm({"every": "day", "times": ["20:00"]})
    new = Dosing(amount=Decimal(15), unit="mg", rhythm=daily, first_on=date(2026, 11, 20))
    with family.database.transaction() as session:
        row = session.get_one(Medicine, enbrel.id)
        change_dose(session, family.actor(session, "ada"), row, new, now=NOW - timedelta(days=9))
    evening = datetime(2026, 11, 19, 20, tzinfo=ZoneInfo(ZONE))
    give(family, enbrel, at=evening - timedelta(days=2))
    outcome, _ = give(family, enbrel, at=evening, who="ben")
    assert codes(outcome) == ["weekly_again"]
    assert questions(family) == ["weekly_again"]


@pytest.mark.parametrize("slot_first", [True, False])
def test_h1_h15_dose_for_no_time_meets_the_slot_of_a_count_that_goes_on(family, slot_first):
    every_other = {"every": "days", "n": 2, "times": ["08:00"]}
    medicine = family.medicine(
        "Prednisone", rhythm=every_other, first_on=date(2026, 11, 1), strength="5 mg"
    )
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        new = NewStrength(strength="2.5 mg", first_on=date(2026, 11, 20))
        change_strength(session, family.actor(session, "ada"), row, new, now=NOW)
    at = datetime(2026, 11, 21, 9, tzinfo=ZoneInfo(ZONE))
    named, bare = {"slot": "2026-11-21T08:00"}, {}
    first, second = (named, bare) if slot_first else (bare, named)
    give(family, medicine, at=at, amount="12.5", **first)
    outcome, _ = give(family, medicine, at=at, amount="12.5", who="ben", **second)
    assert codes(outcome) == ["possible_double_dose"]
    assert questions(family) == ["double_dose"]


@pytest.mark.parametrize(("slot", "asked"), [("20:00", True), ("08:00", False)])
def test_h1_dose_for_no_time_is_the_nearest_of_the_day(family, slot, asked):
    medicine = family.medicine(amount="15", rhythm={"every": "day", "times": ["08:00", "20:00"]})
    evening = datetime(2026, 11, 21, 19, tzinfo=ZoneInfo(ZONE))
    give(family, medicine, at=evening, slot=f"2026-11-21T{slot}")
    outcome, _ = give(family, medicine, at=evening, who="ben")
    assert codes(outcome) == (["possible_double_dose"] if asked else [])


def test_second_dose_that_was_meant_opens_no_question(family):
    medicine = family.medicine(amount="15")
    give(family, medicine, slot="2026-11-22T08:00")
    outcome, _ = give(
        family, medicine, ask=True, slot="2026-11-22T08:00", again=True, reason="vomited at once"
    )
    assert outcome.result is Result.APPLIED
    assert questions(family) == []


def test_taking_the_second_dose_back_closes_the_question(family):
    medicine = family.medicine(amount="15")
    give(family, medicine, slot="2026-11-22T08:00")
    _, second = give(family, medicine, slot="2026-11-22T08:00", who="ben")
    assert questions(family) == ["double_dose"]
    undo = change(family.nora, "dose", entry=second.entry, base=second.id, delete=True)
    with family.database.transaction() as session:
        record(session, family.actor(session, "ben"), undo, now=NOW)
    assert questions(family) == []


def test_b10_a_phone_whose_clock_is_ahead_is_told_the_clock_of_the_server(family):
    medicine = family.medicine(amount="15")
    fields = {"outcome": "given", "amount": "15", "unit": "mg", "medicine": str(medicine.id)}
    at = (NOW + timedelta(hours=3)).isoformat()
    one = change(family.nora, "dose", made_at=NOW + timedelta(hours=2), **fields, at=at)
    with family.database.transaction() as session:
        ben = family.actor(session, "ben")
        ahead = record(session, ben, replace(one, skew=timedelta(hours=2)), now=NOW)
        within = record(session, ben, replace(one, skew=timedelta(hours=2, minutes=45)), now=NOW)
    assert [problem.code for problem in ahead.errors] == ["time_future"]
    assert ahead.errors[0].values["now"] == "22 Nov 08:00"
    assert within.result is Result.APPLIED


@pytest.mark.parametrize(
    ("amount", "asked"), [("15", False), ("22.5", False), ("22.6", True), ("7.4", True)]
)
def test_b6_unusual_amount_is_asked_about_and_kept_when_confirmed(family, amount, asked):
    medicine = family.medicine(amount="15")
    outcome, _ = give(family, medicine, ask=True, amount=amount)
    assert (outcome.result is Result.ASKED) == asked
    sure = frozenset({"amount_unusual"})
    outcome, _ = give(family, medicine, ask=True, amount=amount, confirmed=sure)
    assert outcome.result is Result.APPLIED


@pytest.mark.parametrize(
    ("hours", "count"),
    [
        ((2,), "2"),  # the gap to a dose that was given after it
        ((-8, -4, 5, 11), "5"),  # five within 24 hours that no single dose had seen
    ],
)
def test_h41_dose_that_arrives_late_is_counted_with_those_after_it(family, hours, count):
    medicine = family.medicine("Paracetamol", "15", rhythm=LABEL, first_on=date(2026, 9, 1))
    middle = NOW - timedelta(days=3)
    for hour in hours:
        outcome, _ = give(family, medicine, at=middle + timedelta(hours=hour))
        assert codes(outcome) == []
    late, _ = give(family, medicine, at=middle, who="ben")
    assert codes(late) == ["as_needed_limit"]
    assert "recorded for later" in late.warnings[0].text
    assert late.warnings[0].values["count"] == count


@pytest.mark.parametrize("hours", [(-4, 4), (-12, -8, 8, 12), (-24, -20, -16, 4)])
def test_h41_dose_that_arrives_late_and_keeps_to_the_label_asks_nothing(family, hours):
    medicine = family.medicine("Paracetamol", "15", rhythm=LABEL, first_on=date(2026, 9, 1))
    middle = NOW - timedelta(days=3)
    for hour in hours:
        give(family, medicine, at=middle + timedelta(hours=hour))
    late, _ = give(family, medicine, at=middle)
    assert codes(late) == []


@pytest.mark.parametrize("days", [-9.9, -6.1, 6.1, 9.9])
def test_h41_gap_of_more_than_six_days_is_looked_at_in_full(family, days):
    label = {"as_needed": True, "least_gap_hours": "240"}
    medicine = family.medicine("Paracetamol", "15", rhythm=label, first_on=date(2026, 9, 1))
    middle = NOW - timedelta(days=15)
    give(family, medicine, at=middle)
    outcome, _ = give(family, medicine, at=middle + timedelta(days=days))
    assert codes(outcome) == ["as_needed_limit"]
    outcome, _ = give(family, medicine, at=middle + timedelta(days=-20))
    assert codes(outcome) == []


def test_h41_a_dose_that_was_refused_neither_counts_nor_asks(family):
    medicine = family.medicine("Paracetamol", "15", rhythm=LABEL, first_on=date(2026, 9, 1))
    give(family, medicine, at=NOW - timedelta(hours=3), outcome="refused")
    given, _ = give(family, medicine, at=NOW - timedelta(hours=2))
    refused, _ = give(family, medicine, at=NOW - timedelta(hours=1), outcome="refused")
    assert codes(given) == codes(refused) == []


def test_h41_limit_is_rolling_over_midnight(family):
    medicine = family.medicine("Ondansetron", "4", rhythm=LABEL)
    # Four doses six hours apart, the last at ten to midnight in New York.
    last = NOW - timedelta(hours=9)
    for hours in (18, 12, 6, 0):
        give(family, medicine, at=last - timedelta(hours=hours), amount="4")
    outcome, _ = give(family, medicine, at=last + timedelta(hours=5), amount="4", ask=True)
    assert codes(outcome) == ["as_needed_limit"]
    outcome, _ = give(family, medicine, at=last + timedelta(hours=6, minutes=1), amount="4")
    assert codes(outcome) == []


def test_refused_and_skipped_are_no_first_dose(family):
    medicine = family.medicine(amount="15")
    for outcome in ("refused", "skipped"):
        give(family, medicine, slot="2026-11-22T08:00", outcome=outcome, reason="tired")
    outcome, _ = give(family, medicine, ask=True, slot="2026-11-22T08:00")
    assert outcome.result is Result.APPLIED
