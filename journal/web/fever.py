"""Fever: the number the child's own clinic named, and the family's plan when it is met."""

import uuid
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from journal.care import fever, knowledge
from journal.care.problems import N_, Problem, Refused
from journal.care.units import read_number, show_amount
from journal.clock import now
from journal.plans.clinic_figures import end_figure, figure_of, history_of, set_figure
from journal.records.access import Right
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.measurement import PLAUSIBLE, Measured, MeasurementRow
from journal.records.lab_plans import ClinicFigure
from journal.web.extensions import reading, writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, page, toast
from journal.web.signed_in import require_person
from journal.web.telephones import telephones
from journal.words import clock_text, day_text

if TYPE_CHECKING:
    from journal.web.day import Day

bp = Blueprint("fever", __name__, url_prefix="/children/<uuid:child_id>/fever")
bp.before_request(require_person)

# How long Today shows the plan after a temperature that reached the number: our own choice.
SHOWN_FOR = timedelta(hours=24)


@bp.get("")
def show(child_id: uuid.UUID) -> ResponseReturnValue:
    """The number that counts, who said so, and what sources say."""
    return make_response(_shown(child_id, Form()))


@bp.post("")
def save(child_id: uuid.UUID) -> ResponseReturnValue:
    """Write the clinic's number, or that there is none."""
    form, moment = Form.sent(), now()
    ends = request.form.get("what") == "end"
    value = None if ends else form.read("value", partial(read_number, field="value"))
    unit = form.get("unit")
    if value is not None:
        _check(form, value, unit)
    if not form.errors:
        try:
            with writing() as (session, actor):
                child = child_or_404(session, actor, child_id, Right.PLAN)
                if value is None:
                    end_figure(session, actor, child, fever.KEY, now=moment)
                else:
                    said = form.get("told_by")
                    set_figure(
                        session, actor, child, fever.KEY, value, unit, told_by=said, now=moment
                    )
                toast(_("Saved for %(name)s", name=child.name))
            return redirect(url_for("fever.show", child_id=child_id), code=303)
        except Refused as refused:
            form.refuse(refused)
    return make_response(_shown(child_id, form, Right.PLAN), 422)


def _check(form: Form, value: Decimal, unit: str) -> None:
    low, high = PLAUSIBLE.get((Measured.TEMPERATURE, unit), (None, None))
    if low is None or high is None or not low <= value <= high:
        sentence = N_("%(value)s %(unit)s cannot be right. Check the number and the unit.")
        said = {"value": f"{value:f}", "unit": unit}
        form.fail(Problem("out_of_range", "value", sentence, said))


def _shown(child_id: uuid.UUID, form: Form, right: Right = Right.LOOK) -> str:
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, right)
        figure = figure_of(session, child_id, fever.KEY)
        zone = ZoneInfo(child.zone)
        form.text.setdefault("unit", figure.unit if figure else fever.UNITS[0])
        return page(
            session,
            actor,
            child,
            "infections/fever.html",
            form=form,
            figure=figure_text(figure) if figure else "",
            told_by=figure.told_by if figure else "",
            history=[
                {
                    "when": day_text(row.made_at.astimezone(zone).date()),
                    "what": figure_text(row),
                    "note": row.told_by,
                }
                for row in history_of(session, child_id, fever.KEY)
            ],
            positions=knowledge.fever_positions(),
            units=[(unit, unit) for unit in fever.UNITS],
            plan=child.emergency_plan,
            telephones=telephones(session, child),
            may_plan=actor.may(Right.PLAN, child_id),
        )


def figure_text(figure: ClinicFigure) -> str:
    """ "38.5 °C"."""
    return f"{show_amount(figure.value)} {figure.unit}"


def fever_hint(session: Session, child: Child) -> dict[str, Any]:
    """What a temperature's form says of the clinic's number, without signal too."""
    figure = figure_of(session, child.id, fever.KEY)
    if figure is None:
        return {"figure": "", "url": url_for("fever.show", child_id=child.id)}
    return {
        "figure": figure_text(figure),
        "told_by": figure.told_by,
        "plan": child.emergency_plan,
        "telephones": telephones(session, child),
    }


def fever_banners(day: "Day") -> list[dict[str, Any]]:
    """The family's own plan, for a day after a temperature that reached the clinic's number."""
    figure = figure_of(day.session, day.child.id, fever.KEY)
    if figure is None:
        return []
    rows = day.session.exec(
        select(MeasurementRow)
        .join(Entry, col(Entry.id) == col(MeasurementRow.entry_id))
        .where(MeasurementRow.child_id == day.child.id, col(Entry.deleted).is_(False))
        .where(MeasurementRow.what == Measured.TEMPERATURE)
        .where(col(MeasurementRow.at) > day.now - SHOWN_FOR)
        .order_by(col(MeasurementRow.at).desc())
        .limit(100)
    )
    reached = [row for row in rows if fever.reaches(row.value, row.unit, figure.value, figure.unit)]
    return [_banner(day, reached[0], figure)] if reached else []


def _banner(day: "Day", row: MeasurementRow, figure: ClinicFigure) -> dict[str, Any]:
    read = f"{show_amount(row.value)} {row.unit}"
    said = _(
        "The clinic's number is %(figure)s (%(who)s).",
        figure=figure_text(figure),
        who=figure.told_by,
    )
    plan = day.child.emergency_plan or _("No plan is written on the emergency card yet.")
    calls = [
        {"label": one["number"], "url": f"tel:{one['number'].replace(' ', '')}", "post": False}
        for one in telephones(day.session, day.child)[:1]
    ]
    card = url_for("card.show", child_id=day.child.id)
    return {
        "kind": "needs",
        "title": _("%(read)s at %(time)s", read=read, time=clock_text(row.at, day.zone)),
        "text": f"{said}\n{plan}",
        "actions": [*calls, {"label": _("Emergency card"), "url": card, "post": False}],
    }
