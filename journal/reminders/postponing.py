"""When a delivery that was not taken is tried again, and what waits with it."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from journal.records.reminders import Delivery, PushSubscription
from journal.reminders.endpoints import read_endpoint

FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=10)


def back_off(attempts: int, chance: float) -> timedelta:
    """15 s, 30 s, 1 min … 10 min, each half to one and a half times: no two workers in step."""
    wait: timedelta = min(FIRST_WAIT * 2 ** min(attempts - 1, 10), LONGEST_WAIT)
    return wait * (0.5 + chance)


def postpone(session: Session, phone: PushSubscription, this: Delivery, *, until: datetime) -> None:
    """Leave the whole push service alone for as long as it asks."""
    origin = read_endpoint(phone.endpoint).origin
    for delivery in session.exec(
        select(Delivery)
        .join(PushSubscription, col(PushSubscription.id) == col(Delivery.subscription_id))
        .where(col(PushSubscription.endpoint).startswith(f"{origin}/", autoescape=True))
        .where(col(Delivery.next_at) < until, col(Delivery.lease).is_(None))
        .where(Delivery.id != this.id)
        .order_by(col(Delivery.id))
        .with_for_update(skip_locked=True, of=Delivery)
    ):
        delivery.next_at = until
