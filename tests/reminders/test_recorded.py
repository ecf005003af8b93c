"""A recorded dose takes its reminder away on every phone that was told of it."""

from sqlmodel import select

from journal.records.entries import Entry
from journal.records.people import AuthSession
from journal.records.reminders import Delivery
from journal.reminders.recorded import CLOSING, not_on_this_phone
from tests.family import NOW
from tests.reminders.world import (
    BEFORE,
    HOUR,
    MINUTE,
    FakeSender,
    beat,
    deliveries,
    ends,
    give,
    occurrences,
    only_once,
    phone,
)

SLOT = "2026-11-22T08:00"


def silent(sender: FakeSender) -> list[tuple[str, str]]:
    return [(where, said["body"]) for where, said, *_ in sender.sent if said["silent"]]


def test_a_recorded_dose_closes_its_notification_on_every_phone_that_was_told(family):
    sender = FakeSender()
    medicine = family.medicine(now=BEFORE)
    told = [phone(family, name) for name in ("ada", "ben")]
    phone(family, "ben", now=NOW + MINUTE)  # it was not told
    beat(family, sender, NOW)
    give(family, medicine, SLOT, now=NOW + 3 * MINUTE)
    give(family, medicine, SLOT, now=NOW + 4 * MINUTE, again=True, reason="spat out")
    for minutes in (5, 6, 40):
        beat(family, sender, NOW + minutes * MINUTE)

    assert sorted(silent(sender)) == sorted((where, "Recorded at 08:03") for where in told)
    closing = [each for each in sender.sent if each[1]["silent"]]
    assert {said["tag"] for _, said, *_ in closing} == {str(occurrences(family)[0].id)}
    # As long as the reminder: a phone may sleep through both.
    assert all(2 * HOUR - 5 * MINUTE < ttl <= 2 * HOUR for _, _, ttl, _ in closing)
    assert not any(said["actions"] for _, said, *_ in closing)
    assert len(sender.sent) == 4  # nothing rang a second time


def test_what_nobody_was_told_of_needs_no_closing(small_family):
    family, sender = small_family, FakeSender()
    medicine = family.medicine(now=BEFORE)
    phone(family, "ada")
    give(family, medicine, SLOT, now=NOW - MINUTE)
    beat(family, sender, NOW)
    assert not sender.sent
    assert not deliveries(family, CLOSING)


def test_the_phone_whose_own_button_recorded_it_hears_nothing_more(small_family):
    family, sender = small_family, FakeSender()
    medicine = family.medicine(now=BEFORE)
    with family.database.transaction() as session:
        row = AuthSession(
            id="one", account_id=family.people["ben"], agent="phone", created_at=NOW, seen_at=NOW
        )
        session.add(row)
    tapped, other = phone(family, "ben", session="one"), phone(family, "ben")
    beat(family, sender, NOW)
    give(family, medicine, SLOT, now=NOW + MINUTE)
    with family.database.transaction() as session:
        not_on_this_phone(session, occurrences(family)[0].id, "one")
    beat(family, sender, NOW + 2 * MINUTE)
    assert silent(sender) == [(other, "Recorded at 08:01")]
    assert len(sender.to(tapped)) == 1


def test_a_dose_recorded_a_second_time_closes_what_rang_again(family):
    """Recorded, deleted, rings once more, recorded again: it does not stay on the phone."""
    sender = FakeSender()
    medicine = family.medicine(now=BEFORE)
    phone(family, "ada")
    beat(family, sender, NOW)
    entry, _ = give(family, medicine, SLOT, now=NOW + MINUTE)
    beat(family, sender, NOW + 2 * MINUTE)
    with family.database.transaction() as session:
        session.get_one(Entry, entry).deleted = True
    beat(family, sender, NOW + 31 * MINUTE)
    assert len(sender.sent) == 3
    give(family, medicine, SLOT, now=NOW + 33 * MINUTE)
    for minutes in (34, 35):
        beat(family, sender, NOW + minutes * MINUTE)
    assert [said for _, said in silent(sender)] == ["Recorded at 08:01", "Recorded at 08:33"]


def test_a_closed_reminder_is_closed_once_however_often_the_dose_is_written(small_family):
    family, sender = small_family, FakeSender()
    medicine = family.medicine(now=BEFORE)
    phone(family, "ada")
    only_once(family)
    beat(family, sender, NOW)
    give(family, medicine, SLOT, now=NOW + MINUTE)
    beat(family, sender, NOW + 2 * MINUTE)
    give(family, medicine, SLOT, now=NOW + HOUR, again=True, reason="spat out")
    beat(family, sender, NOW + HOUR)
    assert len(silent(sender)) == 1


def test_a_record_that_is_deleted_before_it_is_told_closes_nothing(small_family):
    family, sender = small_family, FakeSender()
    medicine = family.medicine(now=BEFORE)
    phone(family, "ada")
    only_once(family)
    beat(family, sender, NOW)
    entry, _ = give(family, medicine, SLOT, now=NOW + MINUTE)
    with family.database.transaction() as session:
        session.get_one(Entry, entry).deleted = True
    beat(family, sender, NOW + 2 * MINUTE)
    assert not silent(sender)


def test_a_closing_message_is_given_up_after_two_hours(small_family):
    family, sender = small_family, FakeSender()
    medicine = family.medicine(now=BEFORE)
    phone(family, "ada")
    beat(family, sender, NOW)
    give(family, medicine, SLOT, now=NOW + MINUTE)
    beat(family, sender, NOW + 2 * HOUR + MINUTE)
    assert not silent(sender)
    assert [one.outcome for one in deliveries(family, CLOSING)] == ["late"]
    assert ends(family) == ["accepted"]


def test_it_waits_in_the_database_and_not_in_the_request(small_family):
    family = small_family
    medicine = family.medicine(now=BEFORE)
    phone(family, "ada")
    beat(family, FakeSender(), NOW)
    give(family, medicine, SLOT, now=NOW + MINUTE)
    with family.database.reading() as session:
        row = session.exec(select(Delivery).where(Delivery.nudge == CLOSING)).one()
    assert (row.next_at, row.outcome) == (NOW + MINUTE, None)
