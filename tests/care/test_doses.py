"""Second doses, the week, limits in rolling hours, unusual amounts."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journal.care.doses import (
    Dose,
    Outcome,
    keeps_to_limits,
    most_together,
    next_allowed_at,
    rolling_count,
    same_slot,
    unusual,
    unusual_amount,
    within_the_week,
)
from journal.care.rhythm import AsNeeded
from journal.care.units import Unit

NEW_YORK = ZoneInfo("America/New_York")
MORNING = "2026-11-22T08:00"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TAKEN = [Outcome.GIVEN, Outcome.PARTLY, Outcome.VOMITED]
NOT_TAKEN = [Outcome.REFUSED, Outcome.SKIPPED]


def dose(id_, after=timedelta(0), *, slot=MORNING, medicine="prednisone", outcome=Outcome.GIVEN):
    return Dose(id=id_, medicine=medicine, slot=slot, at=NOON + after, outcome=outcome)


ADAS = dose("ada")
BENS = dose("ben", timedelta(minutes=3))


def test_h1_a_second_dose_of_a_slot_is_found_whoever_was_first():
    assert same_slot(BENS, [ADAS]) == ADAS
    assert same_slot(ADAS, [BENS]) == BENS


def test_h1_of_several_the_first_one_taken_is_named():
    assert same_slot(dose("cleo", timedelta(hours=1)), [BENS, ADAS]) == ADAS


@pytest.mark.parametrize("outcome", TAKEN)
def test_h1_what_went_in_in_part_or_came_up_again_counts(outcome):
    first = dose("ada", outcome=outcome)
    assert same_slot(BENS, [first]) == first


@pytest.mark.parametrize("outcome", NOT_TAKEN)
def test_h1_a_refused_or_skipped_dose_is_no_first_dose(outcome):
    assert same_slot(BENS, [dose("ada", outcome=outcome)]) is None
    assert same_slot(dose("ben", outcome=outcome), [ADAS]) is None


def test_h1_an_edited_dose_is_not_a_second_one_to_itself():
    assert same_slot(ADAS, [dose("ada", timedelta(hours=1))]) is None


def test_h1_another_slot_another_medicine_and_an_unplanned_dose_are_no_second_dose():
    others = [dose("a", slot="2026-11-22T20:00"), dose("b", medicine="folic acid")]
    assert same_slot(BENS, others) is None
    assert same_slot(dose("c", slot=None), [dose("d", slot=None)]) is None


@pytest.mark.parametrize(
    ("gap", "is_flagged"),
    [
        (timedelta(hours=1), True),
        (timedelta(days=4, hours=23, minutes=59), True),
        (timedelta(days=5), False),
        (timedelta(days=7), False),
    ],
)
def test_h5_second_methotrexate_within_five_days_is_flagged(gap, is_flagged):
    earlier, later = dose("a", slot="x"), dose("b", gap, slot="y")
    assert within_the_week(later, [earlier]) == (earlier if is_flagged else None)
    # The same answer when the earlier one arrives last, from a phone that was offline.
    assert within_the_week(earlier, [later]) == (later if is_flagged else None)


def test_h5_an_unplanned_dose_counts_too_and_the_nearest_one_is_named():
    far, near = dose("a", -timedelta(days=4), slot=None), dose("b", -timedelta(days=1), slot=None)
    assert within_the_week(dose("c", slot=None), [far, near]) == near


@pytest.mark.parametrize("outcome", NOT_TAKEN)
def test_h5_a_refused_or_skipped_dose_does_not_count(outcome):
    assert within_the_week(BENS, [dose("a", outcome=outcome)]) is None
    assert within_the_week(dose("a", outcome=outcome), [BENS]) is None


def test_h5_a_pen_beside_tablets_is_the_same_drug_when_the_caller_says_so():
    pen = dose("pen", medicine="Metoject")
    tablets = dose("tablets", timedelta(days=2), medicine="methotrexate")
    assert within_the_week(tablets, [pen]) is None
    assert within_the_week(tablets, [pen], alike={"Metoject"}) == pen


MG, MCG, G, TABLET = Unit.MILLIGRAM, Unit.MICROGRAM, Unit.GRAM, Unit.TABLET


@pytest.mark.parametrize(
    ("amount", "unit", "is_unusual"),
    [
        ("7.5", MG, False),
        ("11.25", MG, False),  # exactly 1.5 times
        ("11.26", MG, True),
        ("3.75", MG, False),  # exactly half
        ("3.74", MG, True),
        ("75", MG, True),
        ("0.75", MG, True),
        ("7500", MCG, False),
        ("7.5", MCG, True),
        ("7.5", G, True),
        ("1", TABLET, True),  # cannot be told, so it is asked
        ("NaN", MG, True),
        (None, MG, True),
    ],
)
def test_b6_h14_an_amount_far_from_the_plan_is_unusual(amount, unit, is_unusual):
    written = None if amount is None else Decimal(amount)
    assert unusual(written, unit, Decimal("7.5"), MG) is is_unusual


def test_b6_nothing_is_unusual_beside_no_plan():
    assert not unusual(Decimal(75), MG, None, None)
    assert unusual_amount(Decimal(75), MG, None, None) is None


def test_b6_units_may_be_the_plain_words_that_rows_hold():
    assert not unusual(Decimal(7500), "mcg", Decimal("7.5"), "mg")


@pytest.mark.parametrize(
    ("amount", "unit", "sentence"),
    [
        ("75", MG, "The plan says 7.5 mg. You wrote 75 mg, 10 times as much. Check the label."),
        ("0.75", MG, "The plan says 7.5 mg. You wrote 0.75 mg, 10 times less. Check the label."),
        (
            "2",
            TABLET,
            "The plan says 7.5 mg. You wrote 2 tablet. Check the label and the unit.",
        ),
    ],
)
def test_b6_the_question_names_both_amounts_and_the_factor(amount, unit, sentence):
    problem = unusual_amount(Decimal(amount), unit, Decimal("7.5"), MG)
    assert (problem.code, problem.field, problem.message) == ("amount_unusual", "amount", sentence)


def test_b6_a_usual_amount_asks_nothing():
    assert unusual_amount(Decimal("7.5"), MG, Decimal("7.5"), MG) is None


def local(clock, fold=0):
    return datetime.fromisoformat(clock).replace(tzinfo=NEW_YORK, fold=fold)


def test_h41_midnight_does_not_start_a_new_count():
    given = [local("2026-11-22T23:50"), local("2026-11-23T00:10")]
    assert rolling_count(given, local("2026-11-23T00:30")) == 2


@pytest.mark.parametrize(
    ("given", "at", "number"),
    [
        ("2026-11-22T08:00", "2026-11-23T07:59", 1),
        ("2026-11-22T08:00", "2026-11-23T08:00", 0),  # 24 hours are over
        ("2026-11-22T08:00", "2026-11-22T08:00", 1),
        ("2026-11-22T08:00", "2026-11-22T07:59", 0),  # not yet given then
        ("2026-10-31T12:00", "2026-11-01T11:30", 0),  # 24.5 hours on the longest day
        ("2026-10-31T12:00", "2026-11-01T10:59", 1),
        ("2026-03-07T12:00", "2026-03-08T12:30", 1),  # 23.5 hours on the shortest day
        ("2026-03-07T12:00", "2026-03-08T13:00", 0),
    ],
)
def test_h41_the_count_is_over_24_real_hours(given, at, number):
    assert rolling_count([local(given)], local(at)) == number


FOUR_A_DAY = AsNeeded(least_gap_hours=Decimal(4), most_in_24_hours=Decimal(4))


@pytest.mark.parametrize(
    ("given", "now", "allowed"),
    [
        ([], "22T09:00", "22T09:00"),  # never given
        (["22T08:00"], "22T09:00", "22T12:00"),  # the gap still runs
        (["22T08:00"], "22T12:00", "22T12:00"),  # the gap is just over
        (["22T00:00", "22T06:00", "22T12:00", "22T18:00"], "22T22:30", "23T00:00"),  # four
        (["22T18:00", "22T06:00", "22T00:00", "22T12:00"], "22T22:30", "23T00:00"),  # any order
        (["21T23:50", "22T00:10", "22T05:00", "22T10:00"], "22T23:00", "22T23:50"),
        (["21T01:00", "21T06:00", "21T12:00", "21T20:00"], "22T06:00", "22T06:00"),
    ],
)
def test_h41_the_next_dose_waits_for_the_gap_and_for_the_rolling_day(given, now, allowed):
    moments = [local(f"2026-11-{text}") for text in given]
    assert next_allowed_at(moments, FOUR_A_DAY, local(f"2026-11-{now}")) == local(
        f"2026-11-{allowed}"
    )


def test_h41_the_gap_is_real_hours_on_both_nights_of_the_clocks():
    autumn = local("2026-11-01T00:30")  # 01:30 comes twice, so four hours end at 03:30
    assert next_allowed_at([autumn], FOUR_A_DAY, autumn) == local("2026-11-01T03:30")
    spring = local("2026-03-08T00:30")  # 02:00 to 03:00 is left out: they end at 05:30
    assert next_allowed_at([spring], FOUR_A_DAY, spring) == local("2026-03-08T05:30")


def test_h41_each_limit_holds_alone_and_without_any_nothing_is_said():
    given = [NOON, NOON]
    assert next_allowed_at(given, AsNeeded(Decimal("4.5"), None), NOON) == NOON + timedelta(
        hours=4.5
    )
    assert next_allowed_at(given, AsNeeded(None, Decimal(2)), NOON) == NOON + timedelta(hours=24)
    assert next_allowed_at(given, AsNeeded(None, None), NOON) is None


def test_h41_keeping_to_the_answer_never_breaks_the_limit():
    given = [NOON + timedelta(hours=hours) for hours in (-23, -20, -9, -8.5, -3)]
    allowed = next_allowed_at(given, FOUR_A_DAY, NOON)
    assert rolling_count([*given, allowed], allowed) <= 4
    assert allowed - max(given) >= timedelta(hours=4)


@pytest.mark.parametrize(("minutes", "keeps"), [(239, False), (240, True), (241, True)])
def test_h41_a_dose_as_far_away_as_the_label_says_keeps_to_it_before_and_after(minutes, keeps):
    for side in (-1, 1):
        other = NOON + side * timedelta(minutes=minutes)
        assert keeps_to_limits([other], FOUR_A_DAY, NOON) is keeps


@settings(max_examples=200, derandomize=True)
@given(
    minutes=st.lists(st.integers(-60 * 60, 0), max_size=12),
    gap=st.sampled_from([None, "4", "6.5"]),
    most=st.sampled_from([None, "1", "3", "4"]),
)
def test_h41_among_earlier_doses_alone_both_rules_say_the_same(minutes, gap, most):
    limit = AsNeeded(gap and Decimal(gap), most and Decimal(most))
    moments = [NOON + timedelta(minutes=minute) for minute in minutes]
    allowed = next_allowed_at(moments, limit, NOON)
    assert keeps_to_limits(moments, limit, NOON) == (allowed is None or allowed == NOON)


@settings(max_examples=200, derandomize=True)
@given(minutes=st.lists(st.integers(-48 * 60, 48 * 60), max_size=12))
def test_h41_the_order_in_which_doses_arrive_changes_nothing(minutes):
    """What the last one to arrive finds is what a person who had seen all would find."""
    moments = [NOON + timedelta(minutes=minute) for minute in minutes]
    every = sorted([*moments, NOON])
    held = [[at for at in every if end - timedelta(hours=24) < at <= end] for end in every]
    most = max(len(window) for window in held if NOON in window)
    assert most_together(moments, NOON) == most
    mirrored = [NOON - (at - NOON) for at in moments]
    assert keeps_to_limits(moments, FOUR_A_DAY, NOON) == keeps_to_limits(mirrored, FOUR_A_DAY, NOON)


def test_a_moment_without_zone_is_a_programmers_error():
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        next_allowed_at([naive], FOUR_A_DAY, NOON)
    with pytest.raises(ValueError, match="time zone"):
        rolling_count([naive], NOON)
