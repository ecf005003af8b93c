"""What an infusion asks the family: a weight far from the last, too little for a course (H13)."""

import uuid
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col

from journal.care.infusing import amount_question, in_kilos, weight_question
from journal.care.problems import Problem
from journal.care.units import in_same_unit
from journal.care.vaccine_names import medicine_means
from journal.care.vaccine_plans import VEIN
from journal.entries.change import ChangeRequest
from journal.records.entries import Entry
from journal.records.fields import Fields
from journal.records.kinds.infusion import Infusion, InfusionRow
from journal.records.kinds.measurement import Measured, MeasurementRow

NUMBERS = {"product", "amount", "unit", "weight_kg"}


def concerns(session: Session, change: ChangeRequest, value: Fields) -> tuple[Problem, ...]:
    """Return the questions about an infusion's weight and amount, each at its field.

    Of an infusion that is edited only what was changed is asked about.
    """
    if not isinstance(value, Infusion) or not NUMBERS & change.fields.keys():
        return ()
    last = _last_weight(session, change.child, value.at, change.entry)
    found: list[Problem | None] = []
    if value.weight_kg and "weight_kg" in change.fields:
        found.append(weight_question(value.weight_kg, last))
    kilos = value.weight_kg or last
    grams = in_same_unit(value.amount, value.unit, "g") if value.amount and value.unit else None
    if kilos and grams and medicine_means(value.product, None, value.access or "") == VEIN:
        found.append(amount_question(grams, kilos))
    return tuple(problem for problem in found if problem is not None)


def _last_weight(
    session: Session, child: uuid.UUID, at: datetime, entry: uuid.UUID
) -> Decimal | None:
    """The last weight in kg up to a moment, measured or of another infusion; None without one."""
    measured = (
        sa.select(col(MeasurementRow.at), col(MeasurementRow.value), col(MeasurementRow.unit))
        .join(Entry, col(Entry.id) == col(MeasurementRow.entry_id))
        .where(col(MeasurementRow.child_id) == child, col(MeasurementRow.at) <= at)
        .where(col(MeasurementRow.what) == Measured.WEIGHT, col(Entry.deleted).is_(False))
        .order_by(col(MeasurementRow.at).desc())
        .limit(1)
    )
    infused = (
        sa.select(col(InfusionRow.at), col(InfusionRow.weight_kg), sa.literal("kg"))
        .join(Entry, col(Entry.id) == col(InfusionRow.entry_id))
        .where(col(InfusionRow.child_id) == child, col(InfusionRow.at) <= at)
        .where(col(InfusionRow.weight_kg).is_not(None), col(Entry.deleted).is_(False))
        .where(col(InfusionRow.entry_id) != entry)
        .order_by(col(InfusionRow.at).desc())
        .limit(1)
    )
    rows = [row for query in (measured, infused) if (row := session.execute(query).first())]
    if not rows:
        return None
    _at, weight, unit = max(rows, key=lambda row: row[0])
    return in_kilos(Decimal(weight), unit)
