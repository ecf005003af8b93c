"""The papers a family carries: a list that says what each is for, each on a screen and as PDF."""

import uuid
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from journal.care.problems import Refused
from journal.clock import now
from journal.plans.school_hours import keep_school_hours
from journal.records.access import Right, Stranger
from journal.summary.pdf import PdfFailed, render_document
from journal.web.extensions import gathering, reading, writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, page, toast
from journal.web.papers_book import parts_of
from journal.web.papers_offered import Asked, Offered, hours_of, offered, read_hours
from journal.web.signed_in import require_person
from journal.web.summary import read_paper

SCHOOL, BOOK = "school", "book"

bp = Blueprint("papers", __name__, url_prefix="/children/<uuid:child_id>/papers")
bp.before_request(require_person)


@bp.get("")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """All papers, each with what it is for."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        rows = [
            {"title": one.title, "purpose": one.purpose, **_urls(child_id, sheet)}
            for sheet, one in offered().items()
        ]
        rows += elsewhere(child_id)
        return page(session, actor, child, "papers/index.html", tab="visit", papers=rows)


def elsewhere(child_id: uuid.UUID) -> list[dict[str, str]]:
    """Papers that have pages of their own, as rows of the list."""
    return [
        {
            "title": _("Emergency card"),
            "purpose": _("For whoever helps first: diagnosis, steroids, allergies, whom to call."),
            "show": url_for("card.show", child_id=child_id),
            "a4": url_for("card.pdf", paper="a4", child_id=child_id),
            "letter": url_for("card.pdf", paper="letter", child_id=child_id),
        },
        {
            "title": _("Infusion sheet, empty"),
            "purpose": _("For the nurse: lots, rates and what was seen, by hand."),
            "show": "",
            "a4": url_for("infusion_sheet.blank", paper="a4", child_id=child_id),
            "letter": url_for("infusion_sheet.blank", paper="letter", child_id=child_id),
        },
    ]


@bp.get("/<sheet>")
def show(child_id: uuid.UUID, sheet: str) -> ResponseReturnValue:
    """One paper on the screen; it prints as well."""
    form = Form(dict(request.args))
    one, asked = _find(sheet), _asked()
    with gathering(long=sheet == BOOK) as (session, actor):
        child = child_or_404(session, actor, child_id)
        asked = replace(asked, hours=hours_of(child))
        try:
            asked = replace(asked, hours=read_hours(request.args, asked.hours))
        except Refused as refused:
            form.refuse(refused)
        document = one.make(session, child, asked)
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        form.text = {"begin": f"{asked.hours.begin:%H:%M}", "end": f"{asked.hours.end:%H:%M}"} | (
            form.text
        )
        shown = page(
            session,
            actor,
            child,
            "papers/show.html",
            tab="visit",
            document=document,
            purpose=one.purpose,
            form=form if sheet == SCHOOL else None,
            may_keep=actor.may(Right.PLAN, child.id),
            is_kept=child.school_begins is not None,
            book=parts_of(session, child, asked.part) if sheet == BOOK else [],
            urls=_urls(child_id, sheet, **_more(sheet, asked)),
            failed=request.args.get("failed") == "1",
        )
    return make_response(shown, 422 if form.errors else 200)


@bp.get("/<sheet>.pdf")
def pdf(child_id: uuid.UUID, sheet: str) -> ResponseReturnValue:
    """The same on A4 or Letter; when it cannot be made, the screen says so and prints."""
    paper, asked = read_paper(), _asked()
    with gathering(long=sheet == BOOK) as (session, actor):
        child = child_or_404(session, actor, child_id)
        asked = replace(asked, hours=read_hours(request.args, hours_of(child)))
        document = _find(sheet).make(session, child, asked)
    try:
        body = render_document(document, paper=paper)
    except PdfFailed:
        more = _more(sheet, asked)
        url = url_for("papers.show", child_id=child_id, sheet=sheet, failed=1, **more)
        return Response(status=303, headers={"Location": url})
    response = make_response(body)
    response.mimetype = "application/pdf"
    part = f"-part-{asked.part}" if sheet == BOOK else ""
    name = f"sunhat-{sheet}{part}-{document.made_on}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@bp.post("/school/hours")
def keep_hours(child_id: uuid.UUID) -> ResponseReturnValue:
    """Keep when school begins and ends: the next paper offers it."""
    typed = Form.sent().text
    shown = url_for("papers.show", child_id=child_id, sheet=SCHOOL)
    try:
        with writing() as (session, actor):
            child = child_or_404(session, actor, child_id, Right.PLAN)
            hours = read_hours(typed, hours_of(child))
            keep_school_hours(session, actor, child, begin=hours.begin, end=hours.end)
    except Refused:  # the page says what is wrong beside what was typed
        wrong: dict[str, Any] = {name: str(typed.get(name, ""))[:20] for name in ("begin", "end")}
        return redirect(url_for("papers.show", child_id=child_id, sheet=SCHOOL, **wrong), 303)
    toast(_("Kept for %(name)s", name=child.name))
    return redirect(shown, code=303)


def _asked() -> Asked:
    part = request.args.get("part", "1")
    if not (part.isascii() and part.isdigit() and len(part) < 5):
        raise Stranger
    return Asked(moment=now(), language=str(get_locale() or "en"), part=int(part))


def _find(sheet: str) -> Offered:
    found = offered().get(sheet)
    if found is None:
        raise Stranger
    return found


def _more(sheet: str, asked: Asked) -> dict[str, Any]:
    """The school hours or the part of the book, where an address needs them."""
    if sheet == BOOK:
        return {"part": asked.part}
    if sheet != SCHOOL:
        return {}
    return {"begin": f"{asked.hours.begin:%H:%M}", "end": f"{asked.hours.end:%H:%M}"}


def _urls(child_id: uuid.UUID, sheet: str, **more: Any) -> dict[str, str]:
    return {
        "show": url_for("papers.show", child_id=child_id, sheet=sheet),
        **{
            paper: url_for("papers.pdf", child_id=child_id, sheet=sheet, paper=paper, **more)
            for paper in ("a4", "letter")
        },
    }
