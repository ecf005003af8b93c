"""Phones that sync: when they last did, and how many changes they said they still hold."""

import uuid
from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel

from journal.records.columns import belongs_to


class Device(SQLModel, table=True):
    """One person's journal on one phone. `announced` is what it said it had not sent yet."""

    id: uuid.UUID = Field(primary_key=True)
    account_id: uuid.UUID = belongs_to("account", primary_key=True)
    seen_at: datetime
    announced: int | None = None


def note(
    session: Session,
    device: uuid.UUID,
    account_id: uuid.UUID,
    *,
    announced: int | None,
    now: datetime,
) -> None:
    """Remember that this phone synced, and what it holds back."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    seen = {"seen_at": now, "announced": announced}
    row = insert(Device).values(id=device, account_id=account_id, **seen)
    session.execute(row.on_conflict_do_update(index_elements=["id", "account_id"], set_=seen))
