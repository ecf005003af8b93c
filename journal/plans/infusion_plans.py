"""What an infusion of a medicine is to be, as the clinic ordered it: written, changed, ended.

No dose, rate or amount is ever proposed: everything here was typed (H38). What was ordered before
always stays.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from journal.care.infusions import Step, check_strength
from journal.care.knowledge.infusions import OTHER, find_variant
from journal.care.problems import N_, Problem, Refused
from journal.care.units import Unit, show_amount
from journal.plans.following import (
    CHANGED_MEANWHILE,
    add,
    check_standing,
    checked,
    end,
    every,
    find_sent,
    says,
)
from journal.records.access import Actor, Right, Stranger
from journal.records.children import Child
from journal.records.infusion_plans import InfusionPlan
from journal.records.medicines import Medicine

MOST_DAYS, MOST_STEPS, MOST_BEFORE, MOST_DATES = 14, 12, 8, 12
MOST_MINUTES = 24 * 60
MOST_WORDS = 2000
UNITS = (Unit.GRAM, Unit.MILLIGRAM, Unit.MILLILITRE)


@dataclass(frozen=True, slots=True)
class Before:
    """What is given before it, and how many minutes before the start; None where nobody said."""

    what: str
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Further:
    """A further date of its own, such as a trial's."""

    what: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """What the clinic ordered: see InfusionPlan for each field."""

    first_on: date
    product: str = ""
    variant: str = OTHER
    amount: Decimal | None = None
    unit: str = ""
    strength: str = ""
    days: int = 1
    weight_kg: Decimal | None = None
    weighed_on: date | None = None
    volume_ml: Decimal | None = None
    steps: Sequence[Step] = ()
    before: Sequence[Before] = ()
    numbing: int | None = None
    fluids: str = ""
    place: str = ""
    access: str = ""
    pack: str = ""
    ask: str = ""
    dates: Sequence[Further] = ()
    told_by: str = ""


def write_plan(
    session: Session,
    actor: Actor,
    medicine: Medicine,
    ordered: Ordered,
    *,
    now: datetime,
    row_id: uuid.UUID | None = None,
) -> InfusionPlan:
    """Return the new plan of a medicine; the one that is there when the same id came before.

    Raises Stranger, NotAllowed, or Refused strength_required (B7), unit_required, step_open,
    too_many, too_long, text_invalid, out_of_range, id_again, or changed_meanwhile where somebody
    has written one.
    """
    actor.require(Right.PLAN, medicine.child_id)
    written = _written(medicine, ordered)
    known = find_sent(session, InfusionPlan, row_id, medicine.child_id, written)
    if known is not None:
        return known
    # Two people who write the first plan of a medicine wait for each other here.
    session.exec(
        select(Medicine.id).where(Medicine.id == medicine.id).with_for_update(key_share=True)
    ).one()
    if standing_plan(session, medicine) is not None:
        raise Refused(Problem("changed_meanwhile", None, CHANGED_MEANWHILE))
    return _add(session, actor, medicine.child_id, written, now=now, row_id=row_id)


def change_plan(
    session: Session, actor: Actor, row: InfusionPlan, ordered: Ordered, *, now: datetime
) -> InfusionPlan:
    """Return the plan as it is from `ordered.first_on` on: a row that follows `row`, which ends.

    Raises as `write_plan` does, and Refused changed_meanwhile when somebody was first.
    """
    actor.require(Right.PLAN, row.child_id)
    check_standing(session, row)
    written = _written(session.get_one(Medicine, row.medicine_id), ordered)
    if says(row, written):
        return row
    changed = _add(session, actor, row.child_id, written, now=now, follows=row.id)
    end(session, actor, row, now=now)
    return changed


def end_plan(session: Session, actor: Actor, row: InfusionPlan, *, now: datetime) -> None:
    """End a plan; the medicine and its days go on. Raises Stranger or NotAllowed."""
    actor.require(Right.PLAN, row.child_id)
    end(session, actor, row, now=now)


def standing_plan(session: Session, medicine: Medicine) -> InfusionPlan | None:
    """Return the plan of a medicine that nobody changed or ended, or None."""
    return session.exec(
        select(InfusionPlan)
        .where(InfusionPlan.medicine_id == medicine.id, col(InfusionPlan.ended_at).is_(None))
        .order_by(col(InfusionPlan.made_at).desc(), col(InfusionPlan.id))
    ).first()


def history_of(session: Session, child_id: uuid.UUID) -> list[InfusionPlan]:
    """Every plan that ever was, changed and ended ones too, newest first."""
    return every(session, InfusionPlan, child_id)


def plans_in_force(rows: Sequence[InfusionPlan], on: date) -> dict[uuid.UUID, InfusionPlan]:
    """Return the plan of each medicine on a day, out of the whole history.

    A change that begins later leaves the plan before it in force until its first day.
    """
    by_id, found = {row.id: row for row in rows}, {}
    for standing in rows:
        if standing.ended_at is not None:
            continue
        row: InfusionPlan | None = standing
        while row is not None and row.first_on > on:
            row = by_id.get(row.follows) if row.follows else None
        if row is not None:
            found[row.medicine_id] = row
    return found


def steps_of(row: InfusionPlan) -> list[Step]:
    """The steps of the rate, in their order."""
    return [Step(Decimal(each["ml_h"]), each["minutes"]) for each in row.steps]


def before_of(row: InfusionPlan) -> list[Before]:
    """What is given before, in the order in which it was written."""
    return [Before(each["what"], each["minutes"]) for each in row.before]


def dates_of(row: InfusionPlan) -> list[Further]:
    """Further dates of its own, the first day first."""
    found = [Further(each["what"], date.fromisoformat(each["on"])) for each in row.dates]
    return sorted(found, key=lambda one: one.on)


def plan_or_stranger(session: Session, child: Child, medicine: Medicine) -> InfusionPlan:
    """This medicine's plan. Raises Stranger where there is none."""
    row = standing_plan(session, medicine)
    if row is None or row.child_id != child.id:
        raise Stranger
    return row


def _add(
    session: Session,
    actor: Actor,
    child_id: uuid.UUID,
    written: dict[str, Any],
    *,
    now: datetime,
    row_id: uuid.UUID | None = None,
    follows: uuid.UUID | None = None,
) -> InfusionPlan:
    return add(
        session, actor, InfusionPlan, child_id, written, now=now, row_id=row_id, follows=follows
    )


def _written(medicine: Medicine, ordered: Ordered) -> dict[str, Any]:
    _check(ordered)
    return {
        "medicine_id": medicine.id,
        "variant": ordered.variant,
        "amount": ordered.amount,
        "unit": ordered.unit if ordered.amount is not None else "",
        "days": ordered.days,
        "weight_kg": ordered.weight_kg,
        "weighed_on": ordered.weighed_on if ordered.weight_kg is not None else None,
        "volume_ml": ordered.volume_ml,
        "steps": [{"ml_h": show_amount(one.ml_h), "minutes": one.minutes} for one in ordered.steps],
        "before": [
            {"what": checked(one.what, 200, "before"), "minutes": one.minutes}
            for one in ordered.before
        ],
        "numbing": ordered.numbing,
        "dates": [
            {"what": checked(one.what, 200, "dates"), "on": one.on.isoformat()}
            for one in ordered.dates
        ],
        "first_on": ordered.first_on,
        **{
            name: checked(getattr(ordered, name), 200, name)
            for name in ("product", "strength", "place", "access", "told_by")
        },
        "fluids": checked(ordered.fluids, 500, "fluids"),
        **{name: checked(getattr(ordered, name), MOST_WORDS, name) for name in ("pack", "ask")},
    }


def _check(ordered: Ordered) -> None:
    if find_variant(ordered.variant) is None:
        raise Refused(Problem("required", "variant", N_("Choose which kind of infusion it is.")))
    if ordered.amount is not None and ordered.unit not in UNITS:
        raise Refused(Problem("unit_required", "unit", N_("Choose the unit of the amount.")))
    check_strength(ordered.amount, ordered.unit, ordered.strength)
    if not 1 <= ordered.days <= MOST_DAYS:
        sentence = N_("Write the days in a row as a whole number, from 1 to 14.")
        raise Refused(Problem("out_of_range", "days", sentence))
    for name, most in (("steps", MOST_STEPS), ("before", MOST_BEFORE), ("dates", MOST_DATES)):
        if len(getattr(ordered, name)) > most:
            sentence = N_("At most %(most)s of these have room.")
            raise Refused(Problem("too_many", name, sentence, {"most": str(most)}))
    if any(one.minutes is None for one in ordered.steps[:-1]):
        sentence = N_("Only the last step may go on without minutes. Write the minutes of each.")
        raise Refused(Problem("step_open", "steps", sentence))
    minutes = [
        *(("steps", one.minutes) for one in ordered.steps),
        *(("before", one.minutes) for one in ordered.before),
        ("numbing", ordered.numbing),
    ]
    for name, value in minutes:
        if value is not None and not 0 < value <= MOST_MINUTES:
            sentence = N_("Write the minutes as a whole number, from 1 to 1440.")
            raise Refused(Problem("out_of_range", name, sentence))
