"""Which dose stands in the way of another one, told before anybody has pressed a button (H1)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from journal.care.doses import Outcome
from journal.care.problems import Problem, Refused
from journal.entries.change import ChangeRequest
from journal.entries.dosing import SECOND_DOSE, concerns
from journal.records.children import Child
from journal.records.columns import uuid7
from journal.records.entries import Entry, Kind
from journal.records.kinds.dose import Dose, DoseRow
from journal.records.medicines import Medicine

# A slot is due for half a day, and a dose of its family day lies at most 26 hours from it.
UNPLANNED_AROUND = timedelta(hours=40)


def already(
    session: Session, child: Child, medicine: Medicine, slot: str | None, *, at: datetime
) -> Problem | None:
    """Return what a dose taken at `at` would be asked about, as its second one; writes nothing.

    The very question of `record`, so that a page never says less than its button will: code
    possible_double_dose or weekly_again, and in `values` the entry that stands already. None too
    when nobody can read the plan.
    """
    new = uuid7(at)
    fields: dict[str, Any] = {
        "at": at,
        "medicine": medicine.id,
        "slot": slot or None,
        "outcome": Outcome.GIVEN,
    }
    change = ChangeRequest(
        id=new,
        entry=new,
        child=child.id,
        kind=Kind.DOSE,
        made_at=at,
        zone=child.zone,
        fields=fields,
    )
    try:
        found = concerns(session, change, Dose.model_construct(**fields), medicine)
    except Refused:
        return None
    return next((problem for problem in found if problem.code in SECOND_DOSE), None)


def unplanned_near(session: Session, child_id: UUID, at: datetime) -> set[UUID]:
    """Return the medicines of which a dose for no slot stands near enough to `at` to matter.

    Of a slot that is due at `at` and that nobody recorded, no other medicine given more often than
    once a week has a question in `already`: asked once for a page full of doses.
    """
    rows = session.exec(
        select(DoseRow.medicine)
        .join(Entry, col(Entry.id) == col(DoseRow.entry_id))
        .where(col(Entry.deleted).is_(False), DoseRow.child_id == child_id)
        .where(col(DoseRow.slot).is_(None))
        .where(col(DoseRow.at).between(at - UNPLANNED_AROUND, at + UNPLANNED_AROUND))
    )
    return set(rows)


def entry_of(problem: Problem) -> UUID:
    """Return the entry that such a question is about."""
    return UUID(problem.values["entry"])
