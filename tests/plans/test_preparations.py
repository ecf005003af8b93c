"""Pages prepared for a visit: made once, changed item by item by two parents, held, put away."""

import pytest

from journal.care.problems import Refused
from journal.entries import record
from journal.plans import prepared
from journal.plans.appointments import Visit, change_appointment, end_appointment, plan_appointment
from journal.plans.preparations import (
    Sitting,
    bring_back,
    days_of,
    hold,
    preparation_for,
    preparations_of,
    prepare,
    put_away,
    sitting_at,
    sitting_of,
    take_back,
    unheld_of,
)
from journal.plans.whom import is_same_person, seen_by
from journal.records.appointments import AppointmentKind
from tests.family import NOW, change
from tests.plans.visiting import DAY, SOON, TODAY, answer, asked, code, told


def appointment(session, actor, child, days=3):
    visit = Visit(kind=AppointmentKind.CLINIC, at=NOW + days * DAY, with_whom="Dr. Okafor")
    return plan_appointment(session, actor, child, visit, now=NOW)


def test_two_parents_who_begin_have_one_page(session, ada, ben, child, page):
    assert prepare(session, ben, child, SOON, now=NOW) is page
    again = Sitting(whom=" dr. okafor", on=SOON.on)
    assert prepare(session, ben, child, again, now=NOW) is page
    other = prepare(session, ben, child, Sitting(whom="Dr. Lim", on=SOON.on), now=NOW)
    assert other.id != page.id


def first_on(session, child, page):
    """The first day of the page, as it is read today."""
    return days_of(session, child, sitting_of(session, child, page), page, TODAY)[0]


def test_page_begins_at_the_last_visit_to_this_person(family, session, ada, child):
    told(family, session, "visit", ago=40, team_member="Dr. Okafor")
    told(family, session, "visit", ago=10, team_member="Dr. Lim")
    assert first_on(session, child, prepare(session, ada, child, SOON, now=NOW)) == TODAY - 40 * DAY


def test_page_for_somebody_new_begins_at_the_last_visit_to_anybody(family, session, ada, child):
    told(family, session, "visit", ago=10, team_member="Dr. Lim")
    assert first_on(session, child, prepare(session, ada, child, SOON, now=NOW)) == TODAY - 10 * DAY


def test_visit_that_was_held_and_not_written_about_begins_the_next_page(session, ada, child):
    earlier = Sitting(whom="Dr. Okafor", on=TODAY - 20 * DAY)
    hold(session, ada, child, prepare(session, ada, child, earlier, now=NOW), now=NOW)
    assert first_on(session, child, prepare(session, ada, child, SOON, now=NOW)) == TODAY - 20 * DAY


def test_first_page_of_all_covers_ninety_days(session, child, page):
    sitting = Sitting(whom="", on=SOON.on)
    assert days_of(session, child, sitting, page, TODAY) == (TODAY - 89 * DAY, TODAY)
    assert days_of(session, child, sitting, page, SOON.on + 5 * DAY)[1] == SOON.on, (
        "it ends with the visit"
    )


def test_visit_that_was_deleted_begins_no_page(family, session, ada, child):
    one = change(family.nora, "visit", made_at=NOW - 10 * DAY, team_member="Dr. Okafor")
    record(session, ada, one, now=NOW, ask=False)
    gone = change(family.nora, "visit", entry=one.entry, base=one.id, delete=True)
    record(session, ada, gone, now=NOW, ask=False)
    assert first_on(session, child, prepare(session, ada, child, SOON, now=NOW)) == TODAY - 89 * DAY


@pytest.mark.parametrize("days", [-367, 1099])
def test_day_that_is_a_slip_of_the_year_is_refused(session, ada, child, days):
    with pytest.raises(Refused) as refused:
        prepare(session, ada, child, Sitting(whom="", on=TODAY + days * DAY), now=NOW)
    assert code(refused) == "date_far"
    assert list(preparations_of(session, child.id)) == []


def test_appointment_that_is_moved_takes_its_page_along(session, ada, ben, child):
    first = appointment(session, ada, child)
    page = prepare(session, ada, child, sitting_at(first, child), now=NOW)
    later = Visit(kind=AppointmentKind.CLINIC, at=NOW + 9 * DAY, with_whom="Dr. Okafor")
    moved = change_appointment(session, ben, first, later, now=NOW)
    assert sitting_of(session, child, page).on == TODAY + 9 * DAY
    assert prepare(session, ben, child, sitting_at(moved, child), now=NOW) is page
    assert preparation_for(session, child, moved) is page
    end_appointment(session, ben, moved, now=NOW)
    assert sitting_of(session, child, page).called_off


def test_what_nobody_answered_stands_first_on_the_next_page(family, session, ada, child, page):
    ids = asked(family, session, "one", "two", "three")
    for each in ids:
        prepared.rank(session, ada, page, each)
    answer(family, session, ids[1])
    hold(session, ada, child, page, now=NOW)
    coming = prepare(session, ada, child, Sitting(whom="", on=TODAY + 90 * DAY), now=NOW)
    assert coming.ranked == [str(ids[0]), str(ids[2])]


def test_what_nobody_answered_moves_to_a_page_that_is_there_already(
    family, session, ada, child, page
):
    coming = prepare(session, ada, child, Sitting(whom="", on=TODAY + 90 * DAY), now=NOW)
    own, left, open_one = asked(family, session, "own", "left", "open")
    prepared.rank(session, ada, coming, own)
    prepared.rank(session, ada, page, left)
    prepared.rank(session, ada, page, open_one)
    answer(family, session, left)
    for _tap in range(2):
        hold(session, ada, child, page, now=NOW)
    assert coming.ranked == [str(own), str(open_one)]


def test_page_of_a_visit_that_is_over_stays_until_somebody_says_it_is_not(
    session, ada, child, page
):
    hold(session, ada, child, page, now=NOW)
    with pytest.raises(Refused) as refused:
        prepared.strike(session, ada, page, "fever:2026-11-20")
    assert code(refused) == "is_over"
    take_back(session, ada, page)
    prepared.strike(session, ada, page, "fever:2026-11-20")
    assert page.struck == ["fever:2026-11-20"]


def test_page_put_away_takes_no_change_and_comes_back_as_it_was(session, ada, ben, child, page):
    prepared.strike(session, ada, page, "a:1")
    put_away(session, ada, page, now=NOW)
    put_away(session, ben, page, now=NOW + DAY)
    assert (page.ended_by, page.ended_at) == (ada.account_id, NOW)
    assert list(preparations_of(session, child.id)) == []
    with pytest.raises(Refused) as refused:
        prepared.strike(session, ben, page, "b:2")
    assert code(refused) == "put_away"
    bring_back(session, ben, child, page)
    prepared.strike(session, ben, page, "b:2")
    assert page.struck == ["a:1", "b:2"]


def test_page_begun_before_another_visit_was_over_begins_after_it(session, ada, child):
    today = prepare(session, ada, child, Sitting(whom="Dr. Okafor", on=TODAY), now=NOW)
    coming = prepare(session, ada, child, SOON, now=NOW)
    assert first_on(session, child, coming) == TODAY - 89 * DAY
    hold(session, ada, child, today, now=NOW)
    later = days_of(session, child, SOON, coming, SOON.on)
    assert later == (TODAY, SOON.on)
    prepared.cover(session, ada, coming, TODAY - 9 * DAY, None)
    assert first_on(session, child, coming) == TODAY - 9 * DAY, "what the family set stays"


def test_questions_go_to_the_visit_to_come_and_to_no_page_whose_day_has_passed(
    family, session, ada, child, page
):
    dead = prepare(session, ada, child, Sitting(whom="Dr. Lim", on=TODAY - 30 * DAY), now=NOW)
    coming = prepare(session, ada, child, Sitting(whom="", on=TODAY + 90 * DAY), now=NOW)
    (one,) = asked(family, session, "one")
    prepared.rank(session, ada, page, one)
    hold(session, ada, child, page, now=NOW)
    assert (dead.ranked, coming.ranked) == ([], [str(one)])


def test_page_whose_day_has_passed_keeps_no_question_from_the_next_one(
    family, session, ada, child, page
):
    dead = prepare(session, ada, child, Sitting(whom="Dr. Lim", on=TODAY - 5 * DAY), now=NOW)
    old, one = asked(family, session, "old", "one")
    prepared.rank(session, ada, dead, old)
    prepared.rank(session, ada, page, one)
    hold(session, ada, child, page, now=NOW)
    coming = prepare(session, ada, child, Sitting(whom="", on=TODAY + 90 * DAY), now=NOW)
    assert str(one) in coming.ranked


def test_visits_to_come_stand_by_their_day_and_those_that_passed_apart(session, ada, child):
    first = appointment(session, ada, child)
    moved = prepare(session, ada, child, sitting_at(first, child), now=NOW)
    dead = prepare(session, ada, child, Sitting(whom="Dr. Lim", on=TODAY - 30 * DAY), now=NOW)
    soon = prepare(session, ada, child, Sitting(whom="Dr. Lim", on=TODAY + 5 * DAY), now=NOW)
    later = Visit(kind=AppointmentKind.CLINIC, at=NOW + 9 * DAY, with_whom="Dr. Okafor")
    change_appointment(session, ada, first, later, now=NOW)
    rows = preparations_of(session, child.id)
    assert unheld_of(session, child, rows, TODAY) == ([soon, moved], [dead])


def test_page_that_is_put_away_and_prepared_again_is_the_same_page(session, ada, ben, child, page):
    prepared.strike(session, ada, page, "a:1")
    put_away(session, ada, page, now=NOW)
    assert prepare(session, ben, child, SOON, now=NOW).id == page.id
    assert (page.struck, page.ended_at, page.ended_by) == (["a:1"], None, None)
    bring_back(session, ada, child, page)
    assert [one.id for one in preparations_of(session, child.id)] == [page.id]


def test_page_does_not_come_back_beside_another_one_of_its_visit(session, ada, child, page):
    put_away(session, ada, page, now=NOW)
    other = prepare(session, ada, child, Sitting(whom="Dr. Lim", on=SOON.on), now=NOW)
    other.whom = page.whom
    with pytest.raises(Refused) as refused:
        bring_back(session, ada, child, page)
    assert code(refused) == "page_there"
    assert page.ended_at is not None


def test_visit_typed_first_and_planned_later_has_one_page(session, ada, child, page):
    """And from then on it moves with its appointment."""
    planned = appointment(session, ada, child)
    assert preparation_for(session, child, planned) is page
    assert prepare(session, ada, child, sitting_at(planned, child), now=NOW) is page
    later = Visit(kind=AppointmentKind.CLINIC, at=NOW + 9 * DAY, with_whom="Dr. Okafor")
    change_appointment(session, ada, planned, later, now=NOW)
    assert sitting_of(session, child, page).on == TODAY + 9 * DAY


def test_visit_of_the_plan_that_is_typed_as_well_has_one_page(session, ada, child):
    planned = appointment(session, ada, child)
    page = prepare(session, ada, child, sitting_at(planned, child), now=NOW)
    assert prepare(session, ada, child, SOON, now=NOW) is page


def test_two_appointments_of_one_day_have_two_pages(session, ada, child):
    pages = {
        prepare(
            session, ada, child, sitting_at(appointment(session, ada, child), child), now=NOW
        ).id
        for _visit in range(2)
    }
    assert len(pages) == 2


def test_appointment_moved_and_then_called_off_says_the_last_day_that_was_planned(
    session, ada, child
):
    first = appointment(session, ada, child)
    page = prepare(session, ada, child, sitting_at(first, child), now=NOW)
    later = Visit(kind=AppointmentKind.CLINIC, at=NOW + 9 * DAY, with_whom="Dr. Lim")
    end_appointment(session, ada, change_appointment(session, ada, first, later, now=NOW), now=NOW)
    found = sitting_of(session, child, page)
    assert (found.whom, found.on, found.called_off) == ("Dr. Lim", TODAY + 9 * DAY, True)


@pytest.mark.parametrize(
    "typed", ["Dr Okafor", "dr.okafor", "Okafor", "DR.  OKAFOR ", "Prof. Dr. Okafor"]
)
def test_period_goes_by_the_person_however_the_name_was_typed(family, session, ada, child, typed):
    told(family, session, "visit", ago=40, team_member=typed)
    told(family, session, "visit", ago=10, team_member="Dr. Lim")
    assert first_on(session, child, prepare(session, ada, child, SOON, now=NOW)) == TODAY - 40 * DAY


@pytest.mark.parametrize("other", ["Dr. Lim", "Dr.", "", "Okafor junior"])
def test_another_name_is_another_person(other):
    assert not is_same_person("Dr. Okafor", other)


def test_whom_the_family_sees_most_often_is_offered_first_and_once(family, session, child, page):
    for ago, whom in enumerate(("Dr. Lim", "dr lim", "Dr Okafor", "Eye clinic"), 1):
        told(family, session, "visit", ago=ago, team_member=whom)
    assert seen_by(session, child.id)[:3] == ["Dr. Lim", "Dr Okafor", "Eye clinic"]
