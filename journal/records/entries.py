"""Entries: what happened, its revisions, the changes that made them, and open questions."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from journal.records.columns import belongs_to, choice, identity


class Kind(StrEnum):
    """What a family logs."""

    SYMPTOM = "symptom"
    DOSE = "dose"
    INFUSION = "infusion"
    STAY = "stay"
    MEASUREMENT = "measurement"
    VISIT = "visit"
    QUESTION = "question"
    NOTE = "note"
    DRAW = "draw"
    VACCINATION = "vaccination"
    INFECTION = "infection"
    CHECKPOINT = "checkpoint"
    STAY_NOTE = "stay_note"
    REVIEW = "review"
    CHECK_IN = "check_in"
    SCORE = "score"
    ACTIVITY = "activity"
    STRENGTH = "strength"
    PICTURE = "picture"
    RESPONSE = "response"
    DIARY = "diary"


class Status(StrEnum):
    """What became of a change."""

    APPLIED = "applied"
    WAITING = "waiting"
    CONFLICT = "conflict"
    REJECTED = "rejected"


class AlertKind(StrEnum):
    """What every caregiver is asked about until somebody answers."""

    DOUBLE_DOSE = "double_dose"
    WEEKLY_AGAIN = "weekly_again"
    CONFLICT = "conflict"
    WEEKLY_DAILY = "weekly_daily"


class Entry(SQLModel, table=True):
    """What all kinds share. The fields of its kind stand in the kind's own row.

    `seq` is the household's count at the last change, a question that opens or closes about it
    included: the cursor of sync. `text` is what search reads, in lower case. A deleted entry stays,
    with `deleted` set.
    """

    id: uuid.UUID = Field(primary_key=True, description="made on the device, UUIDv7")
    child_id: uuid.UUID = belongs_to("child")
    kind: Kind = choice(Kind)
    at: datetime
    zone: str = Field(max_length=64)
    revision: int
    deleted: bool = False
    seq: int = Field(sa_type=sa.BigInteger)
    text: str = Field(default="", sa_type=sa.Text)
    made_by: uuid.UUID = belongs_to("account")
    changed_by: uuid.UUID = belongs_to("account")
    changed_on: uuid.UUID | None = Field(default=None, description="device of the last change")
    changed_at: datetime

    # Read backwards: ten years deep, a page of the timeline costs what it costs after one.
    __table_args__ = (
        sa.Index("ix_entry_timeline", "child_id", "at", "id"),
        sa.Index("ix_entry_kind", "child_id", "kind", "at", "id"),
        sa.Index("ix_entry_feed", "child_id", "seq"),
        # The few that are deleted, for sums over the many that are not.
        sa.Index(
            "ix_entry_deleted",
            "child_id",
            "id",
            sqlite_where=sa.text("deleted IS 1"),
            postgresql_where=sa.text("deleted IS true"),
        ),
    )


class KindRow(SQLModel):
    """The part of an entry's row that names the entry."""

    entry_id: uuid.UUID = belongs_to("entry", primary_key=True)
    child_id: uuid.UUID = belongs_to("child")


class Revision(SQLModel, table=True):
    """The entry as it stood after its n-th change."""

    entry_id: uuid.UUID = belongs_to("entry", primary_key=True)
    number: int = Field(primary_key=True)
    change_id: uuid.UUID = Field(unique=True)
    base_change: uuid.UUID | None = None
    base_revision: int | None = None
    changed: dict[str, Any] = Field(sa_type=sa.JSON, description="the fields this change set")
    deletes: bool
    fields: dict[str, Any] = Field(sa_type=sa.JSON, description="all fields after it")
    deleted: bool
    by: uuid.UUID = belongs_to("account")
    made_at: datetime
    received_at: datetime
    put_in_at: datetime | None = Field(default=None, description="when a file brought it in")


class Change(SQLModel, table=True):
    """Every change that ever arrived, with its outcome: a repeat gets the first answer again.

    What was rejected, or came twice with other content, stays here with all it said.
    """

    id: uuid.UUID = Field(primary_key=True)
    child_id: uuid.UUID = belongs_to("child")
    entry_id: uuid.UUID = Field(index=True)
    by: uuid.UUID = belongs_to("account", index=True)
    device: uuid.UUID | None = None
    digest: str = Field(max_length=64)
    content: dict[str, Any] = Field(sa_type=sa.JSON)
    waits_for: uuid.UUID | None = Field(default=None, index=True)
    status: Status = choice(Status)
    revision: int | None = None
    warnings: list[dict[str, Any]] = Field(default_factory=list, sa_type=sa.JSON)
    errors: list[dict[str, Any]] = Field(default_factory=list, sa_type=sa.JSON)
    received_at: datetime


class Quarantine(SQLModel, table=True):
    """What could not be kept as a change, kept as it came: for its author to mend or discard."""

    id: uuid.UUID = identity()
    change_id: uuid.UUID = Field(index=True)
    by: uuid.UUID = belongs_to("account", index=True)
    device: uuid.UUID | None = None
    digest: str = Field(max_length=64)
    content: dict[str, Any] = Field(sa_type=sa.JSON)
    status: Status = choice(Status)
    errors: list[dict[str, Any]] = Field(sa_type=sa.JSON)
    received_at: datetime

    __table_args__ = (sa.UniqueConstraint("change_id", "by", "digest"),)


class Alert(SQLModel, table=True):
    """A question to every caregiver, open until one of them closes it with an answer."""

    id: uuid.UUID = identity()
    child_id: uuid.UUID = belongs_to("child", index=True)
    kind: AlertKind = choice(AlertKind)
    key: str = Field(max_length=120, unique=True, description="what it is about, once")
    entries: list[str] = Field(sa_type=sa.JSON)
    opened_at: datetime
    closed_at: datetime | None = None
    closed_by: uuid.UUID | None = belongs_to("account", default=None, nullable=True)
    answer: str | None = Field(default=None, max_length=500)
