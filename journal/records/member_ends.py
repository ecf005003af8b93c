"""What ends with a membership, or with the sight of one child, at once and for good (T4)."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.records.children import Child
from journal.records.people import ApiToken, ChildRole, Invitation, Membership
from journal.records.reminder_choices import CalendarFeed
from journal.records.reminders import Ended, PhoneState, PushSubscription
from journal.records.share_ends import end_shares_of


def end_membership(
    session: Session, membership: Membership, *, by: uuid.UUID | None, now: datetime
) -> None:
    """Take somebody out of a household, with every way in that was theirs.

    by  None: this server, after a restore
    What they wrote stays, with their name.
    """
    household_id, account_id = membership.household_id, membership.account_id
    children = set(session.exec(select(Child.id).where(Child.household_id == household_id)))
    session.delete(membership)
    session.execute(
        sa.delete(ChildRole).where(
            col(ChildRole.account_id) == account_id, col(ChildRole.child_id).in_(children)
        )
    )
    session.execute(
        sa.delete(Invitation)
        .where(col(Invitation.household_id) == household_id, col(Invitation.made_by) == account_id)
        .where(col(Invitation.used_at).is_(None))
    )
    session.flush()
    end_shares_of(session, household_id, account_id, by=by, now=now)
    for child in children:
        _end_feeds(session, account_id, child, now=now)
    left = select(Membership.household_id).where(Membership.account_id == account_id).limit(1)
    is_last = session.exec(left).first() is None
    _end_tokens(session, account_id, {str(child) for child in children}, everything=is_last)
    if is_last:
        _silence_phones(session, account_id)


def end_sight(
    session: Session, child: Child, account_id: uuid.UUID, *, by: uuid.UUID | None, now: datetime
) -> None:
    """End every way in that somebody made to one child, whom they see no more."""
    end_shares_of(session, child.household_id, account_id, by=by, now=now, child_id=child.id)
    _end_feeds(session, account_id, child.id, now=now)


def _end_feeds(
    session: Session, account_id: uuid.UUID, child_id: uuid.UUID, *, now: datetime
) -> None:
    session.execute(
        sa.update(CalendarFeed)
        .where(col(CalendarFeed.account_id) == account_id, col(CalendarFeed.child_id) == child_id)
        .where(col(CalendarFeed.ended_at).is_(None))
        .values(ended_at=now)
    )


def _end_tokens(
    session: Session, account_id: uuid.UUID, children: set[str], *, everything: bool
) -> None:
    for token in session.exec(select(ApiToken).where(ApiToken.account_id == account_id)).all():
        if everything or children & set(token.children or ()):
            session.delete(token)
    session.flush()


def _silence_phones(session: Session, account_id: uuid.UUID) -> None:
    for phone in session.exec(
        select(PushSubscription).where(PushSubscription.account_id == account_id)
    ):
        phone.state = PhoneState.GONE
        phone.detail = Ended.LEFT
    session.flush()
