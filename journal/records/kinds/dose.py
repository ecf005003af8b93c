"""A dose: what was given, or why not. A fact, whatever the plan expected."""

import re
import uuid
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import BeforeValidator, PlainSerializer
from sqlmodel import Field

from journal.care.doses import Outcome
from journal.care.problems import N_, Problem, Refused
from journal.records.columns import belongs_to
from journal.records.entries import KindRow
from journal.records.fields import (
    FIRST_YEAR,
    LAST_YEAR,
    FieldRefused,
    Fields,
    Id,
    ShortText,
    UnitName,
    WholeMinutes,
    check_amount,
    number,
    one_of,
)

SLOT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


AMOUNT_REQUIRED = N_("Enter the amount that was given.")
SENTENCES = {
    "amount_required": AMOUNT_REQUIRED,
    "amount_not_positive": N_(
        "The amount must be more than 0. If nothing was taken, choose Refused or Skipped."
    ),
}


def _amount_given(value: Any) -> Any:
    """An amount, refused in the words of a dose (B1, B2)."""
    try:
        return check_amount(value)
    except FieldRefused as refused:
        problem = refused.problem
        text = SENTENCES.get(problem.code, problem.text)
        raise FieldRefused(replace(problem, text=text)) from refused


AmountGiven = Annotated[
    Decimal, BeforeValidator(_amount_given), PlainSerializer(lambda v: f"{v:f}")
]


# An edit clears a field with null, as the contract says of every field.
Flag = Annotated[bool, BeforeValidator(lambda value: False if value is None else value)]


class Dose(Fields):
    """slot: the planned wall time in the child's zone ("2026-11-22T08:00"), None when unplanned."""

    medicine: Id
    slot: ShortText | None = None
    outcome: Annotated[str, BeforeValidator(one_of(Outcome))]
    amount: AmountGiven | None = number(default=None)
    unit: UnitName | None = None
    reason: ShortText | None = None
    minutes_after: WholeMinutes = Field(default=None, description="until it was vomited")
    advised_by: ShortText | None = Field(default=None, description="who said to skip or change it")
    given_by: ShortText | None = Field(default=None, description="when it was somebody else")
    in_hospital: Flag = Field(default=False, description="the hospital gave it")
    again: Flag = Field(default=False, description="a second dose of the slot is meant")

    def check(self) -> None:
        if self.slot is not None and not _is_slot(self.slot):
            raise Refused(
                Problem("slot_invalid", "slot", N_("Write the slot as 2026-04-30T08:00."))
            )
        if self.outcome in (Outcome.GIVEN, Outcome.PARTLY):
            if self.amount is None:
                raise Refused(Problem("amount_required", "amount", AMOUNT_REQUIRED))
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
