"""What a link shows, made when the link is made: the page as HTML and PDF, a patient summary."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template
from flask_babel import gettext as _
from sqlmodel import Session

from journal.care.problems import N_
from journal.exchange.ips import MEDIA_TYPE, as_bytes, patient_summary
from journal.exchange.ips_facts import Facts
from journal.exchange.ips_gather import ips_facts
from journal.exchange.ips_within import within
from journal.exchange.share_wishes import IPS, File
from journal.records.children import Child
from journal.summary import words
from journal.summary.gather import gather
from journal.summary.page import Page
from journal.summary.pdf import Paper, Scan, render_pdf
from journal.summary.scope import NAMES, Section, only
from journal.summary.screen import screen
from journal.summary.window import Window
from journal.summary.wishes import NONE, Second, Wishes
from journal.web.second_side import pictures_of
from journal.web.unsent import missing_for

PAGE = "page"
# With which sections of the page a part of a patient summary goes, one of them is enough; the rest
# goes with the summary itself, and the form names it.
_WITH: Mapping[str, frozenset[Section]] = MappingProxyType(
    {
        "symptoms": frozenset({Section.OVER_TIME}),
        "results": frozenset({Section.OVER_TIME, Section.NEXT}),
        "infusions": frozenset({Section.INFUSIONS}),
        "stays": frozenset({Section.HEALTH}),
        "infections": frozenset({Section.HEALTH}),
        "measurements": frozenset({Section.HEALTH}),
        "coming": frozenset({Section.NEXT}),
        "rests": frozenset({Section.CHANGES}),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a link shows: days, both included, and sections. It never widens (H25).

    has_ips   whether a clinic's own program gets a patient summary
    wishes    what the family left out, added and ranked on the page it prepared
    prepared  whether it is such a page; held_back: what is on its second side and not in the link
    brought   what the page said at its visit, where that is over: nothing newer is shown
    """

    from_on: date
    to_on: date
    sections: frozenset[Section]
    has_ips: bool = False
    wishes: Wishes = NONE
    prepared: bool = False
    held_back: tuple[str, ...] = ()
    brought: Page | None = None

    def as_json(self, found: "Found", language: str) -> dict[str, Any]:
        """As the link's row keeps it, to be read back by the family.

        left_out, lines, photos: how many items were struck, lines added and photos chosen
        """
        return {
            "from": self.from_on.isoformat(),
            "to": self.to_on.isoformat(),
            "sections": [one.value for one in Section if one in self.sections],
            "ips": self.has_ips,
            "photos": len(found.page.pictured),
            "prepared": self.prepared,
            "left_out": found.struck,
            "lines": len(self.wishes.lines),
            "language": language,
        }


def for_a_link(wishes: Wishes, *, photos: bool) -> Wishes:
    """Return the wishes as far as a link has them: photos only where this was ticked (T20).

    The list of everything recorded is in none: it knows no sections.
    """
    if photos:
        return replace(wishes, second=wishes.second - {Second.LIST})
    return replace(wishes, photos=(), second=wishes.second - {Second.LIST, Second.PHOTOS})


def held_back(wishes: Wishes, *, photos: bool) -> tuple[str, ...]:
    """Return what is on the prepared page's second side and goes into no link, or not into this."""
    said = []
    if wishes.photos and not photos:
        said.append(N_("Photos"))
    if Second.LIST in wishes.second:
        said.append(N_("The list of everything recorded"))
    return tuple(said)


def as_wished(brought: Page, wishes: Wishes) -> Page:
    """Return a kept page as far as a link has it: its second side by the wishes `for_a_link`."""
    return replace(
        brought,
        pictured=brought.pictured if wishes.has_photos else (),
        photos_away=brought.photos_away if wishes.has_photos else 0,
        second=tuple(each for each in brought.second if each in wishes.second),
    )


@dataclass(frozen=True, slots=True)
class Found:
    """All that a link shows, read once; what comes after never looks into the journal.

    struck  how many items of these days the family left out on the page it prepared
    """

    page: Page
    facts: Facts | None
    struck: int


def gathered(session: Session, child: Child, scope: Scope, *, now: datetime) -> Found:
    """Return what stands in the journal of this scope at this moment, or what was brought."""
    if scope.brought is not None:
        whole = as_wished(scope.brought, scope.wishes)
        return Found(only(whole, scope.sections), None, whole.left_out)
    missing = missing_for(session, child, now=now)
    days, wishes = (scope.from_on, scope.to_on), scope.wishes
    whole = gather(session, child, *days, now=now, missing=missing, wishes=wishes)
    facts = None
    if scope.has_ips:
        window = Window(from_on=scope.from_on, to_on=scope.to_on, zone=ZoneInfo(child.zone))
        without = {name for name, sections in _WITH.items() if not sections & scope.sections}
        start, end = window.start, window.end
        facts = ips_facts(session, child, now=now, start=start, end=end)
        facts = within(facts, start, end, without=without, struck=wishes.struck)
    return Found(only(whole, scope.sections), facts, whole.left_out)


def files_of(
    found: Found, scope: Scope, *, data: Path, language: str, scan: Scan | None = None
) -> dict[str, File]:
    """Return the files of a link by name: "page", "a4", "letter", "ips". Raises PdfFailed.

    data: the folder whose photos those of the page are. They are in the PDFs alone.
    scan: the code that the PDFs bear, where the family wished one.
    """
    page, pictures = found.page, pictures_of(found.page, data)
    html = render_template(
        "summary/page.html",
        frame="sharing/part.html",
        page=page,
        screen=screen(page, language),
        as_of=words.moment(page.made_at, page.period.zone, language),
        not_shared=[
            *(_(NAMES[one]) for one in Section if one not in scope.sections),
            *map(_, scope.held_back),
        ],
    )
    files = {PAGE: File(html.encode(), "text/html; charset=utf-8")}
    for paper in Paper:
        body = render_pdf(page, paper=paper, language=language, pictures=pictures, scan=scan)
        files[paper.value] = File(body, "application/pdf")
    if found.facts is not None:
        bundle = patient_summary(found.facts, made_at=page.made_at, language=language)
        files[IPS] = File(as_bytes(bundle), MEDIA_TYPE)
    return files
