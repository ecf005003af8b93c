"""H39: what a teen writes for themselves is in no notification."""

import json
from datetime import timedelta

from sqlmodel import select

from journal.entries.record import record
from journal.records.reminders import About, PushSubscription
from tests.family import NOW, change, give_account
from tests.reminders.planned import choose, plan
from tests.reminders.world import FakeSender, beat, phone

SECRET = "schwalbenschwanz"


def test_h39_a_diary_is_in_no_push_though_a_phone_reads_all_of_it(small_family):
    family, sender = small_family, FakeSender()
    give_account(family, "nora")
    family.medicine(now=NOW - timedelta(days=1))
    for who in ("ada", "ben", "nora"):
        phone(family, who)
    choose(family, About.CHECK_IN, now=NOW, on=True)
    own = change(family.nora, "diary", note=SECRET, made_at=NOW - timedelta(hours=1))
    with family.database.transaction() as session:
        assert record(session, family.actor(session, "nora"), own, now=NOW).stored
        for row in session.exec(select(PushSubscription)):
            row.wording = "full"
    plan(family, NOW)
    for hours in (0, 6, 12, 18):
        beat(family, sender, now=NOW + timedelta(hours=hours))
    told = [json.dumps(said) for _where, said, *_ in sender.sent]
    assert any("Prednisolone" in text for text in told), "a phone that reads all of it"
    for word in (SECRET, str(own.entry), "diary"):
        assert not [text for text in told if word in text]
