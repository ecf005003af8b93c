"""Taking back a medicine that was entered by mistake: within a day, and only without doses."""

import uuid
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from journal.care.problems import N_, Problem, Refused
from journal.records.access import Actor, Right
from journal.records.entries import Alert, AlertKind
from journal.records.infusion_plans import InfusionPlan
from journal.records.kinds.dose import DoseRow
from journal.records.kinds.infusion import InfusionRow
from journal.records.kinds.review import ReviewRow
from journal.records.lab_plans import LabRule
from journal.records.medicines import DosePlan, Medicine, MedicineTurn, Supply
from journal.records.planned import counting_from
from journal.records.reminders import Delivery, Occurrence

MISTAKE = timedelta(hours=24)


def remove_mistake(session: Session, actor: Actor, medicine: Medicine, *, now: datetime) -> None:
    """Remove a medicine with its plans. Raises Refused has_history (409) when it has any (H34).

    A dose counts though it was deleted: its revisions stay. Raises Refused rhythm_after while
    another medicine counts from it.
    """
    actor.require(Right.PLAN, medicine.child_id)
    if not is_mistake(session, medicine, now=now):
        raise Refused(
            Problem(
                "has_history",
                None,
                N_("This medicine has a history that stays. Stop it instead."),
            )
        )
    if others := counting_from(session, medicine):
        sentence = N_("%(other)s counts from this medicine. Change how often %(other)s is given.")
        raise Refused(Problem("rhythm_after", None, sentence, {"other": others[0].name}))
    plans = session.exec(select(DosePlan.id).where(DosePlan.medicine_id == medicine.id)).all()
    keys = [f"{AlertKind.WEEKLY_DAILY}:{plan}" for plan in plans]
    session.execute(sa.delete(Alert).where(col(Alert.key).in_(keys)))
    occurrences = select(Occurrence.id).where(Occurrence.medicine_id == medicine.id)
    session.execute(sa.delete(Delivery).where(col(Delivery.occurrence_id).in_(occurrences)))
    for table in (Occurrence, MedicineTurn, DosePlan, Supply, LabRule, InfusionPlan):
        _delete_of(session, table, medicine.id)
    session.delete(medicine)
    session.flush()


def is_mistake(session: Session, medicine: Medicine, *, now: datetime) -> bool:
    """Whether a medicine may still be removed: younger than a day, nothing recorded of it."""
    if now - medicine.made_at >= MISTAKE:
        return False
    recorded = (
        select(DoseRow.entry_id).where(DoseRow.medicine == medicine.id),
        select(InfusionRow.entry_id).where(InfusionRow.medicine == medicine.id),
        select(ReviewRow.entry_id).where(ReviewRow.medicine == medicine.id),
    )
    return all(session.exec(query.limit(1)).first() is None for query in recorded)


def _delete_of(session: Session, table: type[SQLModel], medicine_id: uuid.UUID) -> None:
    session.execute(sa.delete(table).where(sa.column("medicine_id") == medicine_id))
