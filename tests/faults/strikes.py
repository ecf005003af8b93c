"""What goes wrong in a soak: one thing after the other, thrown, and how large things grow."""

import os
import random
import resource
import signal
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from journal.exchange.backup import backup
from journal.records.reminders import Delivery, Occurrence
from tests.family import NOW
from tests.faults.test_kill_sync import wait_for
from tests.support.killable import Killable
from tests.support.nursery import Nursery

if TYPE_CHECKING:
    from tests.faults.soak import Soak

WORKERS, PATIENCE = 2, 60
CLOCKS = [timedelta(days=400), timedelta(days=-400), timedelta(days=3), timedelta(minutes=-6)]
NO_LIMIT = resource.RLIM_INFINITY
# Of the whole time: when a backup is made, and when it is brought back.
KEPT_AT, BACK_AT = 0.25, 0.5
ODDS = {
    "server killed": 5, "worker killed": 4, "server stopped": 2, "worker stopped": 2,
    "disk full": 2, "clock set wrong": 2,
}  # fmt: skip


@dataclass
class Struck:
    """What was done, who lives, and how large things grew: `most` by what it counts."""

    server: Killable
    nursery: Nursery
    workers: list[int] = field(default_factory=list)
    times: Counter[str] = field(default_factory=Counter)
    most: Counter[str] = field(default_factory=Counter)

    def keep_workers(self) -> None:
        """Start as many as are missing."""
        while len(self.workers) < WORKERS:
            self.workers.append(self.nursery.begin())

    def measure(self, data: Path) -> None:
        """Look at open files, memory, and what SQLite keeps beside its database."""
        for name, process in (
            ("server", self.server.worker),
            *(("worker", w) for w in self.workers),
        ):
            with suppress(OSError, ValueError):
                self._more(f"files open in a {name}", len(os.listdir(f"/proc/{process}/fd")))
                pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
                self._more(f"MiB of a {name}", pages * resource.getpagesize() >> 20)
        for tail in ("-journal", "-wal"):
            with suppress(OSError):
                size = (data / f"journal.sqlite3{tail}").stat().st_size
                self._more("KiB beside the database", size >> 10)

    def _more(self, what: str, number: int) -> None:
        self.most[what] = max(self.most[what], number)


def strike(
    it: "Soak", server: Killable, nursery: Nursery, dice: random.Random, *, seconds: float
) -> Struck:
    """Let things go wrong for so long, once the first worker and the first answer are there."""
    struck = Struck(server, nursery)
    struck.keep_workers()
    wait_for(lambda: any(device.acked for device in it.devices), PATIENCE)
    wait_for(lambda: it.push.requests, PATIENCE)
    while struck.workers:  # in the middle of what was due before they began
        _end(struck.workers.pop())
        struck.times["worker killed"] += 1
    began = time.monotonic()
    until = began + seconds
    due = {"kept": began + KEPT_AT * seconds, "restored": began + BACK_AT * seconds}
    while time.monotonic() < until:
        struck.keep_workers()
        time.sleep(dice.uniform(0.1, 0.5))
        struck.measure(it.data)
        if "kept" in due and time.monotonic() > due["kept"]:
            del due["kept"]
            _keep(it)
        elif "restored" in due and time.monotonic() > due["restored"]:
            del due["restored"]
            _bring_back(it, struck)
            struck.times["restored"] += 1
        else:
            what = dice.choices(list(ODDS), list(ODDS.values()))[0]
            _do(what, it, struck, dice)
            struck.times[what] += 1
    struck.keep_workers()
    return struck


def _do(what: str, it: "Soak", struck: Struck, dice: random.Random) -> None:
    if what == "server killed":
        struck.server.kill()
        struck.server.revive()
    elif what == "worker killed":
        _end(struck.workers.pop(dice.randrange(len(struck.workers))))
    elif what == "server stopped":
        _pause(struck.server.worker, dice.uniform(0.1, 0.6))
    elif what == "worker stopped":
        _pause(dice.choice(struck.workers), dice.uniform(0.1, 0.6))
    elif what == "disk full":
        _fill(it, struck.server.worker, dice.uniform(0.2, 0.8))
    else:
        dice.choice(it.devices).wrong = dice.choice(CLOCKS)


def _pause(process: int, seconds: float) -> None:
    os.kill(process, signal.SIGSTOP)
    time.sleep(seconds)
    os.kill(process, signal.SIGCONT)


def _fill(it: "Soak", process: int, seconds: float) -> None:
    """No file of the server grows beyond the database of now; PostgreSQL writes its own."""
    file = it.data / "journal.sqlite3"
    size = file.stat().st_size if file.exists() else 1 << 20
    resource.prlimit(process, resource.RLIMIT_FSIZE, (size, NO_LIMIT))
    time.sleep(seconds)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (NO_LIMIT, NO_LIMIT))


def _keep(it: "Soak") -> None:
    """Make the backup that is brought back later; a writer may be in the way."""
    for _ in range(5):
        with suppress(DBAPIError):
            backup(it.family.database, it.data, it.data / "kept.zip", now=NOW)
            return


def _bring_back(it: "Soak", struck: Struck) -> None:
    struck.server.kill()
    while struck.workers:
        _end(struck.workers.pop())
    time.sleep(0.2)
    it.bring_back()
    struck.server.revive()


def _end(worker: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(worker, signal.SIGKILL)


def drain(it: "Soak", struck: Struck, moment: datetime, *, patience: float) -> None:
    """Wait until nothing that was due at that moment waits any more."""
    ends = time.monotonic() + patience
    while time.monotonic() < ends and waiting(it, moment):
        struck.measure(it.data)
        time.sleep(0.3)


def waiting(it: "Soak", moment: datetime) -> int:
    """How many reminders due by then have not ended, and messages of theirs that still wait."""
    with it.family.database.reading() as session:
        due = session.exec(select(Occurrence).where(col(Occurrence.due_at) <= moment)).all()
        sent = session.exec(
            select(Delivery).where(
                col(Delivery.due_at) <= moment, col(Delivery.next_at).is_not(None)
            )
        ).all()
        return sum(one.settled_at is None for one in due) + len(sent)
