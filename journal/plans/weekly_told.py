"""Everybody is told when a weekly medicine is planned in any other rhythm (H4)."""

import uuid
from datetime import datetime

from sqlmodel import Session, select

from journal.care.rhythm import read_rhythm
from journal.care.weekly import is_one_named_day, names_weekly_medicine
from journal.records.entries import Alert, AlertKind
from journal.records.medicines import DosePlan, Medicine


def tell_everyone(session: Session, medicine: Medicine, plan: DosePlan, *, now: datetime) -> None:
    """Open a question to every caregiver if this plan needed the word DAILY."""
    if not names_weekly_medicine(medicine.name) or is_one_named_day(read_rhythm(plan.rhythm)):
        return
    key = f"{AlertKind.WEEKLY_DAILY}:{plan.id}"
    if session.exec(select(Alert.id).where(Alert.key == key)).first() is not None:
        return
    session.add(
        Alert(
            child_id=medicine.child_id,
            kind=AlertKind.WEEKLY_DAILY,
            key=key,
            entries=[],
            opened_at=now,
        )
    )
    session.flush()


def find_told(session: Session, alert: Alert) -> tuple[Medicine, DosePlan] | None:
    """The medicine and the plan that an alert of this kind is about, or None for another kind."""
    if alert.kind is not AlertKind.WEEKLY_DAILY:
        return None
    plan = session.get(DosePlan, uuid.UUID(alert.key.rpartition(":")[2]))
    return None if plan is None else (session.get_one(Medicine, plan.medicine_id), plan)
