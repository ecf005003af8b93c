"""Reading the journal: the timeline, one entry with its history, what changed since a cursor."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.records.access import Actor, Right
from journal.records.entries import Entry, Kind, Revision
from journal.records.people import Account, Household

Cursor = tuple[datetime, uuid.UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An entry as pages and phones are told of it. `fields` are as the wire has them."""

    id: uuid.UUID
    child_id: uuid.UUID
    kind: Kind
    at: datetime
    zone: str
    revision: int
    deleted: bool
    seq: int
    by: str
    by_id: uuid.UUID
    changed_by: str
    changed_at: datetime
    fields: Mapping[str, Any]


def timeline(
    session: Session,
    child_id: uuid.UUID,
    *,
    kinds: Sequence[Kind] = (),
    words: str = "",
    before: Cursor | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    limit: int = 30,
) -> tuple[list[Shown], Cursor | None]:
    """Return a page of entries, newest first, and the cursor of the next page or None.

    words: every word must occur, whatever the case. start and end: half open.
    """
    query = _shown().where(col(Entry.child_id) == child_id, col(Entry.deleted).is_(False))
    if kinds:
        query = query.where(col(Entry.kind).in_(kinds))
    for word in words.casefold().split():
        query = query.where(col(Entry.text).contains(word, autoescape=True))
    if start is not None:
        query = query.where(col(Entry.at) >= start)
    if end is not None:
        query = query.where(col(Entry.at) < end)
    if before is not None:
        at, entry_id = before
        query = query.where(
            sa.or_(col(Entry.at) < at, sa.and_(col(Entry.at) == at, col(Entry.id) < entry_id))
        ).where(col(Entry.at) <= at)
    query = query.order_by(col(Entry.at).desc(), col(Entry.id).desc()).limit(limit + 1)
    found = _read(session, query)
    page = found[:limit]
    more = len(found) > limit
    return page, (page[-1].at, page[-1].id) if more else None


def get_entry(session: Session, actor: Actor, entry_id: uuid.UUID, right: Right) -> Shown:
    """Return one entry, deleted or not. Raises Stranger or NotAllowed."""
    found = _read(session, _shown().where(col(Entry.id) == entry_id))
    actor.require(right, found[0].child_id if found else uuid.UUID(int=0))
    return found[0]


def entries_by_id(session: Session, ids: Iterable[uuid.UUID]) -> list[Shown]:
    """Return these entries, in any order; the caller has checked the right to see them."""
    return _read(session, _shown().where(col(Entry.id).in_(list(ids))))


def history(session: Session, entry_id: uuid.UUID) -> Sequence[tuple[Revision, str]]:
    """Every revision of an entry with the name of its writer, oldest first."""
    rows = session.exec(
        select(Revision, Account.name)
        .join(Account, col(Account.id) == col(Revision.by))
        .where(Revision.entry_id == entry_id)
        .order_by(col(Revision.number))
    )
    return [(revision, name) for revision, name in rows]


Marks = Mapping[uuid.UUID, int]


def changed_since(
    session: Session, actor: Actor, marks: Marks, *, limit: int = 500
) -> tuple[list[Shown], Marks, bool]:
    """Return what others changed since `marks`, the marks after it, and whether there is more.

    A mark is how far a household's count was read. Oldest change first. A household without a
    mark is read whole, the device's own entries included: it may have lost them.
    """
    news = []
    for household in actor.households:
        children = [child for child, home in actor.homes.items() if home == household]
        mark = marks.get(household, 0)
        since = sa.and_(col(Entry.child_id).in_(children), col(Entry.seq) > mark)
        if mark and actor.device is not None:
            # The phone knows what it wrote itself; somebody else may use the same phone.
            by_others = sa.or_(
                col(Entry.changed_on).is_distinct_from(actor.device),
                col(Entry.changed_by) != actor.account_id,
            )
            since = sa.and_(since, by_others)
        news.append(since)
    if not news:
        return [], marks, False
    found = _read(session, _shown().where(sa.or_(*news)).order_by(col(Entry.seq)).limit(limit + 1))
    page = found[:limit]
    more = len(found) > limit
    reached = dict(marks) if more else {**marks, **_heads(session, actor)}
    for shown in page:
        home = actor.homes[shown.child_id]
        reached[home] = max(reached.get(home, 0), shown.seq)
    return page, reached, more


def _heads(session: Session, actor: Actor) -> Marks:
    rows = session.exec(
        select(Household.id, Household.seq).where(col(Household.id).in_(list(actor.households)))
    )
    return dict(rows.all())


Columns = sa.Select[*tuple[Any, ...]]


def _shown() -> Columns:
    """Columns, not entities: hot pages cost less than half."""
    writer = sa.orm.aliased(Account)
    changer = sa.orm.aliased(Account)
    return (
        sa.select(
            col(Entry.id),
            col(Entry.child_id),
            col(Entry.kind),
            col(Entry.at),
            col(Entry.zone),
            col(Entry.revision),
            col(Entry.deleted),
            col(Entry.seq),
            col(writer.name).label("by"),
            col(writer.id).label("by_id"),
            col(changer.name).label("changed_by"),
            col(Entry.changed_at),
            col(Revision.fields),
        )
        .join(
            Revision,
            sa.and_(
                col(Revision.entry_id) == col(Entry.id),
                col(Revision.number) == col(Entry.revision),
            ),
        )
        .join(writer, col(writer.id) == col(Entry.made_by))
        .join(changer, col(changer.id) == col(Entry.changed_by))
    )


def _read(session: Session, query: Columns) -> list[Shown]:
    return [Shown(**row._mapping) for row in session.execute(query)]
