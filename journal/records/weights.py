"""The weights of a child as they were written: measured ones, and those of infusion days."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from journal.records.columns import table_of
from journal.records.entries import Entry
from journal.records.kinds.infusion import InfusionRow
from journal.records.kinds.measurement import Measured, MeasurementRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One weight in the unit in which it was written, and its moment; entry: what holds it."""

    entry: uuid.UUID
    at: datetime
    value: Decimal
    unit: str


def weights(session: Session, child_id: uuid.UUID) -> list[Weighed]:
    """Return every weight in kg or lb, the earliest first; no entry that is deleted counts."""
    return _read(session, _every(child_id).order_by(*_order()))


def last_weight(
    session: Session,
    child_id: uuid.UUID,
    *,
    before: datetime | None = None,
    but: uuid.UUID | None = None,
) -> Weighed | None:
    """Return the newest weight, however long ago, or None where nobody wrote one.

    before  only what is earlier than this moment; but: this entry does not count
    Of two of one moment the measured one counts. Rule: docs/rules.md#per-kg.
    """
    query = _every(child_id, before, but)
    latest = query.order_by(*(column.desc() for column in _order())).limit(1)
    return next(iter(_read(session, latest)), None)


def _every(
    child_id: uuid.UUID, before: datetime | None = None, but: uuid.UUID | None = None
) -> sa.CompoundSelect[Any]:
    measured, infused = table_of(MeasurementRow).c, table_of(InfusionRow).c
    both = (
        sa.select(
            measured.at,
            sa.literal(1).label("rank"),
            measured.entry_id,
            measured.value,
            measured.unit,
        ).where(measured.what == Measured.WEIGHT),
        sa.select(
            infused.at,
            sa.literal(0).label("rank"),
            infused.entry_id,
            infused.weight_kg.label("value"),
            sa.literal("kg").label("unit"),
        ).where(infused.weight_kg.is_not(None)),
    )
    deleted = sa.select(col(Entry.id)).where(
        col(Entry.child_id) == child_id, col(Entry.deleted).is_(True)
    )
    return sa.union_all(
        *(
            query.where(*_wanted(columns, child_id, before, but), columns.entry_id.not_in(deleted))
            for query, columns in zip(both, (measured, infused), strict=True)
        )
    )


def _wanted(
    columns: Any, child_id: uuid.UUID, before: datetime | None, but: uuid.UUID | None
) -> list[sa.ColumnElement[bool]]:
    wanted = [columns.child_id == child_id]
    if before is not None:
        wanted.append(columns.at < before)
    if but is not None:
        wanted.append(columns.entry_id != but)
    return wanted


def _order() -> tuple[sa.ColumnElement[Any], ...]:
    return tuple(sa.column(name) for name in ("at", "rank", "entry_id"))


def _read(session: Session, query: sa.Select[Any] | sa.CompoundSelect[Any]) -> list[Weighed]:
    return [
        Weighed(entry=row.entry_id, at=row.at, value=Decimal(row.value), unit=str(row.unit))
        for row in session.execute(query)
    ]
