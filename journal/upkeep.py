"""What the server tidies up by itself: when it starts, and once a day."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler

from journal import clock
from journal.care.knowledge.editions import expiring
from journal.entries.photos.folder import sweep
from journal.entries.photos.unnamed import remove_unnamed
from journal.records import throttle
from journal.records.database import Database
from journal.records.failures import place_of
from journal.records.partings import carry_out_partings
from journal.records.sessions import forget_dead
from journal.records.share_ends import drop_over
from journal.settings import Settings

log = logging.getLogger(__name__)


def start(settings: Settings, database: Database) -> BackgroundScheduler:
    """Tidy up now and every 24 hours; `.shutdown()` ends it."""
    scheduler = BackgroundScheduler(timezone=UTC)
    scheduler.add_job(
        tidy,
        "interval",
        (settings, database),
        hours=24,
        next_run_time=clock.now(),
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
        lambda: _part(database, now),
        lambda: sweep(settings.data, now=now),
        lambda: remove_unnamed(database, settings.data, now=now),
    )
    # A photo folder that cannot be read is no reason to keep what links showed.
    for task in tasks:
        try:
            task()
        except Exception as error:
            log.error("Tidying up stumbled; it goes on tomorrow: %s", place_of(error))


def _forget(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        throttle.forget_old(session, now=now)
        forget_dead(session, now=now)
        drop_over(session, now=now)


def _part(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        carry_out_partings(session, now=now)
