"""Which safety labs and examinations the family expects, and the figures of its own clinic.

As everywhere in plans a row is never edited: a change writes the row that `follows` it and ends it.
"""

import uuid
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from journal.records.columns import DecimalText, belongs_to, choice, identity


class Decision(StrEnum):
    """What the family did with what a template offers."""

    TAKEN = "taken"
    CHANGED = "changed"
    REFUSED = "refused"
    OWN = "own"


class LabRule(SQLModel, table=True):
    """Tests that are wanted, once or again and again.

    medicine_id  for which medicine; None for what the clinic wants anyway
    template     its id in the catalogue, "" for a rule in the family's own words
    tests        LOINC codes, or ids of examinations (eye_exam), or own names
    weeks_min, weeks_max  the window, counted from `first_on` (once) or from the last result (again
                 and again); weeks_max alone for "every n weeks"
    days_min, days_max  instead of weeks: so many days after each recorded infusion of the medicine
    repeats      again and again; else once
    first_on     from which day it counts; last_on its last day, None while it has no end
    on_increase  whether it begins again when the dose of the medicine is raised
    source       ids of the catalogue's sources, joined by spaces, or who said so, in own words
    """

    __tablename__ = "lab_rule"

    id: uuid.UUID = identity()
    child_id: uuid.UUID = belongs_to("child", index=True)
    medicine_id: uuid.UUID | None = belongs_to("medicine", index=True, default=None, nullable=True)
    template: str = Field(default="", max_length=80)
    decision: Decision = choice(Decision)
    tests: list[str] = Field(sa_type=sa.JSON)
    weeks_min: int | None = None
    weeks_max: int | None = None
    days_min: int | None = None
    days_max: int | None = None
    repeats: bool
    first_on: date
    last_on: date | None = None
    on_increase: bool = False
    source: str = Field(default="", max_length=500)
    follows: uuid.UUID | None = None
    made_by: uuid.UUID = belongs_to("account")
    made_at: datetime
    ended_by: uuid.UUID | None = belongs_to("account", default=None, nullable=True)
    ended_at: datetime | None = None


class ClinicFigure(SQLModel, table=True):
    """A figure the child's own clinic uses instead of, or where, the journal has none.

    key      which figure, such as "fever" or "hold.mmr.methotrexate.before"
    value    in `unit` ("°C", "weeks", "months"); told_by: who said so
    """

    __tablename__ = "clinic_figure"

    id: uuid.UUID = identity()
    child_id: uuid.UUID = belongs_to("child", index=True)
    key: str = Field(max_length=120)
    value: Decimal = Field(sa_type=DecimalText)
    unit: str = Field(max_length=20)
    told_by: str = Field(default="", max_length=200)
    follows: uuid.UUID | None = None
    made_by: uuid.UUID = belongs_to("account")
    made_at: datetime
    ended_by: uuid.UUID | None = belongs_to("account", default=None, nullable=True)
    ended_at: datetime | None = None
