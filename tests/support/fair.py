"""How long something took, without the time in which this machine did not let us run."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

STEP = 0.02


@contextmanager
def fair_clock() -> Iterator[Callable[[], float]]:
    """Yield a function that says how many seconds have passed since, the machine's delays left out.

    A thread that sleeps in short steps wakes up late when others have the processor: what it is
    late by is nobody's waiting.
    """
    over, late, began = threading.Event(), [0.0], time.monotonic()

    def step() -> None:
        last = time.monotonic()
        while not over.wait(STEP):
            woke = time.monotonic()
            late[0] += max(0.0, woke - last - STEP)
            last = woke

    thread = threading.Thread(target=step, daemon=True)
    thread.start()
    try:
        yield lambda: time.monotonic() - began - late[0]
    finally:
        over.set()
        thread.join()
