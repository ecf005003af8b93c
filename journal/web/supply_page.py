"""The page of the supply of one medicine: how it stands, its forms, its history."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask import make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from journal.care.units import IN_MILLIGRAMS, Unit
from journal.plans.labels import bottles_of, strength_on
from journal.plans.packages import history_of
from journal.plans.supply import SupplyStanding, standing
from journal.records.access import Right
from journal.records.medicines import DosePlan, Medicine
from journal.records.people import Account
from journal.records.planned import plans_of
from journal.web.extensions import reading
from journal.web.forms import Form
from journal.web.frame import page
from journal.web.medicine_access import medicine_or_404
from journal.web.medicine_words import unit_options
from journal.web.supply_words import (
    history_rows,
    if_given_text,
    left_text,
    opened_text,
    until_sentence,
    why_text,
)
from journal.words import unit_text


def supply_page(
    child_id: uuid.UUID, medicine_id: uuid.UUID, form: Form, moment: datetime
) -> ResponseReturnValue:
    """The page with its forms as they were typed: 422 when one of them has an error."""
    with reading() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id)
        zone = ZoneInfo(child.zone)
        today = moment.astimezone(zone).date()
        stands = standing(session, child, medicine, now=moment)
        plans = plans_of(session, [medicine.id])[medicine.id]
        form.text.setdefault("opened_on", today.isoformat())
        form.text.setdefault("refill_days", str(medicine.refill_days or ""))
        rows = history_of(session, medicine)
        text = page(
            session,
            actor,
            child,
            "medicines/supply.html",
            tab="plan",
            medicine=medicine,
            form=form,
            # One refused as known already gets a fresh id.
            row_id=form.get("row") if "" not in form.errors and form.get("row") else uuid.uuid4(),
            stands=_shown(stands, zone, today),
            unit=_unit(form, stands, plans),
            strengths=_strengths(medicine, plans, today),
            history=history_rows(rows, _names(session, rows), zone, today),
            may_record=actor.may(Right.RECORD, child.id),
            may_plan=actor.may(Right.PLAN, child.id),
        )
    return make_response(text, 422 if form.errors else 200)


def _shown(stands: SupplyStanding, zone: ZoneInfo, today: date) -> dict[str, Any]:
    problem = stands.problem
    return {
        "left": left_text(stands),
        "if_given": if_given_text(stands),
        "until": until_sentence(stands, today),
        "never": stands.count is None,
        "title": "" if problem is None else _("Cannot be counted"),
        "why": "" if problem is None else why_text(problem),
        "opened": [
            {
                "id": row.id,
                "text": opened_text(row, zone, today),
                "past": row.use_by is not None and row.use_by < today,
            }
            for row in stands.opened
        ],
    }


def _unit(form: Form, stands: SupplyStanding, plans: list[DosePlan]) -> dict[str, Any]:
    """What packages are counted in, and whether the family is asked for it."""
    counted = stands.count.unit if stands.count is not None else None
    chosen = counted or _likely_unit(plans)
    asked = counted is None or request.args.get("unit") == "choose" or "count_unit" in form.errors
    form.text.setdefault("count_unit", chosen or "")
    return {
        "counted": counted,
        "asked": asked,
        "label": unit_text(Decimal(2), counted) if counted else "",
        "options": unit_options(),
    }


def _likely_unit(plans: list[DosePlan]) -> str | None:
    """How the last plan measures its doses; never mg, which no package is counted in at home."""
    for plan in reversed(plans):
        unit = plan.measured_unit or plan.unit
        if unit not in {*IN_MILLIGRAMS, Unit.INTERNATIONAL_UNIT}:
            return unit
    return None


def _strengths(medicine: Medicine, plans: list[DosePlan], today: date) -> list[tuple[str, str]]:
    """The strengths a new package can be of, when there is more than one."""
    bottles = bottles_of(medicine, plans)
    known = [strength_on(medicine, plans, today)]
    known += [strength for first_on, strength in bottles if first_on > today]
    found = [label for label in dict.fromkeys(known) if label]
    return [(label, label) for label in found] if len(found) > 1 else []


def _names(session: Session, rows: Any) -> dict[uuid.UUID, str]:
    ids = {row.made_by for row in rows} | {row.taken_back_by for row in rows}
    return dict(
        session.exec(
            select(Account.id, Account.name).where(col(Account.id).in_(ids - {None}))
        ).all()
    )
