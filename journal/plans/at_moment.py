"""A child at one moment: what pages and rules work out of it stands on its own day."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlmodel import Session

from journal.records.children import Child


@dataclass(frozen=True, kw_only=True)
class AtMoment:
    """Subclasses read what they say of the child once, and when it is asked for."""

    session: Session
    child: Child
    now: datetime

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.child.zone)

    @cached_property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()
