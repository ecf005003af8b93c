"""How an infusion day is meant to go, as the clinic ordered it.

As everywhere in plans a row is never edited: a change writes the row that `follows` it and ends it.
"""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from journal.records.columns import DecimalText, belongs_to, identity


class InfusionPlan(SQLModel, table=True):
    """What one infusion of a medicine is to be, from `first_on` on.

    medicine_id  of the plan; its rhythm says on which days
    product      the brand, as on the label; variant: its id in the catalogue of infusions
    amount       of the whole course, in `unit`; days: over how many days in a row (H44)
    strength     as on the bottle; an amount in mL has grams only with it (B7)
    weight_kg    the clinic's weight and the day it was taken, weighed_on
    volume_ml    of the whole course
    steps        of the rate, in order: {"ml_h": "30", "minutes": 30}; minutes null for the last
    before       premedication: {"what": "…", "minutes": 30}, minutes before the start, null unknown
    numbing      minutes before the needle; None for none. fluids: what to drink, in own words
    pack, ask    what to bring and what to ask, one a line
    dates        further dates of its own, such as a trial's: {"what": "…", "on": "2026-11-23"}
    told_by      who ordered it
    """

    __tablename__ = "infusion_plan"

    id: uuid.UUID = identity()
    child_id: uuid.UUID = belongs_to("child", index=True)
    medicine_id: uuid.UUID = belongs_to("medicine", index=True)
    variant: str = Field(default="", max_length=80)
    product: str = Field(default="", max_length=200)
    amount: Decimal | None = Field(default=None, sa_type=DecimalText)
    unit: str = Field(default="", max_length=20)
    strength: str = Field(default="", max_length=200)
    days: int = 1
    weight_kg: Decimal | None = Field(default=None, sa_type=DecimalText)
    weighed_on: date | None = None
    volume_ml: Decimal | None = Field(default=None, sa_type=DecimalText)
    steps: list[dict[str, Any]] = Field(default_factory=list, sa_type=sa.JSON)
    before: list[dict[str, Any]] = Field(default_factory=list, sa_type=sa.JSON)
    numbing: int | None = None
    fluids: str = Field(default="", max_length=500)
    place: str = Field(default="", max_length=200)
    access: str = Field(default="", max_length=200)
    pack: str = Field(default="", sa_type=sa.Text)
    ask: str = Field(default="", sa_type=sa.Text)
    dates: list[dict[str, Any]] = Field(default_factory=list, sa_type=sa.JSON)
    told_by: str = Field(default="", max_length=200)
    first_on: date
    follows: uuid.UUID | None = None
    made_by: uuid.UUID = belongs_to("account")
    made_at: datetime
    ended_by: uuid.UUID | None = belongs_to("account", default=None, nullable=True)
    ended_at: datetime | None = None
