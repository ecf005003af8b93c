"""Medicines and their dose plans. A plan expects; it is never edited, only followed by another."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from journal.records.columns import DecimalText, belongs_to, choice, identity


class Turn(StrEnum):
    """What happened to a medicine as a whole."""

    STOP = "stop"
    PAUSE = "pause"
    RESUME = "resume"


class Medicine(SQLModel, table=True):
    """A medicine of one child, as the label names it."""

    id: uuid.UUID = identity()
    child_id: uuid.UUID = belongs_to("child", index=True)
    name: str = Field(max_length=100)
    strength: str = Field(default="", max_length=100)
    form: str = Field(default="", max_length=40)
    made_by: uuid.UUID = belongs_to("account")
    made_at: datetime


class DosePlan(SQLModel, table=True):
    """How much, in which rhythm, from which day on.

    It holds until the first day of the plan that follows it, or through `last_on`.
    `strength` is what the label said when the plan was made: a new bottle may be stronger.
    `taper_id` joins the steps of one taper; `then` says how the taper ends. A plan that goes on
    after its last written day because nobody knows what follows has that day as `ask_after`.
    `told_by` is who prescribed a rhythm that the weekly guard asks about.
    """

    __tablename__ = "dose_plan"

    id: uuid.UUID = identity()
    medicine_id: uuid.UUID = belongs_to("medicine", index=True)
    child_id: uuid.UUID = belongs_to("child")
    amount: Decimal = Field(sa_type=DecimalText)
    unit: str = Field(max_length=20)
    rhythm: dict[str, Any] = Field(sa_type=sa.JSON)
    strength: str = Field(default="", max_length=100)
    first_on: date
    last_on: date | None = None
    ask_after: date | None = None
    taper_id: uuid.UUID | None = None
    then: str | None = Field(default=None, max_length=20)
    told_by: str | None = Field(default=None, max_length=200)
    replaced: bool = Field(
        default=False, description="a later decision for the same days took over"
    )
    made_by: uuid.UUID = belongs_to("account")
    made_at: datetime


class MedicineTurn(SQLModel, table=True):
    """A stop, a pause or a resumption, with who and why. History: nothing deletes it."""

    __tablename__ = "medicine_turn"

    id: uuid.UUID = identity()
    medicine_id: uuid.UUID = belongs_to("medicine", index=True)
    child_id: uuid.UUID = belongs_to("child")
    turn: Turn = choice(Turn)
    on: date
    effective_at: datetime
    review_on: date | None = None
    reason: str = Field(default="", max_length=500)
    made_by: uuid.UUID = belongs_to("account")
    made_at: datetime
