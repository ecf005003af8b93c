"""H37: in hospital the doses are theirs; reminders of doses are silent until the discharge."""

import uuid

from journal.entries.record import record
from journal.records.reminders import About
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


def test_h37_in_a_stay_of_three_days_no_dose_is_pushed_and_they_resume_after_it(family):
    from datetime import timedelta

    from journal.records.medicines import Turn

    sender = FakeSender()
    family.medicine(now=BEFORE)
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
    beat(family, sender, NOW + 2 * DAY + 6 * HOUR)
    before = len(sender.sent)
    live(family, sender, range(3, 4))
    assert [said["body"] for _, said, *_ in sender.sent[before:]][:1] == ["Due at 08:00"]


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
