"""The secret addresses under which calendars read a child's plan: made, found, ended."""

import hashlib
import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from journal.records.access import Actor, Right, actor_for
from journal.records.acts import note
from journal.records.audit import Did
from journal.records.children import Child
from journal.records.reminder_choices import CalendarFeed, Wording

READ_EVERY = timedelta(hours=1)


def make_feed(
    session: Session,
    actor: Actor,
    child_id: uuid.UUID,
    *,
    wording: Wording,
    label: str,
    now: datetime,
) -> str:
    """Return the secret of a new address: 32 random bytes. Only its hash is kept.

    Raises Stranger.
    """
    actor.require(Right.LOOK, child_id)
    token = secrets.token_urlsafe(32)
    session.add(
        CalendarFeed(
            id=_hashed(token),
            child_id=child_id,
            account_id=actor.account_id,
            label=label,
            wording=wording,
            made_at=now,
        )
    )
    session.flush()
    _note(session, actor, child_id, Did.CALENDAR_SHARED, now=now)
    return token


def find_feed(session: Session, token: str) -> CalendarFeed | None:
    """Return the address that works now; None for an ended one, a removed person's, any other.

    It is looked up by its hash: how long that takes says nothing of the secret.
    """
    feed = session.get(CalendarFeed, _hashed(token))
    if feed is None or feed.ended_at is not None:
        return None
    may = actor_for(session, feed.account_id).may(Right.LOOK, feed.child_id)
    return feed if may else None


def feeds_of(session: Session, actor: Actor, child_id: uuid.UUID) -> Sequence[CalendarFeed]:
    """The person's own addresses of this child that nobody ended, oldest first."""
    return session.exec(
        select(CalendarFeed)
        .where(CalendarFeed.child_id == child_id, CalendarFeed.account_id == actor.account_id)
        .where(col(CalendarFeed.ended_at).is_(None))
        .order_by(col(CalendarFeed.made_at), col(CalendarFeed.id))
    ).all()


def end_feed(
    session: Session, actor: Actor, child_id: uuid.UUID, feed_id: str, *, now: datetime
) -> None:
    """End one of the person's own addresses. Raises Stranger.

    A second time changes nothing, nor does naming an address that is another person's, or none.
    """
    actor.require(Right.LOOK, child_id)
    for feed in feeds_of(session, actor, child_id):
        if feed.id == feed_id:
            feed.ended_at = now
            _note(session, actor, child_id, Did.CALENDAR_ENDED, now=now)
    session.flush()


def is_read_anew(feed: CalendarFeed, *, now: datetime) -> bool:
    """Whether to note that it was read: once an hour is enough, calendars ask all the time."""
    return feed.read_at is None or now - feed.read_at >= READ_EVERY


def _note(session: Session, actor: Actor, child_id: uuid.UUID, what: Did, *, now: datetime) -> None:
    child = session.get_one(Child, child_id)
    said = {"child": child.name}
    note(session, child.household_id, actor, what, about=child_id, words=said, now=now)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
