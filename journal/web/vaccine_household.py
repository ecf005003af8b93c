"""The vaccines of the people around a child: who had which, and what sources say of them."""

import uuid
from datetime import timedelta
from typing import Any

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from journal.care.dates import read_date
from journal.care.knowledge.household import HouseholdFact, household_facts
from journal.care.problems import Refused
from journal.clock import now
from journal.plans.household_vaccines import (
    add_household_vaccine,
    end_household_vaccine,
    household_vaccines,
    names_around,
)
from journal.records.access import Right
from journal.records.vaccine_plans import HouseholdVaccine
from journal.web.extensions import reading, writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, page, toast, today_of
from journal.web.signed_in import require_person
from journal.web.vaccine_words import unsure_text, vaccine_names, vaccine_text
from journal.words import day_text

bp = Blueprint(
    "vaccine_household", __name__, url_prefix="/children/<uuid:child_id>/vaccines/household"
)
bp.before_request(require_person)

LATELY = timedelta(days=365)


@bp.get("")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """Who had which vaccine, and which of them matter to the child, with sources."""
    return _shown(child_id, Form())


@bp.post("")
def add(child_id: uuid.UUID) -> ResponseReturnValue:
    """Write down a vaccine of somebody around the child."""
    form, moment = Form.sent(), now()
    on = form.read("on", lambda typed: read_date(typed, "on"))
    with reading() as (session, actor):
        child_or_404(session, actor, child_id, Right.RECORD)
    if on is not None:
        try:
            with writing() as (session, actor):
                child = child_or_404(session, actor, child_id, Right.RECORD)
                said = (form.get("who"), form.get("vaccine"), on)
                today = today_of(child, moment)
                row = add_household_vaccine(session, actor, child, *said, today=today, now=moment)
                toast(_("Saved: %(who)s, %(vaccine)s", who=row.who, vaccine=_name(row)))
            return _back(child_id)
        except Refused as refused:
            form.refuse(refused)
    return _shown(child_id, form)


@bp.post("/<uuid:row_id>/end")
def end(child_id: uuid.UUID, row_id: uuid.UUID) -> ResponseReturnValue:
    """Take one out."""
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.RECORD)
        end_household_vaccine(session, actor, child, row_id, now=now())
    toast(_("Taken out"))
    return _back(child_id)


def _back(child_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(url_for("vaccine_household.index", child_id=child_id), code=303)


def _shown(child_id: uuid.UUID, form: Form) -> ResponseReturnValue:
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.LOOK)
        today = today_of(child, now())
        rows = household_vaccines(session, actor, child)
        facts = household_facts()
        text = page(
            session,
            actor,
            child,
            "vaccines/household.html",
            form=form,
            today=today.isoformat(),
            lately=[_row(child_id, row) for row in rows if row.on > today - LATELY],
            earlier=[_row(child_id, row) for row in rows if row.on <= today - LATELY],
            people=names_around(session, actor, child),
            names=vaccine_names(),
            facts=[_fact(fact) for fact in facts.facts] if today <= facts.review_by else [],
            version=facts.version,
            may_record=actor.may(Right.RECORD, child.id),
        )
    return make_response(text, 422 if request.method == "POST" else 200)


def _row(child_id: uuid.UUID, row: HouseholdVaccine) -> dict[str, Any]:
    parts = (day_text(row.on), unsure_text(row.vaccine))
    return {
        "who": row.who,
        "what": _name(row),
        "note": ", ".join(part for part in parts if part),
        "end_url": url_for("vaccine_household.end", child_id=child_id, row_id=row.id),
    }


def _name(row: HouseholdVaccine) -> str:
    return vaccine_text(row.vaccine)


def _fact(fact: HouseholdFact) -> dict[str, Any]:
    return {"label": _(fact.label), "text": _(fact.text), "sources": fact.sources}
