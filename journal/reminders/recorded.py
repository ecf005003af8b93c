"""A recorded dose takes its reminder away on every phone: a silent message in the same place."""

import uuid
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.dose import DoseRow
from journal.records.reminders import Delivery, Occurrence, PushSubscription
from journal.records.told import CLOSING
from journal.reminders.ends import End

__all__ = ["CLOSING", "not_on_this_phone", "recorded_at"]


def recorded_at(session: Session, occurrence: Occurrence, child: Child) -> str | None:
    """Return the wall time of the slot's dose, "08:03"; None: nobody recorded it, or no more."""
    at = session.exec(
        select(DoseRow.at)
        .join(Entry, col(Entry.id) == col(DoseRow.entry_id))
        .where(DoseRow.medicine == occurrence.medicine_id, DoseRow.slot == occurrence.slot)
        .where(col(Entry.deleted).is_(False))
        .order_by(col(DoseRow.at))
    ).first()
    return f"{at.astimezone(ZoneInfo(child.zone)):%H:%M}" if at else None


def not_on_this_phone(session: Session, occurrence_id: uuid.UUID, session_id: str | None) -> None:
    """Leave out the phone whose own tap recorded the dose: its notification closed by the tap."""
    for delivery in session.exec(
        select(Delivery)
        .join(PushSubscription, col(PushSubscription.id) == col(Delivery.subscription_id))
        .where(Delivery.occurrence_id == occurrence_id, Delivery.nudge == CLOSING)
        .where(PushSubscription.session_id == session_id, col(Delivery.next_at).is_not(None))
    ):
        delivery.next_at, delivery.outcome = None, End.RECORDED
