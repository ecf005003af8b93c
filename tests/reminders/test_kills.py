"""F8, F24: workers are killed and stopped at random; no reminder is lost (findings 4 and 5)."""

import json
import os
import random
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import http_ece
import pytest
from sqlmodel import select

from journal.records.database import Database
from journal.records.reminders import PushSubscription
from journal.reminders.answers import Kind
from journal.reminders.endpoints import Permitted
from journal.reminders.origins import IN_FLIGHT
from journal.reminders.planning import plan_ahead
from journal.reminders.push import Sender
from journal.reminders.rounds import Rounds
from journal.reminders.tick import tick
from tests.family import NOW, Family, fresh_database, make_family
from tests.faults.figures import FIGURES
from tests.reminders.world import HOUR, SECOND, WORDS, deliveries, occurrences, only_once, phone
from tests.support import sources
from tests.support.push_service import Phone, PushService, Request, answering

TIMES = ["07:00", "07:15", "07:30", "07:45"]
LONG_AGO = NOW - 2 * HOUR
SEED = 8


@dataclass
class Ran:
    """What became of every delivery: how often each (phone, tag) reached the push service."""

    family: Family
    received: Counter
    kills: int

    @property
    def lost(self) -> list[tuple[str, str]]:
        """Deliveries that the journal holds for accepted and that never arrived."""
        with self.family.database.reading() as session:
            where = {
                phone.id: phone.endpoint.rpartition("/")[2]
                for phone in session.exec(select(PushSubscription))
            }
        return [
            key
            for row in deliveries(self.family)
            if row.outcome == "accepted"
            and not self.received[key := (where[row.subscription_id], str(row.occurrence_id))]
        ]


def run(
    url: str,
    *,
    worker: str,
    workers: int,
    medicines: int,
    pause: float,
    kills: int = 12,
    limit: float = 90.0,
    speed: int = 20,
    lease: int = 10,
) -> Ran:
    """Let workers deliver `medicines` × 4 slots to two phones while they are killed."""
    family = make_family(fresh_database(url))
    keys = {name: Phone() for name in ("ada", "ben")}
    for number in range(medicines):
        family.medicine(
            name=f"Medicine {number}", rhythm={"every": "day", "times": TIMES}, now=LONG_AGO
        )
    only_once(family)
    chance = random.Random(SEED)

    def behave(connection) -> None:
        luck = chance.random()
        # Push services are 60 ms away, and a few answers take their time.
        time.sleep(0.3 if luck < 0.02 else 0.06)
        status = 500 if luck > 0.95 else 429 if luck > 0.92 else 201
        answering(status, headers="Retry-After: 2\r\n" if status == 429 else "")(connection)

    with PushService(behave=behave) as service:
        for name in keys:
            endpoint = f"http://{service.host}/{name}"
            phone(family, name, endpoint=endpoint, keys=keys[name], now=LONG_AGO)
        with family.database.transaction() as session:
            plan_ahead(session, now=LONG_AGO)
        order = {
            "url": url,
            "host": service.host,
            "worker": worker,
            "workers": workers,
            "pause": pause,
            "kills": kills,
            "limit": limit,
            "speed": speed,
            "lease": lease,
            "seed": SEED,
        }
        done = subprocess.run(
            [sys.executable, "-m", "tests.support.reminder_workers", json.dumps(order)],
            cwd=sources.ROOT,
            capture_output=True,
            text=True,
            timeout=limit + 60,
        )
        assert done.returncode == 0, done.stderr
        counts = json.loads(done.stdout)
        received = Counter()
        for request in service.requests:
            name = request.target.strip("/")
            if tag := tag_of(request, keys[name]):
                received[name, tag] += 1
    assert not counts["left"], f"not over after {counts} (seed {SEED}): {done.stderr[-2000:]}"
    FIGURES.info("F8 %s: %s", url.partition(":")[0], counts)
    return Ran(family, received, counts["kills"])


def tag_of(request: Request, keys: Phone) -> str | None:
    """The tag of a message; None: its worker was killed while it was sending, it did not arrive."""
    try:
        return str(json.loads(keys.decrypt(request.body))["notification"]["tag"])
    except http_ece.ECEException:
        return None


@pytest.mark.slow
@pytest.mark.parametrize("workers", [pytest.param(2, marks=pytest.mark.nightly), 4])
def test_f8_killed_workers_lose_no_reminder(database_url, workers):
    ran = run(database_url, worker="lease", workers=workers, medicines=10, pause=0.15)
    nothing_lost(ran, due=40)


@pytest.mark.slow
@pytest.mark.nightly
@pytest.mark.timeout(3300)
def test_f8_of_1500_due_four_killed_workers_lose_none(database_url):
    ran = run(
        database_url,
        worker="lease",
        workers=4,
        medicines=375,
        pause=0.15,
        kills=60,
        # The first of them are worth sending for another hour.
        limit=2700.0,
        speed=1,
        # For the twenty of one claim, on a machine that has other things to do.
        lease=30,
    )
    nothing_lost(ran, due=1500)


class Killed(Sender):
    """A sender whose process is killed at that very line: accepted, and not yet written down."""

    def __init__(self, *args, before: Path) -> None:
        super().__init__(*args)
        self.before = before

    def send(self, subscription, payload, **more):
        answer = super().send(subscription, payload, **more)
        tag = json.loads(payload)["notification"]["tag"]
        if answer.kind is Kind.ACCEPTED and tag not in self.before.read_text():
            with self.before.open("a") as file:
                file.write(f"{tag}\n")
                file.flush()
                os.kill(os.getpid(), signal.SIGKILL)
        return answer


def until_killed(family: Family, sender: Sender, rounds: Rounds, moment: datetime) -> bool:
    """Let a worker of its own tick; return whether it was killed."""
    worker = os.fork()
    if not worker:
        try:
            database = Database(str(family.database.engine.url))
            tick(database, sender, WORDS, now=moment, lease=SECOND, rounds=rounds)
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    _, status = os.waitpid(worker, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


@pytest.mark.slow
@pytest.mark.parametrize("due", [8, pytest.param(200, marks=pytest.mark.nightly)])
@pytest.mark.timeout(2400)
def test_f24_each_reminder_whose_worker_is_killed_between_accept_and_settle_comes_again(
    small_family, vapid, tmp_path, due
):
    family, keys, before = small_family, Phone(), tmp_path / "killed"
    before.touch()
    for number in range(due // len(TIMES)):
        rhythm = {"every": "day", "times": TIMES}
        family.medicine(name=f"Medicine {number}", rhythm=rhythm, now=LONG_AGO)
    only_once(family)
    kills, moment, rounds = 0, NOW, Rounds()
    with PushService() as service:
        phone(family, "ada", endpoint=service.endpoint, keys=keys, now=LONG_AGO)
        rounds.plan(family.database, now=LONG_AGO, sign=lambda: None)
        family.database.close()
        sender = Killed(vapid, Permitted((service.host,)), before=before)
        while until_killed(family, sender, rounds, moment):
            # Its lease is over for the next one.
            kills, moment = kills + 1, moment + 2 * SECOND
        sent = Counter(tag for one in service.requests if (tag := tag_of(one, keys)))
    # As many as are on their way at once may share a kill.
    assert due / IN_FLIGHT <= kills <= due
    assert len(before.read_text().split()) == due
    expected = [one for one in occurrences(family) if one.due_at <= NOW]
    assert {one.outcome for one in expected} == {"accepted"}
    assert sent.keys() == {str(one.id) for one in expected}
    assert min(sent.values()) >= 2


def nothing_lost(ran: Ran, *, due: int) -> None:
    """Each phone was told of everything that was due, by one tag and one Topic each."""
    expected = [one for one in occurrences(ran.family) if one.due_at <= NOW]
    assert len(expected) == due
    assert {one.outcome for one in expected} == {"accepted"}
    assert ran.lost == []
    tags = {str(one.id) for one in expected}
    for name in ("ada", "ben"):
        assert {tag for who, tag in ran.received if who == name} == tags
    # One Topic per phone and occurrence, so that a repeat replaces what still waits.
    assert len([row for row in deliveries(ran.family) if row.nudge == 0]) == 2 * due
    assert ran.kills >= 1
    ran.family.database.close()


@pytest.mark.slow
def test_finding_5_a_worker_that_marks_before_it_sends_is_caught(tmp_path):
    url = f"sqlite:///{tmp_path / 'journal.sqlite3'}"
    ran = run(url, worker="mark", workers=2, medicines=10, pause=0.15)
    assert ran.kills >= 1
    assert ran.lost, "killed workers that mark first lost nothing: the test proves nothing"
    ran.family.database.close()
