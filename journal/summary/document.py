"""A paper of several parts, in words: what every paper but the visit's page is made of.

One template sets it in type (paper.typ) and one shows it (templates/summary/_document.html);
neither asks the database nor chooses words.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A table. note: one line below it, "" for none; narrow: columns that never break."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    narrow: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Short facts beside their names."""

    heading: str
    facts: tuple[tuple[str, str], ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Paragraphs, each as somebody wrote it."""

    heading: str
    texts: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One chart as SVG, its description, and the same as a table for the screen."""

    heading: str
    svg: str
    described: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""


Part = Rows | Facts | Texts | Drawing


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One paper. The header of every page carries name, born, period and code (H24).

    name        of the child, as stored
    facts       birth date, weight with its day, diagnosis: one line
    allergies   always said, "nothing recorded" included
    period      the days it covers with their zone, "" where it has none
    made        family-recorded, when it was made, how many entries, the short code
    not_watched  nobody watches, and whom to call (H40)
    """

    language: str
    title: str
    name: str
    facts: tuple[str, ...]
    allergies: str
    period: str
    made: str
    not_watched: str
    page_of: str
    parts: tuple[Part, ...]
    made_on: date
    intro: str = ""
    unprintable_note: str = ""
