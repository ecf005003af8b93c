"""What one infusion day stands among: its course, and the plan the clinic ordered it by."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from journal.care.courses import Course, courses
from journal.care.infusion_kinds import variant_for
from journal.care.units import in_same_unit
from journal.care.vaccine_facts import Given
from journal.plans.infusion_plans import history_of, plans_in_force
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.infusion_plans import InfusionPlan
from journal.records.kinds.infusion import InfusionRow

# No course is longer: its days follow each other.
AROUND = timedelta(days=21)


def course_of(session: Session, child: Child, infusion: InfusionRow) -> Course:
    """Return the course that a live infusion belongs to: those of its kind on days in a row (H44).

    Products are of one kind when the catalogue means the same by them: a course may change brands.
    """
    zone, kind = ZoneInfo(child.zone), kind_of(infusion.product)
    rows = session.execute(
        sa.select(
            col(InfusionRow.entry_id),
            col(InfusionRow.at),
            col(InfusionRow.ended),
            col(InfusionRow.product),
            col(InfusionRow.amount),
            col(InfusionRow.unit),
            col(InfusionRow.weight_kg),
        )
        .join(Entry, col(Entry.id) == col(InfusionRow.entry_id))
        .where(col(InfusionRow.child_id) == child.id, col(Entry.deleted).is_(False))
        .where(col(InfusionRow.at).between(infusion.at - AROUND, infusion.at + AROUND))
    )
    given = [as_given(row, zone) for row in rows if kind_of(row.product) == kind]
    found = courses(given)
    mine = (one for one in found if any(each.entry == infusion.entry_id for each in one.given))
    return next(mine, Course((as_given(infusion, zone),)))


def plan_of(session: Session, child: Child, infusion: InfusionRow) -> InfusionPlan | None:
    """Return the plan in force that an infusion follows: its medicine's, else its kind's."""
    on = infusion.at.astimezone(ZoneInfo(child.zone)).date()
    plans = plans_on(session, child, on)
    own = [plan for plan in plans if plan.medicine_id == infusion.medicine]
    named = variant_for(infusion.product).id
    return next(iter([*own, *(plan for plan in plans if plan.variant == named)]), None)


def plans_on(session: Session, child: Child, on: date) -> list[InfusionPlan]:
    """Return the child's plans of infusions that are in force on a day."""
    return list(plans_in_force(history_of(session, child.id), on).values())


def kind_of(product: str) -> str:
    """Return what two infusions of one course share: their kind, or else the very name."""
    variant = variant_for(product)
    return product.casefold().strip() if variant.id == "other" else variant.id


def as_given(row: Any, zone: ZoneInfo) -> Given:
    """Return a recorded infusion as courses count it: one past midnight ends on the later day."""
    ended: datetime = max(row.at, row.ended or row.at)
    return Given(
        entry=row.entry_id,
        on=ended.astimezone(zone).date(),
        began_on=row.at.astimezone(zone).date(),
        what="",
        name=row.product,
        grams=in_same_unit(row.amount, row.unit, "g") if row.amount and row.unit else None,
        kg=row.weight_kg or None,
    )
