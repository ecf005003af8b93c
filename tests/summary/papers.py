"""Short ways to print a paper of Nora's."""

from collections.abc import Callable
from io import BytesIO

from flask_babel import force_locale
from pypdf import PdfReader
from sqlmodel import Session

from journal.records.children import Child
from journal.summary.document import Document, Rows
from journal.summary.pdf import Paper, render_document
from journal.summary.press import Press
from tests.family import NOW, Family
from tests.summary.conftest import Printed

Made = Callable[[Session, Child], Document]


def made(family: Family, make: Made, child: str = "nora", language: str = "en") -> Document:
    """The paper of one child in words."""
    with family.database.reading() as session, force_locale(language):
        return make(session, session.get_one(Child, family.children[child]))


def on_paper(document: Document, press: Press, paper: Paper = Paper.A4) -> Printed:
    """The paper as PDF."""
    body = render_document(document, paper=paper, by=press)
    return Printed(body, [each.extract_text() for each in PdfReader(BytesIO(body)).pages])


def flat(text: str) -> str:
    """Text without the breaks that only typesetting needs."""
    return " ".join(text.replace("\N{ZERO WIDTH SPACE}", "").split())


def table(document: Document, heading: str) -> tuple[tuple[str, ...], ...]:
    """The rows of the table with this heading."""
    (found,) = [each for each in document.parts if each.heading == heading]
    assert isinstance(found, Rows)
    return found.rows


__all__ = ["NOW", "flat", "made", "on_paper", "table"]
