"""Stopping, pausing and starting again: a day, a reason, and silence at once."""

import uuid
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from journal.care.dates import read_date
from journal.care.problems import Refused
from journal.clock import now
from journal.plans.standing import standing_of
from journal.plans.turns import turn
from journal.records.access import Right
from journal.records.medicines import Cause, Turn
from journal.web.brought import bring_to_room
from journal.web.extensions import reading, writing
from journal.web.forms import Form
from journal.web.frame import page, toast
from journal.web.medicine_access import medicine_or_404
from journal.web.medicine_ordered import cause_tiles, read_cause, read_person, team_tiles
from journal.web.medicine_words import shown
from journal.web.signed_in import require_person
from journal.web.visit_address import asked_in_room, carried, visit_address

bp = Blueprint(
    "medicine_turns",
    __name__,
    url_prefix="/children/<uuid:child_id>/medicines/<uuid:medicine_id>",
)
bp.before_request(require_person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """What the form says besides the days."""

    cause: Cause | None
    reason: str
    advised_by: str


@bp.route("/stop", methods=["GET", "POST"])
def stop(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    """Stop a medicine. What was recorded stays."""
    return _turn(child_id, medicine_id, Turn.STOP)


@bp.route("/pause", methods=["GET", "POST"])
def pause(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    """Pause a medicine until somebody resumes it."""
    return _turn(child_id, medicine_id, Turn.PAUSE)


@bp.route("/resume", methods=["GET", "POST"])
def resume(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    """Start a paused or stopped medicine again."""
    return _turn(child_id, medicine_id, Turn.RESUME)


def _turn(child_id: uuid.UUID, medicine_id: uuid.UUID, what: Turn) -> ResponseReturnValue:
    form = Form.sent()
    if request.method == "POST":
        on = form.read("on", lambda typed: read_date(typed, "on"))
        why = Why(
            cause=read_cause(form),
            reason=form.words("reason", most=500),
            advised_by=read_person(form, "advised_by"),
        )
        review_on: date | None = None
        if what is Turn.PAUSE and form.get("review_on"):
            review_on = form.read("review_on", lambda typed: read_date(typed, "review_on"))
        if on is not None and not form.errors:
            try:
                saved = _save(child_id, medicine_id, what, on, why, review_on)
                return redirect(visit_address(child_id, form.text) or saved, code=303)
            except Refused as refused:
                form.refuse(refused)
    return _form_page(child_id, medicine_id, what, form)


def _save(
    child_id: uuid.UUID,
    medicine_id: uuid.UUID,
    what: Turn,
    on: date,
    why: Why,
    review_on: date | None,
) -> str:
    with writing() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        bring_to_room(session, actor, child_id, request.form, now())
        turn(
            session,
            actor,
            medicine,
            what,
            on=on,
            cause=why.cause,
            reason=why.reason,
            advised_by=why.advised_by,
            review_on=review_on,
            now=now(),
        )
    said = {
        Turn.STOP: _("Stopped for %(name)s: %(medicine)s", name=child.name, medicine=medicine.name),
        Turn.PAUSE: _("Paused for %(name)s: %(medicine)s", name=child.name, medicine=medicine.name),
        Turn.RESUME: _(
            "Started again for %(name)s: %(medicine)s", name=child.name, medicine=medicine.name
        ),
    }
    toast(said[what])
    return url_for("medicines.show", child_id=child_id, medicine_id=medicine_id)


def _form_page(
    child_id: uuid.UUID, medicine_id: uuid.UUID, what: Turn, form: Form
) -> ResponseReturnValue:
    moment = now()
    with reading() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        today = moment.astimezone(ZoneInfo(child.zone)).date()
        told = asked_in_room(session, child) if request.method == "GET" else None
        if told is not None:
            form.text |= {"on": told.on.isoformat(), "advised_by": told.whom}
            form.text |= carried(request.args)
        form.text.setdefault("on", today.isoformat())
        standing = standing_of(session, child, medicine, now=moment)
        text = page(
            session,
            actor,
            child,
            "medicines/turn.html",
            tab="plan",
            form=form,
            what=what.value,
            causes=cause_tiles(what),
            team=team_tiles(session, child.id, form.get("advised_by")),
            medicine=shown(standing, today=today),
            action=request.path,
        )
    return make_response(text, 422 if form.errors else 200)
