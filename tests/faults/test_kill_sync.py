"""F1: the server is killed while phones hand in what they wrote; nothing is lost or done twice."""

import os
import random
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from journal.entries.quarantine import receive
from journal.exchange.backup import backup
from journal.exchange.restore import restore
from journal.exchange.verify import verify
from journal.records.people import ApiToken
from journal.web.signed_in import hashed
from journal.web.sync_body import read_change
from tests.family import NOW, Family, fresh_database, make_family
from tests.faults.figures import FIGURES
from tests.faults.invariants import Found, check
from tests.support import killable
from tests.support.device import Device, World
from tests.support.served import free_port

SEED = int(os.environ.get("SUNHAT_SEED", "0")) or secrets.randbelow(10**6) + 1


@dataclass
class Ran:
    """What a run did and what the checker found."""

    found: Found
    devices: list[Device]
    kills: int
    in_flight: int
    seed: int = SEED

    @property
    def acked(self) -> int:
        return sum(len(device.acked) for device in self.devices)

    @property
    def repeated(self) -> int:
        return sum(device.repeated for device in self.devices)


def run(url: str, data: Path, *, kills: int, mutant: str | None = None) -> Ran:
    """Let Ada's and Ben's phones write while the server is killed `kills` times."""
    family = make_family(fresh_database(url))
    backup(family.database, data, data / "before.zip", now=NOW)
    world = World(child=str(family.nora), port=free_port())
    devices = [
        Device(world, str(family.people[name]), token_of(family, name), SEED + number)
        for number, name in enumerate(("ada", "ben"))
    ]
    environment = {
        "JOURNAL_DATA": str(data / "server"),
        "JOURNAL_DATABASE": url,
        "JOURNAL_LISTEN": f"127.0.0.1:{world.port}",
    }
    log = data / "journal.sqlite3-journal" if family.database.is_sqlite else None
    with killable.running(environment, mutant) as server:
        threads = [threading.Thread(target=device.live, daemon=True) for device in devices]
        for thread in threads:
            thread.start()
        in_flight = kill_often(server, devices, kills, log, data / "server" / killable.HOLD)
        world.stop.set()
        for thread in threads:
            # A server broken on purpose may never let a phone finish: then that is the finding.
            thread.join(20 if mutant else 120)
            assert mutant or not thread.is_alive(), f"A phone is not done. Seed {SEED}."
    acked = [change for device in devices for change in device.acked]
    found = check(family.database, data, acked, expected_digest(data, family, world, devices))
    family.database.close()
    return Ran(found, devices, kills, in_flight)


def kill_often(
    server: killable.Killable, devices: list[Device], kills: int, log: Path | None, hold: Path
) -> int:
    """Kill at random moments of requests; return how many kills met one that was under way.

    log   SQLite's rollback journal, None on PostgreSQL. It is gone at the moment of the commit:
          every fourth kill waits for that.
    hold  the server keeps back its answers while this file is there: every fourth kill falls
          between a commit and its answer, on a slow machine too.
    """
    dice = random.Random(SEED)
    hit = 0
    for number in range(kills):
        if dice.random() < 0.5:  # let one answer through, or nobody would ever get on
            known = sum(len(device.acked) for device in devices)
            wait_for(lambda known=known: sum(len(device.acked) for device in devices) > known, 5)
        wait_for(lambda: any(device.started for device in devices), 5)
        if number % 4 == 1:
            hold.touch()
            wait_for(killable.held_back(hold).exists, 5)
            time.sleep(dice.expovariate(1 / 0.001))
        elif number % 4 == 3 and log is not None:
            wait_for(log.exists)
            wait_for(lambda log=log: not log.exists())
            time.sleep(dice.expovariate(1 / 0.001))
        else:
            time.sleep(dice.uniform(0, 1.2) * min(0.25, *(device.took for device in devices)))
        hit += any(device.started for device in devices)
        server.kill()
        for file in (hold, killable.held_back(hold)):
            file.unlink(missing_ok=True)
        server.revive()
    return hit


def wait_for(happens: Callable[[], object], seconds: float = 1) -> None:
    """Look as often as we can, for so long at most."""
    until = time.monotonic() + seconds
    while not happens() and time.monotonic() < until:
        time.sleep(0.0003)


def token_of(family: Family, name: str) -> str:
    token = secrets.token_urlsafe(16)
    with family.database.transaction() as session:
        session.add(
            ApiToken(
                id=hashed(token),
                account_id=family.people[name],
                may_write=True,
                created_at=NOW,
            )
        )
    return token


def expected_digest(data: Path, family: Family, world: World, devices: list[Device]) -> str:
    """The digest of the same changes, each received once, in the order they were written."""
    (data / "expected").mkdir()
    reference = fresh_database(f"sqlite:///{data / 'expected' / 'journal.sqlite3'}")
    restore(reference, data / "expected", data / "before.zip", now=NOW)
    writers = {change: device.person for device in devices for change in device.acked}
    names = {str(account): name for name, account in family.people.items()}
    with reference.transaction() as session:
        for raw in world.changes:
            actor = family.actor(session, names[writers[raw["id"]]])
            receive(session, actor, read_change(raw, skew=timedelta(0)), now=NOW)
    digest = verify(reference, data).digest
    reference.close()
    return digest


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_f1_a_killed_server_loses_nothing_it_acknowledged_and_does_nothing_twice(
    database_url, tmp_path
):
    kills = 60 if database_url.startswith("sqlite") else 30
    keeps_its_promise(run(database_url, tmp_path, kills=kills))


@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_f1_long_a_thousand_kills(database_url, tmp_path):
    keeps_its_promise(run(database_url, tmp_path, kills=1000))


def keeps_its_promise(ran: Ran) -> None:
    FIGURES.info(
        "F1: %d kills, %d during a request, %d changes acknowledged, %d more than once, seed %d",
        ran.kills,
        ran.in_flight,
        ran.acked,
        ran.repeated,
        ran.seed,
    )
    assert ran.found.holds, (ran.found, ran.seed)
    assert not [fault for device in ran.devices for fault in device.faults], ran.seed
    assert not any(device.outbox for device in ran.devices)
    assert ran.in_flight >= 0.8 * ran.kills
    # Some kills fell between the commit and the answer; without them this would prove little.
    assert ran.repeated > ran.kills / 20, ran.seed
    assert ran.acked > ran.kills / 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mutant", "promise"),
    [("acknowledges first", "lost"), ("forgets", "twice")],
)
def test_f1_a_server_that_breaks_its_promise_is_caught(tmp_path, mutant, promise):
    ran = run(f"sqlite:///{tmp_path / 'journal.sqlite3'}", tmp_path, kills=30, mutant=mutant)
    assert getattr(ran.found, promise), (ran.found, ran.seed)
