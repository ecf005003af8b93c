"""The page as PDF, A4 or Letter: PDF/UA-1 where every character has a glyph, tagged where not."""

import atexit
import logging
from dataclasses import asdict
from enum import StrEnum

from flask_babel import force_locale

from journal.summary.page import Page
from journal.summary.press import PdfFailed, Press
from journal.summary.sheet import sheet

log = logging.getLogger(__name__)

press = Press()
atexit.register(press.close)


class Paper(StrEnum):
    """The two sizes that printers at home have."""

    A4 = "a4"
    LETTER = "letter"


def render_pdf(page: Page, *, paper: Paper, language: str, by: Press = press) -> bytes:
    """Return the page as a PDF file.

    A character that none of the journal's fonts has is looked for in the machine's fonts; when
    none has it, the PDF says so on its first page. Logs name no person.

    Raises PdfFailed when the page cannot be made within the limits.
    """
    with force_locale(language):
        said = asdict(sheet(page, language))
    svgs = {f"lane{n}.svg": lane.pop("svg") for n, lane in enumerate(said["lanes"])}
    for lane in said["lanes"]:
        del lane["rows"]  # the screen's tables; paper has the description of the drawing
    letter, body = by.set({"page": {**said, "paper": paper.value}, "svgs": svgs})
    if letter == "e":
        log.error("the summary could not be set in type: typst.TypstError in page.typ")
        raise PdfFailed("the page could not be set in type")
    if letter == "s":
        log.info("a summary needed this machine's own fonts")
    if letter == "t":
        log.warning("a summary has a character that no font has; tagged PDF without PDF/UA")
    return body


__all__ = ["Paper", "PdfFailed", "render_pdf"]
