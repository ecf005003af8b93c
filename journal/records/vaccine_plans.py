"""Vaccines a family asks about, dates that moved, and the vaccines of the people around the child.

Dates of waiting are never kept: they follow from what stands in the journal now (H26).
"""

import uuid
from datetime import date, datetime

from sqlmodel import Field, SQLModel

from journal.records.columns import belongs_to, identity


class VaccineWish(SQLModel, table=True):
    """A vaccine the family follows: it is told when the waiting time of a source ends."""

    __tablename__ = "vaccine_wish"

    id: uuid.UUID = identity()
    child_id: uuid.UUID = belongs_to("child", index=True)
    vaccine: str = Field(max_length=80)
    follows: uuid.UUID | None = None
    made_by: uuid.UUID = belongs_to("account")
    made_at: datetime
    ended_by: uuid.UUID | None = belongs_to("account", default=None, nullable=True)
    ended_at: datetime | None = None


class MovedDate(SQLModel, table=True):
    """A date that was shown and is another one now, until somebody has seen it.

    before, after  None for no date
    because        what was done: added, changed, deleted, restored, medicine, figure
    entry_id       the entry it was done to
    """

    __tablename__ = "moved_date"

    id: uuid.UUID = identity()
    child_id: uuid.UUID = belongs_to("child", index=True)
    vaccine: str = Field(max_length=80)
    before: date | None = None
    after: date | None = None
    because: str = Field(max_length=20)
    entry_id: uuid.UUID | None = belongs_to("entry", default=None, nullable=True)
    made_by: uuid.UUID = belongs_to("account")
    made_at: datetime
    seen_by: uuid.UUID | None = belongs_to("account", default=None, nullable=True)
    seen_at: datetime | None = None


class HouseholdVaccine(SQLModel, table=True):
    """A vaccine somebody around the child had, such as this season's influenza vaccine."""

    __tablename__ = "household_vaccine"

    id: uuid.UUID = identity()
    household_id: uuid.UUID = belongs_to("household", index=True)
    who: str = Field(max_length=100)
    vaccine: str = Field(max_length=80)
    on: date
    follows: uuid.UUID | None = None
    made_by: uuid.UUID = belongs_to("account")
    made_at: datetime
    ended_by: uuid.UUID | None = belongs_to("account", default=None, nullable=True)
    ended_at: datetime | None = None
