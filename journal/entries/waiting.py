"""Changes that arrived before the change they follow: kept until it comes, or is refused."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from journal.entries import edits, store
from journal.entries.change import ChangeRequest, read_base
from journal.records.access import Actor, actor_for
from journal.records.columns import table_of
from journal.records.entries import Change, Status


def keep(session: Session, actor: Actor, change: ChangeRequest, *, now: datetime) -> None:
    """Keep a change whose base has not arrived."""
    known = edits.edits_of(session, change.entry)
    base_change, _ = edits.base_of(change, known)
    waits_for = base_change or change.entry
    store.keep_change(session, actor, change, Status.WAITING, now=now, waits_for=waits_for)


# Asked after every change, nearly always for nothing.
_CHANGE = table_of(Change)
_WAITING = (
    sa.select(_CHANGE.c.id)
    .where(
        _CHANGE.c.status == Status.WAITING,
        sa.or_(
            _CHANGE.c.waits_for == sa.bindparam("change"),
            _CHANGE.c.waits_for == sa.bindparam("entry"),
        ),
    )
    .order_by(_CHANGE.c.id)
)


def followers(session: Session, change: ChangeRequest) -> Sequence[Change]:
    """The changes that wait for this one or for a later revision of its entry, oldest first."""
    ids = session.scalars(_WAITING, {"change": change.id, "entry": change.entry}).all()
    return [session.get_one(Change, id_) for id_ in ids]


def woken(session: Session, waiting: Change, actor: Actor) -> tuple[ChangeRequest, Actor]:
    """Take a waiting change out of its row: what it asked for, and who asked."""
    content: Mapping[str, Any] = waiting.content
    request = ChangeRequest(
        id=waiting.id,
        entry=waiting.entry_id,
        child=waiting.child_id,
        kind=content["kind"],
        base=read_base(content["base"]),
        delete=content["delete"],
        made_at=datetime.fromisoformat(content["made_at"]),
        zone=content["zone"],
        fields=content["fields"],
        form=content.get("form"),
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
            store.keep_refused(session, writer, follower, [edits.BASE_REJECTED], now=now)
            refuse_followers(session, writer, follower, now=now)
