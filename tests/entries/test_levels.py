"""Levels of symptoms over time: what was written, and what an evening said was as before."""

from datetime import date, timedelta

import pytest

from journal.entries import Result, record
from journal.entries.levels import key_of, last_levels, levels
from journal.entries.school import days_missed
from journal.records.children import Child
from journal.records.kinds.check_in import MOST_CARRIED
from tests.family import NOW, change, fresh_family

DAY = timedelta(days=1)
TIRED = {"symptom": "fatigue", "severity": 3}


@pytest.fixture
def family(database_url):
    family = fresh_family(database_url)
    yield family
    family.database.close()


def write(family, kind, *, days=0, hours=0, child="nora", **fields):
    at = NOW - days * DAY - timedelta(hours=hours)
    one = change(family.children[child], kind, made_at=at, **fields)
    who = "eve" if child == "mia" else "ada"
    with family.database.transaction() as session:
        assert record(session, family.actor(session, who), one, now=NOW).result is Result.APPLIED
    return one


def take_out(family, one):
    gone = change(family.nora, one.kind, entry=one.entry, base=1, delete=True)
    with family.database.transaction() as session:
        record(session, family.actor(session, "ada"), gone, now=NOW)


def read(family, days=30, child="nora"):
    with family.database.reading() as session:
        found = levels(session, family.children[child], NOW - days * DAY, NOW + DAY)
    return [(key_of(each), each.severity, each.carried) for each in found]


def last(family, watched=None):
    with family.database.transaction() as session:
        child = session.get_one(Child, family.nora)
        child.watched = watched
        return [(key_of(each), each.severity) for each in last_levels(session, child, now=NOW)]


def test_an_evening_as_before_counts_like_a_symptom_written_again(family):
    first = write(family, "symptom", days=2, symptom="fatigue", severity=3)
    second = write(family, "check_in", days=1, day="usual", carried=[TIRED])
    write(family, "symptom", symptom="fatigue", severity=5)
    with family.database.reading() as session:
        found = levels(session, family.nora, NOW - 30 * DAY, NOW + DAY)
    assert [(each.severity, each.carried) for each in found] == [(3, False), (3, True), (5, False)]
    assert [each.entry for each in found][:2] == [first.entry, second.entry]
    assert found[1].at == NOW - DAY


def test_an_evening_that_carries_nothing_is_no_level(family):
    write(family, "check_in", day="usual")
    assert read(family) == []


def test_levels_of_deleted_entries_and_of_other_children_are_not_read(family):
    take_out(family, write(family, "check_in", days=1, day="usual", carried=[TIRED]))
    take_out(family, write(family, "symptom", symptom="fatigue", severity=4))
    write(family, "check_in", child="mia", day="usual", carried=[TIRED])
    write(family, "check_in", child="tom", day="usual", carried=[TIRED])
    assert read(family) == []


def test_the_last_number_of_fourteen_days_is_as_before(family):
    write(family, "symptom", days=15, symptom="myalgia", severity=6)
    write(family, "symptom", days=4, symptom="fatigue", severity=5)
    write(family, "symptom", days=2, symptom="fatigue", severity=3)
    write(family, "symptom", days=3, symptom="other", name="Cold feet", severity=2)
    assert last(family) == [("other:Cold feet", 2), ("fatigue", 3)]


def test_a_level_said_again_by_an_evening_lasts_on(family):
    write(family, "symptom", days=20, symptom="fatigue", severity=3)
    write(family, "check_in", days=10, day="usual", carried=[TIRED])
    assert last(family) == [("fatigue", 3)]


def test_what_was_written_last_without_a_number_is_known_no_more(family):
    write(family, "symptom", days=4, symptom="fatigue", severity=3)
    write(family, "symptom", days=2, symptom="fatigue")
    assert last(family) == []


def test_what_has_ended_is_not_as_before(family):
    ended = (NOW - DAY).isoformat()
    write(family, "symptom", days=4, symptom="fatigue", severity=3, until=ended)
    assert last(family) == []


@pytest.mark.parametrize("days", [3, 20])
def test_what_evenings_carried_is_not_as_before_once_it_has_gone(family, days):
    tired = write(family, "symptom", days=days, symptom="fatigue", severity=3)
    write(family, "check_in", days=1, day="usual", carried=[TIRED])
    assert last(family) == [("fatigue", 3)]
    until = (NOW - timedelta(hours=2)).isoformat()
    gone = change(family.nora, "symptom", entry=tired.entry, base=1, until=until)
    with family.database.transaction() as session:
        assert record(session, family.actor(session, "ada"), gone, now=NOW).result is Result.APPLIED
    assert last(family) == last(family, ["fatigue"]) == []
    write(family, "symptom", hours=1, symptom="fatigue", severity=2)
    assert last(family) == [("fatigue", 2)]


def test_what_went_in_one_place_and_was_written_since_in_another_is_as_before(family):
    gone = (NOW - timedelta(hours=2)).isoformat()
    write(family, "symptom", days=4, symptom="malar_rash", severity=3, until=gone)
    write(family, "symptom", days=2, symptom="malar_rash", severity=5)
    assert last(family) == [("malar_rash", 5)]


def test_what_was_written_down_after_it_ended_is_not_as_before(family):
    since, until = ((NOW - days * DAY).isoformat() for days in (4, 3))
    write(family, "symptom", days=1, symptom="fatigue", severity=3, since=since, until=until)
    assert last(family) == []


def test_no_more_is_carried_than_an_evening_can_hold(family):
    for number in range(MOST_CARRIED + 1):
        name = f"Ache {number:02}"
        write(family, "symptom", hours=50 - number, symptom="other", name=name, severity=1)
    assert len(last(family)) == MOST_CARRIED
    assert last(family)[-1] == ("other:Ache 30", 1)


def test_a_nought_is_carried_only_where_the_family_looks_for_it(family):
    write(family, "symptom", days=1, symptom="malar_rash", severity=0)
    assert last(family) == []
    assert last(family, ["malar_rash"]) == [("malar_rash", 0)]


def test_the_family_list_says_which_levels_are_meant_and_in_which_order(family):
    write(family, "symptom", days=1, symptom="malar_rash", severity=2)
    write(family, "symptom", days=2, symptom="fatigue", severity=3)
    write(family, "symptom", days=3, symptom="other", name="Cold feet", severity=2)
    assert last(family, ["other:Cold feet", "fatigue", "arthralgia"]) == [
        ("other:Cold feet", 2),
        ("fatigue", 3),
    ]
    assert last(family, []) == []


@pytest.mark.parametrize("symptom", ["fever", "vomiting", "falls", "infusion_reaction"])
def test_a_fever_or_a_fall_of_last_week_is_never_said_again_by_a_tap(family, symptom):
    write(family, "symptom", days=1, symptom=symptom, severity=5)
    assert last(family) == []
    assert last(family, [symptom]) == []


def missed(family, first, final):
    with family.database.reading() as session:
        return days_missed(session, session.get_one(Child, family.nora), first, final)


def test_a_day_of_school_missed_counts_once_however_often_it_was_said(family):
    write(family, "check_in", days=2, day="worse", school="missed")
    write(family, "activity", days=2, hours=3, what="school_missed")
    write(family, "check_in", days=1, day="usual", school="part")
    write(family, "activity", days=3, what="exercise", minutes=20)
    write(family, "check_in", days=4, day="usual", school="went")
    write(family, "check_in", days=5, day="usual", school="no_school")
    assert missed(family, date(2026, 11, 1), date(2026, 11, 22)) == [
        date(2026, 11, 20),
        date(2026, 11, 21),
    ]
    assert missed(family, date(2026, 11, 21), date(2026, 11, 22)) == [date(2026, 11, 21)]


def test_an_evening_said_after_midnight_is_of_the_day_before(family):
    write(family, "check_in", days=1, hours=8, day="worse", school="missed")  # 00:00 of the 21st
    assert missed(family, date(2026, 11, 20), date(2026, 11, 20)) == [date(2026, 11, 20)]
