"""Changes that arrived before the change they follow: kept until it comes, or is refused."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.entries import store
from journal.entries.change import ChangeRequest
from journal.records.access import Actor, actor_for
from journal.records.entries import Change, Status


def keep(session: Session, actor: Actor, change: ChangeRequest, *, now: datetime) -> None:
    """Keep a change whose base has not arrived."""
    base_change, _ = store.base_of(change)
    waits_for = base_change or change.entry
    session.add(store.change_row(actor, change, Status.WAITING, now=now, waits_for=waits_for))
    session.flush()


# Asked after every change, nearly always for nothing: built once.
_WAITING = (
    select(Change)
    .where(
        col(Change.status) == Status.WAITING,
        sa.or_(
            col(Change.waits_for) == sa.bindparam("change"),
            col(Change.waits_for) == sa.bindparam("entry"),
        ),
    )
    .order_by(col(Change.id))
)


def followers(session: Session, change: ChangeRequest) -> Sequence[Change]:
    """The changes that wait for this one or for a later revision of its entry, oldest first."""
    return session.exec(_WAITING, params={"change": change.id, "entry": change.entry}).all()


def woken(session: Session, waiting: Change, actor: Actor) -> tuple[ChangeRequest, Actor]:
    """Take a waiting change out of its row: what it asked for, and who asked."""
    content: Mapping[str, Any] = waiting.content
    base = content["base"]
    request = ChangeRequest(
        id=waiting.id,
        entry=waiting.entry_id,
        child=waiting.child_id,
        kind=content["kind"],
        base=uuid.UUID(base) if isinstance(base, str) else base,
        delete=content["delete"],
        made_at=datetime.fromisoformat(content["made_at"]),
        zone=content["zone"],
        fields=content["fields"],
    )
    if waiting.by != actor.account_id:
        actor = actor_for(session, waiting.by, device=waiting.device)
    session.delete(waiting)
    session.flush()
    return request, actor


def refuse_followers(
    session: Session, actor: Actor, change: ChangeRequest, *, now: datetime
) -> None:
    """Refuse what this writer let follow a change that was refused, and what follows that.

    It would wait for ever otherwise, and nobody would be told.
    """
    for waiting in followers(session, change):
        if waiting.waits_for == change.id and waiting.by == actor.account_id:
            follower, writer = woken(session, waiting, actor)
            store.keep_refused(session, writer, follower, [store.BASE_REJECTED], now=now)
            refuse_followers(session, writer, follower, now=now)
