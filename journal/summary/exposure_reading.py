"""What the steroid record reads from the database: one child, all of its years, each kind once."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.care.steroids import POUND, SHOWN_STEP, Weight
from journal.care.units import show_amount
from journal.records import weights as weights_of
from journal.records.entries import Alert, AlertKind, Entry, Revision
from journal.records.kinds.dose import DoseRow
from journal.records.kinds.infusion import InfusionRow
from journal.records.kinds.stay import StayRow
from journal.records.medicines import DosePlan

Rows = Sequence[sa.Row[Any]]


def every_plan(session: Session, medicines: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[DosePlan]]:
    """Every dose plan per medicine in the order they were made, replaced ones too."""
    found: dict[uuid.UUID, list[DosePlan]] = {medicine: [] for medicine in medicines}
    for plan in session.exec(
        select(DosePlan)
        .where(col(DosePlan.medicine_id).in_(medicines))
        .order_by(col(DosePlan.made_at), col(DosePlan.first_on))
    ):
        found[plan.medicine_id].append(plan)
    return found


def doses(session: Session, child_id: uuid.UUID, medicines: Sequence[uuid.UUID]) -> Rows:
    """Every recorded dose of the medicines, oldest first, with when it first arrived here."""
    query = (
        sa.select(
            col(DoseRow.entry_id),
            col(DoseRow.medicine),
            col(DoseRow.slot),
            col(DoseRow.at),
            col(DoseRow.outcome),
            col(DoseRow.amount),
            col(DoseRow.unit),
            col(Revision.received_at),
        )
        .join(Entry, col(Entry.id) == col(DoseRow.entry_id))
        .join(Revision, (col(Revision.entry_id) == col(Entry.id)) & (col(Revision.number) == 1))
        .where(col(DoseRow.child_id) == child_id, col(DoseRow.medicine).in_(medicines))
        .where(col(Entry.deleted).is_(False))
        .order_by(col(DoseRow.at), col(DoseRow.entry_id))
    )
    return session.execute(query).all()


def infusions(session: Session, child_id: uuid.UUID) -> Rows:
    """Every infusion, oldest first."""
    query = (
        sa.select(
            col(InfusionRow.entry_id),
            col(InfusionRow.medicine),
            col(InfusionRow.product),
            col(InfusionRow.amount),
            col(InfusionRow.unit),
            col(InfusionRow.premedication),
            col(InfusionRow.at),
        )
        .join(Entry, col(Entry.id) == col(InfusionRow.entry_id))
        .where(col(InfusionRow.child_id) == child_id, col(Entry.deleted).is_(False))
        .order_by(col(InfusionRow.at), col(InfusionRow.entry_id))
    )
    return session.execute(query).all()


def stays(session: Session, child_id: uuid.UUID, zone: ZoneInfo) -> list[tuple[date, date | None]]:
    """First and last day of every stay, None for the last of an open one; earliest first."""
    query = (
        sa.select(col(StayRow.admitted), col(StayRow.discharged))
        .join(Entry, col(Entry.id) == col(StayRow.entry_id))
        .where(col(StayRow.child_id) == child_id, col(Entry.deleted).is_(False))
        .order_by(col(StayRow.admitted))
    )
    return [
        (begun.astimezone(zone).date(), ended and ended.astimezone(zone).date())
        for begun, ended in session.execute(query)
    ]


def weights(session: Session, child_id: uuid.UUID, zone: ZoneInfo) -> list[Weight]:
    """Every recorded weight, earliest first: measured ones, and those written at infusions."""
    found = weights_of.weights(session, child_id)
    return [_weight(each.at, each.value, each.unit, zone) for each in found]


def _weight(at: datetime, value: Decimal, unit: str, zone: ZoneInfo) -> Weight:
    on, written = at.astimezone(zone).date(), f"{show_amount(value)}\N{NO-BREAK SPACE}{unit}"
    if unit == "kg":
        return Weight(value, on, written)
    return Weight((value * POUND).quantize(SHOWN_STEP, ROUND_HALF_UP), on, written)


def doubted(session: Session, child_id: uuid.UUID, counted: Collection[uuid.UUID]) -> int:
    """How many counted doses an open question "given twice?" is about."""
    ids = {str(identity) for identity in counted}
    found = session.exec(
        select(Alert.entries)
        .where(Alert.child_id == child_id, Alert.kind == AlertKind.DOUBLE_DOSE)
        .where(col(Alert.closed_at).is_(None))
    )
    return len({entry for entries in found for entry in entries if entry in ids})
