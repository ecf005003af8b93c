"""What could not be kept as a change is kept as it came, for its author to mend or discard."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from journal.entries import store, waiting
from journal.entries.change import ChangeRequest, Outcome, Result, restored
from journal.entries.record import record
from journal.records.access import Actor
from journal.records.columns import table_of
from journal.records.entries import Quarantine, Status

_QUARANTINE = table_of(Quarantine)
_EARLIER = sa.select(*_QUARANTINE.c["digest", "status", "errors"]).where(
    _QUARANTINE.c.change_id == sa.bindparam("change"), _QUARANTINE.c.by == sa.bindparam("writer")
)


def receive(session: Session, actor: Actor, change: ChangeRequest, *, now: datetime) -> Outcome:
    """`record` for a device that will not ask again: what is refused is kept, and said once more.

    A change id that was refused before answers REPEATED with the first errors; the same id with
    other content is a CONFLICT, and both versions are kept.
    """
    asked = {"change": change.id, "writer": actor.account_id}
    earlier = session.execute(_EARLIER, asked).all()
    if any(row.digest == change.digest() for row in earlier):
        return _first_answer(next(row for row in earlier if row.digest == change.digest()))
    outcome = record(session, actor, change, now=now)
    if earlier and outcome.result is Result.REJECTED:
        outcome = Outcome(result=Result.CONFLICT, errors=outcome.errors)
    unkept_conflict = outcome.result is Result.CONFLICT and outcome.revision is None
    if outcome.result is Result.REJECTED or unkept_conflict:
        status = Status(outcome.result.value)
        store.keep_refused(session, actor, change, outcome.errors, now=now, status=status)
    if outcome.result is Result.REJECTED:
        waiting.refuse_followers(session, actor, change, now=now)
    return outcome


def _first_answer(row: sa.Row[Any]) -> Outcome:
    errors = tuple(restored(error) for error in row.errors)
    if row.status is Status.CONFLICT:
        return Outcome(result=Result.CONFLICT, errors=errors)
    return Outcome(result=Result.REPEATED, errors=errors)
