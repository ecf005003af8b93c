"""The clinic's own figures about vaccines: how long before and after a medicine, who said so."""

import uuid
from decimal import Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from journal.care.knowledge import find_medicine, find_vaccine, vaccines
from journal.care.knowledge.vaccine_rules import vaccine_rules
from journal.care.problems import N_, Problem, Refused
from journal.care.units import read_number, show_amount
from journal.care.vaccine_immunoglobulin import product_of
from journal.care.vaccine_plans import VEIN
from journal.clock import now
from journal.plans.clinic_figures import end_figure, figures_of, history_of, set_figure
from journal.plans.vaccine_facts import AFTER, BEFORE, FROM, SIDES, figure_key, is_figure_key
from journal.records.access import Right
from journal.records.children import Child
from journal.records.lab_plans import ClinicFigure
from journal.web.extensions import reading, writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, page, toast
from journal.web.signed_in import require_person
from journal.words import day_text

bp = Blueprint("vaccine_figures", __name__, url_prefix="/children/<uuid:child_id>/vaccines/figures")
bp.before_request(require_person)

# Twice what any source names, and how far back infusions are read: longer is a slip of the key.
MOST = {"days": 730, "weeks": 104, "months": 24}
# More prednisone a day than an infusion of methylprednisolone holds is a slip of the key too.
MOST_MG = 2000
STEROID, MG = "steroid", "mg"
# To compare only: 28 days, so that no month is taken for longer than it is.
DAYS_OF = {"days": 1, "weeks": 7, "months": 28}


@bp.get("")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """The figures in force, their history, and a form for one more."""
    form = Form({name: request.args.get(name, "") for name in ("vaccine", "medicine", "side")})
    return make_response(_shown(child_id, form))


@bp.post("")
def save(child_id: uuid.UUID) -> ResponseReturnValue:
    """Write a figure, or end one."""
    form, moment = Form.sent(), now()
    key = _key(form)
    ends = form.get("what") == "end"
    amount = None if ends else form.read("value", partial(read_number, field="value"))
    unit = form.get("unit")
    if amount is not None and not _is_whole(amount, unit):
        form.fail(Problem("out_of_range", "value", N_("Write a whole number, and check the unit.")))
    _check_limit(form, ends=ends)
    if amount is not None and not form.errors:
        _ask_if_short(form, amount, unit)
    if not form.errors:
        try:
            with writing() as (session, actor):
                child = child_or_404(session, actor, child_id, Right.PLAN)
                if amount is None:
                    end_figure(session, actor, child, key, now=moment)
                else:
                    said = form.get("told_by")
                    set_figure(session, actor, child, key, amount, unit, told_by=said, now=moment)
                toast(_("Saved for %(name)s", name=child.name))
            return redirect(url_for("vaccine_figures.index", child_id=child_id), code=303)
        except Refused as refused:
            form.refuse(refused)
    return make_response(_shown(child_id, form, Right.PLAN), 422)


def _is_whole(amount: Decimal, unit: str) -> bool:
    if unit == MG:
        return 0 < amount <= MOST_MG
    return amount == int(amount) and 1 <= amount <= MOST.get(unit, 0)


def _check_limit(form: Form, *, ends: bool) -> None:
    """An amount a day belongs to steroids, and to nothing else."""
    side = form.get("side")
    if side == FROM and form.get("medicine") != STEROID:
        sentence = N_("An amount a day is asked for steroids alone. Choose steroids.")
        form.fail(Problem("out_of_range", "medicine", sentence))
    if not ends and (side == FROM) != (form.get("unit") == MG):
        sentence = N_("An amount a day is in mg, a time in days, weeks or months.")
        form.fail(Problem("out_of_range", "unit", sentence))


def _ask_if_short(form: Form, amount: Decimal, unit: str) -> None:
    """A wait shorter than the table's shortest may be a slip of the key: asked about once."""
    vaccine, typed = find_vaccine(form.get("vaccine")), f"{show_amount(amount)} {unit}"
    rows = vaccine_rules().that("interval", vaccine) if vaccine else ()
    least = min((row.figure for row in rows if row.figure), default=None)
    if (
        form.get("medicine") != VEIN
        or form.get("side") != AFTER
        or least is None
        or form.get("sure") == typed
    ):
        return
    if amount * DAYS_OF[unit] < least * DAYS_OF["months"]:
        form.text["sure"] = typed
        sentence = N_(
            "That is shorter than the %(months)s months of the table. If your clinic said so, save "
            "again."
        )
        form.fail(Problem("figure_short", "value", sentence, {"months": show_amount(least)}))


def _key(form: Form) -> str:
    """The key of the figure that the form is about; an error where it is about none."""
    vaccine, medicine = find_vaccine(form.get("vaccine")), form.get("medicine")
    if vaccine is None:
        form.fail(Problem("required", "vaccine", N_("Choose a vaccine from the list.")))
    if medicine not in _medicine_ids():
        form.fail(Problem("required", "medicine", N_("Choose a medicine from the list.")))
    if not form.get("side"):
        form.text["side"] = AFTER
    if form.get("side") not in SIDES:
        form.fail(Problem("required", "side", N_("Choose what the figure says.")))
    return figure_key(vaccine.id if vaccine else "", medicine, form.get("side"))


def _medicine_ids() -> tuple[str, ...]:
    rules = vaccine_rules()
    return ("ivig", "scig", *_products(), *rules.rule("live.taken").medicines)


def _products() -> tuple[str, ...]:
    return tuple(product_of(rule) for rule in vaccine_rules().rules if rule.does == "product")


def _shown(child_id: uuid.UUID, form: Form, right: Right = Right.LOOK) -> str:
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, right)
        form.text.setdefault("unit", "months")
        form.text["side"] = form.get("side") or AFTER
        rows = [row for row in figures_of(session, child.id) if is_figure_key(row.key)]
        return page(
            session,
            actor,
            child,
            "vaccines/figures.html",
            form=form,
            figures=[_row(session, child, row) for row in rows],
            vaccines=[(one.id, _(one.name)) for one in vaccines()],
            medicines=[(id_, medicine_text(id_)) for id_ in _medicine_ids()],
            sides=_sides(),
            units=[
                ("days", _("days")),
                ("weeks", _("weeks")),
                ("months", _("months")),
                (MG, _("mg of prednisone a day")),
            ],
            may_plan=actor.may(Right.PLAN, child_id),
        )


def _sides() -> list[tuple[str, str]]:
    return [
        (AFTER, _("How long the vaccine waits after the medicine")),
        (BEFORE, _("How long before the medicine the vaccine comes")),
        (FROM, _("From how much of it a day on the vaccine waits (steroids)")),
    ]


def medicine_text(id_: str) -> str:
    """A medicine of the rules in words."""
    if id_ == STEROID:
        return _("steroids")
    products = {
        "varizig": _("VariZIG"),
        "measles": _("immunoglobulin into a muscle because of measles"),
        "red_cells": _("red cells, washed or not"),
        "plasma": _("plasma or platelets"),
    }
    if id_ in products:
        return products[id_]
    fact = find_medicine(id_)
    return _(fact.generic) if fact else id_


def _row(session: Session, child: Child, row: ClinicFigure) -> dict[str, Any]:
    _hold, vaccine, medicine, side = row.key.split(".")
    known = find_vaccine(vaccine)
    zone = ZoneInfo(child.zone)
    return {
        "vaccine": vaccine,
        "medicine": medicine,
        "side": side,
        "title": _title(side, _(known.name) if known else vaccine, medicine_text(medicine)),
        "figure": figure_text(row),
        "told_by": row.told_by,
        "since": day_text(row.made_at.astimezone(zone).date()),
        "history": [
            {
                "when": day_text(one.made_at.astimezone(zone).date()),
                "what": figure_text(one),
                "note": one.told_by,
            }
            for one in history_of(session, child.id, row.key)[1:]
        ],
    }


def _title(side: str, vaccine: str, medicine: str) -> str:
    values = {"vaccine": vaccine, "medicine": medicine}
    if side == BEFORE:
        return _("%(vaccine)s before %(medicine)s", **values)
    if side == FROM:
        return _("%(vaccine)s with %(medicine)s, from so much a day on", **values)
    return _("%(vaccine)s after %(medicine)s", **values)


def figure_text(row: ClinicFigure) -> str:
    """ "9 months", "20 mg of prednisone a day"."""
    if row.unit == MG:
        return _("%(amount)s mg of prednisone a day", amount=show_amount(row.value))
    number = int(row.value)
    return {
        "days": ngettext("%(num)s day", "%(num)s days", number),
        "weeks": ngettext("%(num)s week", "%(num)s weeks", number),
        "months": ngettext("%(num)s month", "%(num)s months", number),
    }.get(row.unit, f"{number} {row.unit}")
