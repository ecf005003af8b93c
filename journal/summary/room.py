"""How much of everything a page shows: the fullest of these that fits one side is printed.

Our own choice. What is left out is counted in words; no medicine, allergy or missing phone is.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
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


# In the order of the fields above; the first is the fullest.
_ROWS = (
    (6, 12, 6, 10, 6, 8, 8, 6, 5, 5, 300),
    (5, 10, 5, 8, 4, 6, 4, 4, 3, 3, 200),
    (5, 9, 4, 7, 4, 5, 4, 4, 3, 2, 200),
    (4, 8, 4, 6, 3, 5, 3, 3, 2, 2, 140),
    (4, 6, 3, 5, 3, 5, 3, 3, 2, 1, 140),
    (4, 6, 3, 4, 2, 4, 3, 2, 2, 1, 120),
    (3, 5, 3, 4, 2, 3, 2, 2, 1, 1, 100),
    (3, 3, 2, 2, 1, 3, 1, 2, 1, 0, 100),
    (3, 3, 2, 2, 1, 0, 1, 2, 1, 0, 60),
)
ROOMS = tuple(Room(*each) for each in _ROWS)
FULL, SOME, LESS, FEW, FEWER, THIN, LEAST, DRAWN, COUNTS = ROOMS
