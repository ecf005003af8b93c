"""What could not be kept as a change is kept as it came, for its author to mend or discard."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from journal.care.problems import N_, Problem
from journal.entries import edits, store, waiting
from journal.entries.change import ChangeRequest, Outcome, Result, restored
from journal.entries.forms import record_form
from journal.entries.readings import ID_TAKEN, FormReader
from journal.entries.record import record
from journal.records.access import Actor
from journal.records.columns import table_of
from journal.records.entries import Quarantine, Status
from journal.records.failures import is_id_taken

# A fault of ours, not of the change.
SERVER_ERROR = Problem("server_error", None, N_("The server failed here. Tell the owner."))

_QUARANTINE = table_of(Quarantine)
_EARLIER = sa.select(*_QUARANTINE.c["digest", "status", "errors"]).where(
    _QUARANTINE.c.change_id == sa.bindparam("change"), _QUARANTINE.c.by == sa.bindparam("writer")
)


def receive(
    session: Session,
    actor: Actor,
    change: ChangeRequest,
    *,
    now: datetime,
    ask: bool = False,
    read: FormReader | None = None,
) -> Outcome:
    """`record` for a device that will not ask again: what is refused is kept, and said once more.

    A change id that was refused before answers REPEATED with the first errors; the same id with
    other content is a CONFLICT, and both versions are kept. A form was mended and is looked at
    anew: it is written when nothing is wrong any more, else REJECTED, and all versions are kept.
    What was refused because of the change it follows is tried again: that one may be mended. So is
    what fell over a fault of ours.

    read  reads forms; a change with a form cannot be received without it
    """
    asked = {"change": change.id, "writer": actor.account_id}
    earlier = session.execute(_EARLIER, asked).all()
    known = next((row for row in earlier if row.digest == change.digest()), None)
    fell_with_its_base = known is not None and _fell_over(known, edits.BASE_REJECTED)
    if known is not None and not fell_with_its_base and not _fell_over(known, SERVER_ERROR):
        return _first_answer(known)
    if change.form is None:
        outcome = record(session, actor, change, now=now, ask=ask, read=read)
    else:
        assert read is not None
        outcome = record_form(session, actor, change, read=read, now=now, ask=ask)
    if known is not None and fell_with_its_base and edits.BASE_REJECTED in outcome.errors:
        return _first_answer(known)
    is_other = known is None and bool(earlier) and change.form is None
    if is_other and outcome.result is Result.REJECTED:
        outcome = Outcome(result=Result.CONFLICT, errors=outcome.errors)
    unkept_conflict = outcome.result is Result.CONFLICT and outcome.revision is None
    if outcome.result is Result.REJECTED or unkept_conflict:
        status = Status(outcome.result.value)
        store.keep_refused(session, actor, change, outcome.errors, now=now, status=status)
    if outcome.result is Result.REJECTED:
        waiting.refuse_followers(session, actor, change, now=now)
    return outcome


def fell_over(
    session: Session, actor: Actor, change: ChangeRequest, error: Exception, *, now: datetime
) -> Outcome:
    """Refuse what raised `error` instead of being received, and keep it for its author.

    An id that is taken stays taken: what followed this change will never stand. A fault of ours is
    tried again when the change comes again.
    """
    problem = ID_TAKEN if is_id_taken(error) else SERVER_ERROR
    store.keep_refused(session, actor, change, (problem,), now=now)
    if problem is ID_TAKEN:
        waiting.refuse_followers(session, actor, change, now=now)
    return Outcome(result=Result.REJECTED, errors=(problem,))


def _first_answer(row: sa.Row[Any]) -> Outcome:
    errors = tuple(restored(error) for error in row.errors)
    if row.status is Status.CONFLICT:
        return Outcome(result=Result.CONFLICT, errors=errors)
    return Outcome(result=Result.REPEATED, errors=errors)


def _fell_over(row: sa.Row[Any], problem: Problem) -> bool:
    return bool(row.errors) and all(error["code"] == problem.code for error in row.errors)
