"""Phones that sync: when they last did, and how many changes they said they still hold."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col, select

from journal.records.access import records_somewhere
from journal.records.columns import belongs_to, table_of
from journal.records.people import Account, Membership


class Device(SQLModel, table=True):
    """One person's journal on one phone.

    announced   how many changes it still held when it was last heard; None: it did not say
    held_since  since when it has held some, without a break
    lost        how many it had announced when it came back empty: they never arrived
    epoch       the last epoch of the server in which it said that it holds nothing back
    """

    id: uuid.UUID = Field(primary_key=True)
    account_id: uuid.UUID = belongs_to("account", primary_key=True, index=True)
    label: str = Field(default="", max_length=100, description="such as “iPhone, Safari”")
    seen_at: datetime
    announced: int | None = None
    epoch: uuid.UUID | None = None
    held_since: datetime | None = None
    lost: int = 0


def _records_elsewhere(known: Collection[uuid.UUID]) -> Any:
    """Whether a phone's person records in more households than one, or outside of these: what it
    holds is of all of them."""
    outside = col(Membership.household_id).not_in(known)
    return (
        sa.select(sa.or_(sa.func.count() > 1, sa.func.count().filter(outside) > 0))
        .select_from(Membership)
        .where(col(Membership.account_id) == col(Device.account_id))
        .where(records_somewhere())
        .correlate(table_of(Device))
        .scalar_subquery()
    )


def _note(insert: Any) -> Any:
    table = table_of(Device)
    row = insert(table).values(
        id=sa.bindparam("device"),
        account_id=sa.bindparam("account"),
        label=sa.bindparam("label"),
        seen_at=sa.bindparam("now"),
        announced=sa.bindparam("left"),
        held_since=sa.bindparam("since"),
        lost=0,
        epoch=sa.bindparam("epoch", type_=sa.Uuid()),
    )
    new = row.excluded
    gone = table.c.announced - sa.bindparam("known", type_=sa.Integer)
    return row.on_conflict_do_update(
        index_elements=["id", "account_id"],
        set_={
            "label": new.label,
            "seen_at": new.seen_at,
            "announced": new.announced,
            # An entry written later does not take back that all from before was handed in.
            "epoch": sa.func.coalesce(new.epoch, table.c.epoch),
            "held_since": sa.case(
                (new.announced > 0, sa.func.coalesce(table.c.held_since, new.held_since))
            ),
            "lost": table.c.lost + sa.case((gone > 0, gone), else_=0),
        },
    )


_NOTE = {
    dialect: _note(insert)
    for dialect, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def note(
    session: Session,
    device: uuid.UUID,
    account_id: uuid.UUID,
    *,
    label: str,
    left: int | None,
    known: int | None,
    now: datetime,
    epoch: uuid.UUID | None = None,
) -> None:
    """Remember that this phone synced, and what it holds back.

    left   how many changes it still holds, None when it did not say
    known  how many it knew of, when it begins anew: what it had announced beyond that is lost
           (F19); None otherwise
    """
    row = {
        "device": device,
        "account": account_id,
        "label": label[:100],
        "now": now,
        "left": left,
        "since": now if left else None,
        "known": known,
        "epoch": epoch,
    }
    session.execute(_NOTE[session.get_bind().dialect.name], row)


def devices_of(session: Session, account_id: uuid.UUID) -> Sequence[Device]:
    """The person's own phones, the one heard last first."""
    return session.exec(
        select(Device).where(Device.account_id == account_id).order_by(col(Device.seen_at).desc())
    ).all()


def devices_at(
    session: Session,
    household_ids: Collection[uuid.UUID],
    *,
    everybody: bool = False,
    known: Collection[uuid.UUID] = (),
) -> Sequence[tuple[Device, str, bool]]:
    """The phones of everybody who records in these households: phone, its person's name, and
    whether they record elsewhere too. Then nobody can tell for which journal it holds something.

    Whoever may only look has nothing that could be missing; `everybody` asks for them too. They may
    record elsewhere, which is nothing for whoever asks, but for the households that are `known`.
    """
    return session.exec(
        select(Device, Account.name, _records_elsewhere({*household_ids, *known}))
        .join(Account, col(Account.id) == col(Device.account_id))
        .where(
            col(Device.account_id).in_(
                select(Membership.account_id)
                .where(col(Membership.household_id).in_(household_ids))
                .where(sa.true() if everybody else records_somewhere())
            )
        )
        .order_by(col(Account.name), col(Device.seen_at).desc())
    ).all()
