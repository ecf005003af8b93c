"""What the phone says after saving a form: the page's own words, and the entries it made."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from journal.entries.change import FIRST, ChangeRequest
from journal.entries.reading import Shown, entries_by_id
from journal.records.access import Actor
from journal.records.children import Child
from journal.records.columns import table_of
from journal.records.entries import Change, Revision
from journal.web.log.done import changed_words, done_words
from journal.web.log.kinds import FORMS
from journal.web.medicine_names import Names, names_of
from journal.web.moved_dates import written_by

Result = dict[str, Any]
_CHANGE = table_of(Change)
_WRITTEN = sa.select(*_CHANGE.c["id", "entry_id", "revision", "content", "received_at"]).where(
    _CHANGE.c.id.in_(sa.bindparam("ids", expanding=True)), _CHANGE.c.revision.is_not(None)
)


def say(
    session: Session,
    actor: Actor,
    forms: Sequence[tuple[Result, ChangeRequest]],
    *,
    now: datetime,
) -> None:
    """Add to the result of each form that stands `said`, and the entries it made as `wrote`."""
    ids = {id_ for _, change in forms for id_ in _ids_of(change)}
    if not ids:
        return
    rows = {row.id: row for row in session.execute(_WRITTEN, {"ids": list(ids)})}
    shown = {one.id: one for one in entries_by_id(session, {row.entry_id for row in rows.values()})}
    children = {change.child for _, change in forms}
    names = {child: names_of(session, child) for child in children}
    for result, change in forms:
        written = [rows[id_] for id_ in _ids_of(change) if id_ in rows]
        result["wrote"] = [
            {
                "change": str(row.id),
                "entry": str(row.entry_id),
                "revision": row.revision,
                "kind": shown[row.entry_id].kind.value,
            }
            for row in written
        ]
        standing = [shown[row.entry_id] for row in written if not shown[row.entry_id].deleted]
        if standing:
            child = session.get_one(Child, change.child)
            around = (actor, child, standing, names[change.child])
            said = _edited(session, written, *around) or done_words(*around, now=now)
            moved = written_by(session, child, {(row.entry_id, row.received_at) for row in written})
            result["said"] = f"{said.removesuffix('.')}. {moved}" if moved else said


def _ids_of(change: ChangeRequest) -> list[uuid.UUID]:
    """Of every entry the form made, as far as its own word says; of an edit that mended it too."""
    typed = change.form or {}
    log_form = FORMS.get(typed.get("what", ""))
    places = log_form.places(typed["values"]) if log_form else (FIRST,)
    return [change.nth(place, {}).id for place in places]


def _edited(
    session: Session,
    rows: Sequence[sa.Row[Any]],
    actor: Actor,
    child: Child,
    standing: Sequence[Shown],
    names: Names,
) -> str:
    """What is said after an edit, "" after a new entry."""
    if rows[0].content["base"] is None:
        return ""
    before = [session.get(Revision, (row.entry_id, row.revision - 1)) for row in rows]
    was_deleted = any(revision is not None and revision.deleted for revision in before)
    changed = {name: value for row in rows for name, value in row.content["fields"].items()}
    did = bool(changed) or was_deleted or any(row.content["delete"] for row in rows)
    return changed_words(
        actor, child, standing, names, changed if did else None, was_deleted=was_deleted
    )
