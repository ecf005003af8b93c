"""One reminder that the plans ask for, before it is an occurrence."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlmodel import Session

from journal.plans.expected import medicines_of
from journal.plans.matters import Matter
from journal.records.children import Child
from journal.records.medicines import Medicine, MedicineTurn
from journal.records.reminders import About
from journal.reminders.kind_rules import KindRule, kind_rules
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
    is_broken   the source failed: nobody knows what it asks for
    """

    found: Iterable[Wanted] = ()
    unreadable: set[uuid.UUID] = field(default_factory=set)
    is_broken: bool = False


@dataclass(frozen=True, kw_only=True)
class Look:
    """One look at a child's plans: what all sources need of it is read once.

    Asked for is what has start <= due_at < end.
    """

    session: Session
    child: Child
    start: datetime
    end: datetime
    now: datetime

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.child.zone)

    @cached_property
    def rules(self) -> Mapping[About, KindRule]:
        return kind_rules(self.session, self.child.id)

    @cached_property
    def medicines(self) -> Sequence[Medicine]:
        return medicines_of(self.session, self.child.id)

    def covers(self, due_at: datetime) -> bool:
        """Whether the moment lies in the stretch of time that is looked at."""
        return self.start <= due_at < self.end


# What the plans of a child ask for.
Source = Callable[[Look], Asked]


def wall_slot(due_at: datetime, zone: ZoneInfo) -> str:
    """The wall time of an instant as an occurrence keeps it: "2026-11-22T18:00"."""
    return due_at.astimezone(zone).replace(tzinfo=None).isoformat(timespec="minutes")
