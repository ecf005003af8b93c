"""Names of medicines that are easily taken for each other."""

import unicodedata
from collections.abc import Iterable

LETTERS_APART = 2
SHORTEST = 5


def look_alike(name: str, others: Iterable[str]) -> list[str]:
    """Return the other names that differ from `name` in at most two letters, or not at all.

    Prednisone and prednisolone are such a pair. Only the first word counts: what stands behind it
    is strength and form. Source: docs/rules.md#look-alikes.
    """
    typed = _first_word(name)
    return [
        other
        for other in others
        if typed
        and (
            _first_word(other) == typed
            or (
                min(len(typed), len(_first_word(other))) >= SHORTEST
                and _distance(typed, _first_word(other)) <= LETTERS_APART
            )
        )
    ]


def _first_word(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).casefold()
    words = "".join(c for c in plain if not unicodedata.combining(c)).split()
    return words[0] if words else ""


def _distance(one: str, other: str) -> int:
    """How many letters must be added, left out or changed to make one word the other."""
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, start=1):
        above, row = row, [number]
        for position, wanted in enumerate(other, start=1):
            row.append(
                min(above[position] + 1, row[-1] + 1, above[position - 1] + (letter != wanted))
            )
    return row[-1]
