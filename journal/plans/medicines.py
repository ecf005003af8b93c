"""Adding a medicine, changing its dose, stopping, pausing, resuming. Nothing here deletes."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from journal.care.days import due_instant
from journal.care.problems import N_, Problem, Refused
from journal.care.rhythm import Rhythm, rhythm_data
from journal.care.taper import Taper, Then
from journal.care.weekly import check_rhythm
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.medicines import DosePlan, Medicine, MedicineTurn, Turn
from journal.records.reminders import Delivery, Occurrence


@dataclass(frozen=True, slots=True, kw_only=True)
class Dosing:
    """How much in which rhythm from which day on."""

    amount: Decimal
    unit: str
    rhythm: Rhythm
    first_on: date
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

    Raises Stranger, NotAllowed, or Refused weekly_drug_daily before anything else is looked at:
    methotrexate in any other rhythm than weekly is a hard stop (docs/rules.md#weekly).
    """
    actor.require(Right.PLAN, child_id)
    check_rhythm(name, dosing.rhythm, dosing.confirm)
    medicine = Medicine(
        child_id=child_id,
        name=name,
        strength=strength,
        form=form,
        made_by=actor.account_id,
        made_at=now,
    )
    session.add(medicine)
    session.flush()
    _add_plan(session, actor, medicine, dosing, now=now)
    return medicine


def change_dose(
    session: Session, actor: Actor, medicine: Medicine, dosing: Dosing, *, now: datetime
) -> DosePlan:
    """Start a new dose plan on its first day; earlier days keep theirs (H11).

    Plans that were to begin on that day or later give way to it and stay in the history.
    """
    actor.require(Right.PLAN, medicine.child_id)
    check_rhythm(medicine.name, dosing.rhythm, dosing.confirm)
    return _add_plan(session, actor, medicine, dosing, now=now)


def start_taper(
    session: Session,
    actor: Actor,
    medicine: Medicine,
    taper: Taper,
    dosing: Dosing,
    *,
    now: datetime,
) -> list[DosePlan]:
    """Make one dose plan per step, joined by one taper id; `dosing` gives unit and rhythm."""
    actor.require(Right.PLAN, medicine.child_id)
    check_rhythm(medicine.name, dosing.rhythm, dosing.confirm)
    taper_id = uuid.uuid4()
    plans = []
    for step in taper.steps:
        stepped = Dosing(
            amount=step.amount,
            unit=dosing.unit,
            rhythm=dosing.rhythm,
            first_on=step.first_on,
            confirm=dosing.confirm,
        )
        # Only "stop" ends a medicine. For "ask" the last amount goes on and the family is asked:
        # a steroid that ends in silence is the greater harm (H10).
        is_end = step is taper.steps[-1] and taper.then is Then.STOP
        last_on = step.last_on if is_end else None
        plans.append(
            _add_plan(
                session,
                actor,
                medicine,
                stepped,
                now=now,
                taper=(taper_id, taper.then),
                last_on=last_on,
            )
        )
    return plans


def turn(
    session: Session,
    actor: Actor,
    medicine: Medicine,
    what: Turn,
    *,
    on: date,
    reason: str,
    review_on: date | None = None,
    now: datetime,
) -> MedicineTurn:
    """Stop, pause or resume a medicine, silent at once (H7).

    Reminders that wait are dropped in the same transaction. A pause needs the day on which
    somebody looks at it again (H8); nothing resumes by itself.
    """
    actor.require(Right.PLAN, medicine.child_id)
    if what is not Turn.RESUME and not reason:
        raise Refused(Problem("reason_required", "reason", N_("Write the reason in a few words.")))
    if what is Turn.PAUSE and review_on is None:
        raise Refused(
            Problem(
                "review_required",
                "review_on",
                N_("Choose the day on which you ask the team about this pause."),
            )
        )
    child = session.get_one(Child, medicine.child_id)
    row = MedicineTurn(
        medicine_id=medicine.id,
        child_id=medicine.child_id,
        turn=what,
        on=on,
        effective_at=_effective_at(on, ZoneInfo(child.zone), now),
        review_on=review_on,
        reason=reason,
        made_by=actor.account_id,
        made_at=now,
    )
    session.add(row)
    drop_reminders(session, medicine.id, since=row.effective_at, now=now)
    session.flush()
    return row


def turns_of(
    session: Session, medicines: Sequence[uuid.UUID]
) -> dict[uuid.UUID, list[MedicineTurn]]:
    """Every stop, pause and resumption per medicine, in the order in which they took effect."""
    found: dict[uuid.UUID, list[MedicineTurn]] = {medicine: [] for medicine in medicines}
    rows = session.exec(
        select(MedicineTurn)
        .where(col(MedicineTurn.medicine_id).in_(medicines))
        .order_by(col(MedicineTurn.effective_at), col(MedicineTurn.made_at))
    )
    for row in rows:
        found[row.medicine_id].append(row)
    return found


def turn_at(turns: Sequence[MedicineTurn], moment: datetime) -> MedicineTurn | None:
    """The stop or pause in force at `moment`, or None while the medicine runs."""
    latest = None
    for row in turns:
        if row.effective_at <= moment:
            latest = row
    return latest if latest is not None and latest.turn is not Turn.RESUME else None


def _effective_at(on: date, zone: ZoneInfo, now: datetime) -> datetime:
    """Today: from this moment on; any other day: from its first minute."""
    if on == now.astimezone(zone).date():
        return now
    return due_instant(datetime.combine(on, time(0)), zone)


def _add_plan(
    session: Session,
    actor: Actor,
    medicine: Medicine,
    dosing: Dosing,
    *,
    now: datetime,
    taper: tuple[uuid.UUID, Then] | None = None,
    last_on: date | None = None,
) -> DosePlan:
    plan = DosePlan(
        medicine_id=medicine.id,
        child_id=medicine.child_id,
        amount=dosing.amount,
        unit=dosing.unit,
        rhythm=rhythm_data(dosing.rhythm),
        first_on=dosing.first_on,
        last_on=last_on,
        taper_id=taper[0] if taper else None,
        then=taper[1].value if taper else None,
        told_by=str(dosing.confirm.get("told_by") or "") or None if dosing.confirm else None,
        made_by=actor.account_id,
        made_at=now,
    )
    for other in session.exec(
        select(DosePlan)
        .where(DosePlan.medicine_id == medicine.id, col(DosePlan.replaced).is_(False))
        .where(col(DosePlan.first_on) >= dosing.first_on)
    ):
        if taper is None or other.taper_id != taper[0]:
            other.replaced = True
    session.add(plan)
    zone = ZoneInfo(session.get_one(Child, medicine.child_id).zone)
    since = max(now, due_instant(datetime.combine(dosing.first_on, time(0)), zone))
    drop_reminders(session, medicine.id, since=since, now=now)
    session.flush()
    return plan


def drop_reminders(
    session: Session, medicine_id: uuid.UUID, *, since: datetime, now: datetime
) -> None:
    """Drop what waits for slots at or after `since`; planning makes anew what still holds."""
    waiting = session.exec(
        select(Occurrence)
        .where(Occurrence.medicine_id == medicine_id, col(Occurrence.settled_at).is_(None))
        .where(col(Occurrence.due_at) >= since - timedelta(hours=2))
    )
    for occurrence in waiting:
        occurrence.settled_at = now
        occurrence.outcome = "plan_changed"
        for delivery in session.exec(
            select(Delivery)
            .where(Delivery.occurrence_id == occurrence.id)
            .where(col(Delivery.next_at).is_not(None))
        ):
            delivery.next_at = None
            delivery.outcome = "plan_changed"
