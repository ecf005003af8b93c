"""What hospitals changed, stopped or began, as it was said after each discharge (H37)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.review import Reviewed, ReviewRow
from journal.records.kinds.stay import StayRow
from journal.records.medicines import Medicine


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One medicine after one stay; every text as stored.

    on  the day of the discharge, else of the word itself: it may be said before
    """

    stay: uuid.UUID
    medicine: uuid.UUID | None
    name: str
    decision: Reviewed
    told: str | None
    by: str | None
    on: date


def decided(session: Session, child: Child) -> list[Decided]:
    """Return all of it but what goes on as before, in the order it was said.

    Of a medicine of which more was said after one stay, the last word counts.
    """
    rows = session.execute(
        select(ReviewRow, StayRow.discharged, Medicine.name)
        .join(Entry, col(Entry.id) == col(ReviewRow.entry_id))
        .outerjoin(StayRow, col(StayRow.entry_id) == col(ReviewRow.stay))
        .outerjoin(Medicine, col(Medicine.id) == col(ReviewRow.medicine))
        .where(col(ReviewRow.child_id) == child.id, col(Entry.deleted).is_(False))
        .order_by(col(ReviewRow.at), col(ReviewRow.entry_id))
    ).all()
    zone = ZoneInfo(child.zone)
    found: dict[tuple[uuid.UUID, uuid.UUID], Decided] = {}
    for review, left, name in rows:
        key = (review.stay, review.medicine or review.entry_id)
        found.pop(key, None)
        found[key] = Decided(
            stay=review.stay,
            medicine=review.medicine,
            name=name or review.name or "",
            decision=Reviewed(review.decision),
            told=review.told,
            by=review.by,
            on=(left or review.at).astimezone(zone).date(),
        )
    return [one for one in found.values() if one.decision != Reviewed.CONTINUES]


def decided_of(session: Session, child: Child, medicine: uuid.UUID) -> Sequence[Decided]:
    """The same of one medicine, the last first."""
    return [one for one in decided(session, child) if one.medicine == medicine][::-1]
