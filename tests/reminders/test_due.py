"""Who is told when a dose falls due, who is not, and what is listed when nobody was."""

import pytest
from sqlmodel import select

from journal.records import restored
from journal.records.people import AuthSession, Membership, Role
from journal.reminders.answers import Answer, Kind
from journal.reminders.due import failed_reminders
from journal.reminders.ends import End
from tests.family import NOW
from tests.reminders.world import (
    BEFORE,
    HOUR,
    MINUTE,
    SECOND,
    FakeSender,
    answers,
    beat,
    deliveries,
    ends,
    give,
    occurrences,
    phone,
)

SLOT = "2026-11-22T08:00"


def failed(family) -> list[End]:
    with family.database.reading() as session:
        return [one.why for one in failed_reminders(session, family.nora, BEFORE)]


def test_every_phone_of_every_caregiver_is_told_once(family):
    sender = FakeSender()
    family.medicine(now=BEFORE)
    told = [phone(family, name) for name in ("ada", "ada", "ben")]
    silent = [phone(family, name) for name in ("cleo", "eve")]
    for seconds in (-20, 0, 20, 40):
        beat(family, sender, NOW + seconds * SECOND)

    assert sorted(where for where, *_ in sender.sent) == sorted(told)
    assert not [where for where in silent if sender.to(where)]
    assert {said["tag"] for _, said, *_ in sender.sent} == {str(occurrences(family)[0].id)}
    assert ends(family) == ["accepted"]
    assert failed(family) == []


def test_h20_a_message_lives_as_long_as_its_grace(small_family):
    family, sender = small_family, FakeSender()
    family.medicine(now=BEFORE)
    phone(family, "ada")
    beat(family, sender, NOW + 90 * MINUTE)
    (_, said, ttl, _), *_ = sender.sent
    assert 29 * MINUTE < ttl <= 30 * MINUTE
    assert said["body"] == "Due at 08:00"


@pytest.mark.parametrize("outcome", ["given", "skipped", "refused", "vomited"])
def test_nothing_is_sent_for_what_was_recorded_meanwhile(family, outcome):
    sender = FakeSender()
    medicine = family.medicine(now=BEFORE)
    phone(family, "ada")
    beat(family, sender, BEFORE)
    give(family, medicine, SLOT, now=NOW - MINUTE, outcome=outcome)
    beat(family, sender, NOW)
    assert not sender.sent
    assert ends(family) == ["recorded"]


def test_another_slot_or_medicine_recorded_silences_nothing(small_family):
    family, sender = small_family, FakeSender()
    medicine, other = family.medicine(now=BEFORE), family.medicine(name="Other", now=BEFORE)
    phone(family, "ada")
    give(family, medicine, "2026-11-21T08:00", now=NOW - MINUTE)
    give(family, other, SLOT, now=NOW - MINUTE)
    beat(family, sender, NOW)
    assert len(sender.sent) == 1


def test_a_dose_recorded_while_a_phone_is_tried_again_ends_the_tries(small_family):
    family, sender = small_family, answers(Kind.FAILED)
    medicine = family.medicine(now=BEFORE)
    phone(family, "ada")
    beat(family, sender, NOW)
    give(family, medicine, SLOT, now=NOW + MINUTE)
    for minutes in range(2, 12):
        beat(family, sender, NOW + minutes * MINUTE)
    assert len(sender.sent) == 1
    assert ends(family) == ["recorded"]


def test_a_phone_subscribed_after_the_due_time_gets_nothing_for_old_slots(small_family):
    family, sender = small_family, FakeSender()
    family.medicine(now=BEFORE)
    early = phone(family, "ada")
    late = phone(family, "ben", now=NOW + SECOND)
    beat(family, sender, NOW + MINUTE)
    assert len(sender.to(early)) == 1
    assert sender.to(late) == []


def test_g8_without_a_phone_the_app_lists_the_reminder(family):
    family.medicine(now=BEFORE)
    beat(family, FakeSender(), NOW)
    assert failed(family) == [End.NO_PHONE]


def test_g8_what_every_try_failed_to_deliver_is_listed(small_family):
    family, sender = small_family, answers(Kind.FAILED, status=500)
    family.medicine(now=BEFORE)
    phone(family, "ada")
    for minutes in range(0, 130, 2):
        beat(family, sender, NOW + minutes * MINUTE)
    assert failed(family) == [End.FAILED]
    assert 10 < len(sender.sent) < 40
    assert all(delivery.next_at is None for delivery in deliveries(family))


def test_g8_one_phone_that_accepts_is_enough(small_family):
    family = small_family
    family.medicine(now=BEFORE)
    good, lost = phone(family, "ada"), phone(family, "ben")
    sender = FakeSender(
        lambda where: Answer(kind=Kind.ACCEPTED if where == good else Kind.GONE, status=410)
    )
    beat(family, sender, NOW)
    assert ends(family) == ["accepted"]
    assert sorted(delivery.outcome for delivery in deliveries(family)) == ["accepted", "gone"]
    assert len(sender.to(lost)) == 1


def test_more_than_two_hours_late_is_listed_and_not_pushed(small_family):
    family, sender = small_family, FakeSender()
    family.medicine(now=BEFORE)
    phone(family, "ada")
    beat(family, sender, BEFORE)
    beat(family, sender, NOW + 2 * HOUR)
    assert not sender.sent
    assert failed(family) == [End.LATE]


def test_t4_a_removed_member_is_told_nothing_from_the_next_message_on(small_family):
    family, sender = small_family, FakeSender()
    family.medicine(now=BEFORE)
    bens = phone(family, "ben")
    phone(family, "ada")
    with family.database.transaction() as session:
        session.delete(
            session.exec(
                select(Membership).where(Membership.account_id == family.people["ben"])
            ).one()
        )
    beat(family, sender, NOW)
    assert sender.to(bens) == []
    assert len(sender.sent) == 1


def test_t4_who_becomes_a_viewer_between_claim_and_send_is_told_nothing(small_family):
    family = small_family
    family.medicine(now=BEFORE)
    phone(family, "ada")
    phone(family, "ben")

    def demote(endpoint: str) -> Answer:
        with family.database.transaction() as session:
            for member in session.exec(
                select(Membership).where(Membership.account_id.in_(family.people.values()))
            ):
                member.role = Role.VIEWER
        return Answer(kind=Kind.FAILED)

    sender = FakeSender(demote)
    beat(family, sender, NOW)
    tried = len(sender.sent)
    beat(family, sender, NOW + 10 * MINUTE)
    assert len(sender.sent) == tried
    assert {one.outcome for one in deliveries(family)} <= {"signed_out"}


def test_t8_a_phone_whose_sign_in_ended_is_silent(small_family):
    family, sender = small_family, FakeSender()
    family.medicine(now=BEFORE)
    with family.database.transaction() as session:
        session.add(
            AuthSession(
                id="one",
                account_id=family.people["ben"],
                agent="phone",
                created_at=NOW,
                seen_at=NOW,
            )
        )
    where = phone(family, "ben", session="one")
    beat(family, sender, NOW)
    assert len(sender.to(where)) == 1
    with family.database.transaction() as session:
        session.delete(session.get_one(AuthSession, "one"))
    beat(family, sender, NOW + 24 * HOUR)
    assert len(sender.to(where)) == 1
    assert failed(family) == [End.NO_PHONE]


def test_h35_after_a_restore_reminders_of_doses_wait_until_somebody_can_tell(family):
    sender = FakeSender()
    family.medicine(now=BEFORE)
    phone(family, "ada")
    with family.database.transaction() as session:
        restored.begin(session, made_at=BEFORE, now=BEFORE)
    beat(family, sender, NOW)
    assert not sender.sent
    assert ends(family) == [None]
    with family.database.transaction() as session:
        ada = family.actor(session, "ada")
        restored.go_on(session, ada, family.households["lindqvist"], now=NOW + 5 * MINUTE)
    beat(family, sender, NOW + 6 * MINUTE)
    assert len(sender.sent) == 1
    assert ends(family) == ["accepted"]
