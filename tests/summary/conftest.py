"""One press for all tests of the summary: starting it is what costs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from journal.summary.page import Page
from journal.summary.pdf import Paper, render_pdf
from journal.summary.press import Press
from tests.family import Family, fresh_family


@dataclass(frozen=True)
class Printed:
    """A PDF as bytes and as the text of each page."""

    body: bytes
    pages: list[str]

    @property
    def text(self) -> str:
        """All text with its line ends as spaces."""
        return " ".join(" ".join(self.pages).split())


@pytest.fixture(scope="session")
def press() -> Iterator[Press]:
    made = Press()
    yield made
    made.close()


@pytest.fixture
def printed(press: Press) -> Callable[..., Printed]:
    """Return a function that prints a page."""

    def print_it(page: Page, paper: Paper = Paper.A4) -> Printed:
        body = render_pdf(page, paper=paper, language="en", by=press)
        return Printed(body, [each.extract_text() for each in PdfReader(BytesIO(body)).pages])

    return print_it


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Family]:
    family = fresh_family(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    yield family
    family.database.close()
