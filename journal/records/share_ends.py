"""When a link is over, and what goes with it (docs/decisions/0017)."""

import uuid
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.records.children import Child
from journal.records.shares import Share, SharedFile

# Who has opened the page may fetch its PDF for so long, also where nobody may open it any more.
FETCH = timedelta(hours=1)


class ShareState(StrEnum):
    """Whether a link opens, and if not, why."""

    OPEN = "open"
    ENDED = "ended"
    EXPIRED = "expired"
    GUESSED = "guessed"
    USED_UP = "used_up"


def state_of(share: Share, *, now: datetime) -> ShareState:
    """Return what has become of a link by now."""
    if share.ended_at is not None:
        return ShareState.ENDED
    if share.expires_at <= now:
        return ShareState.EXPIRED
    if share.tries <= 0:
        return ShareState.GUESSED
    if share.most_opens is not None and share.opens >= share.most_opens:
        return ShareState.USED_UP
    return ShareState.OPEN


def opens_still(now: datetime) -> sa.ColumnElement[bool]:
    """The same in SQL, for the one UPDATE that decides."""
    return sa.and_(
        col(Share.ended_at).is_(None),
        col(Share.expires_at) > now,
        col(Share.tries) > 0,
        sa.or_(col(Share.most_opens).is_(None), col(Share.opens) < col(Share.most_opens)),
    )


def has_files(session: Session, share_id: str) -> bool:
    """Return whether anything is left that a link could show: after a backup there is not."""
    query = select(SharedFile.what).where(SharedFile.share_id == share_id).limit(1)
    return session.exec(query).first() is not None


def drop_files(session: Session, share_id: str) -> None:
    """Remove what a link showed, at once."""
    session.execute(sa.delete(SharedFile).where(col(SharedFile.share_id) == share_id))


def end_shares_of(
    session: Session,
    household_id: uuid.UUID,
    account_id: uuid.UUID,
    *,
    by: uuid.UUID | None,
    now: datetime,
    child_id: uuid.UUID | None = None,
) -> None:
    """End every link to a child of this household that this person made: for good, also should
    they come back (T4). child_id: only those to this child."""
    children = sa.select(col(Child.id)).where(col(Child.household_id) == household_id)
    if child_id is not None:
        children = children.where(col(Child.id) == child_id)
    mine = select(Share).where(Share.made_by == account_id, col(Share.child_id).in_(children))
    for share in session.exec(mine.where(col(Share.ended_at).is_(None))).all():
        share.ended_at, share.ended_by = now, by
        drop_files(session, share.id)
    session.flush()


def drop_over(session: Session, *, now: datetime) -> None:
    """Remove what links showed that are over; the family still reads that there were such links."""
    fetched = sa.and_(
        col(Share.opens) >= col(Share.most_opens), col(Share.last_opened_at) < now - FETCH
    )
    over = sa.or_(
        col(Share.ended_at).is_not(None),
        col(Share.expires_at) <= now,
        col(Share.tries) <= 0,
        fetched,
    )
    ids = sa.select(col(Share.id)).where(over)
    session.execute(sa.delete(SharedFile).where(col(SharedFile.share_id).in_(ids)))
