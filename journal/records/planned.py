"""Which dose plan of a medicine holds on a day, and what it asks for there."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.care.history import plan_on
from journal.care.problems import Refused
from journal.care.rhythm import Relative, amount_at, is_weekly_or_rarer, read_rhythm
from journal.records.medicines import DosePlan, Medicine

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


def planned_amount(plan: DosePlan, when: str | date) -> Decimal:
    """What the plan asks for at a slot ("2026-11-22T08:00") or on a date, in the plan's unit.

    On a date alone it is the day's first amount. Of a rhythm nobody can read it is the plan's.
    """
    wall = _wall(when)
    try:
        own = None if wall is None else amount_at(read_rhythm(plan.rhythm), wall, plan.counted_from)
    except Refused:
        own = None
    return plan.amount if own is None else own


def is_rare(session: Session, plan: DosePlan, when: str | date) -> bool:
    """Whether the plan asks for one dose in seven days, or fewer.

    One that counts from another medicine does as that one's plan of the moment does.
    """
    rhythm = read_rhythm(plan.rhythm)
    wall = _wall(when)
    if not isinstance(rhythm, Relative) or wall is None:
        return is_weekly_or_rarer(rhythm)
    beside = plan_for(session, rhythm.medicine, (wall - timedelta(minutes=rhythm.minutes)).date())
    return beside is not None and is_weekly_or_rarer(rhythm, read_rhythm(beside.rhythm))


def anchor_of(plan: DosePlan) -> uuid.UUID | None:
    """The medicine that the plan counts from, or None."""
    named = plan.rhythm.get("after") or plan.rhythm.get("before")
    try:
        return uuid.UUID(str(named)) if named else None
    except ValueError:
        return None


def counting_from(session: Session, medicine: Medicine) -> list[Medicine]:
    """The child's other medicines that have, or will have, a plan that counts from this one."""
    rows = session.exec(
        select(Medicine, DosePlan)
        .join(DosePlan, col(DosePlan.medicine_id) == col(Medicine.id))
        .where(col(DosePlan.child_id) == medicine.child_id, col(DosePlan.replaced).is_(False))
        .where(col(Medicine.id) != medicine.id)
        .order_by(col(Medicine.made_at), col(Medicine.name), col(Medicine.id))
    )
    found = {one.id: one for one, plan in rows if anchor_of(plan) == medicine.id}
    return list(found.values())


def _wall(when: str | date) -> datetime | None:
    try:
        return datetime.fromisoformat(when if isinstance(when, str) else when.isoformat())
    except ValueError:
        return None
