"""CPU of processes that are not ours, PostgreSQL with all it started among them."""

import os
from collections.abc import Callable
from pathlib import Path


def spent(postmaster: int, pids: list[int], work: Callable[[], None]) -> float:
    """CPU seconds of these processes and of PostgreSQL while the work is done."""
    before = cpu_of(pids) + _tree(postmaster)
    work()
    return cpu_of(pids) + _tree(postmaster) - before


def cpu_of(pids: list[int]) -> float:
    return sum(sum(_times(pid)[:2]) for pid in pids)


def _tree(postmaster: int) -> float:
    """Of PostgreSQL and of all that it started, those that have ended included."""
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    return sum(_times(postmaster)) + cpu_of([int(child) for child in children])


def _times(pid: int) -> list[float]:
    """Own and of ended children: user, system, user, system, in seconds."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except FileNotFoundError:  # it has ended meanwhile, and counts with its parent
        return [0.0] * 4
    return [int(each) / os.sysconf("SC_CLK_TCK") for each in fields[11:15]]
