"""Days and nights in hospital by the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.care.stays import days_in, nights

MAY = date(2026, 5, 1)


def may(day):
    return date(2026, 5, day)


@pytest.mark.parametrize(
    ("stays", "expected"),
    [
        ([], 0),
        ([(may(3), may(6))], 4),  # three nights are four days
        ([(may(3), may(3))], 1),  # a day ward
        ([(may(3), may(6)), (may(6), may(8))], 6),  # moved to another ward on the sixth
        ([(date(2026, 4, 28), may(2))], 2),  # what lies before the period is not in it
        ([(may(18), None)], 3),  # still there: until today
        ([(may(30), date(2026, 6, 2))], 0),  # written ahead: still to come
    ],
)
def test_days_of_a_period_with_a_part_of_them_in_hospital(stays, expected):
    assert days_in(stays, MAY, may(31), today=may(20)) == expected


def test_nights_are_the_midnights_a_stay_lasted_over():
    assert [nights(may(3), may(day)) for day in (2, 3, 4, 6)] == [0, 0, 1, 3]


DAYS = st.dates(MAY, may(31))


@given(st.lists(st.tuples(DAYS, DAYS).map(lambda pair: (min(pair), max(pair))), max_size=5))
def test_days_are_never_more_than_the_period_or_the_stays_have(stays):
    found = days_in(stays, MAY, may(31), today=may(31))
    assert found <= 31
    assert found <= sum((last - first + timedelta(days=1)).days for first, last in stays)
    assert found >= max(((last - first).days + 1 for first, last in stays), default=0)
