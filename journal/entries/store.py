"""How an entry, its revisions and its changes are written to their tables, and found again."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from journal.care.problems import Problem
from journal.entries.change import ChangeRequest, digest_of, kept
from journal.entries.edits import base_of
from journal.entries.merge import DELETED, Edit, Merged
from journal.entries.search import search_text
from journal.entries.validate import as_stored
from journal.records.access import Actor
from journal.records.children import Child
from journal.records.columns import table_of
from journal.records.entries import Change, Entry, Kind, Quarantine, Revision, Status
from journal.records.erasures import Erased
from journal.records.feed import next_seq
from journal.records.kinds import ROWS

_ENTRY, _CHANGE = table_of(Entry), table_of(Change)
_FIND_ENTRY = sa.select(_ENTRY).where(_ENTRY.c.id == sa.bindparam("key"))
_FIND_CHANGE = sa.select(_CHANGE).where(_CHANGE.c.id == sa.bindparam("key"))
_UPDATE_ENTRY = sa.update(_ENTRY).where(_ENTRY.c.id == sa.bindparam("key"))
_ROWS: tuple[type[SQLModel], ...] = (Entry, Revision, Change, *ROWS.values())
_INSERT = {row: sa.insert(table_of(row)) for row in _ROWS}
_UPDATE_KIND = {
    kind: sa.update(table).where(table.c.entry_id == sa.bindparam("key"))
    for kind, table in ((kind, table_of(row)) for kind, row in ROWS.items())
}


def find_entry(session: Session, entry_id: uuid.UUID) -> sa.Row[Any] | None:
    """The row of an entry, deleted or not."""
    return session.execute(_FIND_ENTRY, {"key": entry_id}).first()


def find_change(session: Session, change_id: uuid.UUID) -> sa.Row[Any] | None:
    """The row of a change that is part of the journal, or waits to be."""
    return session.execute(_FIND_CHANGE, {"key": change_id}).first()


def write(
    session: Session,
    actor: Actor,
    change: ChangeRequest,
    edit: Edit,
    merged: Merged,
    *,
    entry: sa.Row[Any] | None,
    known: Sequence[Edit],
    status: Status,
    warnings: Iterable[Problem],
    now: datetime,
) -> int:
    """Store the change, its revision and the entry as it now stands; return the revision.

    entry  its row as it stands, None for a new one; known: its changes until then
    """
    number = entry.revision + 1 if entry else 1
    _write_entry(session, actor, change, edit, merged, entry, number, now=now)
    base_change, base_revision = base_of(change, known)
    revision = {
        "entry_id": change.entry,
        "number": number,
        "change_id": change.id,
        "base_change": base_change,
        "base_revision": base_revision,
        "changed": dict(edit.changed),
        "deletes": edit.deletes,
        "fields": dict(merged.fields),
        "deleted": merged.deleted,
        "by": actor.account_id,
        "made_at": change.made_at.astimezone(UTC),
        "received_at": now,
    }
    session.execute(_INSERT[Revision], revision)
    keep_change(session, actor, change, status, now=now, revision=number, warnings=warnings)
    return number


def _write_entry(
    session: Session,
    actor: Actor,
    change: ChangeRequest,
    edit: Edit,
    merged: Merged,
    entry: sa.Row[Any] | None,
    number: int,
    *,
    now: datetime,
) -> None:
    kind = Kind(change.kind)
    value = as_stored(kind, merged.fields)
    values = {
        "at": value.at,
        "revision": number,
        "deleted": merged.deleted,
        "seq": next_seq(session, change.child),
        "text": search_text(session, value),
        "changed_by": actor.account_id,
        # A writer who has not seen everything must be told how it merged, on this phone too.
        "changed_on": actor.device if len(edit.seen) == number - 1 else None,
        "changed_at": now,
    }
    # Lists travel as JSON, whose ids are text; everything else keeps its type.
    lists = value.model_dump(mode="json", include={n for n, v in value if isinstance(v, list)})
    fields = {**dict(value), **lists}
    if entry is None:
        first = {"kind": kind, "zone": change.zone, "made_by": actor.account_id}
        ids = {"id": change.entry, "child_id": change.child}
        session.execute(_INSERT[Entry], {**ids, **first, **values})
        ids = {"entry_id": change.entry, "child_id": change.child}
        session.execute(_INSERT[ROWS[kind]], {**ids, **fields})
    else:
        session.execute(_UPDATE_ENTRY, {"key": change.entry, **values})
        session.execute(_UPDATE_KIND[kind], {"key": change.entry, **fields})


def keep_change(
    session: Session,
    actor: Actor,
    change: ChangeRequest,
    status: Status,
    *,
    now: datetime,
    revision: int | None = None,
    warnings: Iterable[Problem] = (),
    waits_for: uuid.UUID | None = None,
) -> None:
    """Keep a change with its outcome."""
    values = {
        "id": change.id,
        "child_id": change.child,
        "entry_id": change.entry,
        "by": actor.account_id,
        "device": actor.device,
        "digest": change.digest(),
        "content": change.content(),
        "status": status,
        "revision": revision,
        "warnings": [kept(warning) for warning in warnings],
        "errors": [],
        "waits_for": waits_for,
        "received_at": now,
    }
    session.execute(_INSERT[Change], values)


def keep_refused(
    session: Session,
    actor: Actor,
    change: ChangeRequest,
    errors: Iterable[Problem],
    *,
    now: datetime,
    status: Status = Status.REJECTED,
) -> None:
    """Keep a change that is not part of the journal, whole and once, for its author.

    One that is refused again for another reason keeps the latest. What a phone still sends of a
    child that was erased is not kept (T33).
    """
    if session.get(Erased, change.child) is not None:
        return
    digest, problems = change.digest(), [kept(error) for error in errors]
    known = session.exec(
        select(Quarantine).where(
            Quarantine.change_id == change.id,
            Quarantine.by == actor.account_id,
            Quarantine.digest == digest,
        )
    ).first()
    if known is not None:
        known.status, known.errors = status, problems
    else:
        session.add(
            Quarantine(
                change_id=change.id,
                by=actor.account_id,
                device=actor.device,
                digest=digest,
                content=change.content(),
                status=status,
                errors=problems,
                received_at=now,
            )
        )
    session.flush()


def keep_raw(
    session: Session,
    actor: Actor,
    raw: Mapping[str, Any],
    errors: Iterable[Problem],
    *,
    now: datetime,
) -> None:
    """Keep what is not even a change, once, as it came."""
    digest = digest_of(raw)
    mine = select(Quarantine.id).where(
        Quarantine.by == actor.account_id, Quarantine.digest == digest
    )
    if session.exec(mine).first() is not None:
        return
    try:
        change_id = uuid.UUID(str(raw.get("id")))
    except ValueError:
        change_id = uuid.uuid4()
    session.add(
        Quarantine(
            change_id=change_id,
            by=actor.account_id,
            device=actor.device,
            digest=digest,
            content=dict(raw),
            status=Status.REJECTED,
            errors=[kept(error) for error in errors],
            received_at=now,
        )
    )
    session.flush()


def current_of(session: Session, entry_id: uuid.UUID) -> dict[str, Any] | None:
    """The entry as it shows now, with its mark of deletion; None when there is none."""
    row = session.exec(
        select(Revision)
        .where(Revision.entry_id == entry_id)
        .order_by(col(Revision.number).desc())
        .limit(1)
    ).first()
    return None if row is None else {**row.fields, DELETED: row.deleted}


def lock_household(session: Session, child_id: uuid.UUID) -> None:
    """Let one writer of a child's journal at a time go on. SQLite's transaction already does."""
    # FOR NO KEY UPDATE, as everywhere: whoever plans the reminders refers to the child, no more.
    if session.get_bind().dialect.name != "sqlite":
        session.execute(
            sa.select(col(Child.id))
            .where(col(Child.id) == child_id)
            .with_for_update(key_share=True)
        )
