"""In which order the files of tests begin, so that all processors end together.

scripts/test hands whole files, in this order, to whichever process has almost nothing left to do.
What takes a minute must not begin last: the other processes would wait for it.
"""

from collections import defaultdict
from pathlib import Path

import pytest

FIRST = ("slow", "browser")


def longest_first(items: list[pytest.Item]) -> None:
    """Put files with a slow test first, then those that need a browser; short ones end the run."""
    rank: dict[Path, int] = defaultdict(lambda: len(FIRST))
    for item in items:
        for number, mark in enumerate(FIRST):
            if item.get_closest_marker(mark):
                rank[item.path] = min(rank[item.path], number)
    items.sort(key=lambda item: rank[item.path])
