"""Writes docs/columns.md: every table that can be taken out, and every column of it.

    .venv/bin/python scripts/write_columns.py

A test says when the page is no longer what the code says.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).parents[1]
sys.path.insert(0, str(HOUSE))

from journal.exchange.csv_out import Table
from journal.exchange.numbers import tables
from journal.exchange.numbers_readme import how_to_read

PAGE = HOUSE / "docs" / "columns.md"
HEAD = """# Columns

What **Take the numbers out** writes: one file for each of these that has rows, the same as JSON,
a patient summary, answered questionnaires as FHIR (`questionnaires.json`), and photos in a folder
`photos` where they were chosen. The README in the file says the same in the family's language.
Written by `scripts/write_columns.py`.

"""


def written() -> str:
    """Return the page as Markdown."""
    lines = [f"- {sentence}" for sentence in how_to_read()]
    return (
        HEAD + "\n".join(lines) + "\n" + "".join(part for one in tables() for part in _table(one))
    )


def _table(table: Table) -> Iterator[str]:
    yield f"\n## {table.name}.csv\n\n{table.what}\n\n| Column | What stands in it |\n|---|---|\n"
    for column in table.columns:
        yield f"| `{column.name}` | {column.what} |\n"


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
