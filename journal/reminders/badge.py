"""How many doses are due, for the number on the app's icon."""

import logging
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from journal.plans.expected import Expected, medicines_of, readable
from journal.plans.reviewing import after_stay
from journal.records import restored
from journal.records.access import records_for_child
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.failures import place_of
from journal.records.kinds.dose import DoseRow
from journal.records.kinds.stay import StayRow
from journal.records.people import Membership
from journal.reminders.ends import STALE

# Spans are half open: a dose of this very moment is due.
INSTANT = timedelta(microseconds=1)

log = logging.getLogger(__name__)


def due_count(
    session: Session,
    account_id: uuid.UUID,
    *,
    now: datetime,
    known: dict[uuid.UUID, int] | None = None,
) -> int:
    """Return how many doses have fallen due and nobody has recorded, of all children together.

    Of every child the person records for, in the last twelve hours: what is older has no record,
    and Today calls it due no more. A household that waits for its phones after a restore has none
    that are known to be due (H35). What nobody is reminded of because of a stay in hospital counts
    as little (H37).

    known  the children that were counted at this moment already, to be counted once

    Doses alone: a dose leaves the number when somebody records it. An appointment, an own reminder
    or a question has nothing that could take it away again, and a number that stays is looked past.
    """
    children = session.exec(
        select(Child)
        .join(Membership, col(Membership.household_id) == col(Child.household_id))
        .where(Membership.account_id == account_id, records_for_child())
        .where(col(Child.household_id).not_in(restored.households_waiting(session)))
    ).all()
    counted = {} if known is None else known
    for child in children:
        if child.id not in counted:
            counted[child.id] = _due_safely(session, child, now)
    return sum(counted[child.id] for child in children)


def _due_safely(session: Session, child: Child, now: datetime) -> int:
    """A number on an icon is no reason to hold back what is told of a brother or a sister."""
    try:
        return _due(session, child, now)
    except SQLAlchemyError:
        raise
    except Exception as error:
        log.error("The doses of a child could not be counted: %s", place_of(error))
        return 0


def _due(session: Session, child: Child, now: datetime) -> int:
    medicines = medicines_of(session, child.id)
    found, _unreadable = readable(session, child, medicines, now - STALE + INSTANT, now + INSTANT)
    known = [one for one in found if one.was_known]
    slots = {one.key for one in known} - silent_in_hospital(session, child, known, now=now)
    if not slots:
        return 0
    recorded = session.execute(
        select(DoseRow.medicine, DoseRow.slot)
        .join(Entry, col(Entry.id) == col(DoseRow.entry_id))
        .where(col(DoseRow.medicine).in_({medicine for medicine, _slot in slots}))
        .where(col(DoseRow.slot).in_({slot for _medicine, slot in slots}))
        .where(col(Entry.deleted).is_(False))
    ).all()
    return len(slots - {(medicine, slot) for medicine, slot in recorded})


def silent_in_hospital(
    session: Session, child: Child, found: Sequence[Expected], *, now: datetime
) -> set[tuple[uuid.UUID, str]]:
    """Return the keys of the slots that a stay silences, as it does their reminders (H37).

    All while the child is in hospital, those that fell due there, and those of a medicine that
    waits to be looked at since the discharge.
    """
    if not found:
        return set()
    stays = session.exec(
        select(StayRow)
        .join(Entry, col(Entry.id) == col(StayRow.entry_id))
        .where(StayRow.child_id == child.id, col(Entry.deleted).is_(False))
    ).all()
    if not stays:
        return set()

    def is_theirs(moment: datetime) -> bool:
        return any(
            stay.admitted <= moment and (stay.discharged is None or stay.discharged > moment)
            for stay in stays
        )

    after = after_stay(session, child, {one.medicine.id for one in found}, now=now)
    waiting = after.missing if after else {}
    return {
        one.key
        for one in found
        if one.medicine.id in waiting or is_theirs(now) or is_theirs(one.slot.due_at)
    }
