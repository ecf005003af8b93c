"""Keeps the reminders ticking: inside the server, or as a process of its own."""

import logging
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from journal import clock
from journal.records.database import Database
from journal.records.failures import place_of
from journal.reminders.endpoints import Permitted
from journal.reminders.mail import Mailer
from journal.reminders.news_sent import Channels, tell_beside
from journal.reminders.push import Sender
from journal.reminders.rounds import Rounds
from journal.reminders.tick import tick
from journal.reminders.vapid import VapidKey
from journal.reminders.watchdog import PATIENCE, Sign, Watched, anew
from journal.reminders.wording import Words
from journal.settings import Settings, refuse_lost, write_secret

SECONDS = 20
HUNG = 70  # EX_SOFTWARE of sysexits.h

log = logging.getLogger(__name__)


def start(
    database: Database,
    sender: Sender,
    words: Words,
    mailer: Mailer | None = None,
    *,
    hung: Callable[[int], bool] = anew,
    patience: float = PATIENCE,
) -> Watched:
    """Tick at once and every 20 seconds from now on; `.shutdown()` waits for the tick in hand.

    What is due, leased and done stands in the database: a metronome loses and doubles jobs when
    left to itself. A tick that hangs is left behind after `patience` seconds (F10).
    """

    rounds = Rounds()
    by = Channels(database=database, sender=sender, mailer=mailer, words=words)

    def beat(sign: Sign) -> None:
        try:
            # What a request left untold: its process ended, or nobody answered.
            tell_beside(by, clock=clock.now)
            tick(
                database,
                sender,
                words,
                now=clock.now(),
                sign=sign,
                mailer=mailer,
                rounds=rounds,
            )
        except Exception as error:
            place = place_of(error)
            log.error("The reminders stumbled; they go on in %s seconds: %s", SECONDS, place)
        finally:
            sign()

    return Watched(beat, every=SECONDS, hung=hung, patience=patience)


def run_forever(
    database: Database,
    sender: Sender,
    words: Words,
    mailer: Mailer | None = None,
    *,
    patience: float = PATIENCE,
) -> None:
    """Tick until SIGTERM or SIGINT; any number of processes may do so at once.

    A process whose tick hangs ends itself with status 70: whoever started it starts it anew.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    watched = start(database, sender, words, mailer, hung=_end, patience=patience)
    stop.wait()
    watched.shutdown()


def _end(_hangs: int) -> bool:
    log.critical("The reminders hang; this process ends, to be started anew")
    # An ordinary exit would wait for the thread that hangs.
    logging.shutdown()
    os._exit(HUNG)


def open_sender(settings: Settings) -> Sender:
    """Return the sender with this server's VAPID key, made on the first start.

    Raises ValueError in words for the operator when key, contact or push hosts cannot be used.
    """
    return Sender(vapid_key(settings), Permitted(settings.push_hosts))


def open_mailer(settings: Settings) -> Mailer | None:
    """Return what sends e-mail, or None without JOURNAL_SMTP."""
    if settings.smtp is None:
        return None
    return Mailer.read(settings.smtp, contact=settings.contact, name=settings.host)


def vapid_key(settings: Settings) -> VapidKey:
    """Return the key from the settings, or the one in the data directory, made when missing."""
    if settings.vapid_key:
        return VapidKey.read(settings.vapid_key, contact=settings.contact)
    path = settings.secrets / "vapid_key"
    refuse_lost(path, settings.data)
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
