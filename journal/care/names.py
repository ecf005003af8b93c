"""Names of medicines that are easily taken for each other."""

from collections.abc import Iterable, Sequence
from functools import cache

from journal.care.folding import folded, letters_apart
from journal.care.knowledge import mistaken_names

LETTERS_APART = 2
SHORTEST = 5


def look_alike(name: str, others: Iterable[str]) -> list[str]:
    """Return the other names that are easily taken for `name`.

    They differ in at most two letters, or not at all (prednisone and prednisolone), or are known to
    be confused (azathioprine and azithromycin). Of names that are not known only the first word
    counts: what stands behind it is strength and form. Source: docs/rules.md#look-alikes.
    """
    typed = _words(name)
    return [other for other in others if typed and _alike(typed, _words(other))]


def _alike(typed: Sequence[str], other: Sequence[str]) -> bool:
    if not other:
        return False
    if typed[0] == other[0]:
        return True
    if min(len(typed[0]), len(other[0])) >= SHORTEST and (
        letters_apart(typed[0], other[0]) <= LETTERS_APART
    ):
        return True
    return any(
        (_begins(typed, one) and _begins(other, two))
        or (_begins(typed, two) and _begins(other, one))
        for one, two in _pairs()
    )


def _begins(words: Sequence[str], name: Sequence[str]) -> bool:
    return tuple(words[: len(name)]) == tuple(name)


@cache
def _pairs() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    return tuple(
        (tuple(_words(one)), tuple(_words(two)))
        for one, others in mistaken_names().items()
        for two in others
    )


def _words(name: str) -> list[str]:
    return folded(name).split()
