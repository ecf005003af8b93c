"""What a family plans besides medicines: appointments, and reminders in its own words.

A row is never edited: a change writes the row that `follows` it and ends it, so that nobody loses
what was planned before.
"""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from journal.records.columns import RhythmJson, belongs_to, choice, identity


class AppointmentKind(StrEnum):
    """What an appointment is for."""

    CLINIC = "clinic"
    INFUSION = "infusion"
    LAB = "lab"
    THERAPY = "therapy"
    OTHER = "other"


class Appointment(SQLModel, table=True):
    """A planned visit. `at` in the child's zone of then, `zone`; `ended_at` is when it was called
    off, or when the row that follows it took over."""

    id: uuid.UUID = identity()
    child_id: uuid.UUID = belongs_to("child", index=True)
    kind: AppointmentKind = choice(AppointmentKind)
    at: datetime
    zone: str = Field(max_length=64)
    with_whom: str = Field(default="", max_length=200)
    place: str = Field(default="", max_length=200)
    note: str = Field(default="", sa_type=sa.Text)
    follows: uuid.UUID | None = None
    made_by: uuid.UUID = belongs_to("account")
    made_at: datetime
    ended_by: uuid.UUID | None = belongs_to("account", default=None, nullable=True)
    ended_at: datetime | None = None


class OwnReminder(SQLModel, table=True):
    """Something a family wants to be reminded of, in its own words and rhythm."""

    __tablename__ = "own_reminder"

    id: uuid.UUID = identity()
    child_id: uuid.UUID = belongs_to("child", index=True)
    text: str = Field(max_length=200)
    rhythm: dict[str, Any] = Field(sa_type=RhythmJson)
    first_on: date
    last_on: date | None = None
    follows: uuid.UUID | None = None
    made_by: uuid.UUID = belongs_to("account")
    made_at: datetime
    ended_by: uuid.UUID | None = belongs_to("account", default=None, nullable=True)
    ended_at: datetime | None = None
