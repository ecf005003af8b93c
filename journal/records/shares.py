"""Links by which somebody without an account reads one page of one child."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from journal.records.columns import belongs_to


class Share(SQLModel, table=True):
    """One link. What it shows is fixed when it is made, so that it can never show more (H25).

    id         the public part of the address: 256 random bits, base64url
    form_id    of the form it was made with: sent again, it makes no second link
    label      whom it is for, in the family's words
    scope      {"from", "to", "sections", "photos", "language"}: what went into it, to be read back
    key_hash   SHA-256 of the key, which only the link holds: this server cannot read what it keeps
    code_hash  of the code that the family tells by another way, None where it chose none
    tries      wrong codes that are still allowed
    last_recipient  who opened it last, as that program calls itself; "" where it said nothing
    most_opens None: as often as wanted until it ends
    """

    id: str = Field(primary_key=True, max_length=64)
    child_id: uuid.UUID = belongs_to("child", index=True)
    form_id: uuid.UUID | None = Field(default=None, unique=True)
    label: str = Field(max_length=200)
    scope: dict[str, Any] = Field(sa_type=sa.JSON)
    key_hash: str = Field(max_length=64)
    code_hash: str | None = Field(default=None, max_length=200)
    tries: int = 5
    opens: int = 0
    most_opens: int | None = None
    last_opened_at: datetime | None = None
    last_recipient: str = Field(default="", max_length=200)
    made_by: uuid.UUID = belongs_to("account")
    made_at: datetime
    expires_at: datetime
    ended_by: uuid.UUID | None = belongs_to("account", default=None, nullable=True)
    ended_at: datetime | None = None


class SharedFile(SQLModel, table=True):
    """One file of a link, sealed with the link's key as a JWE; it goes when the link ends.

    what  "page", "a4", "letter" (PDF) or "ips"
    """

    __tablename__ = "shared_file"

    share_id: str = Field(
        primary_key=True, max_length=64, foreign_key="share.id", ondelete="RESTRICT"
    )
    what: str = Field(primary_key=True, max_length=20)
    media_type: str = Field(max_length=100)
    sealed: bytes = Field(sa_type=sa.LargeBinary)
