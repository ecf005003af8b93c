"""How much of everything a page shows: the fullest of these that fits one side is printed.

Our own choice. What is left out is counted in words; no medicine, allergy or missing phone is.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How many of each may stand.

    safety, lines  of safety labs and vaccines, and of every other block at the end
    longest        characters of a text
    """

    questions: int
    since: int
    added: int
    changes: int
    bars: int
    charts: int
    infusions: int
    lots: int
    safety: int
    lines: int
    longest: int


FULL = Room(
    questions=6,
    since=12,
    added=6,
    changes=10,
    bars=6,
    charts=8,
    infusions=8,
    lots=6,
    safety=5,
    lines=5,
    longest=300,
)
SOME = Room(
    questions=5,
    since=10,
    added=5,
    changes=8,
    bars=4,
    charts=6,
    infusions=4,
    lots=4,
    safety=3,
    lines=3,
    longest=200,
)
LESS = Room(
    questions=5,
    since=9,
    added=4,
    changes=7,
    bars=4,
    charts=5,
    infusions=4,
    lots=4,
    safety=3,
    lines=2,
    longest=200,
)
FEW = Room(
    questions=4,
    since=8,
    added=4,
    changes=6,
    bars=3,
    charts=5,
    infusions=3,
    lots=3,
    safety=2,
    lines=2,
    longest=140,
)
FEWER = Room(
    questions=4,
    since=6,
    added=3,
    changes=5,
    bars=3,
    charts=5,
    infusions=3,
    lots=3,
    safety=2,
    lines=1,
    longest=140,
)
THIN = Room(
    questions=4,
    since=6,
    added=3,
    changes=4,
    bars=2,
    charts=4,
    infusions=3,
    lots=2,
    safety=2,
    lines=1,
    longest=120,
)
LEAST = Room(
    questions=3,
    since=5,
    added=3,
    changes=4,
    bars=2,
    charts=2,
    infusions=2,
    lots=2,
    safety=1,
    lines=1,
    longest=100,
)
COUNTS = Room(
    questions=3,
    since=4,
    added=2,
    changes=3,
    bars=1,
    charts=0,
    infusions=1,
    lots=2,
    safety=1,
    lines=0,
    longest=100,
)
ROOMS = (FULL, SOME, LESS, FEW, FEWER, THIN, LEAST, COUNTS)
