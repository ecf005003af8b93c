"""What the server keeps of somebody without it being in the journal, until they decide."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, and_, col, or_, select

from journal.care.problems import N_, Problem
from journal.entries.change import restored
from journal.records.access import Actor
from journal.records.entries import Change, Quarantine, Revision, Status

# What it follows is nearly always on its way behind it.
LONG_ENOUGH = timedelta(hours=1)
MOST = 100
STILL_WAITS = Problem(
    "waits",
    "base",
    N_("It follows an entry that never arrived. The phone that has it may send it."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One change as it came.

    id       to discard it by
    content  what was sent, whatever it was
    problems why it is not in the journal
    alone    whether it follows what never arrived, and nothing of its entry is in the journal
    """

    id: uuid.UUID
    change: uuid.UUID
    content: Mapping[str, Any]
    problems: Sequence[Problem]
    received_at: datetime
    alone: bool = False


def kept_for(session: Session, actor: Actor, *, now: datetime) -> list[Kept]:
    """What this person wrote that is not in the journal, newest first, a hundred at most.

    What was mended and written since is left out, and what has waited for less than an hour.
    """
    written = select(Revision.change_id).where(Revision.change_id == Quarantine.change_id)
    refused = session.exec(
        select(Quarantine)
        .where(Quarantine.by == actor.account_id)
        # What came under the id of other content: that id is written, this content is not.
        .where(or_(Quarantine.status == Status.CONFLICT, ~written.exists()))
        .order_by(col(Quarantine.received_at).desc())
        .limit(MOST)
    )
    found = [
        Kept(
            id=row.id,
            change=row.change_id,
            content=row.content,
            problems=[restored(error) for error in row.errors],
            received_at=row.received_at,
        )
        for row in refused
    ]
    found += [
        Kept(
            id=row.id,
            change=row.id,
            content=row.content,
            problems=[STILL_WAITS],
            received_at=row.received_at,
            alone=entry is None,
        )
        for row, entry in _waiting(session, actor, now)
    ]
    return sorted(found, key=lambda kept: kept.received_at, reverse=True)[:MOST]


# Asked alone, so that no database goes through all that a person ever wrote, for each Today. What
# waits for nothing has no `waits_for`; SQLite takes an index for a range, but not for IS NOT NULL.
_ANY_WAITING = select(Change.id).where(col(Change.waits_for) > uuid.UUID(int=0))


def _waiting(
    session: Session, actor: Actor, now: datetime
) -> Sequence[tuple[Change, uuid.UUID | None]]:
    """What waits too long, each with its entry when anything of that is in the journal. Where its
    author made the entry anew since, the waiting one has been decided."""
    waiting = session.exec(_ANY_WAITING).all()
    if not waiting:
        return []
    first = and_(Revision.entry_id == Change.entry_id, Revision.number == 1)
    by_other = col(Revision.by) != actor.account_id
    before = col(Revision.received_at) <= col(Change.received_at)
    return session.exec(
        select(Change, col(Revision.entry_id))
        .outerjoin(Revision, first)
        .where(col(Change.id).in_(waiting))
        .where(Change.by == actor.account_id, Change.status == Status.WAITING)
        .where(Change.received_at < now - LONG_ENOUGH)
        .where(or_(col(Revision.entry_id).is_(None), by_other, before))
        .order_by(col(Change.received_at).desc())
        .limit(MOST)
    ).all()


def discard(session: Session, actor: Actor, kept_id: uuid.UUID) -> None:
    """Take it away, by its author's word. What is gone already, or another's, stays as it is, and
    what waited and has been written since."""
    row = session.get(Quarantine, kept_id)
    if row is not None and row.by == actor.account_id:
        session.delete(row)
    waits = session.get(Change, kept_id)
    if waits is not None and waits.by == actor.account_id and waits.status is Status.WAITING:
        session.delete(waits)
