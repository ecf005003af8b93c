"""F9: the worker is stopped, and goes on hours later as after a night of the laptop."""

import json
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from journal.reminders.due import failed_reminders
from journal.reminders.ends import End
from journal.reminders.heart import is_late
from tests.family import NOW
from tests.reminders.world import BEFORE, HOUR, MINUTE, phone
from tests.support import sources
from tests.support.clocked_worker import write
from tests.support.push_service import Phone, PushService

DAY = timedelta(days=1)


class Worker:
    """A worker in a process of its own that can be put to sleep."""

    def __init__(self, url: str, host: str, folder: Path) -> None:
        self.folder = folder
        self.set(BEFORE)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.clocked_worker", url, host, str(folder)],
            cwd=sources.ROOT,
        )

    def set(self, now: datetime) -> None:
        write(self.folder / "now", now.isoformat())

    def beaten(self, now: datetime) -> None:
        """Wait until it has beaten at this moment."""
        ends = time.monotonic() + 60
        beaten = self.folder / "beaten"
        while not beaten.exists() or beaten.read_text() != now.isoformat():
            assert self.process.poll() is None, "the worker ended by itself"
            assert time.monotonic() < ends, "the worker does not beat"
            time.sleep(0.02)

    def sleep_until(self, now: datetime) -> None:
        self.process.send_signal(signal.SIGSTOP)
        self.set(now)
        self.process.send_signal(signal.SIGCONT)
        self.beaten(now)


@pytest.fixture
def worker(small_family, service: PushService, tmp_path: Path):
    small_family.medicine(now=BEFORE)
    keys = Phone()
    phone(small_family, "ada", endpoint=service.endpoint, keys=keys)
    worker = Worker(f"sqlite:///{tmp_path / 'journal.sqlite3'}", service.host, tmp_path)
    worker.keys = keys
    yield worker
    worker.process.kill()
    worker.process.wait(timeout=60)


def test_f9_after_sleep_it_is_sent_once_within_the_grace_and_listed_beyond(
    small_family, service, worker
):
    def failed(since):
        with small_family.database.reading() as session:
            return [one.why for one in failed_reminders(session, small_family.nora, since)]

    worker.beaten(BEFORE)
    assert service.requests == []
    with small_family.database.reading() as session:
        assert is_late(session, now=NOW + HOUR), "while it sleeps, pages say so"

    worker.sleep_until(NOW + HOUR)
    worker.sleep_until(NOW + HOUR + MINUTE)
    (request,) = service.requests
    said = json.loads(worker.keys.decrypt(request.body))["notification"]
    assert said["body"] == "Due at 08:00", "the time when it was due, not now"
    assert 0 < int(request.headers["ttl"]) <= 3600
    with small_family.database.reading() as session:
        assert not is_late(session, now=NOW + HOUR + MINUTE)
    assert failed(BEFORE) == []

    worker.sleep_until(NOW + DAY + 2 * HOUR + MINUTE)
    assert len(service.requests) == 1, "past the grace nobody is told"
    assert failed(NOW + HOUR) == [End.LATE]
