"""One reminder that the plans ask for, before it is an occurrence."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from journal.plans.matters import Matter
from journal.records.children import Child
from journal.records.medicines import MedicineTurn
from journal.records.reminders import About
from journal.reminders.silence import deciding, silencing


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One reminder as an occurrence keeps it.

    key         its natural key: the same thing at the same time has the same one, always
    slot        the wall time it is about: of the dose, of the appointment, else of the reminder
    decided_at  when its plan, its choice or its pause was written: what was due before that, nobody
                expected
    medicine_id, subject_id  what it is about; see Occurrence
    matter      what a notice is about; None for everything else
    """

    key: str
    about: About
    slot: str
    due_at: datetime
    decided_at: datetime
    medicine_id: uuid.UUID | None = None
    subject_id: uuid.UUID | None = None
    matter: Matter | None = None

    def may_be_told(self, turns: Sequence[MedicineTurn], zone: ZoneInfo, *, now: datetime) -> bool:
        """Whether no stop or pause of the medicine is against it now or when it falls due."""
        if self.matter is None:
            return silencing(turns, due_at=self.due_at, now=now) is None
        return self.matter.holds(turns, deciding(turns, due_at=self.due_at, now=now), zone)


@dataclass(frozen=True, slots=True)
class Asked:
    """What one source asks for.

    unreadable  the medicines and own reminders whose plan nobody can read: what is written down of
                them stays
    """

    found: Iterable[Wanted] = ()
    unreadable: set[uuid.UUID] = field(default_factory=set)


# What the plans of a child ask for with start <= due_at < end, looked at now.
Source = Callable[[Session, Child, datetime, datetime, datetime], Asked]


def wall_slot(due_at: datetime, zone: ZoneInfo) -> str:
    """The wall time of an instant as an occurrence keeps it: "2026-11-22T18:00"."""
    return due_at.astimezone(zone).replace(tzinfo=None).isoformat(timespec="minutes")
