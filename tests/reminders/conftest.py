"""A sender and a push service that belong together."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from journal.records.medicines import Medicine
from journal.reminders.answers import Answer
from journal.reminders.endpoints import Permitted
from journal.reminders.message import new_topic
from journal.reminders.push import Sender, Urgency
from journal.reminders.subscriptions import Subscription
from journal.reminders.vapid import VapidKey
from tests.family import Family, fresh_family
from tests.reminders.world import BEFORE
from tests.support.push_service import PushService

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
CONTACT = "mailto:ada@journal.example"

Send = Callable[..., Answer]


@pytest.fixture(scope="session")
def vapid() -> VapidKey:
    return VapidKey.generate(contact=CONTACT)


@pytest.fixture
def service() -> Iterator[PushService]:
    with PushService() as service:
        yield service


@pytest.fixture
def new_sender(vapid: VapidKey) -> Iterator[Callable[..., Sender]]:
    made: list[Sender] = []

    def new(*extra: str, tls=None, **permitted) -> Sender:
        made.append(Sender(vapid, Permitted(extra, **permitted), tls=tls))
        return made[-1]

    yield new
    for sender in made:
        sender.close()


def send(sender: Sender, subscription: Subscription, payload: bytes = b"{}", **changed) -> Answer:
    """Send with the usual arguments of a test, some of them changed."""
    usual = {
        "ttl": timedelta(minutes=30),
        "urgency": Urgency.HIGH,
        "topic": new_topic(),
        "now": NOW,
        "deadline": timedelta(seconds=1),
    }
    return sender.send(subscription, payload, **{**usual, **changed})


@pytest.fixture
def family(database_url: str) -> Iterator[Family]:
    """The cast in a fresh database; once on SQLite, once on PostgreSQL."""
    family = fresh_family(database_url)
    yield family
    family.database.close()


@pytest.fixture
def small_family(tmp_path: Path) -> Iterator[Family]:
    """The cast on SQLite, for what does not depend on the database."""
    family = fresh_family(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    yield family
    family.database.close()


@pytest.fixture
def pills(family: Family) -> Medicine:
    """Prednisolone 15 mg every day, planned before the test begins."""
    return family.medicine(amount="15", now=BEFORE)
