"""What a person's own phones were told of one occurrence, and whether one may ring once more."""

import uuid
from collections.abc import Sequence

from sqlmodel import Session, col, select

from journal.records.access import Actor
from journal.records.reminders import Delivery, Occurrence, PhoneState, PushSubscription
from journal.reminders.ends import End
from journal.reminders.queue import FIRST

# One when due, one more by itself or when it was snoozed: people mute what rings more often (H21).
MOST_PUSHES = 2


def told_phones(
    session: Session, actor: Actor, occurrence: Occurrence
) -> dict[uuid.UUID, list[Delivery]]:
    """The person's phones, each with what it was told of this occurrence, earliest first."""
    phones = session.exec(
        select(PushSubscription.id).where(
            PushSubscription.account_id == actor.account_id,
            PushSubscription.state != PhoneState.GONE,
        )
    ).all()
    told: dict[uuid.UUID, list[Delivery]] = {phone: [] for phone in phones}
    for delivery in session.exec(
        select(Delivery)
        .where(Delivery.occurrence_id == occurrence.id, Delivery.nudge >= FIRST)
        .where(col(Delivery.subscription_id).in_(phones))
        .order_by(col(Delivery.nudge))
    ):
        if delivery.subscription_id is not None:
            told[delivery.subscription_id].append(delivery)
    return told


def to_come(told: Sequence[Delivery]) -> Delivery | None:
    """The one that has not rung yet, if any: once more by itself, later, or because of Snooze."""
    return next((one for one in told if one.nudge > FIRST and one.next_at is not None), None)


def rings(told: Sequence[Delivery]) -> bool:
    """Whether a phone that was told this may be told once more."""
    rung = [one for one in told if one.outcome != End.QUIET]
    return to_come(told) is not None or len(rung) < MOST_PUSHES


def rings_after(session: Session, delivery: Delivery) -> bool:
    """Whether its phone may be told once more when this delivery has rung: then Snooze does it."""
    others = session.exec(
        select(Delivery)
        .where(Delivery.occurrence_id == delivery.occurrence_id, Delivery.id != delivery.id)
        .where(Delivery.subscription_id == delivery.subscription_id, Delivery.nudge >= FIRST)
    ).all()
    rung = [one for one in others if one.outcome != End.QUIET]
    return to_come(others) is not None or len(rung) + 1 < MOST_PUSHES
