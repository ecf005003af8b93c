"""Changing a dose: a new plan from a first day, looked at once before it is kept."""

import hashlib
import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.care.measured import Label
from journal.care.problems import Refused
from journal.clock import now
from journal.plans.labels import label
from journal.plans.standing import Standing, standing_of
from journal.plans.weekly_days import last_dose_on
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.medicines import Medicine
from journal.records.planned import plans_of
from journal.web.brought import bring_to_room
from journal.web.change_preview import Preview, preview_of
from journal.web.extensions import reading
from journal.web.forms import Form
from journal.web.frame import page, toast
from journal.web.medicine_access import medicine_or_404
from journal.web.medicine_amounts import as_before, change_or_relabel
from journal.web.medicine_choices import dosing_choices
from journal.web.medicine_forms import SEVERAL, read_dosing, typed_plan
from journal.web.medicine_ordered import team_tiles
from journal.web.medicine_words import shown
from journal.web.rhythm_forms import anchor_options, at_fields
from journal.web.signed_in import require_person
from journal.web.trying import keeping
from journal.web.visit_address import asked_in_room, carried, visit_address

bp = Blueprint(
    "medicine_change",
    __name__,
    url_prefix="/children/<uuid:child_id>/medicines/<uuid:medicine_id>",
)
bp.before_request(require_person)


@bp.route("/change", methods=["GET", "POST"])
def dose(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    """The form, then a look at what it would do, then the new plan."""
    moment = now()
    with reading() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        standing = standing_of(session, child, medicine, now=moment)
        form = Form.sent(several=SEVERAL)
        if request.method == "GET":
            form.text = _start(session, child, standing, moment)
            return _form_page(session, actor, child, standing, form, moment)
        strength = form.words("strength", most=100)
        box = label(medicine.name, strength, medicine.form)
        dosing = read_dosing(form, medicine.name, box)
        if dosing is not None:
            dosing = as_before(dosing, standing.plan, box)
    if dosing is None or form.get("again"):
        return _again(child_id, medicine_id, form, moment)
    try:
        with keeping() as trial:
            session, actor = trial.session, trial.actor
            child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
            standing = standing_of(session, child, medicine, now=moment)
            gives_way = plan_ids(session, medicine)
            bring_to_room(session, actor, child_id, form.text, moment)
            plan = change_or_relabel(session, actor, medicine, dosing, strength, moment)
            preview = preview_of(session, child, medicine, standing, plan, dosing, moment)
            preview = replace(preview, seen=f"{preview.seen}/{gives_way}")
            trial.kept = form.get("seen") == preview.seen
            said = _(
                "New dose of %(medicine)s for %(name)s", medicine=medicine.name, name=child.name
            )
    except Refused as refused:
        form.refuse(at_fields(form, refused))
        return _again(child_id, medicine_id, form, moment)
    if not trial.kept:
        return _check_page(child_id, medicine_id, form, preview, moment)
    toast(said)
    back = visit_address(child_id, form.text)
    own = url_for("medicines.show", child_id=child_id, medicine_id=medicine_id)
    return redirect(back or own, code=303)


def _start(session: Session, child: Child, standing: Standing, moment: datetime) -> dict[str, Any]:
    today = moment.astimezone(ZoneInfo(child.zone)).date()
    told = asked_in_room(session, child)
    # What was recorded today was today's dose: the next day is what is still open.
    given = last_dose_on(session, child, standing.medicine) == today
    first_on = today + timedelta(days=1 if given else 0)
    if told is not None:
        first_on = told.on if told.on != today else first_on
    typed = typed_plan(standing.plan, first_on=first_on)
    if told is not None:
        typed |= {"ordered_by": told.whom} | carried(request.args)
    return typed | {"strength": standing.plan.strength or standing.medicine.strength}


def _again(
    child_id: uuid.UUID, medicine_id: uuid.UUID, form: Form, moment: datetime
) -> ResponseReturnValue:
    with reading() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        standing = standing_of(session, child, medicine, now=moment)
        text = _form_page(session, actor, child, standing, form, moment)
    return make_response(text, 422 if form.errors else 200)


def _form_page(
    session: Session, actor: Actor, child: Child, standing: Standing, form: Form, moment: datetime
) -> str:
    today = moment.astimezone(ZoneInfo(child.zone)).date()
    name = standing.medicine.name
    return page(
        session,
        actor,
        child,
        "medicines/change.html",
        tab="plan",
        form=form,
        team=team_tiles(session, child.id, form.get("ordered_by")),
        medicine=shown(standing, today=today),
        choices=dosing_choices(
            form,
            name,
            _label(standing, form),
            moment=moment,
            child=child,
            anchors=anchor_options(session, child, standing.medicine, moment),
        ),
    )


def _label(standing: Standing, form: Form) -> Label:
    strength = form.get("strength") or standing.plan.strength or standing.medicine.strength
    return label(standing.medicine.name, strength, standing.medicine.form)


def _check_page(
    child_id: uuid.UUID, medicine_id: uuid.UUID, form: Form, preview: Preview, moment: datetime
) -> ResponseReturnValue:
    with reading() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        standing = standing_of(session, child, medicine, now=moment)
        today = moment.astimezone(ZoneInfo(child.zone)).date()
        return page(
            session,
            actor,
            child,
            "medicines/check.html",
            tab="plan",
            medicine=shown(standing, today=today),
            preview=preview,
            action=request.path,
            fields=sent_again(form),
        )


def plan_ids(session: Session, medicine: Medicine) -> str:
    """Changes when anybody changes the plans of the medicine."""
    ids = [plan.id.hex for plan in plans_of(session, [medicine.id])[medicine.id]]
    return hashlib.sha256(" ".join(sorted(ids)).encode()).hexdigest()[:24]


def sent_again(form: Form) -> list[tuple[str, str]]:
    """What was typed, for the hidden fields of the page that asks once more."""
    left_out = {"csrf_token", "seen", "again"}
    return [
        (name, value)
        for name, typed in form.text.items()
        if name not in left_out
        for value in (typed if isinstance(typed, list) else [typed])
    ]
