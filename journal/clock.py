"""The one caller of the clock. Everything else takes `now`, or asks how much time has passed."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, aware, UTC."""
    return datetime.now(UTC)


def uptime() -> float:
    """Return seconds since some moment, those in which the machine slept among them.

    Linux leaves them out of its monotonic clock: a laptop that wakes would send as if no time had
    passed (F9).
    """
    boot: int | None = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)
