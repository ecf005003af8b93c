"""A medicine as the API tells of it."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from journal.amounts import measured_beside
from journal.care.strength import is_same_strength
from journal.care.units import show_amount
from journal.plans.reviewing import after_stay
from journal.plans.standing import Standing
from journal.records.children import Child
from journal.records.medicines import DosePlan


def medicine_json(one: Standing) -> dict[str, Any]:
    """The medicine with the plan that holds, what comes after it, and whether it is held."""
    medicine = one.medicine
    told: dict[str, Any] = {
        "id": str(medicine.id),
        "name": medicine.name,
        "strength": _strength(one),
        "form": medicine.form,
        "code": medicine.code,
        "state": one.state.value,
        **_plan_json(one.plan),
        "coming": [_plan_json(plan) for plan, _first_on in one.coming],
        "held": None,
    }
    if one.held is not None:
        told["held"] = {
            "what": one.held.turn.value,
            "on": one.held.on.isoformat(),
            "reason": one.held.reason,
            "cause": one.held.cause and one.held.cause.value,
            "advised_by": one.held.advised_by,
            "review_on": one.held.review_on and one.held.review_on.isoformat(),
        }
    return told


def with_reviews(
    session: Session, child: Child, told: list[dict[str, Any]], *, now: datetime
) -> list[dict[str, Any]]:
    """The same medicines, each with whether it waits to be looked at since a discharge (H37)."""
    after = after_stay(session, child, [uuid.UUID(one["id"]) for one in told], now=now)
    waits = {str(id_) for id_ in after.missing} if after else set()
    return [one | {"needs_review": one["id"] in waits} for one in told]


def _strength(one: Standing) -> str:
    """That of the plan of today; in the words of the medicine where both say the same."""
    said, planned = one.medicine.strength, one.plan.strength
    return planned if planned and not is_same_strength(planned, said, one.medicine.form) else said


def _plan_json(plan: DosePlan) -> dict[str, Any]:
    return {
        "amount": show_amount(plan.amount),
        "unit": plan.unit,
        "measured": measured_json(plan, plan.amount),
        "rhythm": plan.rhythm,
        "from": plan.first_on.isoformat(),
        "counts_from": plan.counted_from.isoformat(),
        "until": plan.last_on and plan.last_on.isoformat(),
        "ordered_by": plan.ordered_by,
        "why": plan.why,
        "then": plan.then,
        "ask_after": plan.ask_after and plan.ask_after.isoformat(),
    }


def measured_json(plan: DosePlan, amount: Decimal) -> dict[str, str] | None:
    """The same amount in mL or tablets, None where the plan has no second number."""
    both = measured_beside(plan, amount)
    return None if both is None else {"amount": show_amount(both.amount), "unit": both.unit}
