"""Undo: ten seconds to take back what was just recorded, changed or deleted."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.care.problems import N_, Problem, Refused
from journal.clock import now
from journal.entries.change import ANSWERED_BEFORE, following
from journal.entries.edits import edits_of, number_of
from journal.entries.merge import merge
from journal.entries.reading import get_entry
from journal.records.access import Actor, Right, Stranger
from journal.records.children import Child
from journal.records.entries import Change
from journal.web.changes import (
    Ids,
    NotWritten,
    Wanted,
    read_id,
    write_or_roll_back,
)
from journal.web.extensions import writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, toast
from journal.web.landing import landing
from journal.web.signed_in import require_person

bp = Blueprint("undo", __name__)
bp.before_request(require_person)


def offer(text: str, child: Child, done: Sequence[Ids], *, back: str = "") -> None:
    """Say on the next page what was done, with an Undo that takes all of it back.

    back: the page of ours that Undo leads to; Today when empty
    """
    if not done:
        toast(text)
        return
    pairs = " ".join(f"{ids.change}:{ids.entry}" for ids in done)
    toast(text, url_for("undo.take_back", child_id=child.id), {"done": pairs, "back": back})


@bp.post("/children/<uuid:child_id>/undo")
def take_back(child_id: uuid.UUID) -> ResponseReturnValue:
    """Undo these changes, or none of them: a delete for what was made, the reverse for a delete,
    and for an edit what its fields said before."""
    try:
        with writing() as (session, actor):
            child = child_or_404(session, actor, child_id, Right.RECORD)
            for text in Form.sent().get("done").split():
                _take_back(session, actor, child, _pair(text), now())
    except NotWritten:
        toast(_("It was changed meanwhile. Look at the entry before you take it back."))
    else:
        toast(_("Taken back. It is as it was before."))
    back = Form.sent().get("back")
    return redirect(landing(back) if back else url_for("today.index", child_id=child_id), code=303)


def _take_back(session: Session, actor: Actor, child: Child, ids: Ids, moment: datetime) -> None:
    """Write the reverse of a change, as somebody who has seen that change and nothing after it."""
    done = session.get(Change, ids.change)
    shown = get_entry(session, actor, ids.entry, Right.RECORD)
    if done is None or done.entry_id != shown.id or shown.child_id != child.id:
        raise Stranger
    before = merge(edits_of(session, shown.id)[: _number(session, done) - 1])
    fields = done.content["fields"]
    if done.content["base"] is None or before.deleted or done.content["delete"]:
        if fields and before.deleted:
            raise Refused(Problem("not_undoable", "done", N_("Change the entry instead.")))
        fields = {}
    elif not fields:
        return  # it was saved as it was: nothing is to be taken back, least of all the entry
    is_edit = bool(fields)
    undo = Wanted(
        ids=Ids(following(ids.change, "undo"), shown.id),
        kind=shown.kind,
        base=ids.change,
        fields={name: before.fields.get(name) for name in fields},
        delete=not is_edit and not done.content["delete"],
        confirmed=ANSWERED_BEFORE,
    )
    write_or_roll_back(session, actor, child, undo, now=moment)


def _number(session: Session, done: Change) -> int:
    """Which revision a change made. Raises Stranger where it made none."""
    number = number_of(done.id, edits_of(session, done.entry_id))
    if number is None:
        raise Stranger
    return number


def _pair(text: str) -> Ids:
    # A phone adds the kind: one form may have made entries of two.
    change, _colon, entry = text.partition(":")
    entry = entry.partition(":")[0]
    if not entry:
        raise Refused(
            Problem(
                "id_invalid", "done", N_("This form is not whole. Reload the page and try again.")
            )
        )
    return Ids(read_id(change), read_id(entry))
