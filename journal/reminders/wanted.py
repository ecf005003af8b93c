"""All that a child's plans want the family to be reminded of: the doses, and the notices."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from journal.plans.expected import Expected, medicines_of, readable
from journal.plans.matters import Matter
from journal.plans.notices import Notice, notices
from journal.plans.refills import Refill, refills
from journal.records.children import Child
from journal.records.medicines import MedicineTurn
from journal.records.reminders import About
from journal.reminders.checks import deciding, silencing


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One reminder as an occurrence keeps it.

    decided_at  when its plan or pause was written: what was due before that, nobody expected
    matter      what a notice is about; None for a dose
    """

    key: str
    about: About
    medicine_id: uuid.UUID
    slot: str
    due_at: datetime
    decided_at: datetime
    matter: Matter | None = None

    def may_be_told(self, turns: Sequence[MedicineTurn], zone: ZoneInfo, *, now: datetime) -> bool:
        """Whether no stop or pause of the medicine is against it now or when it falls due."""
        if self.matter is None:
            return silencing(turns, due_at=self.due_at, now=now) is None
        return self.matter.holds(turns, deciding(turns, due_at=self.due_at, now=now), zone)


def wanted(
    session: Session, child: Child, start: datetime, end: datetime, *, now: datetime
) -> tuple[dict[str, Wanted], set[uuid.UUID]]:
    """Return by key what has start <= due_at < end, and the medicines whose plan cannot be read.

    now  for the supplies alone: how long they last follows from the doses recorded so far
    """
    medicines = medicines_of(session, child.id)
    doses, unreadable = readable(session, child, medicines, start, end)
    told = notices(session, child, start, end, medicines=medicines)
    low = [one for one in refills(session, child, medicines, now=now) if start <= one.due_at < end]
    found = [*map(_dose, doses), *map(_notice, told), *map(_refill, low)]
    return {one.key: one for one in found}, {medicine.id for medicine in unreadable}


def _dose(one: Expected) -> Wanted:
    return Wanted(
        key=f"{one.medicine.id}:{one.slot.key}",
        about=About.DOSE,
        medicine_id=one.medicine.id,
        slot=one.slot.key,
        due_at=one.slot.due_at,
        decided_at=one.plan.made_at,
    )


def _notice(one: Notice) -> Wanted:
    return Wanted(
        key=one.key,
        about=one.about,
        medicine_id=one.medicine.id,
        slot=one.slot,
        due_at=one.due_at,
        decided_at=one.matter.decided_at,
        matter=one.matter,
    )


def _refill(one: Refill) -> Wanted:
    return Wanted(
        key=one.key,
        about=About.REFILL,
        medicine_id=one.medicine.id,
        slot=one.slot,
        due_at=one.due_at,
        decided_at=one.stocked_at,
    )
