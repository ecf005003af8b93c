"""Infusions of a child: when the next are, what was ordered, and what ran before."""

import uuid
from datetime import datetime
from itertools import groupby

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.care.problems import N_
from journal.clock import now
from journal.plans.infusion_plans import (
    Ordered,
    change_plan,
    end_plan,
    plan_or_stranger,
    standing_plan,
    write_plan,
)
from journal.records.access import Actor, Right, Stranger
from journal.records.children import Child
from journal.records.infusion_plans import InfusionPlan
from journal.web.extensions import reading, writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, page, toast, today_of
from journal.web.infusion_courses import Row, course_rows
from journal.web.infusion_pattern import pattern_of
from journal.web.infusion_plan_forms import first_plan, plan_context, read_plan, typed_plan
from journal.web.infusion_rows import (
    InfusedMedicines,
    medicine_cards,
    next_rows,
    other_rows,
    papers,
)
from journal.web.medicine_access import medicine_or_404
from journal.web.planned import kept
from journal.web.planned_forms import row_of
from journal.web.signed_in import require_person

bp = Blueprint("infusions", __name__, url_prefix="/children/<uuid:child_id>/infusions")
bp.before_request(require_person)


# Past courses that stand open; earlier ones lie behind their years.
SHOWN = 3


@bp.get("")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """The next days, the plan of each medicine, and past courses."""
    moment = now()
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        found = InfusedMedicines(session=session, child=child, now=moment)
        may_plan, courses = actor.may(Right.PLAN, child.id), course_rows(session, child)
        return page(
            session,
            actor,
            child,
            "infusions/index.html",
            coming=next_rows(found, may_plan=may_plan),
            cards=medicine_cards(found),
            others=other_rows(found),
            courses=courses[:SHOWN],
            years=[(year, list(rows)) for year, rows in groupby(courses[SHOWN:], key=_year)],
            pattern=pattern_of(session, child),
            blanks=papers("infusion_sheet.blank", child),
            may_plan=may_plan,
            may_record=actor.may(Right.RECORD, child.id),
            failed=request.args.get("failed") == "1",
        )


@bp.route("/medicines/<uuid:medicine_id>", methods=["GET", "POST"])
def plan(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    """Write what the clinic ordered, or change it. What it was before stays in the history."""
    moment, form = now(), Form.sent()
    with reading() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        row, today = standing_plan(session, medicine), today_of(child, moment)
        if request.method == "GET":
            form.text = typed_plan(row, today) if row else first_plan(medicine, today)
    ordered = read_plan(form) if request.method == "POST" else None
    if ordered is not None and _kept(child_id, medicine_id, form, ordered, moment):
        return _to_index(child_id)
    return _form_page(child_id, medicine_id, form, row)


@bp.post("/medicines/<uuid:medicine_id>/end")
def end(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    """End the plan of a medicine. Its days go on as its own rhythm says."""
    with writing() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        end_plan(session, actor, plan_or_stranger(session, child, medicine), now=now())
    toast(_("The infusion’s plan ended for %(name)s", name=child.name))
    return _to_index(child_id)


def _year(row: Row) -> int:
    year: int = row["year"]
    return year


def _kept(
    child_id: uuid.UUID, medicine_id: uuid.UUID, form: Form, ordered: Ordered, moment: datetime
) -> bool:
    """Keep what was typed; False, with what is in the way noted in the form."""
    row_id = row_of(form)
    if form.errors:
        return False
    follows = form.get("follows")

    def write(session: Session, actor: Actor, _child: Child) -> None:
        _same, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        if follows:
            followed = _followed(session, medicine.id, follows)
            change_plan(session, actor, followed, ordered, now=moment)
        else:
            write_plan(session, actor, medicine, ordered, now=moment, row_id=row_id)

    said = N_("Changed for %(name)s") if follows else N_("Planned for %(name)s")
    if refused := kept(child_id, write, said):
        form.refuse(refused)
    return refused is None


def _followed(session: Session, medicine_id: uuid.UUID, text: str) -> InfusionPlan:
    """The plan that the form was opened on: somebody may have changed it meanwhile."""
    try:
        row = session.get(InfusionPlan, uuid.UUID(text))
    except ValueError:
        row = None
    if row is None or row.medicine_id != medicine_id:
        raise Stranger
    return row


def _form_page(
    child_id: uuid.UUID, medicine_id: uuid.UUID, form: Form, row: InfusionPlan | None
) -> ResponseReturnValue:
    form.text.setdefault("row", str(uuid.uuid4()))
    if request.method == "GET":
        form.text["follows"] = str(row.id) if row else ""
    with reading() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        text = page(
            session,
            actor,
            child,
            "infusions/plan.html",
            tab="plan",
            medicine=medicine,
            form=form,
            has_plan=row is not None,
            **plan_context(form),
        )
    return make_response(text, 422 if form.errors else 200)


def _to_index(child_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(url_for("infusions.index", child_id=child_id), code=303)
