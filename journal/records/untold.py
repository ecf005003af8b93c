"""What people are still to be told about an account or a household, besides the reminders."""

import uuid
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col

from journal.records.columns import belongs_to, identity

# Longer than one letter or push may take: who is only slow is not overtaken.
LEASE = timedelta(minutes=1)
# Later it is no news; the acts of the household say it for good.
LIFE = timedelta(days=1)


class Untold(SQLModel, table=True):
    """One notice for one phone, or for one person by mail. Told, it is gone.

    Written in the transaction of what it tells of: a server that dies loses none.

    account_id       who is to be told
    subscription_id  on which phone; None: by mail
    path             of the page that it leads to
    member_of        the household it tells of, to those who still belong to it; None: it is of
                     their own account, or names nobody
    next_at          when it may be sent
    """

    id: uuid.UUID = identity()
    account_id: uuid.UUID = belongs_to("account", index=True)
    subscription_id: uuid.UUID | None = belongs_to(
        "push_subscription", index=True, default=None, nullable=True
    )
    title: str = Field(max_length=200)
    body: str = Field(max_length=1000)
    path: str = Field(max_length=200)
    # No key: news of a household that is gone find no member, and hold its erasure up no longer.
    member_of: uuid.UUID | None = None
    made_at: datetime
    next_at: datetime = Field(index=True)
    tries: int = 0


def take_untold(session: Session, *, now: datetime) -> Untold | None:
    """The notice that has waited longest, if one may be sent; nobody else gets it for a minute."""
    due = (
        sa.select(col(Untold.id))
        .where(col(Untold.next_at) <= now)
        .order_by(col(Untold.next_at))
        .limit(1)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    taken = session.execute(
        sa.update(Untold)
        .where(col(Untold.id).in_(sa.select(due.c.id)))
        .values(next_at=now + LEASE, tries=Untold.tries + 1)
        .returning(col(Untold.id))
        .execution_options(synchronize_session=False)
    ).first()
    return None if taken is None else session.get_one(Untold, taken[0], populate_existing=True)


def put_untold_off(session: Session, row: Untold, *, until: datetime) -> None:
    """Let a notice that could not be sent wait, unless it is a day old by then: then it is over."""
    if until - row.made_at >= LIFE:
        forget_untold(session, row.id)
        return
    session.execute(sa.update(Untold).where(col(Untold.id) == row.id).values(next_at=until))


def forget_untold(session: Session, id_: uuid.UUID) -> None:
    """It was told, or there is nobody to tell."""
    session.execute(sa.delete(Untold).where(col(Untold.id) == id_))


def waits(session: Session, *, now: datetime) -> bool:
    """Whether a notice may be sent now: almost never."""
    due = sa.select(col(Untold.id)).where(col(Untold.next_at) <= now).limit(1)
    return session.execute(due).first() is not None
