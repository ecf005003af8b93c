"""The days of a page as instants: half open, on the child's own clock (H24)."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from journal.care.days import day_span

MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From the first instant of `from_on` to the first instant after `to_on`."""

    from_on: date
    to_on: date
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """The first instant, aware UTC."""
        return day_span(self.from_on, self.zone, MIDNIGHT)[0]

    @property
    def end(self) -> datetime:
        """The first instant after it, aware UTC."""
        return day_span(self.to_on, self.zone, MIDNIGHT)[1]

    def day(self, moment: datetime) -> date:
        """The calendar date of a moment in the child's zone."""
        return moment.astimezone(self.zone).date()

    def holds(self, day: date) -> bool:
        """Whether a date lies in the window."""
        return self.from_on <= day <= self.to_on
