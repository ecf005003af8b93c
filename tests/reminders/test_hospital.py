"""H37: in hospital the doses are theirs; after it each medicine is looked at before it rings."""

import uuid
from decimal import Decimal

import pytest

from journal.care.rhythm import read_rhythm
from journal.entries.record import record
from journal.plans.medicines import Dosing, change_dose
from journal.records.columns import uuid7
from journal.records.medicines import Medicine
from journal.records.reminders import About
from journal.reminders.actions import StaleAction, given
from journal.reminders.due import failed_reminders
from tests.family import NOW, change
from tests.reminders.noticed import decide
from tests.reminders.world import BEFORE, HOUR, MINUTE, FakeSender, beat, ends, occurrences, phone

SLOT = "2026-11-22T08:00"
DAY = 24 * HOUR


def stay(family, admitted, discharged=None, *, now, entry: uuid.UUID | None = None) -> uuid.UUID:
    fields = {"hospital": "St. Anna", "admitted": admitted.isoformat()}
    if discharged:
        fields["discharged"] = discharged.isoformat()
    made = change(family.nora, "stay", made_at=now, at=admitted.isoformat(), **fields)
    with family.database.transaction() as session:
        record(session, family.actor(session, "ada"), made, now=now)
    return made.entry


def discharge(family, entry: uuid.UUID, *, now) -> None:
    from journal.records.kinds.stay import StayRow

    with family.database.transaction() as session:
        session.get_one(StayRow, entry).discharged = now


def live(family, sender, days: range) -> None:
    """At 08:00, half an hour later and at 10:00, when notices are due."""
    for day in days:
        for minutes in (0, 31, 61, 120):
            beat(family, sender, NOW + day * DAY + minutes * MINUTE)


def reviewed(family, entry, medicine, *, now, decision="continues", **more) -> uuid.UUID:
    """What the hospital said of one medicine."""
    fields = {"stay": str(entry), "medicine": str(medicine.id), "decision": decision, **more}
    made = change(family.nora, "review", made_at=now, at=now.isoformat(), **fields)
    with family.database.transaction() as session:
        record(session, family.actor(session, "ben"), made, now=now)
    return made.entry


def test_h37_in_a_stay_of_three_days_no_dose_is_pushed_nor_after_it_until_it_was_looked_at(family):
    from datetime import timedelta

    from journal.records.medicines import Turn

    sender = FakeSender()
    medicine = family.medicine(now=BEFORE)
    held = family.medicine(name="Azathioprine", now=BEFORE)
    review = NOW.date() + timedelta(days=1)
    decide(family, held, Turn.PAUSE, NOW.date(), review_on=review, now=BEFORE)
    phone(family, "ada")
    entry = stay(family, BEFORE, now=BEFORE)
    live(family, sender, range(3))
    # Only the pause that is to be looked at was told of.
    assert {said["body"] for _, said, *_ in sender.sent} == {"A pause is to be looked at"}
    doses = [one for one in occurrences(family) if one.about == About.DOSE and one.settled_at]
    assert len(doses) == 3
    assert {one.outcome for one in doses} == {"in_hospital"}
    with family.database.reading() as session:
        assert failed_reminders(session, family.nora, BEFORE) == []

    discharge(family, entry, now=NOW + 2 * DAY + 5 * HOUR)
    before = len(sender.sent)
    live(family, sender, range(3, 4))
    assert len(sender.sent) == before
    assert ends(family, NOW + 3 * DAY)[-1] == "unreviewed"

    # Two hours late at most: what fell due meanwhile is told of as soon as somebody has looked.
    reviewed(family, entry, medicine, now=NOW + 4 * DAY - MINUTE)
    live(family, sender, range(4, 5))
    assert [said["body"] for _, said, *_ in sender.sent[before:]][:1] == ["Due at 08:00"]


def test_h37_the_one_medicine_that_was_looked_at_rings_and_at_once(small_family):
    family, sender = small_family, FakeSender()
    seen, _unseen = family.medicine(now=BEFORE), family.medicine(name="Azathioprine", now=BEFORE)
    phone(family, "ada")
    entry = stay(family, BEFORE - DAY, NOW - 30 * MINUTE, now=NOW - 20 * MINUTE)
    beat(family, sender, NOW)
    assert sender.sent == []
    reviewed(family, entry, seen, now=NOW + 5 * MINUTE)
    beat(family, sender, NOW + 6 * MINUTE)
    assert len(sender.sent) == 1
    assert sorted(ends(family)) == ["accepted", "unreviewed"]


def test_h37_a_reminder_that_was_queued_is_not_sent_when_the_discharge_comes_to_be_known(
    small_family,
):
    family, sender = small_family, FakeSender()
    medicine = family.medicine(now=BEFORE)
    phone(family, "ada")
    beat(family, sender, NOW)
    entry = stay(family, BEFORE - DAY, BEFORE, now=NOW + 10 * MINUTE)
    beat(family, sender, NOW + 31 * MINUTE)
    assert len(sender.sent) == 1
    # "Changed" alone tells nobody the new dose: the plan must say it.
    reviewed(family, entry, medicine, decision="changed", told="10 mg", now=NOW + 40 * MINUTE)
    beat(family, sender, NOW + 41 * MINUTE)
    beat(family, sender, NOW + DAY)
    assert len(sender.sent) == 1
    changed_dose(family, medicine, now=NOW + DAY + HOUR)
    beat(family, sender, NOW + 2 * DAY)
    assert len(sender.sent) == 2


def test_h37_given_on_a_notification_writes_nothing_of_what_nobody_has_looked_at(small_family):
    family, sender = small_family, FakeSender()
    family.medicine(now=BEFORE)
    phone(family, "ada")
    beat(family, sender, NOW)
    stay(family, BEFORE - DAY, BEFORE, now=NOW + 10 * MINUTE)
    (told, *_rest) = occurrences(family)
    with family.database.transaction() as session:
        ada, change_id = family.actor(session, "ada"), uuid7(NOW)
        with pytest.raises(StaleAction) as refused:
            given(session, ada, told.id, change_id, now=NOW + 20 * MINUTE)
    assert "discharge" in refused.value.problems[0].text
    with family.database.transaction() as session:
        # Whoever has the page before them has read so.
        ada = family.actor(session, "ada")
        done = given(session, ada, told.id, change_id, now=NOW + 20 * MINUTE, seen="12.5 mg")
    assert done.result == "applied"


def changed_dose(family, medicine, *, now) -> None:
    new = Dosing(
        amount=Decimal(10),
        unit="mg",
        rhythm=read_rhythm({"every": "day", "times": ["08:00"]}),
        first_on=now.date(),
    )
    with family.database.transaction() as session:
        ada = family.actor(session, "ada")
        change_dose(session, ada, session.get_one(Medicine, medicine.id), new, now=now)


def test_h37_who_is_admitted_after_the_first_ring_hears_no_second(small_family):
    family, sender = small_family, FakeSender()
    family.medicine(now=BEFORE)
    phone(family, "ada")
    beat(family, sender, NOW)
    stay(family, NOW + 10 * MINUTE, now=NOW + 11 * MINUTE)
    beat(family, sender, NOW + 31 * MINUTE)
    assert len(sender.sent) == 1


def test_a_stay_that_was_a_mistake_gives_the_reminder_back(small_family):
    from journal.records.entries import Entry

    family, sender = small_family, FakeSender()
    family.medicine(now=BEFORE)
    phone(family, "ada")
    entry = stay(family, BEFORE, now=BEFORE)
    beat(family, sender, NOW)
    assert ends(family) == ["in_hospital"]
    with family.database.transaction() as session:
        session.get_one(Entry, entry).deleted = True
    beat(family, sender, NOW + 5 * MINUTE)
    assert len(sender.sent) == 1
    assert ends(family) == ["accepted"]
