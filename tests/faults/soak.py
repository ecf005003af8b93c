"""F27: random faults, again and again, under two phones and two reminder workers; then I1 to I7.

Run: python -m tests.faults.soak --minutes 30 [--postgresql] [--seed 7] [--twin forgets]
"""

import argparse
import random
import secrets
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from journal.clock import now
from journal.exchange.backup import backup
from journal.exchange.restore import restore
from journal.reminders.planning import plan_ahead
from tests.family import NOW, Family, fresh_database, make_family
from tests.faults import strikes
from tests.faults.soaked import Soaked, looked_at
from tests.faults.test_kill_sync import token_of
from tests.reminders.world import only_once, phone
from tests.support import killable, postgres
from tests.support.bad_line import BadLine
from tests.support.device import World
from tests.support.nursery import nursery
from tests.support.push_service import Phone, PushService, answering
from tests.support.served import free_port

SPEED = 20
BEFORE = NOW - timedelta(hours=2)
WRITERS = ("ada", "ben")
# How long phones and workers may take, once all is well again.
PATIENCE = 120
# From two hours before it begins; half an hour is ten hours of the family.
TIMES = [f"{hour:02}:{minute:02}" for hour in range(6, 18) for minute in range(0, 60, 5)]
MEDICINES = 12


@dataclass
class Soak:
    """What is under way.

    url, data  of the journal; `data` has the photos and the backups too
    """

    url: str
    data: Path
    seed: int
    family: Family
    world: World
    devices: list[BadLine]
    phones: dict[str, Phone]
    push: PushService
    met: Counter[str] = field(default_factory=Counter)

    def sign_in(self) -> None:
        """Give phones their tokens and reminders, as people do again after a restore."""
        for device, name in zip(self.devices, WRITERS, strict=True):
            device.token = token_of(self.family, name)
            endpoint = f"http://{self.push.host}/{name}"
            phone(self.family, name, endpoint=endpoint, keys=self.phones[name], now=BEFORE)

    def plan(self) -> None:
        """Write down what falls due, as the server does each day."""
        with self.family.database.transaction() as session:
            plan_ahead(session, now=BEFORE)

    def bring_back(self) -> None:
        """Restore the backup into an empty database, while nothing of the journal runs."""
        self.family.database.close()
        if self.family.database.is_sqlite:
            for file in self.data.glob("journal.sqlite3*"):
                file.unlink()
        self.family.database = fresh_database(self.url)
        restore(self.family.database, self.data, self.data / "kept.zip", now=now())
        self.sign_in()
        self.plan()


def soak(url: str, data: Path, *, seconds: float, seed: int, twin: str | None = None) -> Soaked:
    """Let everything go wrong for so long, let it be well again, and look at what is left.

    twin  a server that `acknowledges first` or `forgets`, or workers that `mark` before they send
    """
    dice = random.Random(seed)
    with ExitStack() as stack:
        push = stack.enter_context(PushService(behave=_behaviour(dice)))
        it = _begun(url, data, seed, push, pace=0.02 if seconds < 120 else 0.2)
        backup(it.family.database, data, data / "before.zip", now=NOW)
        environment = {
            "JOURNAL_DATA": str(data),
            "JOURNAL_DATABASE": url,
            "JOURNAL_LISTEN": f"127.0.0.1:{it.world.port}",
        }
        began = time.monotonic()
        order = {
            "url": url, "host": push.host, "worker": "mark" if twin == "mark" else "lease",
            "lease": 40, "speed": SPEED, "began": began,
        }  # fmt: skip
        workers = stack.enter_context(nursery(order))
        mutant = None if twin == "mark" else twin
        server = stack.enter_context(killable.running(environment, mutant))
        threads = [threading.Thread(target=one.live, daemon=True) for one in it.devices]
        for thread in threads:
            thread.start()
        struck = strikes.strike(it, server, workers, dice, seconds=seconds)
        for device in it.devices:
            device.bad, device.wrong = False, timedelta(0)
        it.world.stop.set()
        for thread in threads:
            thread.join(20 if twin else PATIENCE)
        silent = [str(number) for number, thread in enumerate(threads) if thread.is_alive()]
        moment = NOW + SPEED * timedelta(seconds=time.monotonic() - began)
        strikes.drain(it, struck, moment, patience=20 if twin else PATIENCE)
    return looked_at(it, struck, moment, silent, time.monotonic() - began)


def _begun(url: str, data: Path, seed: int, push: PushService, *, pace: float) -> Soak:
    family = make_family(fresh_database(url))
    for number in range(MEDICINES):
        rhythm = {"every": "day", "times": TIMES[number::MEDICINES]}
        family.medicine(name=f"Medicine {number}", rhythm=rhythm, now=BEFORE)
    only_once(family)
    world = World(child=str(family.nora), port=free_port())
    devices = [
        BadLine(world, str(family.people[name]), "", seed + number, pace=pace)
        for number, name in enumerate(WRITERS)
    ]
    it = Soak(url, data, seed, family, world, devices, {n: Phone() for n in WRITERS}, push)
    it.sign_in()
    it.plan()
    return it


def _behaviour(dice: random.Random) -> Callable[..., None]:
    def behave(connection) -> None:
        luck = dice.random()
        time.sleep(0.3 if luck < 0.02 else 0.06)
        status = 500 if luck > 0.95 else 429 if luck > 0.92 else 201
        answering(status, headers="Retry-After: 2\r\n" if status == 429 else "")(connection)

    return behave


@contextmanager
def place(*, on_postgresql: bool) -> Iterator[tuple[str, Path]]:
    """An empty database and a folder, gone afterwards."""
    with ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sunhat-soak-")))
        if on_postgresql:
            yield stack.enter_context(postgres.running()).new_database(), data
        else:
            yield f"sqlite:///{data / 'journal.sqlite3'}", data


def main() -> int:
    """Soak, print what was found, and end with 1 when an invariant does not hold."""
    asked = argparse.ArgumentParser(description="Random faults, and what became of the journal.")
    asked.add_argument("--minutes", type=float, default=30)
    asked.add_argument("--postgresql", action="store_true")
    asked.add_argument("--seed", type=int, default=secrets.randbelow(10**6) + 1)
    asked.add_argument("--twin", choices=["acknowledges first", "forgets", "mark"])
    told = asked.parse_args()
    sys.stdout.write(f"Seed {told.seed}\n")
    sys.stdout.flush()
    with place(on_postgresql=told.postgresql) as (url, data):
        found = soak(url, data, seconds=60 * told.minutes, seed=told.seed, twin=told.twin)
    sys.stdout.write("\n".join(found.said()) + "\n")
    return 0 if found.holds else 1


if __name__ == "__main__":
    sys.exit(main())
