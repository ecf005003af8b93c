"""Slowing down guesses. It lives in the database, so that every process counts the same."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from journal.records.people import Attempt

HOUR = timedelta(hours=1)


def try_again_in(session: Session, key: str, *, most: int, now: datetime) -> timedelta | None:
    """Count one more try under `key`; return how long to wait when an hour has had `most`."""
    since = now - HOUR
    times = session.scalars(
        sa.select(col(Attempt.at))
        .where(col(Attempt.key) == key, col(Attempt.at) > since)
        .order_by(col(Attempt.at).desc())
        .limit(most)
    ).all()
    if len(times) >= most:
        return times[-1] + HOUR - now
    session.add(Attempt(key=key, at=now))
    return None


def forget(session: Session, key: str) -> None:
    """Start counting anew: somebody has shown who they are."""
    session.execute(sa.delete(Attempt).where(col(Attempt.key) == key))


def forget_old(session: Session, *, now: datetime) -> None:
    """Drop what no window looks at any more."""
    session.execute(sa.delete(Attempt).where(col(Attempt.at) < now - 2 * HOUR))
