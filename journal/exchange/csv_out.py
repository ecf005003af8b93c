"""Tables as CSV that a spreadsheet opens and never obeys (RFC 4180, T13).

A text that a spreadsheet would read as a formula gets an apostrophe before it, and so does one that
already looks like that: taking one apostrophe away again gives back every text as it was. The same
within a text after what a spreadsheet may take for the end of a cell: where a comma divides the
digits of a number, cells end with a semicolon, and a quote in the middle of a line opens nothing.
"""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TextIO

# Excel shows no other letters than those of its own country in a file without this mark.
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
# What begins a formula in one program or another, the wide forms of East Asian keyboards included.
_SIGNS = (
    "=+\\-@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
    "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
)
_OBEYED = re.compile(f"'*[{_SIGNS}\t\r\n\0]")
_MARKED = re.compile(f"'(?={_OBEYED.pattern})")
_ENDED = '([;\t\r\n][ "]*)'
_WITHIN = re.compile(f"{_ENDED}(?='*[{_SIGNS}])")
_MARKED_WITHIN = re.compile(f"{_ENDED}'(?='*[{_SIGNS}])")

Cell = str | int | bool | Decimal | Sequence[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name, which has the unit in it, and what stands in it, in one sentence."""

    name: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One file. what: what a row of it is."""

    name: str
    what: str
    columns: tuple[Column, ...]


def write_table(out: TextIO, columns: Sequence[Column], rows: Iterable[Mapping[str, Cell]]) -> int:
    """Write a table with a row of names, row by row, and return how many rows it has.

    Numbers stand as numbers with a point; nothing is rounded. A list is one text, its parts
    separated by "; ". What nobody said is an empty cell.
    """
    out.write(MARK)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    count = 0
    for row in rows:
        writer.writerow([_cell(row.get(column.name)) for column in columns])
        count += 1
    return count


def harmless(text: str) -> str:
    """Return the text as a cell that no spreadsheet takes for a formula."""
    inside = _WITHIN.sub(r"\1'", text)
    return f"'{inside}" if _OBEYED.match(text) else inside


def as_it_was(cell: str) -> str:
    """Return the text of a cell that `harmless` wrote."""
    return _MARKED_WITHIN.sub(r"\1", cell[1:] if _MARKED.match(cell) else cell)


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int):
        return str(value)
    return harmless(value if isinstance(value, str) else "; ".join(value))
