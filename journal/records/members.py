"""The people of a household: who they are, what role they have, and how they leave."""

import uuid
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.care.problems import N_, Problem, Refused
from journal.records.access import RIGHTS, Actor, Right, Stranger
from journal.records.people import Account, Household, Invitation, Membership, Role
from journal.records.reminders import Ended, PhoneState, PushSubscription
from journal.records.share_ends import end_shares_of


def members(session: Session, household_id: uuid.UUID) -> Sequence[tuple[Account, Membership]]:
    """Everybody of a household, in the order in which they joined."""
    return session.exec(
        select(Account, Membership)
        .join(Membership, col(Membership.account_id) == col(Account.id))
        .where(Membership.household_id == household_id)
        .order_by(col(Membership.created_at), col(Account.id))
    ).all()


def open_invitations(
    session: Session, household_id: uuid.UUID, *, now: datetime
) -> Sequence[Invitation]:
    """The links into a household that still work, oldest first."""
    return session.exec(
        select(Invitation)
        .where(Invitation.household_id == household_id, col(Invitation.used_at).is_(None))
        .where(col(Invitation.expires_at) > now)
        .order_by(col(Invitation.created_at))
    ).all()


def withdraw(session: Session, actor: Actor, household_id: uuid.UUID, *, now: datetime) -> None:
    """End every open link into a household, at once."""
    actor.require_household(household_id)
    for invitation in open_invitations(session, household_id, now=now):
        invitation.expires_at = now
    session.flush()


def change_role(
    session: Session,
    actor: Actor,
    household_id: uuid.UUID,
    account_id: uuid.UUID,
    role: Role,
    *,
    now: datetime,
) -> None:
    """Give a member another role. Raises Stranger, NotAllowed, or Refused last_owner (T39).

    What they shared by links ends where the new role may not share.

    A teen may become something else and then sees every child; nobody becomes a teen but by a link
    that says whose journal is theirs: Refused teen_by_link.
    """
    actor.require_household(household_id)
    held = _locked(session, household_id)
    _require_still_owner(held, actor)
    if account_id not in held:
        raise Stranger
    _refuse_without_owner({**{key: row.role for key, row in held.items()}, account_id: role})
    if role is Role.TEEN and held[account_id].role is not Role.TEEN:
        sentence = N_("Invite a teen by a link: it says whose journal is theirs.")
        raise Refused(Problem("teen_by_link", "role", sentence))
    if role is not Role.TEEN:
        held[account_id].child_id = None
    held[account_id].role = role
    session.flush()
    if Right.PLAN not in RIGHTS[role]:
        end_shares_of(session, household_id, account_id, by=actor.account_id, now=now)


def remove_member(
    session: Session,
    actor: Actor,
    household_id: uuid.UUID,
    account_id: uuid.UUID,
    *,
    now: datetime,
) -> None:
    """End a membership, one's own or, as an owner, another's; at once (T4).

    Links they made end too, into the household and to shared pages, and their phones are told
    nothing more once no household is left.
    Raises Stranger, NotAllowed, or Refused last_owner.
    """
    leaving = account_id == actor.account_id
    if leaving and household_id not in actor.households:
        raise Stranger
    if not leaving:
        actor.require_household(household_id)
    held = _locked(session, household_id)
    if not leaving:
        _require_still_owner(held, actor)
    if account_id not in held:
        raise Stranger
    _refuse_without_owner({key: row.role for key, row in held.items() if key != account_id})
    session.delete(held[account_id])
    session.flush()
    _end_links(session, household_id, account_id)
    end_shares_of(session, household_id, account_id, by=actor.account_id, now=now)
    _silence_phones(session, account_id)


def _locked(session: Session, household_id: uuid.UUID) -> dict[uuid.UUID, Membership]:
    """The members as they are now, with the household locked: of two owners who leave at the same
    moment one stays. SQLite's transactions are alone anyway."""
    session.exec(
        select(Household.id).where(Household.id == household_id).with_for_update(key_share=True)
    )
    rows = session.exec(
        select(Membership)
        .where(Membership.household_id == household_id)
        .execution_options(populate_existing=True)
    )
    return {row.account_id: row for row in rows}


def _require_still_owner(held: dict[uuid.UUID, Membership], actor: Actor) -> None:
    """The rights of this request were read before the lock was held."""
    row = held.get(actor.account_id)
    if row is None or row.role is not Role.OWNER:
        raise Stranger


def _refuse_without_owner(roles: dict[uuid.UUID, Role]) -> None:
    if Role.OWNER not in roles.values():
        raise Refused(
            Problem(
                "last_owner",
                "role",
                N_("A journal needs an owner. Make somebody else an owner first."),
            )
        )


def _end_links(session: Session, household_id: uuid.UUID, account_id: uuid.UUID) -> None:
    session.execute(
        sa.delete(Invitation)
        .where(col(Invitation.household_id) == household_id, col(Invitation.made_by) == account_id)
        .where(col(Invitation.used_at).is_(None))
    )


def _silence_phones(session: Session, account_id: uuid.UUID) -> None:
    left = select(Membership.household_id).where(Membership.account_id == account_id).limit(1)
    if session.exec(left).first() is not None:
        return
    for phone in session.exec(
        select(PushSubscription).where(PushSubscription.account_id == account_id)
    ):
        phone.state = PhoneState.GONE
        phone.detail = Ended.LEFT
    session.flush()
