"""What one infusion day stands among: its course, and the plan the clinic ordered it by."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from journal.care.courses import Course, courses
from journal.care.infusion_kinds import variant_for
from journal.care.knowledge.infusions import SUBCUTANEOUS, variants
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

    Under the skin, where every day may have one, as many days as its plan has: one without a plan.
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
    found = courses_of(session, child, rows.all()).get(kind, [])
    mine = (one for one in found if any(each.entry == infusion.entry_id for each in one.given))
    return next(mine, Course((as_given(infusion, zone),)))


def courses_of(session: Session, child: Child, rows: Sequence[Any]) -> dict[str, list[Course]]:
    """Return the courses of these recorded infusions by their kind, each kind's oldest first."""
    zone = ZoneInfo(child.zone)
    kinds: dict[str, list[Given]] = {}
    for row in rows:
        kinds.setdefault(kind_of(row.product), []).append(as_given(row, zone))
    plans = history_of(session, child.id) if kinds.keys() & _at_home() else []
    return {
        kind: courses(given, _planned_days(plans, kind) if kind in _at_home() else None)
        for kind, given in kinds.items()
    }


def may_join(session: Session, child: Child, product: str, first_on: date, on: date) -> bool:
    """Say whether an infusion of a day may be of one course with one that began on another."""
    kind = kind_of(product)
    if kind not in _at_home():
        return True
    return (on - first_on).days < _planned_days(history_of(session, child.id), kind)(first_on)


def _at_home() -> set[str]:
    """The kinds under the skin, which may be given every day for years: days do not join them."""
    return {variant.id for variant in variants() if variant.route == SUBCUTANEOUS}


def _planned_days(plans: Sequence[InfusionPlan], kind: str) -> Callable[[date], int]:
    """Of how many days a course of a kind was planned to be on a day; one where nobody said."""
    return lambda on: max(
        (plan.days for plan in plans_in_force(plans, on).values() if plan.variant == kind),
        default=1,
    )


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
