"""Since when a family counts on its phones."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.records.access import records_for_child
from journal.records.children import Child
from journal.records.people import Membership
from journal.records.reminders import Delivery, Occurrence, PushSubscription
from journal.reminders.ends import End
from journal.reminders.recipients import ON_PURPOSE


def reminded_since(session: Session, child_id: uuid.UUID) -> datetime | None:
    """Return since when somebody who records had a phone that is reminded; None: never.

    A lost phone counts, and one that was switched on again, which begins anew: what it had been
    sent before is known. Not one that was ended on purpose: nobody waits for it.
    """
    mine = (
        select(PushSubscription)
        .join(Membership, col(Membership.account_id) == col(PushSubscription.account_id))
        .join(Child, col(Child.household_id) == col(Membership.household_id))
        .where(Child.id == child_id, records_for_child())
        .where(col(PushSubscription.detail).not_in(ON_PURPOSE))
    )
    phones = mine.with_only_columns(sa.func.min(PushSubscription.created_at))
    sent = (
        mine.with_only_columns(sa.func.min(Delivery.sent_at))
        .join(Delivery, col(Delivery.subscription_id) == col(PushSubscription.id))
        .join(Occurrence, col(Occurrence.id) == col(Delivery.occurrence_id))
        .where(col(Occurrence.child_id) == child_id, col(Delivery.outcome) == End.ACCEPTED)
    )
    known = [session.scalar(each) for each in (phones, sent)]
    return min((one for one in known if one is not None), default=None)
