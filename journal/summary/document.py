"""A paper of several parts, in words: what every paper but the visit's page is made of.

One template sets it in type (paper.typ) and one shows it (templates/summary/_document.html);
neither asks the database nor chooses words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A table. note: a line below it, or ""; narrow: columns that are as wide as they need."""

    kind: ClassVar[str] = "rows"
    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    narrow: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Short facts beside their names."""

    kind: ClassVar[str] = "facts"
    heading: str
    facts: tuple[tuple[str, str], ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Paragraphs, each as somebody wrote it."""

    kind: ClassVar[str] = "texts"
    heading: str
    texts: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One chart as SVG, its description, and the same as a table for the screen."""

    kind: ClassVar[str] = "drawing"
    heading: str
    svg: str
    described: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """Where the parts below it begin: on a page of its own, and in the list of contents."""

    kind: ClassVar[str] = "chapter"
    heading: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One photo. name: its id; said: its number, day and what it shows; width, height in pixels."""

    name: str
    said: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Photos:
    """Photos the family chose for this paper. missing: what stands where there is no file."""

    kind: ClassVar[str] = "photos"
    heading: str
    photos: tuple[Shown, ...]
    missing: str
    note: str = ""


Part = Rows | Facts | Texts | Drawing | Chapter | Photos


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One paper. Every page’s header has name, born, weight, allergies, period, code (H24).

    name        of the child, as stored
    facts       birth date, weight with its day, diagnosis: one line
    brief       birth date, weight and allergies, as short as the header of a page needs
    allergies   always said, "nothing recorded" included
    period      the days it covers with their zone, "" where it has none
    made        family-recorded, when it was made, how many entries, the short code
    not_watched  nobody watches, and whom to call (H40)
    contents    the heading of a list of contents, "" for a paper that has none
    """

    language: str
    title: str
    name: str
    facts: tuple[str, ...]
    brief: tuple[str, ...]
    allergies: str
    period: str
    made: str
    not_watched: str
    page_of: str
    parts: tuple[Part, ...]
    made_on: date
    intro: str = ""
    contents: str = ""
    unprintable_note: str = ""


# About so many letters stand beside each other on a page, and no column asks for more than so many
# because of one word: a longer one is broken.
LETTERS, LONGEST_WORD = 100, 22


def shares(table: Rows) -> tuple[float, ...]:
    """Return how wide each column is beside the others; 0 for one as wide as it needs.

    By what stands in it on the whole, so that one long cell does not take the page, and never less
    than its longest word.
    """
    columns = [
        [title, *(row[place] for row in table.rows)] for place, title in enumerate(table.columns)
    ]
    needs = [0.0 if n in table.narrow else _need(cells) for n, cells in enumerate(columns)]
    taken = sum(max(map(len, columns[n])) + 1 for n in table.narrow)
    wide = [
        0.0 if n in table.narrow else sqrt(sum(min(len(each), 120) for each in cells) / len(cells))
        for n, cells in enumerate(columns)
    ]
    room, whole = max(LETTERS - taken, 1), sum(wide) or 1.0
    return tuple(
        round(max(need, room * share / whole), 1) for need, share in zip(needs, wide, strict=True)
    )


def _need(cells: Sequence[str]) -> float:
    words = (word for cell in cells for word in cell.split())
    return min(max(map(len, words), default=1), LONGEST_WORD) + 1.5
