"""Which of the server's own backups stay, for any history of good and bad days."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from journal.exchange.backups_kept import DAYS, MONTHS, WEEKS, Copy, days_to_remove

FIRST = date(2026, 1, 1)


def copy(number: int, *, tried: bool = True, pending: bool = False, lost: int = 0) -> Copy:
    return Copy(day=FIRST + timedelta(days=number), tried=tried, pending=pending, lost=lost)


STATES = st.sampled_from(
    [(True, False), (True, False), (True, False), (False, True), (False, False)]
)
HISTORIES = st.dictionaries(
    st.integers(0, 500), st.tuples(STATES, st.integers(0, 3)), max_size=120
).map(
    lambda days: [
        copy(number, tried=tried, pending=pending, lost=lost)
        for number, ((tried, pending), lost) in days.items()
    ]
)


@given(HISTORIES)
def test_g20_the_only_good_backup_and_one_not_yet_tried_never_go(copies):
    gone = days_to_remove(copies)
    left = [one for one in copies if one.day not in gone]
    assert [one for one in copies if one.pending] == [one for one in left if one.pending]
    good = [one for one in copies if one.tried]
    assert any(one.tried for one in left) == bool(good)
    if good:
        assert max(good, key=lambda one: one.day).day not in gone
    else:
        assert not gone


@given(HISTORIES)
def test_g20_no_backup_pushes_out_an_older_one_with_more_photos(copies):
    gone = days_to_remove(copies)
    for one in copies:
        if one.tried and one.day in gone:
            newer = [other for other in copies if other.day > one.day and other.day not in gone]
            assert any(other.tried and other.lost <= one.lost for other in newer)


@given(HISTORIES)
def test_what_stays_is_bounded(copies):
    gone = days_to_remove(copies)
    good = [one for one in copies if one.tried and one.day not in gone]
    assert len(good) <= DAYS + WEEKS + MONTHS + len({one.lost for one in copies})
    if any(one.tried for one in copies):
        assert not [
            one for one in copies if not one.tried and not one.pending and one.day not in gone
        ]


@given(st.integers(1, 500), st.sets(st.integers(0, 499)))
def test_pruned_each_night_seven_days_four_weeks_and_six_months_are_there(nights, missed):
    kept: list[Copy] = []
    made: list[date] = []
    for number in range(nights):
        if number in missed:
            continue
        kept.append(copy(number))
        made.append(kept[-1].day)
        gone = days_to_remove(kept)
        kept = [one for one in kept if one.day not in gone]
    days = [one.day for one in kept]
    assert made[-DAYS:] == days[-DAYS:]
    weeks = list(dict.fromkeys(day.isocalendar()[:2] for day in reversed(made)))[:WEEKS]
    assert set(weeks) <= {day.isocalendar()[:2] for day in days}
    months = list(dict.fromkeys((day.year, day.month) for day in reversed(made)))[:MONTHS]
    assert set(months) <= {(day.year, day.month) for day in days}
    assert len(days) <= DAYS + WEEKS + MONTHS
    # Pruned at once it is the same: no night depends on those before.
    assert set(made) - days_to_remove(copy((day - FIRST).days) for day in made) == set(days)


@given(HISTORIES, st.integers(0, 500))
def test_t33_what_was_to_be_gone_by_now_goes_whatever_else_it_has(copies, until):
    promised = [replace(one, overdue=one.day <= FIRST + timedelta(days=until)) for one in copies]
    left = [one for one in promised if one.day not in days_to_remove(promised)]
    good = [one for one in promised if one.tried]
    newest = [max(good, key=lambda one: one.day)] if good else []
    assert [one for one in left if one.overdue and one not in newest] == [] or not good
    assert all(one in left for one in newest)


def test_of_a_week_the_backup_with_the_most_photos_stays():
    # 5 January 2026 is a Monday: that day alone has every photo, until the week after.
    history = [copy(number, lost=2 if 5 <= number <= 10 else 0) for number in range(26)]
    left = [one.day for one in history if one.day not in days_to_remove(history)]
    assert [day for day in left if day.isocalendar().week == 2] == [date(2026, 1, 5)]


def test_after_photos_were_lost_the_last_backup_that_has_them_stays_for_good():
    history = [copy(number, lost=0 if number < 100 else 2) for number in range(400)]
    left = [one for one in history if one.day not in days_to_remove(history)]
    assert [one for one in left if one.lost == 0] == [history[99]]
    assert left[-1] == history[-1]
