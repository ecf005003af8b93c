"""Appointments and own reminders: made, changed, ended, never edited."""

import uuid
from datetime import UTC, date, datetime, time, timedelta

import pytest

from journal.care.problems import Refused
from journal.care.rhythm import AsNeeded, Daily, Once
from journal.plans import appointments, own_reminders
from journal.plans.appointments import Visit, change_appointment, end_appointment, plan_appointment
from journal.plans.own_reminders import Wish, change_reminder, end_reminder, make_reminder
from journal.records.access import NotAllowed, Stranger
from journal.records.appointments import AppointmentKind
from journal.records.children import Child
from tests.family import NOW

DAY = timedelta(days=1)
AT = NOW + 3 * DAY
TODAY = date(2026, 11, 22)
MORNING = Daily((time(8),))


def visit(**changed) -> Visit:
    return Visit(**{"kind": AppointmentKind.CLINIC, "at": AT, "place": "Ward 3", **changed})


def wish(**changed) -> Wish:
    return Wish(**{"text": "Stretch", "rhythm": MORNING, "first_on": TODAY, **changed})


@pytest.fixture
def child(family, session) -> Child:
    return session.get_one(Child, family.nora)


@pytest.fixture
def ben(family, session):
    return family.actor(session, "ben")


def code(refused) -> tuple[str, str | None]:
    return refused.value.problems[0].code, refused.value.problems[0].field


def test_changed_appointment_is_a_row_that_follows_and_the_old_one_stays(session, child, ben):
    first = plan_appointment(session, ben, child, visit(), now=NOW)
    second = change_appointment(session, ben, first, visit(at=AT + DAY), now=NOW)
    assert second.follows == first.id
    assert (first.at, first.ended_at, first.ended_by) == (AT, NOW, ben.account_id)
    span = (NOW, NOW + 30 * DAY)
    assert list(appointments.appointments_of(session, child.id, *span)) == [second]
    assert {row.id for row in appointments.history_of(session, child.id)} == {first.id, second.id}


def test_saving_an_appointment_unchanged_writes_nothing(session, child, ben):
    row = plan_appointment(session, ben, child, visit(), now=NOW)
    assert change_appointment(session, ben, row, visit(), now=NOW + DAY) is row
    assert row.ended_at is None


def test_two_who_change_one_appointment_the_second_is_told(session, child, ben):
    row = plan_appointment(session, ben, child, visit(), now=NOW)
    change_appointment(session, ben, row, visit(place="Ward 4"), now=NOW)
    with pytest.raises(Refused) as refused:
        change_appointment(session, ben, row, visit(place="Ward 5"), now=NOW)
    assert code(refused) == ("changed_meanwhile", None)


def test_calling_off_twice_keeps_the_first_moment(session, child, ben):
    row = plan_appointment(session, ben, child, visit(), now=NOW)
    end_appointment(session, ben, row, now=NOW)
    end_appointment(session, ben, row, now=NOW + DAY)
    assert row.ended_at == NOW


def test_same_form_sent_twice_is_one_appointment_and_another_form_is_refused(session, child, ben):
    made = uuid.uuid4()
    row = plan_appointment(session, ben, child, visit(), now=NOW, row_id=made)
    assert plan_appointment(session, ben, child, visit(), now=NOW, row_id=made) is row
    with pytest.raises(Refused) as refused:
        plan_appointment(session, ben, child, visit(place="x"), now=NOW, row_id=made)
    assert code(refused) == ("id_again", None)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"at": NOW}, ("time_past", "at")),  # this very moment is no time to come
        ({"at": NOW - DAY}, ("time_past", "at")),
        ({"at": datetime(2036, 11, 22, tzinfo=UTC)}, ("time_far", "at")),
        ({"note": "x" * 10_001}, ("too_long", "note")),
        ({"place": "a\x00b"}, ("text_invalid", "place")),  # B20
        ({"with_whom": "x" * 201}, ("too_long", "with_whom")),
    ],
)
def test_appointment_that_cannot_be_kept_is_refused_at_its_field(
    session, child, ben, changed, expected
):
    with pytest.raises(Refused) as refused:
        plan_appointment(session, ben, child, visit(**changed), now=NOW)
    assert code(refused) == expected
    assert appointments.history_of(session, child.id) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"text": "  "}, ("required", "text")),
        ({"text": "x" * 201}, ("too_long", "text")),
        ({"rhythm": AsNeeded(None, None)}, ("rhythm_unknown", "rhythm")),
        ({"last_on": TODAY - DAY}, ("until_before_from", "until")),
        (
            {"first_on": TODAY - 3 * DAY, "last_on": TODAY - DAY},
            ("time_past", "until"),
        ),
        ({"rhythm": Once(datetime.combine(TODAY - DAY, time(8)))}, ("time_past", "from")),
    ],
)
def test_own_reminder_that_cannot_be_kept_is_refused_at_its_field(
    session, child, ben, changed, expected
):
    with pytest.raises(Refused) as refused:
        make_reminder(session, ben, child, wish(**changed), now=NOW)
    assert code(refused) == expected
    assert own_reminders.history_of(session, child.id) == []


def test_own_reminder_is_changed_by_a_row_that_follows_and_ended_by_hand(session, child, ben):
    first = make_reminder(session, ben, child, wish(), now=NOW)
    second = change_reminder(session, ben, first, wish(text="Walk"), now=NOW + DAY)
    assert (second.follows, second.text, first.text) == (first.id, "Walk", "Stretch")
    assert list(own_reminders.reminders_of(session, child.id)) == [second]
    end_reminder(session, ben, second, now=NOW + DAY)
    assert list(own_reminders.reminders_of(session, child.id)) == []
    assert len(own_reminders.history_of(session, child.id)) == 2


def test_t1_viewers_may_not_plan_and_strangers_find_nothing(family, session, child):
    ada = family.actor(session, "ada")
    planned = plan_appointment(session, ada, child, visit(), now=NOW)
    wished = make_reminder(session, ada, child, wish(), now=NOW)
    for name, error in (("cleo", NotAllowed), ("eve", Stranger)):
        who = family.actor(session, name)
        for attempt in (
            lambda who=who: plan_appointment(session, who, child, visit(), now=NOW),
            lambda who=who: change_appointment(session, who, planned, visit(), now=NOW),
            lambda who=who: end_appointment(session, who, planned, now=NOW),
            lambda who=who: make_reminder(session, who, child, wish(), now=NOW),
            lambda who=who: change_reminder(session, who, wished, wish(), now=NOW),
            lambda who=who: end_reminder(session, who, wished, now=NOW),
        ):
            with pytest.raises(error):
                attempt()
