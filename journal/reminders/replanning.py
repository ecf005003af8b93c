"""Plans reminders anew in the transaction that changes a plan, whoever changes it.

So a new dose plan, a stop or an appointment and its reminders are there together, or neither.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import event
from sqlmodel import Session

from journal.records.appointments import Appointment, OwnReminder
from journal.records.children import Child
from journal.records.lab_plans import ClinicFigure, LabRule
from journal.records.medicines import DosePlan, Medicine, MedicineTurn, Supply
from journal.records.reminder_choices import KindChoice
from journal.records.vaccine_plans import VaccineWish
from journal.reminders.planning import plan_child

# What a plan is made of. Doses and infusions are not among them: the next beat follows those.
PLANS = (
    Medicine,
    DosePlan,
    MedicineTurn,
    Supply,
    Appointment,
    OwnReminder,
    KindChoice,
    LabRule,
    VaccineWish,
    ClinicFigure,
)


@contextmanager
def replanning(session: Session, *, now: datetime) -> Iterator[None]:
    """Plan every child anew whose plan was changed in the block; nothing when none was.

    A change that goes round the session's own rows (a bulk statement) is not seen: the next beat
    finds it.
    """
    touched: set[uuid.UUID] = set()

    def note(_session: Any, _flushed: Any) -> None:
        rows = (*session.new, *session.dirty, *session.deleted)
        touched.update(row.child_id for row in rows if isinstance(row, PLANS))
        touched.update(row.id for row in session.dirty if isinstance(row, Child))

    event.listen(session, "after_flush", note)
    try:
        yield
        session.flush()
    finally:
        event.remove(session, "after_flush", note)
    for child_id in sorted(touched):
        plan_child(session, child_id, now=now)
