"""Reading the journal: the timeline, one entry with its history, what changed since a cursor."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.records.access import Actor, Right, Stranger
from journal.records.columns import table_of
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
    change_id: uuid.UUID
    deleted: bool
    seq: int
    by: str
    by_id: uuid.UUID
    changed_by: str
    changed_at: datetime
    fields: Mapping[str, Any]


Columns = sa.Select[*tuple[Any, ...]]

# Columns of tables, not entities, and put together once: hot pages cost less than half.
_ENTRY, _REVISION = table_of(Entry), table_of(Revision)
# What a phone hears of others in one answer; it asks again for the rest.
MOST_AT_ONCE = 500

_WRITER = table_of(Account).alias("writer")
_CHANGER = table_of(Account).alias("changer")
_SHOWN: Columns = (
    sa.select(
        *_ENTRY.c["id", "child_id", "kind", "at", "zone", "revision", "deleted", "seq"],
        _WRITER.c.name.label("by"),
        _WRITER.c.id.label("by_id"),
        _CHANGER.c.name.label("changed_by"),
        _ENTRY.c.changed_at,
        *_REVISION.c["fields", "change_id"],
    )
    .join(
        _REVISION,
        sa.and_(_REVISION.c.entry_id == _ENTRY.c.id, _REVISION.c.number == _ENTRY.c.revision),
    )
    .join(_WRITER, _WRITER.c.id == _ENTRY.c.made_by)
    .join(_CHANGER, _CHANGER.c.id == _ENTRY.c.changed_by)
)


# A diary is its writer's alone: no page, phone or paper of anybody else is told of it (H39).
_FOR_ALL = _ENTRY.c.kind != Kind.DIARY
_FOR_READER = sa.or_(_FOR_ALL, _ENTRY.c.made_by == sa.bindparam("reader", type_=sa.Uuid()))


def timeline(
    session: Session,
    child_id: uuid.UUID,
    *,
    reader: uuid.UUID | None = None,
    kinds: Sequence[Kind] = (),
    words: str = "",
    before: Cursor | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    limit: int = 30,
) -> tuple[list[Shown], Cursor | None]:
    """Return a page of entries, newest first, and the cursor of the next page or None.

    reader: whose own diary is in it, None for nobody's. words: every word must occur, whatever the
    case. start and end: half open.
    """
    query = _SHOWN.where(_ENTRY.c.child_id == child_id, _ENTRY.c.deleted.is_(False))
    query = query.where(_FOR_READER if reader else _FOR_ALL)
    if kinds:
        query = query.where(_ENTRY.c.kind.in_(kinds))
    for word in words.casefold().split():
        query = query.where(_ENTRY.c.text.contains(word, autoescape=True))
    if start is not None:
        query = query.where(_ENTRY.c.at >= start)
    if end is not None:
        query = query.where(_ENTRY.c.at < end)
    if before is not None:
        at, entry_id = before
        query = query.where(
            sa.or_(_ENTRY.c.at < at, sa.and_(_ENTRY.c.at == at, _ENTRY.c.id < entry_id))
        ).where(_ENTRY.c.at <= at)
    query = query.order_by(_ENTRY.c.at.desc(), _ENTRY.c.id.desc()).limit(limit + 1)
    found = _read(session, query, {"reader": reader} if reader else None)
    page = found[:limit]
    more = len(found) > limit
    return page, (page[-1].at, page[-1].id) if more else None


def get_entry(session: Session, actor: Actor, entry_id: uuid.UUID, right: Right) -> Shown:
    """Return one entry, deleted or not. Raises Stranger or NotAllowed.

    right  RECORD for what is to be changed: what others wrote, only who may correct it
    """
    found = _read(session, _SHOWN.where(_ENTRY.c.id == entry_id))
    actor.require(right, found[0].child_id if found else uuid.UUID(int=0))
    if found[0].by_id != actor.account_id:
        if found[0].kind is Kind.DIARY:
            raise Stranger
        if right is Right.RECORD:
            actor.require(Right.CORRECT, found[0].child_id)
    return found[0]


def entries_by_id(session: Session, ids: Iterable[uuid.UUID]) -> list[Shown]:
    """Return these entries, in any order; the caller has checked the right to see them."""
    return _read(session, _SHOWN.where(_ENTRY.c.id.in_(list(ids))))


def texts_of(session: Session, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return what search reads of these entries; the caller has checked the right to see them."""
    asked = sa.select(_ENTRY.c.id, _ENTRY.c.text).where(_ENTRY.c.id.in_(list(ids)))
    return {row.id: row.text for row in session.execute(asked)}


def history(session: Session, entry_id: uuid.UUID) -> Sequence[tuple[Revision, str]]:
    """Every revision of an entry with the name of its writer, oldest first."""
    rows = session.exec(
        select(Revision, Account.name)
        .join(Account, col(Account.id) == col(Revision.by))
        .where(Revision.entry_id == entry_id)
        .order_by(col(Revision.number))
    )
    return [(revision, name) for revision, name in rows]


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a household's count was read.

    head   where the first reading of it ends, 0 once it has: several answers make one reading
    again  the phone has read another journal before, which a backup took the place of
    """

    seq: int
    head: int = 0
    again: bool = False


Marks = Mapping[uuid.UUID, Mark]

_NEWS = (
    _SHOWN.where(
        _ENTRY.c.child_id.in_(sa.bindparam("children", expanding=True)),
        _ENTRY.c.seq > sa.bindparam("mark"),
        _FOR_READER,
    )
    .order_by(_ENTRY.c.seq)
    .limit(sa.bindparam("most"))
)
# Of the first reading: what is older than a phone shows is left out, and what was deleted.
_RECENT = sa.or_(
    _ENTRY.c.seq > sa.bindparam("head"),
    sa.and_(_ENTRY.c.at >= sa.bindparam("since"), _ENTRY.c.deleted.is_(False)),
)
_NEWS_OF_LATE = _NEWS.where(_RECENT)
# A phone that shows what was deleted before the backup must hear that it is.
_NEWS_AGAIN = _NEWS.where(
    sa.or_(_ENTRY.c.seq > sa.bindparam("head"), _ENTRY.c.at >= sa.bindparam("since"))
)
# The phone knows what it wrote itself; somebody else may use the same phone.
_NEWS_OF_OTHERS = _NEWS.where(
    sa.or_(
        _ENTRY.c.changed_on.is_distinct_from(sa.bindparam("device", type_=sa.Uuid())),
        _ENTRY.c.changed_by != sa.bindparam("reader"),
    )
)


def changed_since(
    session: Session,
    actor: Actor,
    marks: Marks,
    *,
    limit: int = MOST_AT_ONCE,
    since: datetime | None = None,
    own: bool = False,
    again: bool = False,
) -> tuple[list[Shown], Marks, bool]:
    """Return what others changed since `marks`, the marks after it, and whether there is more.

    Oldest change of a household first. A household without a mark is read whole, the device's own
    entries included: it may have lost them.

    since  of a first reading, only what happened from then on and stands
    own    the device's own changes too: it keeps forms, and does not know what they said
    again  a first reading after a restore: with `since`, what is deleted is told too
    """
    # Read before the entries: what is written in between stays beyond the mark.
    heads = _heads(session, actor)
    news: list[Shown] = []
    # Households whose turn comes in a later answer are noted too: that one is told the new epoch.
    reached = dict.fromkeys(heads, Mark(0, again=True)) if again else dict(marks)
    # Whoever left a household and comes back begins anew: the phone has let go of what it had.
    reached = {home: mark for home, mark in reached.items() if home in heads}
    for household, head in heads.items():
        room = limit - len(news)
        mark = reached.get(household, Mark(0))
        if mark.seq == 0:
            mark = Mark(0, head, mark.again)
        found = _news_of(session, actor, household, mark, room + 1, since, own=own)
        news += found[:room]
        if len(found) > room:
            if room:
                seq = news[-1].seq
                reached[household] = (
                    Mark(seq, mark.head, mark.again) if seq < mark.head else Mark(seq)
                )
            return news, reached, True
        reached[household] = Mark(max([head, *(shown.seq for shown in found)]))
    return news, reached, False


def _news_of(
    session: Session,
    actor: Actor,
    household: uuid.UUID,
    mark: Mark,
    most: int,
    since: datetime | None,
    *,
    own: bool,
) -> list[Shown]:
    asked = {
        "children": [child for child, home in actor.homes.items() if home == household],
        "mark": mark.seq,
        "most": most,
        "reader": actor.account_id,
    }
    if mark.head and since is not None:
        of_late = _NEWS_AGAIN if mark.again else _NEWS_OF_LATE
        return _read(session, of_late, asked | {"head": mark.head, "since": since})
    if mark.head or own or actor.device is None:
        return _read(session, _NEWS, asked)
    return _read(session, _NEWS_OF_OTHERS, asked | {"device": actor.device})


_HOUSEHOLD = table_of(Household)
_HEADS = sa.select(*_HOUSEHOLD.c["id", "seq"]).where(
    _HOUSEHOLD.c.id.in_(sa.bindparam("households", expanding=True))
)


def _heads(session: Session, actor: Actor) -> Mapping[uuid.UUID, int]:
    rows = session.execute(_HEADS, {"households": list(actor.households)})
    return {row.id: row.seq for row in rows}


def _read(session: Session, query: Columns, asked: Mapping[str, Any] | None = None) -> list[Shown]:
    return [Shown(**row._mapping) for row in session.execute(query, asked)]
