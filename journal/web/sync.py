"""POST /api/v1/sync: phones hand in what they wrote and learn what others did."""

import logging
import uuid
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, g, jsonify
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from journal.care.problems import Problem, Refused
from journal.clock import now
from journal.entries import ChangeRequest, Outcome, Result, store
from journal.entries.quarantine import SERVER_ERROR, fell_over, receive
from journal.entries.reading import changed_since
from journal.entries.wire import entry_json
from journal.plans.moved_dates import watching_entry
from journal.records import devices, restored
from journal.records.access import Actor
from journal.records.failures import place_of
from journal.records.schema import read_epoch
from journal.reminders.heart import is_late
from journal.web.brought import bring_to_room
from journal.web.errors import other_person, problem_json
from journal.web.extensions import reading, writing
from journal.web.json_body import read_body
from journal.web.language import said
from journal.web.log.readings import read_form
from journal.web.own_phone import phone_here
from journal.web.packing import packed
from journal.web.signed_in import require_person, speak_for
from journal.web.sync_body import (
    MOST_BYTES,
    SyncBody,
    read_batch,
    read_change,
    read_cursor,
    skew_of,
    write_cursor,
)
from journal.web.sync_draw import drawn
from journal.web.sync_said import say

# A drawn entry is about 2 KB: several answers make the first reading.
MOST_DRAWN = 200
log = logging.getLogger(__name__)
bp = Blueprint("sync", __name__, url_prefix="/api/v1")
bp.before_request(require_person)


@bp.post("/sync")
def sync() -> ResponseReturnValue:
    """Apply a batch, then answer; 200 leaves only after the commit."""
    batch = read_batch(read_body(most_bytes=MOST_BYTES))
    if batch.person != g.account_id:
        return other_person()
    g.device = batch.device
    moment = now()
    with writing() as (session, actor):
        epoch = read_epoch(session)
        skew = skew_of(batch.sent_at, moment)
        done = [_one(session, actor, raw, skew, moment) for raw in batch.changes]
        say(
            session,
            actor,
            [(result, form) for result, form in done if form is not None],
            now=moment,
        )
        if _note_phone(session, batch, [result for result, _form in done], epoch, moment):
            restored.heard(session, actor.households, now=moment)
    # Only now: to draw what is new takes long, and a transaction would keep all writers waiting.
    with reading() as (session, actor):
        news = _news(session, actor, batch, epoch, moment)
        # Every screen that is open asks every few seconds: here it learns it (H19).
        late = is_late(session, now=moment)
    told = jsonify(
        epoch=epoch,
        cursor=news["cursor"],
        more=news["more"],
        server_time=moment.isoformat(),
        results=[result for result, _form in done],
        entries=news["entries"],
        **({"late": _("Reminders are not running")} if late else {}),
    )
    return packed(told)


def _note_phone(
    session: Session,
    batch: SyncBody,
    results: list[dict[str, Any]],
    epoch: str,
    moment: datetime,
) -> bool:
    """Remember who holds what, and what a phone that begins anew no longer has (F19).

    Return whether it holds nothing back of what the server may lack since a restore.
    """
    left = known = None
    if batch.announced is not None:
        settled = sum(not _stays_there(result) for result in results)
        left = max(0, batch.announced - settled)
        known = max(batch.announced, len(results)) if batch.cursor is None else None
    # A phone that knows this epoch has looked what it would have to offer again.
    spoke = batch.epoch == epoch and not left
    devices.note(
        session,
        batch.device,
        batch.person,
        label=phone_here(),
        left=left,
        known=known,
        now=moment,
        epoch=uuid.UUID(epoch) if spoke else None,
    )
    if not g.by_token:
        speak_for(session, batch.device)
    return spoke


def _stays_there(result: dict[str, Any]) -> bool:
    """Whether the phone keeps this change until a person decides."""
    conflict = result["status"] == Result.CONFLICT and result["revision"] is None
    return bool(conflict or result["errors"] or result["status"] == Result.ASKED)


def _one(
    session: Session, actor: Actor, raw: dict[str, Any], skew: timedelta, moment: datetime
) -> tuple[dict[str, Any], ChangeRequest | None]:
    """What became of a change, and the change when it is a form that now stands.

    One bad change never blocks the others.
    """
    try:
        change = read_change(raw, skew=skew)
    except Refused as refused:
        store.keep_raw(session, actor, raw, refused.problems, now=moment)
        outcome = Outcome(result=Result.REJECTED, errors=refused.problems)
        return _result(raw.get("id"), outcome), None
    try:
        watched = watching_entry(
            session, actor, change.child, change.kind, change.entry, now=moment
        )
        with session.begin_nested(), watched:
            if change.form is not None:
                bring_to_room(session, actor, change.child, change.form["values"], moment)
            outcome = receive(
                session, actor, change, now=moment, ask=raw.get("ask") is True, read=read_form
            )
    except OperationalError:
        raise  # the database, not the change: nothing is known, the phone sends the same again
    except Exception as error:
        # What one change fell over must not hold back what else waits on the phone; it is kept.
        outcome = fell_over(session, actor, change, error, now=moment)
        if SERVER_ERROR in outcome.errors:
            log.error("a change could not be applied: %s", place_of(error))
    stands = change.form is not None and outcome.revision is not None and not outcome.errors
    return _result(str(change.id), outcome), change if stands else None


def _result(change_id: object, outcome: Outcome) -> dict[str, Any]:
    result: dict[str, Any] = {
        "id": change_id,
        "status": outcome.result.value,
        "revision": outcome.revision,
        "warnings": [_warning(warning) for warning in outcome.warnings],
        "errors": [problem_json(error) for error in outcome.errors],
    }
    if outcome.current is not None:
        result["current"] = dict(outcome.current)
    return result


def _warning(warning: Problem) -> dict[str, Any]:
    about = {} if warning.field is None else {"field": warning.field}
    return {"code": warning.code, "message": said(warning), **about}


def _news(
    session: Session, actor: Actor, batch: SyncBody, epoch: str, moment: datetime
) -> dict[str, Any]:
    """What others changed since the cursor. After a restore the cursor means nothing."""
    marks = read_cursor(batch.cursor) if batch.epoch == epoch else {}
    if batch.draw is None:
        found, marks, more = changed_since(session, actor, marks)
        entries = [entry_json(shown) for shown in found]
    else:
        since = moment - timedelta(days=batch.draw.days)
        found, marks, more = changed_since(
            session,
            actor,
            marks,
            since=since,
            own=True,
            limit=MOST_DRAWN,
            again=batch.epoch not in {None, epoch},
        )
        pictures = drawn(session, actor, found)
        entries = [
            {**entry_json(shown), "drawn": picture}
            for shown, picture in zip(found, pictures, strict=True)
        ]
    return {"cursor": write_cursor(marks), "more": more, "entries": entries}
