"""What a person's own phones were told of one occurrence, and whether one may ring once more."""

import uuid
from collections.abc import Sequence

from sqlmodel import Session, col, select

from journal.records.access import Actor
from journal.records.reminders import Delivery, Occurrence, PhoneState, PushSubscription

# One when due, one more when it was snoozed: people mute what rings more often (H21).
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
        .where(Delivery.occurrence_id == occurrence.id)
        .where(col(Delivery.subscription_id).in_(phones))
        .order_by(col(Delivery.nudge))
    ):
        if delivery.subscription_id is not None:
            told[delivery.subscription_id].append(delivery)
    return told


def waiting(told: Sequence[Delivery]) -> list[Delivery]:
    """Those that were snoozed and have not rung yet."""
    return [nudge for nudge in told if nudge.nudge > 0 and nudge.next_at is not None]


def rings(told: Sequence[Delivery]) -> bool:
    """Whether a phone that was told this may be told once more."""
    return bool(waiting(told)) or len(told) < MOST_PUSHES
