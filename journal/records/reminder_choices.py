"""Who is told what, how and when: the choices of a child's family, and of each person.

No row means the default, which stands where the choice is read and never in the table.
"""

import uuid
from datetime import datetime, time
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from journal.records.columns import ClockTime, belongs_to, choice
from journal.records.reminders import PhoneState


class Place(StrEnum):
    """When a person is told: at once, only when nobody recorded it by then, or not at all."""

    FIRST = "first"
    LATER = "later"
    NEVER = "never"


class Wording(StrEnum):
    """What may stand on a lock screen or in a calendar: no medicine and no name, or all of it."""

    PRIVATE = "private"
    FULL = "full"


class KindChoice(SQLModel, table=True):
    """How one sort of reminder works for one child.

    on             whether there are any; None: the default of the kind
    clock          when in the day, for what belongs to a day and not to a moment
    leads          how many minutes before, several for several reminders
    again_minutes  told once more when nobody recorded it by then; 0: not again
    yearly_on      month and day of what comes once a year, "10-01"
    """

    __tablename__ = "kind_choice"

    child_id: uuid.UUID = belongs_to("child", primary_key=True)
    about: str = Field(primary_key=True, max_length=20)
    on: bool | None = None
    clock: time | None = Field(default=None, sa_type=ClockTime)
    leads: list[int] | None = Field(default=None, sa_type=sa.JSON)
    again_minutes: int | None = None
    yearly_on: str | None = Field(default=None, max_length=5)
    changed_by: uuid.UUID = belongs_to("account")
    changed_at: datetime


class PersonChoice(SQLModel, table=True):
    """How one person is told of one sort of reminder for one child."""

    __tablename__ = "person_choice"

    account_id: uuid.UUID = belongs_to("account", primary_key=True)
    child_id: uuid.UUID = belongs_to("child", primary_key=True)
    about: str = Field(primary_key=True, max_length=20)
    place: Place = choice(Place, default=Place.FIRST)
    push: bool = True
    email: bool = False
    changed_at: datetime


class QuietHours(SQLModel, table=True):
    """Hours of the night in which a person is not told, on the wall clock of `zone`.

    `starts` may be later than `ends`: then they go over midnight.
    """

    __tablename__ = "quiet_hours"

    account_id: uuid.UUID = belongs_to("account", primary_key=True)
    starts: time = Field(sa_type=ClockTime)
    ends: time = Field(sa_type=ClockTime)
    zone: str = Field(max_length=64)
    changed_at: datetime


class EvenThen(SQLModel, table=True):
    """A medicine of which a person is told in quiet hours too."""

    __tablename__ = "even_then"

    account_id: uuid.UUID = belongs_to("account", primary_key=True)
    medicine_id: uuid.UUID = belongs_to("medicine", primary_key=True)


class Mailbox(SQLModel, table=True):
    """What became of the reminders sent to a person's e-mail address."""

    account_id: uuid.UUID = belongs_to("account", primary_key=True)
    wording: Wording = choice(Wording, default=Wording.PRIVATE)
    state: PhoneState = choice(PhoneState, default=PhoneState.UNCONFIRMED)
    detail: str = Field(default="", max_length=200)
    accepted_at: datetime | None = None


class CalendarFeed(SQLModel, table=True):
    """A secret address under which a calendar reads a child's plan. Kept as SHA-256 alone."""

    __tablename__ = "calendar_feed"

    id: str = Field(primary_key=True, max_length=64)
    child_id: uuid.UUID = belongs_to("child", index=True)
    account_id: uuid.UUID = belongs_to("account", index=True)
    label: str = Field(default="", max_length=100)
    wording: Wording = choice(Wording, default=Wording.PRIVATE)
    made_at: datetime
    read_at: datetime | None = None
    ended_at: datetime | None = None
