"""Adding a medicine and changing its dose. Nothing here deletes."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from journal.care.days import due_instant, show_date
from journal.care.measured import Measured, measured_out
from journal.care.problems import N_, Problem, Refused
from journal.care.rhythm import Once, Rhythm, rhythm_data
from journal.care.rhythm_amounts import check_amounts
from journal.care.strength import is_same_strength
from journal.care.weekly import check_rhythm
from journal.plans.anchors import check_anchor
from journal.plans.labels import Bottles, bottles_of, code_of, label, strength_at
from journal.plans.turns import drop_reminders, turn, turn_at, turns_of
from journal.plans.weekly_days import apart_from_last_dose
from journal.plans.weekly_told import tell_everyone
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.medicines import DosePlan, Medicine, Turn
from journal.records.planned import plans_of

__all__ = [
    "Dosing",
    "add_medicine",
    "add_plan",
    "change_dose",
    "drop_reminders",
    "first_day",
    "refuse_stopped",
    "turn",
    "turn_at",
    "turns_of",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dosing:
    """How much in which rhythm from which day on.

    counts_from the day from which a rhythm counts that goes on; None counts from `first_on`
    last_on     the last day of a course; None while it goes on
    measured    the same amount as it is measured out, with `measured_unit`, as the family wrote it;
                None lets the strength on the label say it (H15)
    strength    what a new label says; None takes the bottles as they are planned already
    ordered_by  who decided it, and `why`
    """

    amount: Decimal
    unit: str
    rhythm: Rhythm
    first_on: date
    counts_from: date | None = None
    last_on: date | None = None
    measured: Decimal | None = None
    measured_unit: str | None = None
    strength: str | None = None
    ordered_by: str = ""
    why: str = ""
    confirm: Mapping[str, Any] | None = None


def add_medicine(
    session: Session,
    actor: Actor,
    child_id: uuid.UUID,
    *,
    name: str,
    strength: str = "",
    form: str = "",
    dosing: Dosing,
    now: datetime,
) -> Medicine:
    """Return the new medicine with its first dose plan.

    A weekly plan begins later when the child took the same drug less than five days before its
    first dose, such as tablets before a pen: the plan's own `first_on` says when (H5).

    Raises Stranger, NotAllowed, or Refused weekly_drug_daily before anything else is looked at:
    methotrexate in any other rhythm than weekly is a hard stop (docs/rules.md#weekly). Refused
    also with rhythm_after, rhythm_amounts, until_before_from, and as `measured_out`: both numbers
    of a liquid agree with its strength, here and in every change.
    """
    actor.require(Right.PLAN, child_id)
    check_rhythm(name, dosing.rhythm, dosing.confirm)
    check_anchor(session, actor, child_id, dosing.rhythm, first_on=dosing.first_on)
    medicine = Medicine(
        child_id=child_id,
        name=name,
        strength=strength,
        form=form,
        code=code_of(name),
        made_by=actor.account_id,
        made_at=now,
    )
    session.add(medicine)
    session.flush()
    begun = first_day(session, medicine, dosing, now=now)
    plan = add_plan(session, actor, medicine, begun, now=now)
    tell_everyone(session, medicine, [plan], now=now)
    return medicine


def change_dose(
    session: Session, actor: Actor, medicine: Medicine, dosing: Dosing, *, now: datetime
) -> DosePlan:
    """Start a new dose plan on its first day; earlier days keep theirs (H11).

    Plans that were to begin on that day or later give way to it and stay in the history. A weekly
    plan whose first dose would come less than five days after the one before begins later:
    the plan's own `first_on` says when (H5).

    Raises Refused weekly_drug_daily before anything else, and medicine_stopped, rhythm_after,
    rhythm_amounts, until_before_from.
    """
    actor.require(Right.PLAN, medicine.child_id)
    check_rhythm(medicine.name, dosing.rhythm, dosing.confirm)
    check_anchor(
        session,
        actor,
        medicine.child_id,
        dosing.rhythm,
        first_on=dosing.first_on,
        medicine=medicine,
    )
    refuse_stopped(session, medicine, dosing.first_on, now=now)
    bottles = bottles_of(medicine, plans_of(session, [medicine.id])[medicine.id])
    begun = first_day(session, medicine, dosing, now=now)
    plans = add_plans(session, actor, medicine, begun, bottles, until=dosing.last_on, now=now)
    tell_everyone(session, medicine, plans, now=now)
    return plans[0]


def first_day(session: Session, medicine: Medicine, dosing: Dosing, *, now: datetime) -> Dosing:
    """The dosing as it is asked for, or beginning later for a weekly medicine (H5)."""
    child = session.get_one(Child, medicine.child_id)
    first_on, counts_from = apart_from_last_dose(
        session,
        child,
        medicine,
        dosing.rhythm,
        first_on=dosing.first_on,
        counts_from=dosing.counts_from,
        now=now,
    )
    return replace(dosing, first_on=first_on, counts_from=counts_from)


def refuse_stopped(session: Session, medicine: Medicine, first_on: date, *, now: datetime) -> None:
    """A dose plan of a stopped medicine would look as if it were given again."""
    zone = ZoneInfo(session.get_one(Child, medicine.child_id).zone)
    begins = max(now, due_instant(datetime.combine(first_on, time(0)), zone))
    held = turn_at(turns_of(session, [medicine.id])[medicine.id], begins)
    if held is not None and held.turn is Turn.STOP:
        raise Refused(
            Problem(
                "medicine_stopped",
                None,
                N_("This medicine was stopped on %(day)s. Start it again first."),
                {"day": show_date(held.on)},
            )
        )


def add_plans(
    session: Session,
    actor: Actor,
    medicine: Medicine,
    dosing: Dosing,
    bottles: Bottles,
    *,
    until: date | None,
    now: datetime,
    taper_id: uuid.UUID | None = None,
) -> list[DosePlan]:
    """Return the plans of a dosing, one for each of the bottles that are planned for its days.

    A bottle to come measures no dose before its day, and stays planned for it (H15).
    """
    first_on, sent = dosing.first_on, dosing.strength
    planned = strength_at(bottles, first_on, medicine)
    if sent is not None and not is_same_strength(planned, sent, medicine.form):
        own, coming = sent, []
    else:
        own = planned if sent is None else sent
        coming = [
            one for one in bottles if first_on < one[0] and (until is None or one[0] <= until)
        ]
    whole = replace(dosing, strength=own)
    plans = [add_plan(session, actor, medicine, whole, now=now, taper_id=taper_id)]
    for day, strength in coming:
        rest = replace(
            dosing,
            first_on=day,
            counts_from=plans[0].counted_from,
            strength=strength,
            measured=None,
            measured_unit=None,
        )
        plans.append(add_plan(session, actor, medicine, rest, now=now, taper_id=taper_id))
    return plans


def add_plan(
    session: Session,
    actor: Actor,
    medicine: Medicine,
    dosing: Dosing,
    *,
    now: datetime,
    taper_id: uuid.UUID | None = None,
) -> DosePlan:
    """Return a new plan; those that were to begin on its first day or later give way to it.

    Steps with the same `taper_id` stand beside each other. Reminders since then are dropped.
    """
    check_amounts(dosing.rhythm, dosing.amount)
    typed = dosing.measured and Measured(dosing.measured, dosing.measured_unit or "")
    strength = medicine.strength if dosing.strength is None else dosing.strength
    box = label(medicine.name, strength, medicine.form)
    both = measured_out(dosing.amount, dosing.unit, typed or None, box)
    plan = DosePlan(
        medicine_id=medicine.id,
        child_id=medicine.child_id,
        amount=dosing.amount,
        unit=dosing.unit,
        measured=both.amount if both else None,
        measured_unit=both.unit if both else None,
        rhythm=rhythm_data(dosing.rhythm),
        strength=strength,
        first_on=dosing.first_on,
        counts_from=dosing.counts_from,
        last_on=_last_on(dosing),
        ordered_by=dosing.ordered_by,
        why=dosing.why,
        taper_id=taper_id,
        told_by=str(dosing.confirm.get("told_by") or "") or None if dosing.confirm else None,
        made_by=actor.account_id,
        made_at=now,
    )
    for other in session.exec(
        select(DosePlan)
        .where(DosePlan.medicine_id == medicine.id, col(DosePlan.replaced).is_(False))
        .where(col(DosePlan.first_on) >= dosing.first_on)
    ):
        if taper_id is None or other.taper_id != taper_id:
            other.replaced = True
    session.add(plan)
    zone = ZoneInfo(session.get_one(Child, medicine.child_id).zone)
    if dosing.first_on <= now.astimezone(zone).date():
        medicine.strength = strength
    since = max(now, due_instant(datetime.combine(dosing.first_on, time(0)), zone))
    drop_reminders(session, medicine.id, since=since, now=now)
    session.flush()
    return plan


def _last_on(dosing: Dosing) -> date | None:
    """The last day of the plan. A single dose is over with its day, and stands as ended then."""
    if isinstance(dosing.rhythm, Once):
        return max(dosing.rhythm.at.date(), dosing.first_on)
    if dosing.last_on is not None and dosing.last_on < dosing.first_on:
        sentence = N_("The last day lies before the first day, %(day)s. Check both dates.")
        values = {"day": show_date(dosing.first_on)}
        got = dosing.last_on.isoformat()
        raise Refused(Problem("until_before_from", "until", sentence, values, got))
    return dosing.last_on
