"""Between the link and the journal: an owner says that it is who they meant (T5)."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from journal.care.problems import N_, Problem, Refused
from journal.records.access import Actor
from journal.records.acts import LINK, note
from journal.records.audit import Did
from journal.records.children import Child
from journal.records.people import Account, ChildRole, Invitation, Joiner, Membership
from journal.records.people_locked import locked_members, require_still_owner


def ask_to_join(
    session: Session, invitation: Invitation, account: Account, *, now: datetime
) -> None:
    """Let somebody wait at the door of the household their link is of. They see nothing of it."""
    assert invitation.household_id is not None
    session.merge(
        Joiner(
            household_id=invitation.household_id,
            account_id=account.id,
            role=invitation.role,
            child_id=invitation.child_id,
            meant=invitation.name,
            children=invitation.children,
            invited_by=invitation.made_by,
            asked_at=now,
        )
    )
    said = {"name": account.name, "meant": invitation.name, "role": invitation.role}
    said |= {LINK: invitation.id}
    household_id = invitation.household_id
    note(session, household_id, account.id, Did.JOINED, about=account.id, words=said, now=now)


def waiting(
    session: Session, household_ids: Collection[uuid.UUID]
) -> Sequence[tuple[Joiner, Account]]:
    """Everybody who waits at the door of these households, oldest first."""
    return session.exec(
        select(Joiner, Account)
        .join(Account, col(Account.id) == col(Joiner.account_id))
        .where(col(Joiner.household_id).in_(household_ids))
        .order_by(col(Joiner.asked_at), col(Account.id))
    ).all()


def waits_for(session: Session, account_id: uuid.UUID) -> str | None:
    """The name of who invited somebody that waits, "" where they are gone; None: nobody waits."""
    row = session.exec(
        select(Joiner, Account)
        .outerjoin(Account, col(Account.id) == col(Joiner.invited_by))
        .where(Joiner.account_id == account_id)
        .order_by(col(Joiner.asked_at))
        .limit(1)
    ).first()
    if row is None:
        return None
    inviter: Account | None = row[1]
    return inviter.name if inviter else ""


def confirm(
    session: Session,
    actor: Actor,
    household_id: uuid.UUID,
    account_id: uuid.UUID,
    *,
    now: datetime,
) -> None:
    """Let somebody in who waits: the membership begins now, as it was meant when they were invited.

    Raises Stranger, NotAllowed, or Refused not_waiting when another owner has answered (T39).
    """
    joiner, name = _answered(session, actor, household_id, account_id)
    session.add(
        Membership(
            household_id=household_id,
            account_id=account_id,
            role=joiner.role,
            child_id=joiner.child_id,
            sees_later=joiner.children is None,
            created_at=now,
        )
    )
    if joiner.children is not None:
        every = session.exec(select(Child.id).where(Child.household_id == household_id)).all()
        for child in every:
            if str(child) not in joiner.children:
                hidden = ChildRole(child_id=child, account_id=account_id, role=None, created_at=now)
                session.add(hidden)
    said = {"name": name, "role": joiner.role}
    note(session, household_id, actor, Did.CONFIRMED, about=account_id, words=said, now=now)


def refuse(
    session: Session,
    actor: Actor,
    household_id: uuid.UUID,
    account_id: uuid.UUID,
    *,
    now: datetime,
) -> None:
    """Send somebody away who waits. Raises as `confirm` does."""
    _joiner, name = _answered(session, actor, household_id, account_id)
    note(session, household_id, actor, Did.REFUSED, about=account_id, words={"name": name}, now=now)


def _answered(
    session: Session, actor: Actor, household_id: uuid.UUID, account_id: uuid.UUID
) -> tuple[Joiner, str]:
    """Who waited, with their name; nobody else answers for them any more."""
    actor.require_household(household_id)
    held = locked_members(session, household_id)
    require_still_owner(held, actor)
    joiner = session.get(Joiner, (household_id, account_id), populate_existing=True)
    if joiner is None:
        sentence = N_("Somebody has answered this already. Look at who is there now.")
        raise Refused(Problem("not_waiting", None, sentence))
    session.delete(joiner)
    session.flush()
    return joiner, session.get_one(Account, account_id).name
