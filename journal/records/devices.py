"""Phones that sync: when they last did, and how many changes they said they still hold."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel

from journal.records.columns import belongs_to, table_of


class Device(SQLModel, table=True):
    """One person's journal on one phone.

    announced  how many changes it said it had not sent yet
    epoch      the last epoch of the server in which it said that it holds nothing back
    """

    id: uuid.UUID = Field(primary_key=True)
    account_id: uuid.UUID = belongs_to("account", primary_key=True)
    seen_at: datetime
    announced: int | None = None
    epoch: uuid.UUID | None = None


_SEEN: dict[str, sa.BindParameter[Any]] = {
    "seen_at": sa.bindparam("now"),
    "announced": sa.bindparam("announced"),
}
_EPOCH: sa.BindParameter[Any] = sa.bindparam("epoch", type_=sa.Uuid())
# An entry that is written later does not take back that everything from before was handed in.
_KEPT = {"epoch": sa.func.coalesce(_EPOCH, table_of(Device).c.epoch)}
_NOTE = {
    dialect: insert(table_of(Device))
    .values(id=sa.bindparam("device"), account_id=sa.bindparam("account"), epoch=_EPOCH, **_SEEN)
    .on_conflict_do_update(index_elements=["id", "account_id"], set_={**_SEEN, **_KEPT})
    for dialect, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def note(
    session: Session,
    device: uuid.UUID,
    account_id: uuid.UUID,
    *,
    announced: int | None,
    now: datetime,
    epoch: uuid.UUID | None = None,
) -> None:
    """Remember that this phone synced, and what it holds back.

    epoch  the server's, when the phone knew it and said that it holds nothing back
    """
    row = {"device": device, "account": account_id, "announced": announced, "now": now}
    row["epoch"] = epoch
    session.execute(_NOTE[session.get_bind().dialect.name], row)
