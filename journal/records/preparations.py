"""Pages that a family prepares for a visit: what it struck out, added, ranked and chose."""

import uuid
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from journal.records.columns import belongs_to, identity


class Preparation(SQLModel, table=True):
    """One visit to come and its page. Many may stand; one that is over has `held_at`.

    appointment     the appointment it was made for, None where the family typed whom and when
    from_on, to_on  the days the page covers, both included; `from_on` None: since the visit before
                    it, worked out when read; `to_on` None: until the visit
    struck   keys of the page's items that the family left out
    lines    what it added: {"id", "text", "by"} in their order
    ranked   ids of at most three `question` entries, the first asked first
    charted  what stands on the time axis besides the medicines; empty: what the page would choose
    photos   ids of the chosen pictures
    second   what stands on a second side: see journal.summary.wishes.Second
    brought  what the page said when it was brought to the visit; None: it was not yet. What is
             struck, added or taken back afterwards still counts (journal.summary.brought.as_left)

    What the clinic said is a `visit` entry that names the page.
    """

    id: uuid.UUID = identity()
    child_id: uuid.UUID = belongs_to("child", index=True)
    appointment: uuid.UUID | None = belongs_to("appointment", default=None, nullable=True)
    whom: str = Field(default="", max_length=200)
    visit_on: date
    from_on: date | None = None
    to_on: date | None = None
    struck: list[str] = Field(sa_type=sa.JSON)
    lines: list[dict[str, Any]] = Field(sa_type=sa.JSON)
    ranked: list[str] = Field(sa_type=sa.JSON)
    charted: list[str] = Field(sa_type=sa.JSON)
    photos: list[str] = Field(sa_type=sa.JSON)
    second: list[str] = Field(sa_type=sa.JSON)
    made_by: uuid.UUID = belongs_to("account")
    made_at: datetime
    held_at: datetime | None = None
    brought: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)
    ended_by: uuid.UUID | None = belongs_to("account", default=None, nullable=True)
    ended_at: datetime | None = None
