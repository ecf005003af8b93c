"""Plans every child in turn; who was planned a moment ago and has not changed is left alone."""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from journal.records.children import Child
from journal.records.database import Database
from journal.records.failures import place_of
from journal.records.people import Household
from journal.reminders import planning
from journal.reminders.trying import write

# A changed plan is planned anew in its own transaction, two days ahead: this is for what falls
# into the two days meanwhile.
EVERY = timedelta(minutes=5)

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Rounds:
    """What one worker remembers of its rounds: when a child was planned, at which entry."""

    every: timedelta = EVERY
    known: dict[uuid.UUID, tuple[datetime, int]] = field(default_factory=dict)

    def plan(
        self, database: Database, *, now: datetime, sign: Callable[[], None]
    ) -> tuple[int, int]:
        """Plan the children whose turn it is; return how many changes, and how many faults."""
        with database.reading() as session:
            found = _children(session)
        planned = faults = 0
        for child, seq in found:
            if self._is_fresh(child, seq, now):
                continue
            changes, whole = _plan_safely(database, child, now=now)
            planned += changes
            if whole:
                self.known[child] = now, seq
            else:
                faults += 1
            sign()
        return planned, faults

    def _is_fresh(self, child: uuid.UUID, seq: int, now: datetime) -> bool:
        at, last = self.known.pop(child, (None, None))
        if at is None or last != seq or not timedelta(0) <= now - at < self.every:
            return False
        self.known[child] = at, seq
        return True


def _children(session: Session) -> list[tuple[uuid.UUID, int]]:
    """The ids of all children, each with its household's count of changes."""
    joined = select(Child.id, Household.seq).join(
        Household, col(Household.id) == col(Child.household_id)
    )
    return [(child, seq) for child, seq in session.exec(joined)]


def _plan_safely(database: Database, child: uuid.UUID, *, now: datetime) -> tuple[int, bool]:
    try:
        return _plan(database, child, now=now)
    except Exception as error:
        # One plan that cannot be read must not silence the other children.
        log.error("The reminders of a child could not be planned: %s", place_of(error))
        return 0, False


def _plan(database: Database, child: uuid.UUID, *, now: datetime) -> tuple[int, bool]:
    with database.reading() as session:
        changes = planning.differences(session, child, now=now)
    if changes.unreadable:
        # The child's other medicines go on, but nobody may believe that all is told.
        log.error("The reminders of %d medicines could not be planned", len(changes.unreadable))
    # Most often nothing has changed, and then nobody waits for the write lock.
    if not changes:
        return 0, changes.is_whole
    planned = write(database, lambda session: planning.plan_child(session, child, now=now))
    return planned, changes.is_whole
