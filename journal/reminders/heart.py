"""The heartbeat of the reminders: that it stops is what families must learn first (H19)."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from journal.records.columns import table_of
from journal.records.reminders import Heartbeat

NAME = "reminders"
LATE_AFTER = timedelta(seconds=90)
# Made once: every page and every look for news asks it.
_LAST = sa.select(table_of(Heartbeat).c.at).where(table_of(Heartbeat).c.name == NAME)


def beat(session: Session, *, now: datetime) -> None:
    """Note that reminders are running."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = sqlite.insert if is_sqlite else postgresql.insert
    row = insert(Heartbeat).values(name=NAME, at=now)
    session.execute(row.on_conflict_do_update(index_elements=["name"], set_={"at": now}))


def last_beat(session: Session) -> datetime | None:
    """Return when reminders last ran, or None on a server where they never did."""
    at: datetime | None = session.execute(_LAST).scalar()
    return at


def is_late(session: Session, *, now: datetime) -> bool:
    """Whether reminders are not running: for more than 90 seconds no sign of them, or never one.

    A sign from the future counts for nothing: the clock was set back since.
    """
    seen = last_beat(session)
    return seen is None or abs(now - seen) > LATE_AFTER
