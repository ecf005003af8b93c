"""Another strength for the same dose: every plan that goes on is made anew for the new bottle."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlmodel import Session

from journal.care.days import due_instant
from journal.care.history import spans_in_force
from journal.care.measured import Label, Measured, measured_out
from journal.care.problems import N_, Problem, Refused
from journal.plans.labels import label
from journal.plans.medicines import refuse_stopped
from journal.plans.turns import drop_reminders
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.medicines import DosePlan, Medicine
from journal.records.planned import plans_of

COPIED = (
    "medicine_id",
    "child_id",
    "amount",
    "unit",
    "rhythm",
    "last_on",
    "ask_after",
    "taper_id",
    "then",
    "told_by",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStrength:
    """What the new label says from which day on.

    measured  the mL or tablets that the family wrote; None takes those that the label makes of it
    keeps     the plan's own mL or tablets stay, and so are checked against the new label
    """

    strength: str
    first_on: date
    measured: Measured | None = None
    keeps: bool = False
    ordered_by: str = ""
    why: str = ""


def change_strength(
    session: Session, actor: Actor, medicine: Medicine, new: NewStrength, *, now: datetime
) -> list[DosePlan]:
    """Return the dose plans made for another strength: amounts and times stay, steps to come too.

    `measured` and `keeps` mean the plan of the first day; the steps to come are worked out anew.
    Every slot from `first_on` on has the new strength, and none moves: the rhythm goes on with its
    count (H15).

    Raises Stranger, NotAllowed, or Refused as `measured_out`; medicine_stopped; `plan_unclear`
    when no plan goes on from that day.
    """
    actor.require(Right.PLAN, medicine.child_id)
    refuse_stopped(session, medicine, new.first_on, now=now)
    child = session.get_one(Child, medicine.child_id)
    if new.first_on <= now.astimezone(ZoneInfo(child.zone)).date():
        medicine.strength = new.strength
    box = label(medicine.name, new.strength, medicine.form)
    spans = [
        (plan, begins, ends)
        for plan, begins, ends in spans_in_force(plans_of(session, [medicine.id])[medicine.id])
        if ends is None or ends >= new.first_on
    ]
    made = []
    for plan, begins, _ends in spans:
        typed = new.measured or (kept_measure(plan) if new.keeps else None)
        typed = typed if plan is spans[0][0] else None
        both = measured_out(plan.amount, plan.unit, typed, box)
        copy = _copy(plan, box, actor, both, first_on=max(begins, new.first_on), now=now)
        copy.ordered_by, copy.why = new.ordered_by, new.why
        made.append(copy)
        if begins >= new.first_on:
            plan.replaced = True
    if not made:
        raise Refused(plan_unclear())
    session.add_all(made)
    zone = ZoneInfo(child.zone)
    since = max(now, due_instant(datetime.combine(new.first_on, time(0)), zone))
    drop_reminders(session, medicine.id, since=since, now=now)
    session.flush()
    return made


def kept_measure(plan: DosePlan) -> Measured | None:
    """The plan's second number, as if it were typed again."""
    return None if plan.measured is None else Measured(plan.measured, plan.measured_unit or "")


def _copy(
    plan: DosePlan,
    box: Label,
    actor: Actor,
    both: Measured | None,
    *,
    first_on: date,
    now: datetime,
) -> DosePlan:
    return DosePlan(
        **{name: getattr(plan, name) for name in COPIED},
        id=uuid.uuid4(),
        strength=box.strength,
        measured=both.amount if both else None,
        measured_unit=both.unit if both else None,
        first_on=first_on,
        counts_from=plan.counts_from if first_on == plan.first_on else plan.counted_from,
        made_by=actor.account_id,
        made_at=now,
    )


def plan_unclear() -> Problem:
    """No plan goes on from that day, so there is nothing to make anew."""
    return Problem(
        "plan_unclear", "strength", N_("Write the dose anew together with this strength.")
    )
