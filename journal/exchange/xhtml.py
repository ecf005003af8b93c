"""Words for people inside a FHIR document: XHTML in which text stays text (T14)."""

import re
from collections.abc import Iterable, Sequence
from html import escape

# What XML cannot hold, whatever is done to it.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def narrative(*blocks: str, language: str) -> dict[str, str]:
    """Return the text of a section or of a document from blocks made below."""
    inside = "".join(blocks)
    lang = _text(language)
    head = f'<div xmlns="http://www.w3.org/1999/xhtml" lang="{lang}" xml:lang="{lang}">'
    return {"status": "additional", "div": f"{head}{inside}</div>"}


def paragraph(text: str) -> str:
    """One paragraph, "" of no text."""
    return f"<p>{_lines(text)}</p>" if text else ""


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with a row of headings, "" without rows."""
    cells = ("".join(f"<td>{_lines(cell)}</td>" for cell in row) for row in rows)
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    if not body:
        return ""
    head = "".join(f"<th>{_lines(column)}</th>" for column in columns)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _lines(text: str) -> str:
    return _text(text).replace("\r\n", "\n").replace("\r", "\n").replace("\n", "<br/>")


def _text(text: str) -> str:
    return escape(_NO_XML.sub("\N{REPLACEMENT CHARACTER}", text))
