"""The number on the app's icon: what has fallen due and nobody has recorded."""

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from journal.entries import record
from journal.records.restored import Restored, go_on
from journal.reminders import claims, due, letters
from journal.reminders.badge import due_count
from journal.reminders.planning import plan_ahead
from journal.reminders.tick import send_one
from tests.family import NOW, change
from tests.reminders.test_hospital import discharge, reviewed, stay
from tests.reminders.world import BEFORE, HOUR, MINUTE, SECOND, WORDS, FakeSender, beat, phone


def count(family, who="ada", now=NOW) -> int:
    with family.database.reading() as session:
        return due_count(session, family.people[who], now=now)


def give(family, medicine, slot) -> None:
    given = {"medicine": str(medicine.id), "slot": slot, "outcome": "given"}
    dose = change(family.nora, "dose", amount="12.5", unit="mg", **given)
    with family.database.transaction() as session:
        record(session, family.actor(session, "ben"), dose, now=NOW)


def test_the_number_is_of_all_children_of_whoever_records(family):
    family.medicine()  # due at 08:00, which is now
    family.medicine("Vitamin D", child="tom")
    family.medicine("Iron", child="mia", by="eve")
    assert count(family) == 2
    assert count(family, "cleo") == 0
    assert count(family, "eve") == 1


def test_what_somebody_has_recorded_is_due_no_more(family):
    medicine = family.medicine()
    give(family, medicine, "2026-11-22T08:00")
    assert count(family) == 0


@pytest.mark.parametrize(
    ("hours", "due"),
    [
        (-0.01, 0),  # not yet
        (0, 1),
        (11.99, 1),
        (12, 0),  # no record, as Today calls it
    ],
)
def test_a_dose_is_due_for_twelve_hours(family, hours, due):
    family.medicine()
    assert count(family, now=NOW + timedelta(hours=hours)) == due


def test_h35_no_dose_counts_while_its_household_waits_for_its_phones(family):
    family.medicine()
    family.medicine("Iron", child="mia", by="eve")
    home = family.households["lindqvist"]
    with family.database.transaction() as session:
        session.add(Restored(household_id=home, made_at=NOW, restored_at=NOW))
    assert (count(family), count(family, "eve")) == (0, 1)
    with family.database.transaction() as session:
        go_on(session, family.actor(session, "ada"), home, now=NOW)
    assert count(family) == 1


def test_h37_no_dose_counts_in_hospital_nor_one_that_fell_due_there(family):
    family.medicine(now=BEFORE)
    family.medicine("Vitamin D", child="tom", now=BEFORE)
    entry = stay(family, BEFORE, now=BEFORE)
    assert count(family) == 1, "Tom is at home"
    discharge(family, entry, now=NOW + HOUR)
    assert count(family, now=NOW + MINUTE) == 1
    assert count(family, now=NOW + 2 * HOUR) == 1


def test_h37_after_the_discharge_a_dose_counts_when_its_medicine_was_looked_at(family):
    medicine = family.medicine(now=BEFORE)
    entry = stay(family, BEFORE - HOUR, BEFORE, now=BEFORE)
    assert count(family) == 0
    reviewed(family, entry, medicine, now=NOW)
    assert count(family) == 1


@dataclass
class Reading(FakeSender):
    """Keeps the number of each message too."""

    numbers: list[int | None] = field(default_factory=list)

    def send(self, subscription, payload, **more):
        self.numbers.append(json.loads(payload).get("app_badge"))
        return super().send(subscription, payload, **more)


def test_a_push_carries_the_number(family):
    family.medicine(now=BEFORE)
    phone(family, "ada")
    sender = Reading()
    beat(family, sender)
    assert sender.numbers == [1]


@pytest.mark.parametrize(("waited", "recorded"), [(0, False), (2, False), (2, True)])
def test_h7_what_has_waited_is_read_anew_and_the_number_not_counted_anew(
    small_family, waited, recorded
):
    """Counting is half of the reading, and the lease goes on meanwhile."""
    family, sender = small_family, Reading()
    medicine = family.medicine(now=BEFORE)
    phone(family, "ada")
    with family.database.transaction() as session:
        plan_ahead(session, now=NOW)
        due.sweep(session, now=NOW)
        (claim,) = claims.claim(session, now=NOW)
        letter = letters.open_letter(session, claim, now=NOW)
    if recorded:
        give(family, medicine, "2026-11-22T08:00")
    opened = NOW - waited * SECOND, replace(letter, due=7)
    send_one(family.database, sender, WORDS, claim, present=lambda: NOW, opened=opened)
    assert sender.numbers == ([] if recorded else [7])
