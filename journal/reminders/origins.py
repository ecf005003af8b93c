"""How many messages are on their way to one push service, and whether it gets a rest (F20).

In the memory of one worker: each finds out by itself, and what the others have in hand is theirs.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from threading import BoundedSemaphore, Lock

from journal.reminders.transport import TimedOut

IN_FLIGHT = 4
# So many timeouts in a row, and it is left alone: first so long, then twice as long each time.
IN_A_ROW = 3
FIRST_REST = timedelta(seconds=30)
LONGEST_REST = timedelta(minutes=10)
# Who has just let us wait does not hold a thread that others need.
BUSY = timedelta(seconds=5)


class Resting(Exception):
    """The push service is left alone for now; `wait` says how long."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("it does not answer and is left alone for a while")
        self.wait = wait


@dataclass(slots=True)
class _Origin:
    slots: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(IN_FLIGHT))
    timeouts: int = 0
    until: float = 0.0


class Origins:
    """Lets so many at once through to each push service; any number of threads may ask."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[str, _Origin] = {}
        self._lock = Lock()

    @contextmanager
    def slot(self, name: str) -> Iterator[None]:
        """Hold a place in the queue of an origin while the `with` lasts.

        Raises Resting when it has let us wait too often, or lets others wait just now. What the
        body raises as TimedOut counts as a timeout; anything else is an answer of a kind.
        """
        with self._lock:
            origin = self._known.setdefault(name, _Origin())
        self._check(origin)
        if not origin.slots.acquire(blocking=origin.timeouts == 0):
            raise Resting(BUSY)
        try:
            # It may have been found out while this one waited for its turn.
            self._check(origin)
            yield
        except Resting:
            raise
        except TimedOut:
            self._timed_out(origin)
            raise
        except BaseException:
            origin.timeouts = 0
            raise
        else:
            origin.timeouts = 0
        finally:
            origin.slots.release()

    def _check(self, origin: _Origin) -> None:
        left = origin.until - self._clock()
        if left > 0:
            raise Resting(timedelta(seconds=left))

    def _timed_out(self, origin: _Origin) -> None:
        with self._lock:
            origin.timeouts += 1
            doubled = max(0, origin.timeouts - IN_A_ROW)
            if origin.timeouts >= IN_A_ROW:
                rest = min(FIRST_REST * 2 ** min(doubled, 10), LONGEST_REST)
                origin.until = self._clock() + rest.total_seconds()
