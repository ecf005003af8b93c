"""A new strength, or other mL for the same dose, through the API."""

from datetime import date, datetime

from sqlmodel import Session

from journal.care.measured import Measured, measured_out
from journal.care.strength import is_same_strength
from journal.plans.bottles import NewStrength, change_strength
from journal.plans.labels import label as label_said
from journal.records.access import Actor
from journal.records.medicines import DosePlan, Medicine
from journal.web.plan_bodies import ChangeMedicine


def is_another_label(body: ChangeMedicine) -> bool:
    """Whether strength or mL are sent for an amount, unit and rhythm that stay."""
    sent = body.model_fields_set
    return bool(sent & {"strength", "measured"}) and not sent & {"amount", "unit", "rhythm"}


def relabel(
    session: Session,
    actor: Actor,
    medicine: Medicine,
    plan: DosePlan,
    body: ChangeMedicine,
    first_on: date,
    *,
    now: datetime,
) -> None:
    """Start new dose plans for another strength; the same one in other words changes the label.

    The plan's mL stay unless `measured` is sent: a strength that makes them wrong is refused (B8).
    Raises Refused medicine_stopped: nothing would carry the strength when it is started again.
    """
    sent = "strength" in body.model_fields_set
    strength = (body.strength or "") if sent else plan.strength or medicine.strength
    label, typed = label_said(medicine.name, strength, medicine.form), _typed(body)
    if typed is None and is_same_strength(plan.strength, label.strength, label.form):
        medicine.strength = strength
        return
    # A strength that nobody had written, of what is not measured, changes nothing for anyone.
    both = measured_out(plan.amount, plan.unit, typed, label)
    if not plan.strength and both is None:
        medicine.strength = strength
        return
    new = NewStrength(
        strength=strength,
        first_on=first_on,
        measured=typed,
        keeps=plan.measured is not None,
        ordered_by=body.ordered_by or "",
        why=body.why or "",
    )
    change_strength(session, actor, medicine, new, now=now)


def measured_of(body: ChangeMedicine, before: DosePlan) -> Measured | None:
    """What is sent; else the plan's own mL while its amount stays."""
    sent = body.model_fields_set
    if body.measured is not None or sent & {"amount", "unit"}:
        return _typed(body)
    return (
        None if before.measured is None else Measured(before.measured, before.measured_unit or "")
    )


def _typed(body: ChangeMedicine) -> Measured | None:
    return Measured(body.measured.amount, body.measured.unit) if body.measured else None
