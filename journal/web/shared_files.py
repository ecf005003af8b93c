"""What a link shows, made when the link is made: the page as HTML and as PDF."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from sqlmodel import Session

from journal.exchange.shares import File
from journal.records.children import Child
from journal.summary import words
from journal.summary.gather import gather
from journal.summary.page import Page
from journal.summary.pdf import Paper, render_pdf
from journal.summary.scope import NAMES, Section, only
from journal.summary.screen import screen
from journal.web.unsent import missing_for

PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a link shows: days, both included, and sections. It never widens (H25)."""

    from_on: date
    to_on: date
    sections: frozenset[Section]

    def as_json(self, language: str) -> dict[str, Any]:
        """As the link's row keeps it, to be read back by the family."""
        return {
            "from": self.from_on.isoformat(),
            "to": self.to_on.isoformat(),
            "sections": [one.value for one in Section if one in self.sections],
            "photos": False,
            "language": language,
        }


def gathered(session: Session, child: Child, scope: Scope, *, now: datetime) -> Page:
    """Return the page of these days with these sections; nothing after this reads the journal."""
    missing = missing_for(session, child, now=now)
    whole = gather(session, child, scope.from_on, scope.to_on, now=now, missing=missing)
    return only(whole, scope.sections)


def files_of(found: Page, scope: Scope, *, language: str) -> dict[str, File]:
    """Return the files of a link by name: "page", "a4", "letter". Raises PdfFailed."""
    html = render_template(
        "summary/page.html",
        frame="sharing/part.html",
        page=found,
        screen=screen(found, language),
        as_of=words.moment(found.made_at, found.period.zone, language),
        not_shared=[_(NAMES[one]) for one in Section if one not in scope.sections],
    )
    files = {PAGE: File(html.encode(), "text/html; charset=utf-8")}
    for paper in Paper:
        body = render_pdf(found, paper=paper, language=language)
        files[paper.value] = File(body, "application/pdf")
    return files
