"""Reminder workers that somebody else kills: a program that forks one for every line it reads.

Run: python -m tests.support.nursery '{"url": …, "host": …, "worker": "lease", "speed": 20, …}'
It prints the process id of each, and ends those that still live once there are no more lines.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.family import NOW
from tests.support import sources
from tests.support.reminder_workers import fork


def main(order: dict[str, Any]) -> None:
    """Fork a worker per line until there are no more lines."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever was killed is gone at once

    def present() -> datetime:
        return at(order["began"], order["speed"])

    workers = []
    for _ in sys.stdin:
        workers.append(fork(order, present))
        sys.stdout.write(f"{workers[-1]}\n")
        sys.stdout.flush()
    for worker in workers:
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)


def at(began: float, speed: float) -> datetime:
    """What time it is in the family, of which `speed` seconds pass in one of ours."""
    return NOW + speed * timedelta(seconds=time.monotonic() - began)


@dataclass
class Nursery:
    """The program above."""

    process: "subprocess.Popen[str]"

    def begin(self) -> int:
        """Start a worker; return its process id."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@contextmanager
def nursery(order: dict[str, Any]) -> Iterator[Nursery]:
    """Workers, all gone afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.nursery", json.dumps(order)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=sources.ROOT,
    )
    try:
        yield Nursery(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(20)
        assert process.stdout is not None
        process.stdout.close()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
