"""Papers as PDF, A4 or Letter: PDF/UA-1 where every character has a glyph, tagged where not."""

import atexit
import logging
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from flask_babel import force_locale

from journal.summary.axis import lanes
from journal.summary.chart import Svg
from journal.summary.document import LONGEST_WORD, Document, Drawing, Part, Photos, Rows, shares
from journal.summary.page import Page
from journal.summary.press import PdfFailed, Press
from journal.summary.printable import printable
from journal.summary.room import ROOMS
from journal.summary.rows import Lines
from journal.summary.sheet import Sheet, sheet

log = logging.getLogger(__name__)

SIZES = ("9.5", "9", "8.5")
SMALLEST = "8"
# An ambulance reads it in bad light: large where there is room.
CARD_SIZES = ("11", "10", "9.5", "9", "8.5")
# A paper has as many pages as it needs: one size of type.
PAPER_SIZES = ("9",)
# What a family may type into one field, twice over: nothing is cut short on a paper.
WHOLE = 20_000
# A word that no column is wide enough for may break, but not before a mark that sits on a letter.
BREAK = "\\1\N{ZERO WIDTH SPACE}"
_LONG = re.compile(rf"(\S{{{LONGEST_WORD}}})(?=[\w!-~])")
# A number stays beside its unit or its month; nothing longer is kept together, or a line of such
# pairs would run over the edge of its column.
_PAIR = re.compile(r"(?<=[\d¼½¾]) (?=[^\W\d_]{1,7}(?!\w))")
press = Press()
atexit.register(press.close)


class Paper(StrEnum):
    """The two sizes that printers at home have."""

    A4 = "a4"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Scan:
    """A code on the first side that is read with a camera. words: what it leads to, until when."""

    svg: Svg
    words: str


def render_pdf(
    page: Page,
    *,
    paper: Paper,
    language: str,
    by: Press = press,
    pictures: Mapping[str, bytes] = MappingProxyType({}),
    listed: Lines | None = None,
    scan: Scan | None = None,
) -> bytes:
    """Return the page as a PDF file.

    pictures  the chosen photos as JPEG by their id; one that is not here is said to be missing
    listed    everything that was recorded, where a second side is to say it
    scan      what is printed beside the name: the rest of the first side makes room for it, and
              where there is none even so, it is left off

    A character that none of the journal's fonts has is looked for in the machine's fonts; when
    none has it, the PDF says so on its first page. Logs name no person.

    Raises PdfFailed when the page cannot be made within the limits.
    """
    with force_locale(language):
        drawn = lanes(page, language)
        sheets = [sheet(page, language, room, drawn) for room in ROOMS]
    names = {lane.svg: f"lane{n}.svg" for n, lane in enumerate(drawn)}
    # A journal with little to say has the same page in every room: one layout is enough.
    beside: dict[str, object] = {
        "listed": asdict(listed) if listed else None,
        "here": sorted(pictures),
    }
    beside["scan"] = scan.words if scan else ""
    cuts = [
        {**_said(each, names, paper), **beside}
        for n, each in enumerate(sheets)
        if each not in sheets[:n]
    ]
    steps = [["", size] for size in SIZES]
    steps += [[str(cut), SIZES[-1]] for cut in range(1, len(cuts))]
    # The fullest page of all gives way in its type, then without the code, before a second side.
    steps += [[steps[-1][0], SMALLEST]]
    if scan:
        steps += [[str(len(cuts)), SIZES[-1]]]
        cuts.append({**cuts[-1], "scan": ""})
    job = {"page": cuts[0], "shorter": cuts[1:], "steps": steps}
    svgs = {name: svg for svg, name in names.items()}
    if scan:
        svgs["scan.svg"] = scan.svg
    for each in page.pictured:
        if jpeg := pictures.get(str(each.photo)):
            svgs[f"{each.photo}.svg"] = _framed(jpeg, each.width, each.height)
    return _printed({**job, "svgs": svgs}, by)


def _framed(jpeg: bytes, width: int, height: int) -> Svg:
    """The photo inside a drawing: the typesetter takes files of text alone."""
    size = f'width="{width}" height="{height}"'
    data = b64encode(jpeg).decode("ascii")
    return Svg(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {size}>'
        f'<image {size} href="data:image/jpeg;base64,{data}"/></svg>'
    )


def _said(said: Sheet, names: Mapping[Svg, str], paper: Paper) -> dict[str, object]:
    """The words as the template takes them: drawings by name, without the screen's tables."""
    lanes_ = [
        {"label": each.label, "value": each.value, "alt": each.alt, "svg": names[each.svg]}
        for each in said.lanes
    ]
    return {**asdict(replace(said, lanes=())), "lanes": lanes_, "paper": paper.value}


def render_card(said: Sequence[Mapping[str, object]], *, paper: Paper, by: Press = press) -> bytes:
    """Return the emergency card as a PDF file: the first of `said` that fits one page, whole first.

    The last one is printed on as many pages as it needs: nobody's medicine is left out. Raises
    PdfFailed as above.
    """
    whole, *shorter = ({**each, "paper": paper.value} for each in said)
    job = {"template": "card", "page": whole, "shorter": shorter, "sizes": CARD_SIZES}
    return _printed(job, by)


def render_nurse(said: Sequence[Mapping[str, object]], *, paper: Paper, by: Press = press) -> bytes:
    """Return the sheet of an infusion day as a PDF file: the first of `said` that fits one page.

    Raises PdfFailed as above.
    """
    whole, *shorter = ({**each, "paper": paper.value} for each in said)
    return _printed({"template": "nurse", "page": whole, "shorter": shorter}, by)


def render_document(
    said: Document,
    *,
    paper: Paper,
    by: Press = press,
    pictures: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:
    """Return a paper as a PDF file, with as many pages as it needs and its header on each of them.

    pictures: photos as JPEG by their name. Raises PdfFailed as above.
    """
    page = {**_fit_for_type(asdict(said)), "made_on": said.made_on.isoformat()}
    page["parts"] = [_part(each) for each in said.parts]
    svgs: dict[str, str] = {
        f"drawing{n}.svg": each.svg
        for n, each in enumerate(said.parts)
        if isinstance(each, Drawing)
    }
    for each in said.parts:
        for one in each.photos if isinstance(each, Photos) else ():
            if jpeg := pictures.get(one.name):
                svgs[f"{one.name}.svg"] = _framed(jpeg, one.width, one.height)
    page["here"] = sorted(pictures)
    job = {"template": "paper", "page": {**page, "paper": paper.value}, "svgs": svgs}
    return _printed({**job, "sizes": PAPER_SIZES}, by)


def _part(part: Part) -> dict[str, Any]:
    said: dict[str, Any] = {**_fit_for_type(asdict(part)), "kind": part.kind}
    if isinstance(part, Rows):
        said["rows"] = [[_in_column(cell) for cell in row] for row in said["rows"]]
    if isinstance(part, Drawing):
        return {key: said[key] for key in ("kind", "heading", "described", "note")}
    return {**said, "widths": shares(part)} if isinstance(part, Rows) else said


def _in_column(cell: str) -> str:
    return _LONG.sub(BREAK, _PAIR.sub("\N{NO-BREAK SPACE}", cell))


def _fit_for_type(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value, WHOLE)
    if isinstance(value, dict):
        return {key: _fit_for_type(each) for key, each in value.items()}
    return [_fit_for_type(each) for each in value] if isinstance(value, list | tuple) else value


def _printed(job: Mapping[str, object], by: Press) -> bytes:
    letter, body = by.set(job)
    if letter == "e":
        log.error("a page could not be set in type: typst.TypstError in its template")
        raise PdfFailed("the page could not be set in type")
    if letter == "s":
        log.info("a page needed this machine's own fonts")
    if letter == "t":
        log.warning("a page has a character that no font has; tagged PDF without PDF/UA")
    return body


__all__ = [
    "Paper",
    "PdfFailed",
    "Scan",
    "render_card",
    "render_document",
    "render_nurse",
    "render_pdf",
]
