"""F7: the server that draws pages may send the reminders too, on the same connections."""

from datetime import timedelta

from sqlmodel import select

from journal.records.reminders import Delivery, Occurrence, PhoneState, PushSubscription
from journal.records.scope import UNTIL_KNOWN, narrow, scope_of
from journal.reminders.claims import claim
from tests.family import NOW, Family, fresh_family


def test_f7_a_message_is_claimed_once_on_a_connection_that_drew_a_page(tmp_path):
    family = fresh_family(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    waiting(family)
    with family.database.reading(scope=UNTIL_KNOWN) as session:
        narrow(session, scope_of(session, family.actor(session, "ada")))
    claimed = [claimed_now(family), claimed_now(family)]
    with family.database.reading() as session:
        row = session.exec(select(Delivery)).one()
        assert (claimed, row.attempts, row.lease is None) == ([1, 0], 1, False)
    family.database.close()


def claimed_now(family: Family) -> int:
    with family.database.transaction() as session:
        return len(claim(session, now=NOW, lease=timedelta(minutes=1)))


def waiting(family: Family) -> None:
    """One message to Ada's phone, due a minute ago."""
    medicine = family.medicine()
    with family.database.transaction() as session:
        phone = PushSubscription(
            account_id=family.people["ada"],
            endpoint="https://push.example.org/1",
            p256dh="x",
            auth="x",
            state=PhoneState.WORKS,
            created_at=NOW,
            seen_at=NOW,
        )
        due = Occurrence(
            child_id=family.nora,
            medicine_id=medicine.id,
            slot="2026-11-22T08:00",
            key="test",
            due_at=NOW,
        )
        session.add_all([phone, due])
        session.flush()
        session.add(
            Delivery(
                occurrence_id=due.id,
                subscription_id=phone.id,
                due_at=NOW,
                next_at=NOW - timedelta(minutes=1),
                topic="x",
            )
        )
