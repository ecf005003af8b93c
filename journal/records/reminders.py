"""Reminders as rows: phones, what falls due, each attempt to say so, and the heartbeat."""

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from journal.records.columns import belongs_to, choice, identity


class PhoneState(StrEnum):
    """What we know of a phone's push subscription."""

    WORKS = "works"
    UNCONFIRMED = "unconfirmed"
    FAILING = "failing"
    GONE = "gone"


class Ended(StrEnum):
    """By whose decision a phone is told nothing more, as its `detail` says: nobody misses it."""

    TURNED_OFF = "turned off"
    SIGNED_OUT = "signed out"
    REMOVED = "removed"
    LEFT = "left the household"


class PushSubscription(SQLModel, table=True):
    """A browser that asked to be reminded, with what its push service last answered.

    wording    what may stand on its lock screen: "private" or "full"
    tested_at  when it was last sent a test that it is to acknowledge
    """

    __tablename__ = "push_subscription"

    id: uuid.UUID = identity()
    account_id: uuid.UUID = belongs_to("account", index=True)
    session_id: str | None = Field(
        default=None, max_length=64, index=True, description="signed out: silent"
    )
    endpoint: str = Field(max_length=2048, unique=True)
    p256dh: str = Field(max_length=100)
    auth: str = Field(max_length=40)
    label: str = Field(default="", max_length=100, description="such as “iPhone, Safari”")
    state: PhoneState = choice(PhoneState, default=PhoneState.UNCONFIRMED)
    detail: str = Field(default="", max_length=200)
    created_at: datetime
    seen_at: datetime
    accepted_at: datetime | None = None
    shown_at: datetime | None = None
    wording: str = Field(default="private", max_length=20)
    tested_at: datetime | None = None


class About(StrEnum):
    """What an occurrence reminds of."""

    DOSE = "dose"
    STEP = "step"
    TAPER_END = "taper_end"
    REVIEW = "review"
    REFILL = "refill"
    OWN = "own"
    APPOINTMENT = "appointment"
    PREPARE = "prepare"
    FOLLOW_UP = "follow_up"
    CHECK_IN = "check_in"
    LABS = "labs"
    VACCINE = "vaccine"
    SEASON = "season"


class Occurrence(SQLModel, table=True):
    """One thing that falls due. `key` is its natural key: planning again changes nothing.

    It is about a medicine, or about what `subject_id` names: an appointment, a reminder in the
    family's own words, an infusion. The evening check-in is about neither.
    """

    id: uuid.UUID = identity()
    child_id: uuid.UUID = belongs_to("child")
    about: str = Field(default=About.DOSE, max_length=20)
    medicine_id: uuid.UUID | None = belongs_to("medicine", index=True, default=None, nullable=True)
    subject_id: uuid.UUID | None = None
    slot: str = Field(max_length=16, description="wall time in the child's zone")
    key: str = Field(max_length=60, unique=True)
    due_at: datetime
    settled_at: datetime | None = None
    outcome: str | None = Field(default=None, max_length=40)

    @property
    def medicine(self) -> uuid.UUID:
        """The medicine that it is about. Raises LookupError when it is about something else."""
        if self.medicine_id is None:
            raise LookupError(f"A reminder of the kind {self.about} is about no medicine.")
        return self.medicine_id

    __table_args__ = (
        sa.Index(None, "child_id", "due_at"),
        sa.Index(
            "ix_occurrence_open",
            "due_at",
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        ),
    )


class Delivery(SQLModel, table=True):
    """One attempt to tell one phone, or one person by e-mail, about one occurrence.

    `next_at` is when a worker may take it: the due time, or the end of a lease, or of a back-off.
    It is None once the delivery is done; `outcome` then says how it ended.
    """

    id: uuid.UUID = identity()
    occurrence_id: uuid.UUID = belongs_to("occurrence", index=True)
    subscription_id: uuid.UUID | None = belongs_to(
        "push_subscription", index=True, default=None, nullable=True
    )
    account_id: uuid.UUID | None = belongs_to("account", index=True, default=None, nullable=True)
    nudge: int = Field(default=0, description="0: when due; later ones by Snooze, or once more")
    due_at: datetime
    next_at: datetime | None
    lease: uuid.UUID | None = None
    attempts: int = 0
    outcome: str | None = Field(default=None, max_length=40)
    status: int | None = None
    sent_at: datetime | None = None
    shown_at: datetime | None = None
    topic: str = Field(max_length=32)

    __table_args__ = (
        sa.UniqueConstraint("occurrence_id", "subscription_id", "nudge"),
        sa.UniqueConstraint("occurrence_id", "account_id", "nudge"),
        sa.CheckConstraint(
            "(subscription_id IS NULL) <> (account_id IS NULL)", name="phone_or_mail"
        ),
        sa.Index(
            "ix_delivery_waiting",
            "next_at",
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        ),
    )


class Heartbeat(SQLModel, table=True):
    """When each of the server's recurring jobs last ran to its end."""

    name: str = Field(primary_key=True, max_length=40)
    at: datetime
