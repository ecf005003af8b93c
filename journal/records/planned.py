"""Which dose plan of a medicine holds on a day."""

import uuid
from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.care.history import plan_on
from journal.records.medicines import DosePlan

_PLANS = (
    select(DosePlan)
    .where(
        col(DosePlan.medicine_id).in_(sa.bindparam("medicines", expanding=True)),
        col(DosePlan.replaced).is_(False),
    )
    .order_by(col(DosePlan.first_on), col(DosePlan.made_at))
)


def plans_of(session: Session, medicines: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[DosePlan]]:
    """The dose plans that hold or will hold, per medicine, earliest first."""
    found: dict[uuid.UUID, list[DosePlan]] = {medicine: [] for medicine in medicines}
    for plan in session.exec(_PLANS, params={"medicines": list(medicines)}):
        found[plan.medicine_id].append(plan)
    return found


def plan_for(session: Session, medicine_id: uuid.UUID, day: str | date) -> DosePlan | None:
    """The dose plan of one medicine on one local day, or None."""
    try:
        on = day if isinstance(day, date) else date.fromisoformat(day)
    except ValueError:
        return None
    return plan_on(plans_of(session, [medicine_id])[medicine_id], on)
