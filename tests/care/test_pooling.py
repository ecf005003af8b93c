"""Fewer needles: no choice of days has fewer visits, and days that are wanted anyway come first."""

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.care.pooling import Visit, Window, ahead, fewest_visits

MONDAY = date(2026, 3, 2)


def day(n):
    return MONDAY + timedelta(days=n)


def window(opens, by, what="alt"):
    return Window(day(opens), day(by), what)


def days(visits):
    return [(visit.on - MONDAY).days for visit in visits]


def cost(chosen, liked):
    weekend = sum(one.weekday() >= 5 and one not in liked for one in chosen)
    return (
        len(chosen),
        -sum(one in liked for one in chosen),
        weekend,
        -sum(one.toordinal() for one in chosen),
    )


def by_brute_force(windows, liked, every_day):
    """The cheapest of all sets of days that meet every window."""
    return min(
        cost(chosen, liked)
        for size in range(1, len(windows) + 1)
        for chosen in combinations(every_day, size)
        if all(any(one.opens <= on <= one.by for on in chosen) for one in windows)
    )


@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 6)), min_size=1, max_size=4),
    st.frozensets(st.integers(0, 18), max_size=3),
)
def test_no_choice_of_days_is_better(spans, liked):
    windows = [window(opens, opens + long, str(n)) for n, (opens, long) in enumerate(spans)]
    preferred = frozenset(map(day, liked))
    visits = fewest_visits(windows, preferred)
    chosen = [visit.on for visit in visits]
    assert sorted(one for visit in visits for one in visit.meets) == sorted(windows)
    assert all(one.opens <= visit.on <= one.by for visit in visits for one in visit.meets)
    every_day = [day(n) for n in range(19)]
    assert cost(chosen, preferred) == by_brute_force(windows, preferred, every_day)


def test_three_tests_go_with_the_infusion_of_thursday():
    wanted = [window(0, 8, "anc"), window(2, 10, "alt"), window(3, 17, "creatinine")]
    (visit,) = fewest_visits(wanted, [day(3), day(20)])
    assert (visit.on, visit.without, len(visit.meets)) == (day(3), 3, 3)


def test_a_preferred_day_never_costs_one_more_visit():
    wanted = [window(0, 8), window(6, 12)]
    assert days(fewest_visits(wanted, [day(2), day(10)])) == [8]


def test_without_a_preferred_day_it_is_the_last_weekday_that_meets_all():
    # Day 5 is a Saturday, day 6 a Sunday.
    assert days(fewest_visits([window(1, 6)])) == [4]
    assert days(fewest_visits([window(5, 6)])) == [6]
    assert days(fewest_visits([window(1, 6)], [day(5)])) == [5]


def test_no_windows_no_visits():
    assert fewest_visits([], [MONDAY]) == []


def test_a_window_that_ends_before_it_opens_is_refused():
    with pytest.raises(ValueError, match="ends before"):
        fewest_visits([window(3, 2)])


def every(weeks, start):
    """Windows of a week, each thing `weeks` after it was last met."""

    def wanted(last, _on):
        for what, n in weeks.items():
            by = last.get(what, start) + timedelta(weeks=n)
            yield Window(by - timedelta(weeks=1), by, what)

    return wanted


def test_the_year_ahead_is_planned_visit_by_visit():
    visits = ahead(every({"alt": 12, "anc": 4}, MONDAY), [], MONDAY, day(365))
    assert [visit.on.weekday() for visit in visits] == [0] * len(visits)
    assert days(visits) == list(range(28, 366, 28))
    assert [len(visit.meets) for visit in visits] == [1, 1, 2] * 4 + [1]


def test_the_year_ahead_follows_the_infusions():
    infusions = [day(25 + 28 * n) for n in range(13)]
    visits = ahead(every({"alt": 4}, MONDAY), infusions, MONDAY, day(365))
    assert {visit.on for visit in visits} <= set(infusions)


def test_what_is_overdue_is_met_within_a_week_and_sooner_with_an_infusion():
    def overdue(last, _on):
        return [] if last else [window(-60, -40)]

    assert days(ahead(overdue, [], MONDAY, day(90))) == [7]
    assert days(ahead(overdue, [day(3)], MONDAY, day(90))) == [3]


def test_a_visit_lists_what_it_meets():
    (visit,) = fewest_visits([window(0, 1)])
    assert visit == Visit(day(1), (window(0, 1),), 1)
