"""Medicines and their dose plans. A plan expects; it is never edited, only followed by another."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlmodel import Field, SQLModel

from journal.records.columns import DecimalText, RhythmJson, belongs_to, choice, identity


class Turn(StrEnum):
    """What happened to a medicine as a whole."""

    STOP = "stop"
    PAUSE = "pause"
    RESUME = "resume"


class Cause(StrEnum):
    """Why a medicine was stopped or paused, for the treatment history."""

    SIDE_EFFECT = "side_effect"
    NO_EFFECT = "no_effect"
    FINISHED = "finished"
    INFECTION = "infection"
    BLOOD_COUNTS = "blood_counts"
    PROCEDURE = "procedure"
    SUPPLY = "supply"
    INSURANCE = "insurance"
    OTHER = "other"


class Medicine(SQLModel, table=True):
    """A medicine of one child, as the label names it.

    code         its id in the catalogue, when the family chose it from there
    refill_days  days of notice before the supply runs out; None asks for no reminder
    """

    id: uuid.UUID = identity()
    child_id: uuid.UUID = belongs_to("child", index=True)
    name: str = Field(max_length=100)
    strength: str = Field(default="", max_length=100)
    form: str = Field(default="", max_length=40)
    code: str | None = Field(default=None, max_length=60)
    refill_days: int | None = None
    made_by: uuid.UUID = belongs_to("account")
    made_at: datetime


class DosePlan(SQLModel, table=True):
    """How much, in which rhythm, from which day on.

    It holds until the first day of the plan that follows it, or through `last_on`. A plan that
    goes on with the count of the one before, such as every other day, counts from `counts_from`.
    `strength` is what the label said when the plan was made: a new bottle may be stronger.
    `taper_id` joins the steps of one taper; `then` says how the taper ends. A plan that goes on
    after its last written day because nobody knows what follows has that day as `ask_after`.
    `told_by` is who prescribed a rhythm that the weekly guard asks about; `ordered_by` and `why`
    belong to every change of dose. `measured` is the same amount as it is measured out: 2.5 mL
    beside 12.5 mg, or 2 tablets, cross-checked against the strength when it was typed (H15).
    """

    __tablename__ = "dose_plan"

    id: uuid.UUID = identity()
    medicine_id: uuid.UUID = belongs_to("medicine", index=True)
    child_id: uuid.UUID = belongs_to("child", index=True)
    amount: Decimal = Field(sa_type=DecimalText)
    unit: str = Field(max_length=20)
    measured: Decimal | None = Field(default=None, sa_type=DecimalText)
    measured_unit: str | None = Field(default=None, max_length=20)
    rhythm: dict[str, Any] = Field(sa_type=RhythmJson)
    strength: str = Field(default="", max_length=100)
    first_on: date
    counts_from: date | None = None
    last_on: date | None = None
    ask_after: date | None = None
    taper_id: uuid.UUID | None = None
    then: str | None = Field(default=None, max_length=20)
    told_by: str | None = Field(default=None, max_length=200)
    ordered_by: str = Field(default="", max_length=200)
    why: str = Field(default="", max_length=500)
    replaced: bool = Field(
        default=False, description="a later decision for the same days took over"
    )
    made_by: uuid.UUID = belongs_to("account")
    made_at: datetime

    @property
    def counted_from(self) -> date:
        """The day from which every n days, weeks and months and two amounts in turn count."""
        return self.counts_from or self.first_on


class MedicineTurn(SQLModel, table=True):
    """A stop, a pause or a resumption, with who and why. History: nothing deletes it."""

    __tablename__ = "medicine_turn"

    id: uuid.UUID = identity()
    medicine_id: uuid.UUID = belongs_to("medicine", index=True)
    child_id: uuid.UUID = belongs_to("child", index=True)
    turn: Turn = choice(Turn)
    on: date
    effective_at: datetime
    review_on: date | None = None
    cause: Cause | None = choice(Cause, default=None)
    reason: str = Field(default="", max_length=500)
    advised_by: str = Field(default="", max_length=200)
    made_by: uuid.UUID = belongs_to("account")
    made_at: datetime


class Supplied(StrEnum):
    """What a row of the supply says."""

    COUNTED = "counted"
    FETCHED = "fetched"
    OPENED = "opened"
    FINISHED = "finished"


class Supply(SQLModel, table=True):
    """What the family knows of its supply of one medicine. History: a slip is taken back.

    counted   `amount` is all that is there at `at`, opened packages included
    fetched   `amount` came to it
    opened    a package was opened; `use_by` is the last day it may be used, as label or pharmacist
              said
    finished  the package that the row `package` opened is empty or was thrown away
    `unit` is what the package is counted in: tablets, mL. `strength` is what the label said then:
    what was counted of another strength is no longer what the plan takes.
    """

    id: uuid.UUID = identity()
    medicine_id: uuid.UUID = belongs_to("medicine", index=True)
    child_id: uuid.UUID = belongs_to("child", index=True)
    what: Supplied = choice(Supplied)
    amount: Decimal | None = Field(default=None, sa_type=DecimalText)
    unit: str | None = Field(default=None, max_length=20)
    strength: str = Field(default="", max_length=100)
    at: datetime
    use_by: date | None = None
    package: uuid.UUID | None = Field(default=None, index=True)
    lot: str = Field(default="", max_length=60)
    note: str = Field(default="", max_length=500)
    taken_back_at: datetime | None = None
    taken_back_by: uuid.UUID | None = belongs_to("account", default=None, nullable=True)
    made_by: uuid.UUID = belongs_to("account")
    made_at: datetime
