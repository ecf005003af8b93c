"""The few shapes in which the page speaks: a table, a heading with lines, a medicine's row."""

from collections.abc import Sequence
from dataclasses import dataclass

from journal.summary.printable import printable
from journal.summary.say import ngettext

MOST_LINES = 5


class Left(str):
    """What is said of things left out, "" of none, with their number."""

    number = 0


NOTHING = Left()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A heading, its columns, its rows, and how much was left out ("" when nothing was)."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: Left = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """A heading and short lines below it. beside: on paper it goes on where the one before ends."""

    heading: str
    lines: tuple[str, ...]
    more: Left = NOTHING
    beside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """One medicine: what is planned now, and what became of its doses in the period."""

    name: str
    amount: str
    rhythm: str
    weekly: bool
    since: str
    counts: tuple[str, str, str, str]
    about: str


def limited(
    heading: str, texts: Sequence[str], most: int = MOST_LINES, *, longest: int = 300
) -> Lines:
    """Return the first `most` texts, each cut at `longest` characters, and how many more exist."""
    kept = tuple(printable(text, longest) for text in texts[:most])
    left = more(len(texts) - most) if kept else in_the_journal(len(texts))
    return Lines(heading=heading, lines=kept, more=left)


def more(count: int) -> Left:
    """Return how many things the page has no room for, or nothing when it has."""
    if count <= 0:
        return NOTHING
    said = Left(
        ngettext("and %(num)d more in the journal", "and %(num)d more in the journal", count)
    )
    said.number = count
    return said


def in_the_journal(count: int) -> Left:
    """Return how many things there are where the page shows none of them; nothing for none."""
    if count <= 0:
        return NOTHING
    said = Left(ngettext("%(num)d in the journal", "%(num)d in the journal", count))
    said.number = count
    return said
