"""Quiet hours: until when a person is not told, on the wall clock of their zone."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from journal.care.days import due_instant

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Quiet:
    """From `starts` (included) to `ends` (not included); over midnight when `ends` is earlier."""

    starts: time
    ends: time
    zone: ZoneInfo

    def holds(self, moment: datetime) -> bool:
        """Whether it is quiet at `moment`."""
        return self._holds(moment.astimezone(self.zone).time())

    def over_at(self, moment: datetime) -> datetime:
        """Return when the quiet that holds at `moment` is over; `moment` itself when none holds.

        On the nights when the clocks change the wall clock counts, as it does for doses.
        """
        wall = moment.astimezone(self.zone).replace(tzinfo=None)
        if not self._holds(wall.time()):
            return moment
        end = datetime.combine(wall.date(), self.ends)
        # An end that the clocks repeat or leave out may lie before the moment itself.
        return max(moment, due_instant(end if wall < end else end + DAY, self.zone))

    def _holds(self, wall: time) -> bool:
        if self.starts <= self.ends:
            return self.starts <= wall < self.ends
        return wall >= self.starts or wall < self.ends
