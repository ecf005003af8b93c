"""Reminder workers that are killed at random moments, as a program of its own.

Run: python -m tests.support.reminder_workers '{"url": …, "host": …, "workers": 2, …}'
It forks the workers (a fresh interpreter for each would take longer than it lives), kills and
stops them until nothing is due any more, and prints what it did as JSON.
"""

import json
import mmap
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from journal.records.database import Database
from journal.records.reminders import Delivery, Occurrence
from journal.reminders import claims, due, letters
from journal.reminders.answers import Answer, Kind
from journal.reminders.endpoints import Permitted
from journal.reminders.push import Sender
from journal.reminders.rounds import Rounds
from journal.reminders.tick import post, tick
from journal.reminders.vapid import VapidKey
from journal.reminders.wording import Words
from tests.family import NOW

WORDS = Words(url="https://journal.example")

# Which children this worker has planned: each begins knowing of none.
rounds = Rounds()
# How many messages the workers began to send, in memory that they share with us.
begun = mmap.mmap(-1, 8)

Present = Callable[[], datetime]


def lease_then_send(database: Database, sender: Sender, present: Present, lease: timedelta) -> None:
    """What we ship."""
    tick(database, sender, WORDS, now=present(), lease=lease, rounds=rounds)


def mark_then_send(database: Database, sender: Sender, present: Present, lease: timedelta) -> None:
    """A broken worker: it writes "sent" first and sends afterwards (finding 5)."""
    with database.transaction() as session:
        due.sweep(session, now=present())
        claimed = claims.claim(session, now=present(), lease=lease)
        opened = [letters.open_letter(session, claim, now=present()) for claim in claimed]
        for claim in claimed:
            claims.settle(session, claim, Answer(kind=Kind.ACCEPTED), now=present())
    for letter in opened:
        if isinstance(letter, letters.Letter):
            post(sender, WORDS, letter, now=present())


WORKERS = {"lease": lease_then_send, "mark": mark_then_send}


def main(order: dict) -> None:
    """Start, kill and restart workers until every due occurrence has ended.

    In the family's time, of which `speed` seconds pass in one of the test, leases and back-offs
    pass quickly.
    """
    started = time.monotonic()
    chance = random.Random(order["seed"])
    workers: set[int] = set()
    counts = {"kills": 0, "stops": 0}

    def present() -> datetime:
        return NOW + order["speed"] * timedelta(seconds=time.monotonic() - started)

    while (left := waiting(order["url"], present())) and (
        time.monotonic() - started < order["limit"]
    ):
        while len(workers) < order["workers"]:
            workers.add(fork(order, present))
        # On a busy machine a worker that has only begun to start is not worth killing.
        if wait_for_a_message(before=sent()) and counts["kills"] < order["kills"]:
            time.sleep(chance.expovariate(1 / order["pause"]))
            victim = chance.choice(sorted(workers))
            if os.waitpid(victim, os.WNOHANG)[0]:
                raise SystemExit("a worker ended by itself")
            if chance.random() < 0.15:
                os.kill(victim, signal.SIGSTOP)
                time.sleep(0.2)
                os.kill(victim, signal.SIGCONT)
                counts["stops"] += 1
            else:
                end(victim)
                workers.remove(victim)
                counts["kills"] += 1
    for worker in workers:
        end(worker)
    sys.stdout.write(json.dumps({**counts, "left": left, "seconds": time.monotonic() - started}))


def fork(order: dict, present: Present) -> int:
    """Start a worker that ticks until it is killed."""
    if child := os.fork():
        return child
    try:
        database = Database(order["url"])
        sender = Counting(VapidKey.generate(), Permitted((order["host"],)))
        while True:
            try:
                lease = timedelta(seconds=order["lease"])
                WORKERS[order["worker"]](database, sender, present, lease)
            except DBAPIError as error:
                sys.stderr.write(f"{type(error).__name__}: {error}\n")
            time.sleep(0.02)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


class Counting(Sender):
    """A sender that says when it begins; two that say so at once may count as one."""

    def send(self, *args, **kwargs) -> Answer:
        begun[:] = (sent() + 1).to_bytes(8, "big")
        return super().send(*args, **kwargs)


def sent() -> int:
    """How many messages the workers began to send."""
    return int.from_bytes(begun[:], "big")


def wait_for_a_message(*, before: int) -> bool:
    """Wait until another message is begun, for a second at most."""
    ends = time.monotonic() + 1
    while sent() == before and time.monotonic() < ends:
        time.sleep(0.005)
    return sent() != before


def end(worker: int) -> None:
    """Kill one of our own, as a power cut would."""
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)


def waiting(url: str, now: datetime) -> int:
    """How much that is due, or is to be sent, waits still; 1 when that cannot be asked now."""
    database = Database(url)
    try:
        with database.reading() as session:
            open_ = select(sa.func.count()).where(
                col(Occurrence.due_at) <= now, col(Occurrence.settled_at).is_(None)
            )
            queued = select(sa.func.count()).where(col(Delivery.next_at).is_not(None))
            return session.exec(open_).one() + session.exec(queued).one()
    except DBAPIError:
        return 1
    finally:
        database.close()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
