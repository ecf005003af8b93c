"""What a family plans besides medicines: the list of it, and appointments."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.care.problems import N_, Refused
from journal.clock import now
from journal.plans.appointments import (
    FURTHEST,
    appointments_of,
    change_appointment,
    end_appointment,
    plan_appointment,
)
from journal.plans.own_reminders import reminders_of
from journal.records.access import Actor, Right, Stranger
from journal.records.appointments import Appointment, AppointmentKind, OwnReminder
from journal.records.children import Child
from journal.reminders.feeds import feeds_of
from journal.web.brought import bring_to_room
from journal.web.extensions import reading, writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, page, toast
from journal.web.log.when import when_context
from journal.web.plan_form import plan_form
from journal.web.planned_forms import read_visit, row_of, typed_visit
from journal.web.planned_rows import (
    appointment_row,
    calendar_rows,
    ended_rows,
    own_row,
    to_prepare,
)
from journal.web.planned_words import kind_tiles, wording_tiles
from journal.web.signed_in import require_person
from journal.web.visit_address import carried, visit_address

bp = Blueprint("planned", __name__, url_prefix="/children/<uuid:child_id>/planned")
bp.before_request(require_person)

Row = TypeVar("Row", Appointment, OwnReminder)


@bp.get("")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """Everything that comes, and what was planned before."""
    moment = now()
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        may_plan = actor.may(Right.PLAN, child.id)
        since = moment - timedelta(hours=12)
        coming = appointments_of(session, child.id, since, moment + FURTHEST)
        return page(
            session,
            actor,
            child,
            "planned/index.html",
            appointments=[
                appointment_row(child, row, moment, may_plan)
                | to_prepare(session, child, row, actor.may(Right.RECORD, child.id))
                for row in coming
            ],
            reminders=[own_row(child, row, may_plan) for row in reminders_of(session, child.id)],
            ended=ended_rows(session, child, moment),
            may_plan=may_plan,
            form=Form(),
            wordings=wording_tiles(),
            calendars=calendar_rows(child, feeds_of(session, actor, child.id)),
        )


@bp.route("/appointments/add", methods=["GET", "POST"])
def add_appointment(child_id: uuid.UUID) -> ResponseReturnValue:
    """Plan an appointment."""
    moment, form = now(), Form.sent()
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PLAN)
        zone = ZoneInfo(child.zone)
    if request.method == "GET" and "with_whom" in request.args:
        # From a follow-up that a stay's page names, or from the room of a visit.
        form.text = {
            "with_whom": request.args["with_whom"][:200],
            "kind": AppointmentKind.CLINIC.value,
            **carried(request.args),
        }
    visit = read_visit(form, zone) if request.method == "POST" else None
    row_id = row_of(form) if request.method == "POST" else None
    if visit is not None and row_id is not None and not form.errors:
        made = partial(plan_appointment, visit=visit, now=moment, row_id=row_id)
        if refused := kept(child_id, made, N_("Planned for %(name)s")):
            form.refuse(refused)
        else:
            room = visit_address(child_id, form.text)
            return redirect(room, code=303) if room else to_list(child_id)
    return _form_page(child_id, form, moment)


@bp.route("/appointments/<uuid:appointment_id>", methods=["GET", "POST"])
def appointment(child_id: uuid.UUID, appointment_id: uuid.UUID) -> ResponseReturnValue:
    """Change an appointment. What it was before stays in the history."""
    moment, form = now(), Form.sent()
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PLAN)
        zone = ZoneInfo(child.zone)
        row = planned_or_404(session, Appointment, child, appointment_id)
        if request.method == "GET":
            form.text = typed_visit(row, zone)
    visit = read_visit(form, zone) if request.method == "POST" else None
    if visit is not None:

        def change(session: Session, actor: Actor, child: Child) -> None:
            row = planned_or_404(session, Appointment, child, appointment_id)
            change_appointment(session, actor, row, visit, now=moment)

        if refused := kept(child_id, change, N_("Changed for %(name)s")):
            form.refuse(refused)
        else:
            return to_list(child_id)
    return _form_page(child_id, form, moment, appointment_id)


@bp.post("/appointments/<uuid:appointment_id>/end")
def call_off(child_id: uuid.UUID, appointment_id: uuid.UUID) -> ResponseReturnValue:
    """Call an appointment off."""
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PLAN)
        end_appointment(
            session, actor, planned_or_404(session, Appointment, child, appointment_id), now=now()
        )
    toast(_("Called off for %(name)s", name=child.name))
    return to_list(child_id)


def planned_or_404(session: Session, table: type[Row], child: Child, row_id: uuid.UUID) -> Row:
    """This child's row. Raises Stranger for every other, also one that there is not."""
    row = session.get(table, row_id)
    if row is None or row.child_id != child.id:
        raise Stranger
    return row


def kept(
    child_id: uuid.UUID, work: Callable[[Session, Actor, Child], object], said: str
) -> Refused | None:
    """Do the work for a child whose plans the person may change, and say so; None when it is kept,
    and otherwise why it is not."""
    try:
        with writing() as (session, actor):
            child = child_or_404(session, actor, child_id, Right.PLAN)
            bring_to_room(session, actor, child_id, request.form, now())
            work(session, actor, child)
    except Refused as refused:
        return refused
    toast(_(said, name=child.name))
    return None


def to_list(child_id: uuid.UUID) -> ResponseReturnValue:
    """Back to all that is planned."""
    return redirect(url_for("planned.index", child_id=child_id), code=303)


def _form_page(
    child_id: uuid.UUID, form: Form, moment: datetime, row_id: uuid.UUID | None = None
) -> ResponseReturnValue:
    def of_child(child: Child) -> dict[str, Any]:
        context: dict[str, Any] = when_context(form, ("at",), ZoneInfo(child.zone), moment)
        fold = context["folds"].get("at") if form.get("at_on") else None
        return {"zone_label": context["zone_label"], "fold": fold}

    more = {"kinds": kind_tiles(), "row_id": row_id}
    return plan_form(child_id, form, "planned/appointment.html", of_child, **more)
