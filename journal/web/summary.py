"""The page for the visit: on screen, as PDF, and as JSON for the API."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from sqlmodel import Session, col, select

from journal.care.days import read_date
from journal.care.problems import N_, Problem, Refused
from journal.clock import now
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.visit import VisitRow
from journal.summary.canonical import canonical
from journal.summary.gather import gather
from journal.summary.page import Page
from journal.summary.pdf import Paper, render_pdf
from journal.summary.press import PdfFailed
from journal.summary.screen import screen
from journal.web.asked import DATE, Asked, asks
from journal.web.errors import answer
from journal.web.extensions import gathering, reading
from journal.web.frame import child_or_404, page
from journal.web.language import said
from journal.web.preparing_shown import prepared_rows
from journal.web.signed_in import require_person
from journal.web.unsent import missing_for

bp = Blueprint("summary", __name__)
bp.before_request(require_person)

DEFAULT_DAYS = 90
MOST_PREPARED = 3
LONGEST = timedelta(days=20 * 366)
# Beyond it so much is read that whoever writes would notice the wait.
QUICK = timedelta(days=366)
FROM = Asked(
    "from",
    "The first day, together with `to`. Without both, and without `days`: since the last visit, "
    f"else {DEFAULT_DAYS} days.",
    DATE,
)
TO = Asked("to", "The last day, which is in it; today without.", DATE)
DAYS = Asked(
    "days", "So many until today, when neither `from` nor `to` is there.", {"enum": ["30", "90"]}
)
PAPER = Asked("paper", "On which paper.", {"enum": list(Paper), "default": Paper.A4})


@dataclass(frozen=True, slots=True)
class Span:
    """The days asked for, both included, and which button asked for them."""

    from_on: date
    to_on: date
    chosen: str


@bp.get("/children/<uuid:child_id>/visit")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """The page on screen, with the choice of days above it."""
    moment = now()
    status, problem = 200, None
    try:
        found, span = _gathered(child_id, moment)
    except Refused as refused:
        status, problem = 422, refused.problems[0]
        found, span = _gathered(child_id, moment, days=DEFAULT_DAYS)
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        shown = page(
            session,
            actor,
            child,
            "summary/page.html",
            tab="visit",
            page=found,
            screen=screen(found, _language()),
            period=_period(span, problem),
            urls=_urls(child_id, span) | _share(actor, child_id, span),
            prepared=prepared_rows(session, child, moment, over=False)[:MOST_PREPARED],
            failed=request.args.get("failed") == "1",
        )
    return make_response(shown, status)


@bp.get("/children/<uuid:child_id>/visit.pdf")
def pdf(child_id: uuid.UUID) -> ResponseReturnValue:
    """The same page on A4 or Letter; when it cannot be made, the screen page says so and prints."""
    found, span = _gathered(child_id, now())
    try:
        return _pdf(found, read_paper())
    except PdfFailed:
        days: dict[str, Any] = {"from": span.from_on.isoformat(), "to": span.to_on.isoformat()}
        url = url_for("summary.index", child_id=child_id, failed=1, **days)
        return Response(status=303, headers={"Location": url})


@bp.get("/api/v1/children/<uuid:child_id>/summary")
@asks(FROM, TO, DAYS)
def as_json(child_id: uuid.UUID) -> ResponseReturnValue:
    """The page as JSON."""
    found, _span = _gathered(child_id, now())
    return jsonify(canonical(found))


@bp.get("/api/v1/children/<uuid:child_id>/summary.pdf")
@asks(FROM, TO, DAYS, PAPER)
def as_pdf(child_id: uuid.UUID) -> ResponseReturnValue:
    """The page as PDF."""
    found, _span = _gathered(child_id, now())
    try:
        return _pdf(found, read_paper())
    except PdfFailed:
        response = answer(503, code="pdf_failed")
        response.headers["Retry-After"] = "30"
        return response


def _gathered(
    child_id: uuid.UUID, moment: datetime, *, days: int | None = None
) -> tuple[Page, Span]:
    """The page of one moment and its days. Raises Refused when the address names no stretch.

    days: so many until today, whatever the address asks for.
    """
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        span = _last_days(child, moment, days) if days else _span(session, child, moment)
    with gathering(long=span.to_on - span.from_on > QUICK) as (session, actor):
        child = child_or_404(session, actor, child_id)
        missing = missing_for(session, child, now=moment)
        found = gather(session, child, span.from_on, span.to_on, now=moment, missing=missing)
    return found, span


def _pdf(found: Page, paper: Paper) -> Response:
    body = render_pdf(found, paper=paper, language=_language())
    response = make_response(body)
    response.mimetype = "application/pdf"
    name = f"sunhat-{found.period.from_on}-{found.period.to_on}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def read_paper() -> Paper:
    """The paper that the address asks for, A4 when it says nothing. Raises Refused."""
    text = PAPER.text()
    if text is None:
        return Paper.A4
    if text not in list(Paper):
        raise Refused(Problem("paper_unknown", "paper", N_("Choose a4 or letter.")))
    return Paper(text)


def _span(session: Session, child: Child, moment: datetime) -> Span:
    """What the address asks for. Raises Refused when the two dates make no stretch of time."""
    today = moment.astimezone(ZoneInfo(child.zone)).date()
    first, last, days = FROM.text(), TO.text(), DAYS.text()
    if first is not None or last is not None:
        from_on = read_date(first or "", "from")
        to_on = read_date(last or today.isoformat(), "to")
        if from_on > to_on:
            text = N_("The last day is before the first. Check both.")
            raise Refused(Problem("ends_before_start", "to", text))
        if to_on - from_on > LONGEST:
            raise Refused(Problem("out_of_range", "from", N_("Choose at most 20 years.")))
        return Span(from_on, to_on, "dates")
    if days is not None:
        if days not in {"30", "90"}:
            text = N_("Choose 30 or 90 days, or a first and a last day.")
            raise Refused(Problem("days_unknown", "days", text))
        return _last_days(child, moment, int(days))
    visited = _last_visit(session, child, moment)
    if visited is not None and visited < today:
        return Span(visited, today, "visit")
    return _last_days(child, moment, DEFAULT_DAYS)


def _last_days(child: Child, moment: datetime, days: int) -> Span:
    today = moment.astimezone(ZoneInfo(child.zone)).date()
    return Span(today - timedelta(days=days - 1), today, str(days))


def _last_visit(session: Session, child: Child, moment: datetime) -> date | None:
    """The day of the last visit before today."""
    zone = ZoneInfo(child.zone)
    today = moment.astimezone(zone).date()
    visits = session.exec(
        select(VisitRow.at)
        .join(Entry, col(Entry.id) == col(VisitRow.entry_id))
        .where(VisitRow.child_id == child.id, col(Entry.deleted).is_(False))
        .where(col(VisitRow.at) <= moment)
        .order_by(col(VisitRow.at).desc())
        .limit(10)
    )
    days = (at.astimezone(zone).date() for at in visits)
    return next((day for day in days if day < today), None)


def _period(span: Span, problem: Problem | None) -> dict[str, Any]:
    """The choice of days; dates that were refused stand there as they were typed."""
    period = {"from_on": span.from_on.isoformat(), "to_on": span.to_on.isoformat()}
    if problem is None:
        return period | {"chosen": span.chosen, "errors": {}}
    typed = {f"{name}_on": request.args.get(name, period[f"{name}_on"]) for name in ("from", "to")}
    # No field of the page asks for a number of days.
    field = "from" if problem.field == DAYS.name else problem.field
    return typed | {"chosen": "dates", "errors": {field: said(problem)}}


def _urls(child_id: uuid.UUID, span: Span) -> dict[str, str]:
    days: dict[str, Any] = {"from": span.from_on.isoformat(), "to": span.to_on.isoformat()}
    return {
        "page": url_for("summary.index", child_id=child_id),
        "a4": url_for("summary.pdf", child_id=child_id, paper="a4", **days),
        "letter": url_for("summary.pdf", child_id=child_id, paper="letter", **days),
    }


def _share(actor: Actor, child_id: uuid.UUID, span: Span) -> dict[str, str]:
    """Where these days are shared, for who may."""
    if not actor.may(Right.PLAN, child_id):
        return {}
    days: dict[str, Any] = {"from": span.from_on.isoformat(), "to": span.to_on.isoformat()}
    return {"share": url_for("sharing.index", child_id=child_id, **days)}


def _language() -> str:
    return str(get_locale() or "en")
