"""How long a sign-in lasts, and when nothing of it has to be known any more."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from journal.records.people import AuthSession

LONGEST = timedelta(days=180)
# Its cookie may be written once more on the last day, and is kept for as long again. Until then its
# phone can be removed, and told so (T24).
DEAD = 2 * LONGEST


def forget_dead(session: Session, *, now: datetime) -> None:
    """Drop the sign-ins that no browser has a cookie of any more."""
    session.execute(sa.delete(AuthSession).where(col(AuthSession.created_at) < now - DEAD))
