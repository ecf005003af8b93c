"""The papers a family carries: a list that says what each is for, each on a screen and as PDF."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlmodel import Session

from journal.clock import now
from journal.records.access import Stranger
from journal.records.children import Child
from journal.summary.document import Document
from journal.summary.papers.treatment import treatment_history
from journal.summary.papers.treatment_words import treatment_paper
from journal.summary.pdf import PdfFailed, render_document
from journal.web.extensions import reading
from journal.web.frame import child_or_404, page
from journal.web.signed_in import require_person
from journal.web.summary import read_paper

bp = Blueprint("papers", __name__, url_prefix="/children/<uuid:child_id>/papers")
bp.before_request(require_person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A paper: what it is called, what it is for in one sentence, and how it is made.

    make: from the rows of a child, its moment and a language; it only reads.
    """

    title: str
    purpose: str
    make: Callable[[Session, Child, datetime, str], Document]


def offered() -> dict[str, Offered]:
    """Return every paper by the word that stands in its address."""
    return {
        "treatment": Offered(
            title=_("Treatment history"),
            purpose=_(
                "For a second opinion and for the insurer: every therapy tried, and why not."
            ),
            make=lambda session, child, moment, language: treatment_paper(
                treatment_history(session, child, now=moment), language
            ),
        ),
    }


@bp.get("")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """All papers, each with what it is for."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        rows = [
            {"title": one.title, "purpose": one.purpose, **_urls(child_id, sheet)}
            for sheet, one in offered().items()
        ]
        return page(session, actor, child, "papers/index.html", tab="visit", papers=rows)


@bp.get("/<sheet>")
def show(child_id: uuid.UUID, sheet: str) -> ResponseReturnValue:
    """One paper on the screen; it prints as well."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        one = _find(sheet)
        return page(
            session,
            actor,
            child,
            "papers/show.html",
            tab="visit",
            document=one.make(session, child, now(), _language()),
            purpose=one.purpose,
            urls=_urls(child_id, sheet),
            failed=request.args.get("failed") == "1",
        )


@bp.get("/<sheet>.pdf")
def pdf(child_id: uuid.UUID, sheet: str) -> ResponseReturnValue:
    """The same on A4 or Letter; when it cannot be made, the screen says so and prints."""
    paper = read_paper()
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        document = _find(sheet).make(session, child, now(), _language())
    try:
        body = render_document(document, paper=paper)
    except PdfFailed:
        url = url_for("papers.show", child_id=child_id, sheet=sheet, failed=1)
        return Response(status=303, headers={"Location": url})
    response = make_response(body)
    response.mimetype = "application/pdf"
    name = f"sunhat-{sheet}-{document.made_on}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _find(sheet: str) -> Offered:
    found = offered().get(sheet)
    if found is None:
        raise Stranger
    return found


def _urls(child_id: uuid.UUID, sheet: str) -> dict[str, str]:
    return {
        "show": url_for("papers.show", child_id=child_id, sheet=sheet),
        **{
            paper: url_for("papers.pdf", child_id=child_id, sheet=sheet, paper=paper)
            for paper in ("a4", "letter")
        },
    }


def _language() -> str:
    return str(get_locale() or "en")
