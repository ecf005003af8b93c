"""The latest dose that was taken of each medicine, and how it is said."""

import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col

from journal.care.doses import TAKEN
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.dose import DoseRow
from journal.records.kinds.infusion import InfusionRow
from journal.records.medicines import Medicine
from journal.words import amount_text, moment_text

Latest = Mapping[uuid.UUID, sa.Row[Any]]


def last_doses(session: Session, child: Child) -> Latest:
    """The latest dose of each medicine that was taken, or infusion of it that ran."""
    taken = (
        sa.select(col(DoseRow.medicine), col(DoseRow.at), col(DoseRow.amount), col(DoseRow.unit))
        .join(Entry, col(Entry.id) == col(DoseRow.entry_id))
        .where(col(DoseRow.child_id) == child.id, col(Entry.deleted).is_(False))
        .where(col(DoseRow.outcome).in_([outcome.value for outcome in TAKEN]))
    )
    ran = (
        sa.select(
            col(InfusionRow.medicine),
            col(InfusionRow.at),
            col(InfusionRow.amount),
            col(InfusionRow.unit),
        )
        .join(Entry, col(Entry.id) == col(InfusionRow.entry_id))
        .where(col(InfusionRow.child_id) == child.id, col(Entry.deleted).is_(False))
        .where(col(InfusionRow.medicine).is_not(None))
    )
    given = sa.union_all(taken, ran).subquery()
    place = sa.func.row_number().over(partition_by=given.c.medicine, order_by=given.c.at.desc())
    latest = sa.select(given, place.label("place")).subquery()
    rows = session.execute(sa.select(latest).where(latest.c.place == 1))
    return {row.medicine: row for row in rows}


def last_words(medicine: Medicine, last: Latest, zone: ZoneInfo) -> str:
    """When and how much was last recorded of a medicine."""
    row = last.get(medicine.id)
    if row is None:
        return _("no dose recorded")
    amount = amount_text(None if row.amount is None else Decimal(row.amount), row.unit)
    when = moment_text(row.at, zone)
    if not amount:
        return _("last recorded %(when)s", when=when)
    return _("last recorded %(when)s: %(amount)s", when=when, amount=amount)
