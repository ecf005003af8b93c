"""Children, medicines and what is due, through the API (contract: reading and plans)."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlmodel import Session, col, select

from journal.care.dates import read_date
from journal.care.history import plan_on
from journal.care.problems import N_, Problem, Refused
from journal.care.rhythm import Rhythm, read_rhythm
from journal.care.taper import read_taper
from journal.care.weekly import check_rhythm
from journal.clock import now
from journal.plans.medicines import Dosing, add_medicine, change_dose
from journal.plans.mistakes import remove_mistake
from journal.plans.standing import standing_of, standings
from journal.plans.tapers import start_taper
from journal.plans.turns import turn
from journal.plans.weekly_told import check_every_plan
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.medicines import Cause, DosePlan, Medicine, Turn
from journal.records.planned import plans_of
from journal.web.extensions import reading, writing
from journal.web.frame import child_or_404
from journal.web.json_body import read_body, read_model
from journal.web.medicine_access import medicine_or_404
from journal.web.plan_bodies import AddMedicine, ChangeMedicine
from journal.web.plan_courses import last_day, read_until, refuse_half_an_amount
from journal.web.plan_json import medicine_json, with_reviews
from journal.web.plan_strength import is_another_label, measured_of, relabel
from journal.web.signed_in import require_person

bp = Blueprint("api_plans", __name__, url_prefix="/api/v1/children")
bp.before_request(require_person)

DOSE_FIELDS = ("amount", "unit", "measured", "rhythm", "from_", "until", "confirm")
LABEL_FIELDS = ("name", "strength", "form")
# null clears them.
CLEARED = (*LABEL_FIELDS, "until")
TURNS = {"stop": Turn.STOP, "pause": Turn.PAUSE, "resume": Turn.RESUME}


@bp.get("")
def children() -> ResponseReturnValue:
    """Every child the person may see."""
    with reading() as (session, actor):
        rows = session.exec(
            select(Child)
            .where(col(Child.id).in_(list(actor.children)))
            .order_by(col(Child.created_at), col(Child.id))
        ).all()
    found = [{"id": str(child.id), "name": child.name, "zone": child.zone} for child in rows]
    return jsonify(children=found)


@bp.get("/<uuid:child_id>/medicines")
def medicines(child_id: uuid.UUID) -> ResponseReturnValue:
    """Every medicine of a child, stopped ones included."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        moment = now()
        found = [medicine_json(one) for one in standings(session, child, now=moment)]
        found = with_reviews(session, child, found, now=moment)
    return jsonify(medicines=found)


@bp.post("/<uuid:child_id>/medicines")
def add(child_id: uuid.UUID) -> ResponseReturnValue:
    """Add a medicine with its first dose plan."""
    moment = now()
    data = read_body()
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PLAN)
        guard(data, data.get("name"), data.get("rhythm"))
        body = read_model(AddMedicine, data)
        dosing = Dosing(
            amount=body.amount,
            unit=body.unit,
            measured=body.measured.amount if body.measured else None,
            measured_unit=body.measured.unit if body.measured else None,
            rhythm=read_rhythm(body.rhythm),
            first_on=_day(body.from_, "from", child, moment),
            last_on=read_until(body.until),
            ordered_by=body.ordered_by,
            why=body.why,
            confirm=body.confirm.model_dump() if body.confirm else None,
        )
        medicine = add_medicine(
            session,
            actor,
            child_id,
            name=body.name,
            strength=body.strength,
            form=body.form,
            dosing=dosing,
            now=moment,
        )
        answer = medicine_json(standing_of(session, child, medicine, now=moment))
    return jsonify(answer), 201


@bp.patch("/<uuid:child_id>/medicines/<uuid:medicine_id>")
def change(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    """Decide one thing about a medicine; its history keeps what was before."""
    moment = now()
    data = read_body()
    with writing() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        plan = _latest(session, medicine, child, moment)
        guard(data, data.get("name", medicine.name), data.get("rhythm", plan.rhythm), plan)
        body = read_model(ChangeMedicine, data)
        _refuse_two_decisions(body)
        _relabel(medicine, body)
        if body.taper is not None:
            _taper(session, actor, medicine, plan, body, moment)
        elif body.model_fields_set & set(TURNS):
            _turn(session, actor, child, medicine, body, moment)
        elif is_another_label(body):
            first_on = _day(body.from_, "from", child, moment)
            relabel(session, actor, medicine, plan, body, first_on, now=moment)
        elif body.model_fields_set & {"amount", "unit", "rhythm", "from_", "until"}:
            _dose(session, actor, child, medicine, body, moment)
        session.flush()
        if "name" in body.model_fields_set:
            confirm = body.confirm.model_dump() if body.confirm else None
            check_every_plan(session, child, medicine, confirm, now=moment)
        answer = medicine_json(standing_of(session, child, medicine, now=moment))
    return jsonify(answer)


@bp.delete("/<uuid:child_id>/medicines/<uuid:medicine_id>")
def remove(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    """Take back a medicine entered by mistake; 409 has_history once it has any (H34)."""
    with writing() as (session, actor):
        _child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        remove_mistake(session, actor, medicine, now=now())
    return "", 204


def guard(data: Mapping[str, Any], name: Any, rhythm: Any, plan: DosePlan | None = None) -> None:
    """The weekly guard, before anything else is looked at (B9).

    With `plan`, for a change that touches neither name nor dosing: what was confirmed stays so.
    """
    touches = {"name", "rhythm", "amount", "unit", "from", "until", "taper"} & data.keys()
    if plan is not None and not touches:
        return
    read: Rhythm | None
    try:
        read = read_rhythm(rhythm)
    except Refused:
        read = None
    check_rhythm(name, read, data.get("confirm"))


def _refuse_two_decisions(body: ChangeMedicine) -> None:
    """A stop and a new dose in one request: nobody could say which comes first."""
    sent = body.model_fields_set
    made = [name for name in TURNS if name in sent]
    if "taper" in sent:
        made.append("taper")
        sent = sent - {"unit", "rhythm", "confirm"}
    if "name" in sent:
        sent = sent - {"confirm"}
    if sent & set(DOSE_FIELDS):
        made.append("amount")
    nulls = [name for name in sent if name not in CLEARED and getattr(body, name) is None]
    if nulls:
        field = nulls[0].rstrip("_")
        raise Refused(Problem("type", field, N_("Leave this out, or write what it is to be.")))
    if len(made) > 1:
        sentence = N_("Send one decision at a time: a new dose, a stop, a pause or a taper.")
        raise Refused(Problem("type", made[1], sentence))


def _relabel(medicine: Medicine, body: ChangeMedicine) -> None:
    sent = body.model_fields_set
    if "name" in sent:
        if body.name is None:
            raise Refused(Problem("required", "name", N_("Fill this in.")))
        medicine.name = body.name
    # A dose or a new label keeps the strength in its plan, from that plan's first day on.
    if "strength" in sent and sent & set(TURNS):
        medicine.strength = body.strength or ""
    if "form" in sent:
        medicine.form = body.form or ""


def _dose(
    session: Session,
    actor: Actor,
    child: Child,
    medicine: Medicine,
    body: ChangeMedicine,
    moment: datetime,
) -> None:
    first_on = _day(body.from_, "from", child, moment)
    before = plan_on(plans_of(session, [medicine.id])[medicine.id], first_on) or _latest(
        session, medicine, child, moment
    )
    if body.amount is None and body.unit not in (None, before.unit):
        # 12.5 mg must not become 12.5 mL by naming the unit alone.
        raise Refused(
            Problem("amount_required", "amount", N_("Enter the amount in the new unit too."))
        )
    refuse_half_an_amount(before, body)
    measured = measured_of(body, before)
    dosing = Dosing(
        amount=before.amount if body.amount is None else body.amount,
        unit=body.unit or before.unit,
        measured=measured.amount if measured else None,
        measured_unit=measured.unit if measured else None,
        rhythm=read_rhythm(before.rhythm if body.rhythm is None else body.rhythm),
        first_on=first_on,
        last_on=last_day(before, body, first_on),
        strength=body.strength,
        ordered_by=body.ordered_by,
        why=body.why,
        confirm=body.confirm.model_dump() if body.confirm else None,
    )
    change_dose(session, actor, medicine, dosing, now=moment)


def _taper(
    session: Session,
    actor: Actor,
    medicine: Medicine,
    plan: DosePlan,
    body: ChangeMedicine,
    moment: datetime,
) -> None:
    taper = read_taper(body.taper)
    dosing = Dosing(
        amount=taper.steps[0].amount,
        unit=body.unit or plan.unit,
        rhythm=read_rhythm(plan.rhythm if body.rhythm is None else body.rhythm),
        first_on=taper.steps[0].first_on,
        strength=body.strength,
        ordered_by=body.ordered_by,
        why=body.why,
        confirm=body.confirm.model_dump() if body.confirm else None,
    )
    start_taper(session, actor, medicine, taper, dosing, now=moment)


def _turn(
    session: Session,
    actor: Actor,
    child: Child,
    medicine: Medicine,
    body: ChangeMedicine,
    moment: datetime,
) -> None:
    name = next(name for name in TURNS if name in body.model_fields_set)
    said = getattr(body, name)
    key = "on" if name == "stop" else "from"
    on = said.on if name == "stop" else said.from_
    review, cause = getattr(said, "review_on", None), getattr(said, "cause", None)
    review_on = None if review is None else read_date(review, f"{name}.review_on")
    try:
        turn(
            session,
            actor,
            medicine,
            TURNS[name],
            on=_day(on, f"{name}.{key}", child, moment),
            reason=said.reason,
            review_on=review_on,
            cause=None if cause is None else Cause(cause),
            advised_by=said.advised_by,
            now=moment,
        )
    except Refused as refused:
        problems = (
            replace(each, field=f"{name}.{each.field}")
            if each.field in {"on", "reason", "review_on"}
            else each
            for each in refused.problems
        )
        raise Refused(*problems) from None


def _latest(session: Session, medicine: Medicine, child: Child, moment: datetime) -> DosePlan:
    """The plan that holds now, or else the next or the last one."""
    return standing_of(session, child, medicine, now=moment).plan


def _day(value: Any, field: str, child: Child, moment: datetime) -> date:
    if value is None:
        return moment.astimezone(ZoneInfo(child.zone)).date()
    return read_date(value, field)
