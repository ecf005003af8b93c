"""When the reminders last ran to their end."""

from datetime import datetime, timedelta

from sqlmodel import Session

from journal.records.reminders import Heartbeat

REMINDERS = "reminders"
LATE_AFTER = timedelta(seconds=90)


def beat(session: Session, *, now: datetime, name: str = REMINDERS) -> None:
    """Note that a sweep has run to its end."""
    session.merge(Heartbeat(name=name, at=now))


def last_beat(session: Session, name: str = REMINDERS) -> datetime | None:
    """When the last sweep ended, or None when there was none yet."""
    row = session.get(Heartbeat, name)
    return row.at if row else None


def is_late(session: Session, *, now: datetime, name: str = REMINDERS) -> bool:
    """Whether no sweep has ended for more than 90 seconds (H19). None ever counts as late."""
    at = last_beat(session, name)
    return at is None or now - at > LATE_AFTER
