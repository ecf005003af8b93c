"""The changes of one entry as they were kept, and what the writer of a new one had seen."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.care.problems import N_, Problem, Refused
from journal.entries.change import Base, ChangeRequest, Revised
from journal.entries.merge import Edit
from journal.records.entries import Quarantine, Revision, Status

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
    base_change, base_revision = base_of(change, edits)
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


def base_of(change: ChangeRequest, edits: Sequence[Edit]) -> tuple[uuid.UUID | None, int | None]:
    """The change or the number of the revision that this one follows, among those of its entry."""
    base = change.base
    if isinstance(base, Revised):
        known = edits[base.number - 1].id if 0 < base.number <= len(edits) else None
        return (None, base.number) if known == base.change else (base.change, None)
    return (base, None) if isinstance(base, uuid.UUID) else (None, base)


def number_of(base: Base, edits: Sequence[Edit]) -> int | None:
    """Which of an entry's revisions this is, as they are counted now; None when none of them is.

    A number alone is taken at its word: it may be another one after a restore.
    """
    change = base.change if isinstance(base, Revised) else base
    if isinstance(change, uuid.UUID):
        return next((place for place, edit in enumerate(edits, 1) if edit.id == change), None)
    return change if change and 0 < change <= len(edits) else None


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
