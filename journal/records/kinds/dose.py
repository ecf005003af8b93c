"""A dose: what was given, or why not. A fact, whatever the plan expected."""

import re
import uuid
from datetime import datetime
from typing import Annotated

import sqlalchemy as sa
from pydantic import BeforeValidator
from sqlmodel import Field

from journal.care.doses import Outcome
from journal.care.problems import N_, Problem, Refused
from journal.records.columns import belongs_to
from journal.records.entries import KindRow
from journal.records.fields import (
    FIRST_YEAR,
    LAST_YEAR,
    Amount,
    Fields,
    Id,
    ShortText,
    UnitName,
    WholeMinutes,
    number,
    one_of,
)

SLOT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


class Dose(Fields):
    """slot: the planned wall time in the child's zone ("2026-11-22T08:00"), None when unplanned."""

    medicine: Id
    slot: ShortText | None = None
    outcome: Annotated[str, BeforeValidator(one_of(Outcome))]
    amount: Amount | None = number(default=None)
    unit: UnitName | None = None
    reason: ShortText | None = None
    minutes_after: WholeMinutes = Field(default=None, description="until it was vomited")
    again: bool = Field(default=False, description="a second dose of the slot is meant")

    def check(self) -> None:
        if self.slot is not None and not _is_slot(self.slot):
            raise Refused(
                Problem("slot_invalid", "slot", N_("Write the slot as 2026-04-30T08:00."))
            )
        if self.outcome in (Outcome.GIVEN, Outcome.PARTLY):
            if self.amount is None:
                raise Refused(
                    Problem("amount_required", "amount", N_("Enter the amount that was given."))
                )
            if self.unit is None:
                raise Refused(
                    Problem("unit_required", "unit", N_("Choose the unit of the amount."))
                )
        if self.again and not self.reason:
            raise Refused(
                Problem("reason_required", "reason", N_("Write why a second dose was given."))
            )


def _is_slot(text: str) -> bool:
    """Whether it is a wall time that a calendar has, written as slots are."""
    if not SLOT.fullmatch(text):
        return False
    try:
        return FIRST_YEAR <= datetime.fromisoformat(text).year <= LAST_YEAR
    except ValueError:
        return False


class DoseRow(KindRow, Dose, table=True):
    """A dose on disk. `Dose` has checked every field before it gets here."""

    __tablename__ = "dose"

    medicine: uuid.UUID = belongs_to("medicine")

    __table_args__ = (
        sa.Index(None, "medicine", "slot"),
        sa.Index(None, "medicine", "at"),
        sa.Index(None, "child_id", "at"),
    )
