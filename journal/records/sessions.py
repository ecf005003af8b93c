"""How long a sign-in lasts, and when nothing of it has to be known any more."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from journal.records.people import AuthSession

LONGEST = timedelta(days=180)
IDLE = timedelta(days=30)
# On a phone or computer that is not one's own (ASVS 7.3.1).
IDLE_ELSEWHERE = timedelta(minutes=30)
# Its cookie may be written once more on the last day, and is kept for as long again. Until then its
# phone can be removed, and told so (T24).
DEAD = 2 * LONGEST


def is_over(seen_at: datetime, created_at: datetime, *, lasts: bool, now: datetime) -> bool:
    """Whether a sign-in has ended by itself. `lasts`: on a phone or computer of one's own."""
    return now - created_at > LONGEST or now - seen_at > (IDLE if lasts else IDLE_ELSEWHERE)


def forget_dead(session: Session, *, now: datetime) -> None:
    """Drop the sign-ins that no browser has a cookie of any more."""
    session.execute(sa.delete(AuthSession).where(col(AuthSession.created_at) < now - DEAD))
