"""What the server does by itself: it tidies up, and keeps a backup of each day."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from journal import clock
from journal.care.knowledge.editions import expiring
from journal.entries.photos.folder import sweep
from journal.entries.photos.unnamed import remove_unnamed
from journal.exchange.erase import carry_out_erasures, forget_erased_accounts
from journal.exchange.kept_beside import keep_beside
from journal.exchange.own_backups import keep_backups
from journal.exchange.waiting_files import forget_waiting
from journal.records import throttle
from journal.records.database import Database
from journal.records.failures import place_of
from journal.records.partings import carry_out_partings
from journal.records.passkeys import forget_challenges
from journal.records.resets import forget_resets
from journal.records.sessions import forget_dead
from journal.records.share_ends import drop_over
from journal.settings import Settings

log = logging.getLogger(__name__)

# After the start: pages first.
FIRST_BACKUP = timedelta(minutes=1)


def start(settings: Settings, database: Database) -> BackgroundScheduler:
    """Tidy up now and each day, look at partings and backups each hour, and
    keep beside the database what a restore has to know; `.shutdown()` ends it."""
    scheduler = BackgroundScheduler(timezone=UTC)
    moment = clock.now()
    for job, every, first in (
        (tidy, timedelta(days=1), moment),
        # Who was told "on Tuesday" stays an owner for no day more: it holds within the hour.
        (part, timedelta(hours=1), moment),
        (back_up, timedelta(hours=1), moment + FIRST_BACKUP),
        # Who was taken out at noon must stay out when the backup of the morning is restored at one.
        (write_beside, timedelta(minutes=5), moment),
    ):
        scheduler.add_job(
            job,
            "interval",
            (settings, database),
            seconds=int(every.total_seconds()),
            next_run_time=first,
            coalesce=True,
            misfire_grace_time=None,
        )
    scheduler.start()
    return scheduler


def tidy(settings: Settings, database: Database) -> None:
    """Remove what nobody will ask for again. What fails is tried again tomorrow."""
    now = clock.now()
    for said in expiring(now.date()):
        log.warning("%s", said)
    tasks: tuple[Callable[[], object], ...] = (
        lambda: _forget(database, now),
        lambda: sweep(settings.data, now=now),
        lambda: remove_unnamed(database, settings.data, now=now),
    )
    # A photo folder that cannot be read is no reason to keep what links showed.
    for task in tasks:
        try:
            task()
        except Exception as error:
            log.error("Tidying up stumbled; it goes on tomorrow: %s", place_of(error))


def part(settings: Settings, database: Database) -> None:
    """Carry out the partings and erasures that are due, and write the database anew after any.

    Files that waited in vain to be put in go too. What fails is tried an hour later (T35).
    """
    try:
        forget_waiting(settings.data, now=clock.now())
    except OSError as error:
        log.error("A file that waited could not be removed: %s", place_of(error))
    try:
        with database.transaction() as session:
            carry_out_partings(session, now=clock.now())
    except Exception as error:
        log.error("A parting stumbled; it is tried again: %s", place_of(error))
    try:
        carry_out_erasures(database, settings.data, now=clock.now())
    except Exception as error:
        log.error("An erasure stumbled; it is tried again: %s", place_of(error))


def back_up(settings: Settings, database: Database) -> None:
    """Keep today's backup, unless it is there. What fails is tried again later."""
    try:
        keep_backups(settings, database, now=clock.now())
    except Exception as error:
        log.error("The backup stumbled; it is tried again: %s", place_of(error))


def write_beside(settings: Settings, database: Database) -> None:
    """Keep what a restore has to know. What fails is tried again in five minutes."""
    try:
        keep_beside(settings, database, present=clock.now)
    except Exception as error:
        log.error("What a restore has to know was not written: %s", place_of(error))


def _forget(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        throttle.forget_old(session, now=now)
        forget_dead(session, now=now)
        forget_erased_accounts(session)
        forget_challenges(session, now=now)
        forget_resets(session, now=now)
        drop_over(session, now=now)
