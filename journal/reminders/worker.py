"""Keeps the reminders ticking: inside the server, or as a process of its own."""

import logging
import os
import signal
import threading
from contextlib import suppress
from datetime import UTC
from pathlib import Path

from apscheduler.schedulers.background import BackgroundScheduler

from journal import clock
from journal.records.database import Database
from journal.records.failures import place_of
from journal.reminders.endpoints import Permitted
from journal.reminders.push import Sender
from journal.reminders.tick import tick
from journal.reminders.vapid import VapidKey
from journal.reminders.wording import Words
from journal.settings import Settings, write_secret

SECONDS = 20

log = logging.getLogger(__name__)


def start(database: Database, sender: Sender, words: Words) -> BackgroundScheduler:
    """Tick at once and every 20 seconds from now on; `.shutdown()` waits for the tick in hand.

    APScheduler is only the metronome: what is due, leased and done stands in the database, for it
    loses and doubles jobs when left to itself.
    """

    def beat() -> None:
        try:
            tick(database, sender, words, now=clock.now())
        except Exception as error:
            place = place_of(error)
            log.error("The reminders stumbled; they go on in %s seconds: %s", SECONDS, place)

    scheduler = BackgroundScheduler(timezone=UTC)
    scheduler.add_job(
        beat,
        "interval",
        seconds=SECONDS,
        next_run_time=clock.now(),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    scheduler.start()
    return scheduler


def run_forever(database: Database, sender: Sender, words: Words) -> None:
    """Tick until SIGTERM or SIGINT; any number of processes may do so at once."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    scheduler = start(database, sender, words)
    stop.wait()
    scheduler.shutdown()


def open_sender(settings: Settings) -> Sender:
    """Return the sender with this server's VAPID key, made on the first start.

    Raises ValueError in words for the operator when key, contact or push hosts cannot be used.
    """
    return Sender(vapid_key(settings), Permitted(settings.push_hosts))


def vapid_key(settings: Settings) -> VapidKey:
    """Return the key from the settings, or the one in the data directory, made when missing."""
    if settings.vapid_key:
        return VapidKey.read(settings.vapid_key, contact=settings.contact)
    path = settings.secrets / "vapid_key"
    if not path.exists():
        _keep_new_key(path)
    return VapidKey.load(path, contact=settings.contact)


def _keep_new_key(path: Path) -> None:
    """Keep the first whole file when two processes start at once: a new key ends all phones."""
    scratch = path.with_suffix(f".{os.getpid()}")
    write_secret(scratch, VapidKey.generate().pem())
    with suppress(FileExistsError):
        os.link(scratch, path)
    scratch.unlink()
