"""The demo's calendar, its dice and its ids: the same every time for the same day."""

import hashlib
import random
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from journal.care.rhythm import Weekday

DAYS = 548
ZONE = "America/New_York"
SPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "demo.sunhat")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Eighteen months that end now. A day is a number: 0 is the first, DAYS is today."""

    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """Where the family lives."""
        return ZoneInfo(ZONE)

    def on(self, day: int) -> date:
        """The date of a day."""
        return self.now.astimezone(self.zone).date() - timedelta(days=DAYS - day)

    def at(self, day: int, clock: str) -> datetime:
        """The moment of a clock time ("18:05") on a day, aware UTC."""
        wall = datetime.combine(self.on(day), time.fromisoformat(clock), self.zone)
        return wall.astimezone(UTC)

    def day_of(self, on: date) -> int:
        """The number of a date: the inverse of `on`."""
        return DAYS - (self.on(DAYS) - on).days

    def first(self, weekday: Weekday, day: int) -> int:
        """The first such weekday on or after a day."""
        return day + (weekday.number - self.on(day).weekday()) % 7


def dice(*names: object) -> random.Random:
    """Dice of their own for each purpose, so that one more roll here moves nothing elsewhere."""
    return random.Random("/".join(str(name) for name in names))


def named(*names: object) -> uuid.UUID:
    """The id of a demo row: the same name, the same id."""
    return uuid.uuid5(SPACE, "/".join(str(name) for name in names))


def timed(moment: datetime, *names: object) -> uuid.UUID:
    """As `named`, shaped as the version 7 id that a phone would have made at that moment."""
    words = "/".join(str(name) for name in names)
    rest = int.from_bytes(hashlib.sha256(words.encode()).digest()[:10], "big")
    number = (int(moment.timestamp() * 1000) << 80) | rest
    number = number & ~(0xF << 76) | (7 << 76)
    return uuid.UUID(int=number & ~(0b11 << 62) | (0b10 << 62))
