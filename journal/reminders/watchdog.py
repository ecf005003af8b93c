"""Notices that the reminders hang, and begins anew (F10)."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC

from apscheduler.schedulers.background import BackgroundScheduler

from journal import clock

# Longer than a batch of messages may take, and as long as the Today page and /healthz wait before
# they say that reminders are not running.
PATIENCE = 90.0
# Each that hangs keeps its threads until it ends; a server where everything hangs is not helped by
# more of them.
MOST_ANEW = 3
# So many looks fit into the patience.
LOOKS = 9

log = logging.getLogger(__name__)

Sign = Callable[[], None]


class Watched:
    """Beats every so many seconds; when one beat gives no sign for too long, does what it is told.

    beat  called again and again, never twice at once unless one hangs; it calls what it is given
          whenever it has got on with something
    hung  called when that has not happened for `patience` seconds. Returns whether to begin anew
          beside the one that hangs, whose leases end by themselves.

    APScheduler is only the metronome.
    """

    def __init__(
        self,
        beat: Callable[[Sign], None],
        *,
        every: float,
        hung: Callable[[int], bool],
        patience: float = PATIENCE,
    ) -> None:
        self._beat, self._every, self._hung, self._patience = beat, every, hung, patience
        self._over = threading.Event()
        self.hangs = 0
        self._seen = time.monotonic()
        self._scheduler = self._begin()
        self._watch = threading.Thread(target=self._look, name="watchdog", daemon=True)
        self._watch.start()

    @property
    def beats(self) -> bool:
        """Whether another beat is to come."""
        return self._scheduler.running and bool(self._scheduler.get_jobs())

    def shutdown(self, *, wait: bool = True) -> None:
        """Stop beating; `wait` for the beat in hand, unless one hangs."""
        if self._over.is_set():
            return
        self._over.set()
        self._watch.join()
        self._scheduler.shutdown(wait=wait and not self.hangs)

    def _begin(self) -> BackgroundScheduler:
        scheduler = BackgroundScheduler(timezone=UTC)
        scheduler.add_job(
            self._beat,
            "interval",
            (self._sign,),
            seconds=self._every,
            next_run_time=clock.now(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        scheduler.start()
        return scheduler

    def _sign(self) -> None:
        self._seen = time.monotonic()

    def _look(self) -> None:
        pause = self._patience / LOOKS
        looked = time.monotonic()
        while not self._over.wait(pause):
            now = time.monotonic()
            if now - looked > 3 * pause:
                # The whole process was stopped, or the machine slept: give it time to go on.
                self._sign()
            looked = now
            if now - self._seen > self._patience and not self._begin_anew():
                return

    def _begin_anew(self) -> bool:
        self.hangs += 1
        if not self._hung(self.hangs):
            return False
        self._scheduler.shutdown(wait=False)
        self._sign()
        self._scheduler = self._begin()
        return True


def anew(hangs: int) -> bool:
    """What a server does that sends its own reminders: begin anew, a few times."""
    if hangs > MOST_ANEW:
        log.critical("The reminders hang again; they begin no more until the server is restarted")
        return False
    log.error("The reminders hang; they begin anew beside what hangs")
    return True
