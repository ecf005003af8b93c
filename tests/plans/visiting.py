"""What tests of prepared pages share: a visit to come, and what was written before it."""

import uuid
from datetime import date, timedelta

from journal.entries import record
from journal.plans.preparations import Sitting
from tests.family import NOW, change

DAY = timedelta(days=1)
TODAY = date(2026, 11, 22)
SOON = Sitting(whom="Dr. Okafor", on=TODAY + 3 * DAY)


def told(family, session, kind, *, ago=1, **fields) -> uuid.UUID:
    """Write an entry as Ada; its id."""
    one = change(family.nora, kind, made_at=NOW - ago * DAY, **fields)
    outcome = record(session, family.actor(session, "ada"), one, now=NOW, ask=False)
    assert outcome.revision, outcome
    return one.entry


def asked(family, session, *texts) -> list[uuid.UUID]:
    return [told(family, session, "question", text=text) for text in texts]


def answer(family, session, question) -> None:
    fields = {"answer": "Yes.", "answered": NOW.isoformat()}
    one = change(family.nora, "question", entry=question, base=1, **fields)
    outcome = record(session, family.actor(session, "ada"), one, now=NOW, ask=False)
    assert outcome.revision, outcome


def code(refused) -> str:
    """The code of what was refused."""
    return refused.value.problems[0].code
