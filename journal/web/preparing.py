"""Preparing a visit: pick it, strike out, add, rank and choose, then print just that."""

import re
import uuid
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlmodel import Session

from journal.care.days import read_date
from journal.care.problems import N_, Problem, Refused
from journal.clock import now
from journal.plans.appointments import FURTHEST, appointments_of
from journal.plans.preparations import (
    Sitting,
    preparation_for,
    prepare,
    sitting_at,
    sitting_of,
)
from journal.plans.whom import seen_by
from journal.records.access import Right, Stranger
from journal.records.appointments import Appointment
from journal.records.children import Child
from journal.records.preparations import Preparation
from journal.summary.page import Page
from journal.summary.pdf import render_pdf
from journal.summary.press import PdfFailed
from journal.summary.rows import Lines
from journal.summary.screen import screen
from journal.web.brought import brought_to
from journal.web.changes import read_id
from journal.web.extensions import gathering, reading, settings, writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, page, today_of
from journal.web.in_room_shown import outcome
from journal.web.log.scene import as_tiles, one_or_other
from journal.web.planned_rows import appointment_row
from journal.web.preparing_changes import DOINGS
from journal.web.preparing_page import gathered_page, wishes_of
from journal.web.preparing_shown import (
    missing_lines,
    prepared_rows,
    shown,
)
from journal.web.second_side import listed_of, pictures_of, second_side
from journal.web.signed_in import require_person
from journal.web.summary import read_paper

bp = Blueprint("preparing", __name__, url_prefix="/children/<uuid:child_id>/preparations")
bp.before_request(require_person)

# Somebody may prepare in the waiting room.
JUST_NOW = timedelta(hours=12)
# The part of the page that somebody was at.
PLACE = re.compile(r"[a-z]+(-[0-9]+){0,2}")


@bp.get("")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """Pages that are prepared, appointments that may be, and a visit that is in no plan."""
    return _index(child_id, Form())


@bp.post("")
def begin(child_id: uuid.UUID) -> ResponseReturnValue:
    """Prepare a visit: an appointment of the plan, or whom and when as typed."""
    moment, form = now(), Form.sent()
    try:
        with writing() as (session, actor):
            child = child_or_404(session, actor, child_id, Right.RECORD)
            row = prepare(session, actor, child, _picked(session, child, form), now=moment)
    except Refused as refused:
        form.refuse(refused)
        return make_response(_index(child_id, form), 422)
    return redirect(_address(row), code=303)


@bp.get("/<uuid:preparation_id>")
def show(child_id: uuid.UUID, preparation_id: uuid.UUID) -> ResponseReturnValue:
    """The page as it will print, and everything that may be done to it."""
    return _show(child_id, preparation_id, Form())


@bp.post("/<uuid:preparation_id>")
def change(child_id: uuid.UUID, preparation_id: uuid.UUID) -> ResponseReturnValue:
    """Do one thing to one item of the page, and come back to where it stands."""
    form = Form.sent()
    doing = DOINGS.get(form.get("do"))
    try:
        with writing() as (session, actor):
            child = child_or_404(session, actor, child_id, Right.RECORD)
            row = preparation_or_404(session, child, preparation_id)
            if doing is None:
                raise Refused(Problem("do_unknown", None, N_("Reload the page and try again.")))
            doing(session, actor, child, row, form)
    except Refused as refused:
        form.refuse(refused)
        return make_response(_show(child_id, preparation_id, form), 422)
    return redirect(_back(child, row, form), code=303)


@bp.get("/<uuid:preparation_id>/page.pdf")
def pdf(child_id: uuid.UUID, preparation_id: uuid.UUID) -> ResponseReturnValue:
    """The same page on A4 or Letter; when it cannot be made, the screen page says so and prints."""
    moment = now()
    with gathering() as (session, actor):
        child = child_or_404(session, actor, child_id)
        row = preparation_or_404(session, child, preparation_id)
        brought, sees_photos = brought_to(row), actor.may(Right.PHOTOS, child_id)
        found = brought.page if brought else gathered_page(session, child, row, moment)
        listed = _listed(session, child, row, found, _language())
    try:
        body = render_pdf(
            found,
            paper=read_paper(),
            language=_language(),
            pictures=pictures_of(found, settings().data) if sees_photos else {},
            listed=listed,
        )
    except PdfFailed:
        return Response(status=303, headers={"Location": f"{_address(row)}?failed=1"})
    response = make_response(body)
    response.mimetype = "application/pdf"
    name = f"sunhat-{found.period.from_on}-{found.period.to_on}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def preparation_or_404(session: Session, child: Child, row_id: uuid.UUID) -> Preparation:
    """This child's page. Raises Stranger for every other, also one that there is not."""
    row = session.get(Preparation, row_id)
    if row is None or row.child_id != child.id:
        raise Stranger
    return row


def _index(child_id: uuid.UUID, form: Form) -> str:
    moment = now()
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        may_prepare = actor.may(Right.RECORD, child_id)
        return page(
            session,
            actor,
            child,
            "visits/index.html",
            tab="visit",
            form=form,
            rows=prepared_rows(session, child, moment),
            coming=_coming(session, child, moment) if may_prepare else [],
            people=as_tiles(seen_by(session, child.id), other=_("Somebody else")),
            missing=missing_lines(session, child, moment),
            may_prepare=may_prepare,
        )


def _coming(session: Session, child: Child, moment: datetime) -> list[dict[str, Any]]:
    """Appointments of which no page is prepared yet."""
    found = appointments_of(session, child.id, moment - JUST_NOW, moment + FURTHEST)
    return [
        appointment_row(child, one, moment, may_plan=False) | {"id": str(one.id)}
        for one in found
        if preparation_for(session, child, one) is None
    ]


def _picked(session: Session, child: Child, form: Form) -> Sitting:
    """Which visit the form means. Raises Refused, or Stranger for another child's appointment."""
    if not form.get("appointment"):
        whom = one_or_other(form, "whom", "other_whom")
        return Sitting(whom=whom, on=read_date(form.get("on"), "on"))
    row = session.get(Appointment, read_id(form.get("appointment")))
    if row is None or row.child_id != child.id:
        raise Stranger
    if row.ended_at is not None:
        sentence = N_("This appointment was changed or called off. Choose another one.")
        raise Refused(Problem("appointment_over", None, sentence))
    return sitting_at(row, child)


def _show(child_id: uuid.UUID, preparation_id: uuid.UUID, form: Form) -> str:
    moment, language = now(), _language()
    with gathering() as (session, actor):
        child = child_or_404(session, actor, child_id)
        row = preparation_or_404(session, child, preparation_id)
        context = shown(session, child, row, moment, language)
        found, sitting = context["page"], sitting_of(session, child, row)
        listed = _listed(session, child, row, found, language)
        after = None
        if row.held_at is not None:
            after = outcome(session, actor, child, row, sitting, moment)
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        return page(
            session,
            actor,
            child,
            "visits/page.html",
            tab="visit",
            form=form,
            may_change=actor.may(Right.RECORD, child_id)
            and row.held_at is None
            and row.ended_at is None,
            may_record=actor.may(Right.RECORD, child_id),
            share_url=url_for("sharing.index", child_id=child_id, preparation=row.id)
            if actor.may(Right.MANAGE, child_id)
            else None,
            is_today=sitting.on <= today_of(child, moment),
            screen=screen(context["page"], language),
            after=after,
            second=second_side(found, context["photos"], listed, language),
            opened=request.args.get("at") or folded(form.get("place")),
            failed=request.args.get("failed") == "1",
            **context,
        )


def _listed(
    session: Session, child: Child, row: Preparation, found: Page, language: str
) -> Lines | None:
    """The full list of its second side, as it was brought where the visit is over."""
    brought = brought_to(row)
    if brought is not None:
        return brought.listed
    return listed_of(session, child, found, wishes_of(row), language)


def _back(child: Child, row: Preparation, form: Form) -> str:
    here: dict[str, Any] = {"child_id": child.id, "preparation_id": row.id}
    if form.get("do") == "put_away":
        return url_for("preparing.index", child_id=child.id)
    if form.get("do") in {"hold", "take_back"}:
        return url_for("in_room.show", **here)
    place = form.get("place")
    if not PLACE.fullmatch(place):
        return url_for("preparing.show", **here)
    return url_for("preparing.show", at=folded(place), _anchor=place, **here)


def folded(place: str) -> str:
    """The part that a place stands in: "items-2" of "items-2-7", "photos" of "photos-3"."""
    parts = place.split("-")
    return "-".join(parts[:2] if parts[0] == "items" else parts[:1])


def _address(row: Preparation) -> str:
    return url_for("preparing.show", child_id=row.child_id, preparation_id=row.id)


def _language() -> str:
    return str(get_locale() or "en")
