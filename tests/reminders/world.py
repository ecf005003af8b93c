"""A family that is reminded: phones, a channel that only listens, and short questions."""

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

import sqlalchemy as sa
from sqlmodel import col, select

from journal.entries.change import Outcome
from journal.entries.record import record
from journal.plans.medicines import turn
from journal.records.children import Child
from journal.records.medicines import Medicine, Turn
from journal.records.people import AuthSession
from journal.records.reminder_choices import KindChoice, PersonChoice, Place
from journal.records.reminders import About, Delivery, Occurrence
from journal.reminders.answers import Answer, Kind
from journal.reminders.phones import subscribe
from journal.reminders.queue import FIRST
from journal.reminders.subscriptions import Subscription
from journal.reminders.tick import Counts, tick
from journal.reminders.wording import Words
from tests.family import NOW, Family, change

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
# Medicines and phones were there before anything fell due.
BEFORE = NOW - HOUR
WORDS = Words(url="https://journal.example")


@dataclass
class FakeSender:
    """A channel that keeps what it was given and answers as a test says."""

    answer: Callable[[str], Answer] = lambda endpoint: Answer(kind=Kind.ACCEPTED, status=201)
    sent: list[tuple[str, dict, timedelta, str]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def send(self, subscription, payload, *, ttl, urgency, topic, now):
        with self.lock:
            said = json.loads(payload)["notification"]
            self.sent.append((subscription.endpoint, said, ttl, topic))
        return self.answer(subscription.endpoint)

    def to(self, endpoint: str) -> list[dict]:
        return [said for where, said, *_ in self.sent if where == endpoint]


def answers(kind: Kind, **more) -> FakeSender:
    return FakeSender(lambda endpoint: Answer(kind=kind, **more))


def phone(
    family: Family, name: str, *, endpoint: str | None = None, keys=None, now=BEFORE, session=None
) -> str:
    """Subscribe a phone of somebody; return its endpoint."""
    where = endpoint or f"https://updates.push.services.mozilla.com/{name}/{uuid.uuid4().hex}"
    made = keys.subscription(where) if keys else Subscription(where, "key", "auth")
    with family.database.transaction() as writing:
        subscribe(writing, family.people[name], made, session_id=session, now=now)
    return where


def only_nora(family: Family) -> None:
    """Take the other children away: nothing is planned for them, and every beat looks at all."""
    with family.database.transaction() as session:
        session.execute(sa.delete(Child).where(col(Child.id) != family.nora))


def signed_in(family: Family, name: str, session: str) -> None:
    """Somebody is signed in on a phone: what it shows counts as that phone's."""
    with family.database.transaction() as writing:
        writing.add(
            AuthSession(
                id=session,
                account_id=family.people[name],
                agent="phone",
                created_at=BEFORE,
                seen_at=BEFORE,
            )
        )


def only_once(family: Family, about: About = About.DOSE, *, minutes: int = 0) -> None:
    """Let Nora's family choose after how many minutes phones ring once more; 0: not at all."""
    with family.database.transaction() as session:
        session.add(
            KindChoice(
                child_id=family.nora,
                about=about,
                again_minutes=minutes,
                changed_by=family.people["ada"],
                changed_at=BEFORE,
            )
        )


def choose(family: Family, name: str, place: Place = Place.FIRST, **more) -> None:
    """Let somebody choose how they are told of Nora's doses, or what `about` says."""
    with family.database.transaction() as session:
        chosen = {"about": About.DOSE, "changed_at": BEFORE, **more}
        session.merge(
            PersonChoice(
                account_id=family.people[name], child_id=family.nora, place=place, **chosen
            )
        )


def beat(family: Family, sender, now: datetime = NOW, **more) -> Counts:
    return tick(family.database, sender, WORDS, now=now, **more)


def occurrences(family: Family) -> Sequence[Occurrence]:
    with family.database.reading() as session:
        return session.exec(select(Occurrence).order_by(Occurrence.due_at, Occurrence.key)).all()


def deliveries(family: Family, *nudges: int) -> Sequence[Delivery]:
    """The first ones, or those of the given nudges."""
    asked = select(Delivery).where(Delivery.nudge.in_(nudges or (FIRST,)))
    with family.database.reading() as session:
        return session.exec(asked.order_by(Delivery.due_at, Delivery.nudge)).all()


def ends(family: Family, until: datetime = NOW) -> list[str | None]:
    return [one.outcome for one in occurrences(family) if one.due_at <= until]


def give(
    family: Family, medicine: Medicine, slot: str, *, now=NOW, by="ben", **fields
) -> tuple[uuid.UUID, Outcome]:
    """Record the slot's dose; return the entry's id and what became of it."""
    fields = {"outcome": "given", "amount": "12.5", "unit": "mg", **fields}
    made = change(
        medicine.child_id, "dose", made_at=now, medicine=str(medicine.id), slot=slot, **fields
    )
    with family.database.transaction() as session:
        return made.entry, record(session, family.actor(session, by), made, now=now)


def stop(family: Family, medicine: Medicine, *, now: datetime, what: Turn = Turn.STOP) -> None:
    """Stop a medicine from this moment on."""
    with family.database.transaction() as session:
        turn(
            session,
            family.actor(session, "ada"),
            session.get_one(Medicine, medicine.id),
            what,
            on=(now - 5 * HOUR).date(),
            reason="Dr. Okafor said so",
            review_on=(now + 24 * HOUR).date() if what is Turn.PAUSE else None,
            now=now,
        )
