"""How an entry, its revisions and its changes are read from and written to their tables."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.care.problems import N_, Problem, Refused
from journal.entries.change import ChangeRequest, digest_of, kept
from journal.entries.merge import DELETED, Edit, Merged
from journal.entries.search import search_text
from journal.entries.validate import as_stored
from journal.records.access import Actor
from journal.records.children import Child
from journal.records.entries import Change, Entry, Kind, Quarantine, Revision, Status
from journal.records.feed import next_seq
from journal.records.kinds import ROWS

BASE_REJECTED = Problem(
    "base_rejected", "base", N_("The entry this one follows was not kept. Mend that one first.")
)


def edits_of(session: Session, entry_id: uuid.UUID) -> list[Edit]:
    """The entry's changes, each with all it had seen, in the order they were applied."""
    rows = session.execute(
        sa.select(
            col(Revision.change_id),
            col(Revision.base_change),
            col(Revision.base_revision),
            col(Revision.changed),
            col(Revision.deletes),
        )
        .where(col(Revision.entry_id) == entry_id)
        .order_by(col(Revision.number))
    ).all()
    edits: list[Edit] = []
    for change_id, base_change, base_revision, changed, deletes in rows:
        _append(edits, change_id, base_change, base_revision, changed, deletes)
    return edits


def edits_of_rows(revisions: Iterable[Revision]) -> list[Edit]:
    """As `edits_of`, from one entry's revisions in the order of their numbers."""
    edits: list[Edit] = []
    for row in revisions:
        _append(edits, row.change_id, row.base_change, row.base_revision, row.changed, row.deletes)
    return edits


def _append(
    edits: list[Edit],
    change_id: uuid.UUID,
    base_change: uuid.UUID | None,
    base_revision: int | None,
    changed: Mapping[str, Any],
    deletes: bool,
) -> None:
    seen = _seen(base_change, base_revision, edits) or frozenset()
    edits.append(Edit(change_id, seen, changed, deletes))


def seen_by(
    session: Session, change: ChangeRequest, edits: Sequence[Edit]
) -> frozenset[uuid.UUID] | None:
    """What the writer of `change` had seen; None while the change it follows is not here.

    Raises Refused when the change it follows was refused itself.
    """
    base_change, base_revision = base_of(change)
    seen = _seen(base_change, base_revision, edits)
    if seen is None and base_change is not None:
        refused = session.exec(
            select(Quarantine.id).where(
                Quarantine.change_id == base_change, Quarantine.status == Status.REJECTED
            )
        ).first()
        if refused is not None:
            raise Refused(BASE_REJECTED)
    return seen


def base_of(change: ChangeRequest) -> tuple[uuid.UUID | None, int | None]:
    if isinstance(change.base, uuid.UUID):
        return change.base, None
    return None, change.base


def _seen(
    base_change: uuid.UUID | None, base_revision: int | None, edits: Sequence[Edit]
) -> frozenset[uuid.UUID] | None:
    if base_change is not None:
        for edit in edits:
            if edit.id == base_change:
                return edit.seen | {edit.id}
        return None
    if base_revision:
        if base_revision > len(edits):
            return None
        return frozenset(edit.id for edit in edits[:base_revision])
    return frozenset()


def write(
    session: Session,
    actor: Actor,
    change: ChangeRequest,
    edit: Edit,
    merged: Merged,
    *,
    entry: Entry | None,
    status: Status,
    warnings: Iterable[Problem],
    now: datetime,
) -> int:
    """Store the change, its revision and the entry as it now stands; return the revision.

    entry  its row as it stands, None for a new one
    """
    number = entry.revision + 1 if entry else 1
    _write_entry(session, actor, change, merged, entry, number, now=now)
    if len(edit.seen) < number - 1:
        # The writer has not seen everything: their phone must be told how it merged.
        session.get_one(Entry, change.entry).changed_on = None
    base_change, base_revision = base_of(change)
    session.add(
        Revision(
            entry_id=change.entry,
            number=number,
            change_id=change.id,
            base_change=base_change,
            base_revision=base_revision,
            changed=dict(edit.changed),
            deletes=edit.deletes,
            fields=dict(merged.fields),
            deleted=merged.deleted,
            by=actor.account_id,
            made_at=change.made_at.astimezone(UTC),
            received_at=now,
        )
    )
    session.add(change_row(actor, change, status, now=now, revision=number, warnings=warnings))
    session.flush()
    return number


def _write_entry(
    session: Session,
    actor: Actor,
    change: ChangeRequest,
    merged: Merged,
    entry: Entry | None,
    number: int,
    *,
    now: datetime,
) -> None:
    kind = Kind(change.kind)
    value = as_stored(kind, merged.fields)
    is_new = entry is None
    # Before the entry is added: its number is then part of the one INSERT.
    seq = next_seq(session, change.child)
    if entry is None:
        entry = Entry(
            id=change.entry,
            child_id=change.child,
            kind=kind,
            at=value.at,
            zone=change.zone,
            revision=number,
            seq=seq,
            made_by=actor.account_id,
            changed_by=actor.account_id,
            changed_at=now,
        )
        session.add(entry)
    entry.at = value.at
    entry.revision = number
    entry.deleted = merged.deleted
    entry.seq = seq
    entry.text = search_text(session, kind, value)
    entry.changed_by = actor.account_id
    entry.changed_on = actor.device
    entry.changed_at = now
    session.flush()
    # Lists travel as JSON, whose ids are text; everything else keeps its type.
    lists = value.model_dump(mode="json", include={n for n, v in value if isinstance(v, list)})
    row = ROWS[kind](entry_id=entry.id, child_id=entry.child_id, **{**dict(value), **lists})
    if is_new:
        session.add(row)
    else:
        session.merge(row)


def change_row(
    actor: Actor,
    change: ChangeRequest,
    status: Status,
    *,
    now: datetime,
    revision: int | None = None,
    warnings: Iterable[Problem] = (),
    waits_for: uuid.UUID | None = None,
) -> Change:
    """The row that keeps a change with its outcome."""
    return Change(
        id=change.id,
        child_id=change.child,
        entry_id=change.entry,
        by=actor.account_id,
        device=actor.device,
        digest=change.digest(),
        content=change.content(),
        status=status,
        revision=revision,
        warnings=[kept(warning) for warning in warnings],
        errors=[],
        waits_for=waits_for,
        received_at=now,
    )


def keep_refused(
    session: Session,
    actor: Actor,
    change: ChangeRequest,
    errors: Iterable[Problem],
    *,
    now: datetime,
    status: Status = Status.REJECTED,
) -> None:
    """Keep a change that is not part of the journal, whole, for its author."""
    session.add(
        Quarantine(
            change_id=change.id,
            by=actor.account_id,
            device=actor.device,
            digest=change.digest(),
            content=change.content(),
            status=status,
            errors=[kept(error) for error in errors],
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
    if session.get_bind().dialect.name != "sqlite":
        session.execute(sa.select(col(Child.id)).where(col(Child.id) == child_id).with_for_update())
