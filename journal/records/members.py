"""The people of a household: who they are, what role they have, and how they leave."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from journal.care.problems import N_, Problem, Refused
from journal.records.access import RIGHTS, Actor, Right, Stranger
from journal.records.acts import note
from journal.records.audit import Did
from journal.records.children import Child
from journal.records.member_ends import end_membership, end_sight
from journal.records.partings import ask_to_part
from journal.records.people import Account, ChildRole, Invitation, Membership, Parting, Role
from journal.records.people_locked import (
    locked_members,
    refuse_without_owner,
    require_still_owner,
)
from journal.records.share_ends import end_shares_of
from journal.records.who_records import wrote


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
    found = open_invitations(session, household_id, now=now)
    for invitation in found:
        invitation.expires_at = now
    if found:
        note(session, household_id, actor, Did.LINKS_WITHDRAWN, now=now)


def change_role(
    session: Session,
    actor: Actor,
    household_id: uuid.UUID,
    account_id: uuid.UUID,
    role: Role,
    *,
    now: datetime,
) -> Parting | None:
    """Give a member another role. Raises Stranger, NotAllowed, or Refused last_owner (T39).

    It holds at the next request, but that of another owner: it is announced, and what is returned
    says when it will be (T35). What they shared by links ends where the new role may not share.

    A teen may become something else and then sees every child; nobody becomes a teen but by a link
    that says whose journal is theirs: Refused teen_by_link.
    """
    held = _held(session, actor, household_id, account_id)
    member = held[account_id]
    refuse_without_owner({**{key: row.role for key, row in held.items()}, account_id: role})
    before = member.role
    if role is Role.TEEN and before is not Role.TEEN:
        sentence = N_("Invite a teen by a link: it says whose journal is theirs.")
        raise Refused(Problem("teen_by_link", "role", sentence))
    if role is before:
        return None
    if before is Role.OWNER and account_id != actor.account_id:
        return ask_to_part(session, actor, member, role, now=now)
    said = {"name": _name(session, account_id), "role": role, "before": before}
    said |= wrote(session, household_id, account_id)
    member.child_id = None
    member.role = role
    _forget_parting(session, member)
    note(session, household_id, actor, Did.ROLE_CHANGED, about=account_id, words=said, now=now)
    if Right.MANAGE not in RIGHTS[role]:
        end_shares_of(session, household_id, account_id, by=actor.account_id, now=now)
    return None


def remove_member(
    session: Session,
    actor: Actor,
    household_id: uuid.UUID,
    account_id: uuid.UUID,
    *,
    now: datetime,
) -> Parting | None:
    """End a membership, one's own or, as an owner, another's; at once (T4).

    That of another owner is announced, and what is returned says when it will be (T35). Every way
    in that they made ends too, and their phones are told nothing more once no household is left.
    Raises Stranger, NotAllowed, or Refused last_owner.
    """
    if account_id == actor.account_id:
        if household_id not in actor.households:
            raise Stranger
        held = locked_members(session, household_id)
        if account_id not in held:
            raise Stranger
    else:
        held = _held(session, actor, household_id, account_id)
    member, name = held[account_id], _name(session, account_id)
    refuse_without_owner({key: row.role for key, row in held.items() if key != account_id})
    said = wrote(session, household_id, account_id)
    if account_id == actor.account_id:
        note(session, household_id, actor, Did.LEFT, about=account_id, words=said, now=now)
    elif member.role is Role.OWNER:
        return ask_to_part(session, actor, member, None, now=now)
    else:
        said |= {"name": name}
        note(session, household_id, actor, Did.REMOVED, about=account_id, words=said, now=now)
    _forget_parting(session, member)
    end_membership(session, member, by=actor.account_id, now=now)
    return None


def change_child_role(
    session: Session,
    actor: Actor,
    child: Child,
    account_id: uuid.UUID,
    role: Role | None,
    *,
    as_in_household: bool = False,
    now: datetime,
) -> None:
    """Say what a member is to one child: another role than elsewhere, or nothing (None).

    It holds at the next request. With nothing, they see no child either who is added later, until
    an owner says so (`show_later`), and what they let calendars read of this one ends.

    Raises Stranger, NotAllowed, or Refused owner_sees_all of an owner or a teen.
    """
    held = _held(session, actor, child.household_id, account_id)
    member = held[account_id]
    if member.role in {Role.OWNER, Role.TEEN} or role in {Role.OWNER, Role.TEEN}:
        sentence = N_("An owner sees every child, and a teen one. Change the role instead.")
        raise Refused(Problem("owner_sees_all", "role", sentence))
    known = session.get(ChildRole, (child.id, account_id))
    before = wrote(session, child.household_id, account_id)
    if as_in_household:
        if known is None:
            return
        session.delete(known)
        role = member.role
    elif known is not None and known.role is role:
        return
    else:
        session.merge(
            ChildRole(child_id=child.id, account_id=account_id, role=role, created_at=now)
        )
    session.flush()
    said = {"name": _name(session, account_id), "child": child.name, "role": role or "", **before}
    home, by = child.household_id, actor.account_id
    note(session, home, actor, Did.CHILD_ROLE_CHANGED, about=account_id, words=said, now=now)
    if role is None:
        # Whoever does not see one child is shown no further one by itself.
        member.sees_later = False
        end_sight(session, child, account_id, by=by, now=now)


def show_photos(
    session: Session,
    actor: Actor,
    household_id: uuid.UUID,
    account_id: uuid.UUID,
    *,
    yes: bool,
    now: datetime,
) -> None:
    """Show a viewer the photos too, or not any more. Raises Stranger or NotAllowed."""
    member = _held(session, actor, household_id, account_id)[account_id]
    if member.sees_photos is yes:
        return
    member.sees_photos = yes
    _note_about(session, actor, member, Did.PHOTOS_SHOWN if yes else Did.PHOTOS_HIDDEN, now=now)


def show_later(
    session: Session,
    actor: Actor,
    household_id: uuid.UUID,
    account_id: uuid.UUID,
    *,
    yes: bool,
    now: datetime,
) -> None:
    """Let a member see a child who is added from now on, or not. Raises Stranger or NotAllowed."""
    member = _held(session, actor, household_id, account_id)[account_id]
    if member.sees_later is yes:
        return
    member.sees_later = yes
    _note_about(session, actor, member, Did.LATER_SHOWN if yes else Did.LATER_HIDDEN, now=now)


def hide_from_the_chosen(session: Session, child: Child, *, now: datetime) -> None:
    """Of a child who is added now: whoever was let in for some of the children only does not see
    this one until an owner says so."""
    some = select(Membership.account_id).where(
        Membership.household_id == child.household_id,
        col(Membership.sees_later).is_(False),
        # An owner sees every child, and a teen one.
        col(Membership.role).in_([Role.CAREGIVER, Role.VIEWER]),
    )
    for account_id in session.exec(some).all():
        hidden = ChildRole(child_id=child.id, account_id=account_id, role=None, created_at=now)
        session.add(hidden)
    session.flush()


def _held(
    session: Session, actor: Actor, household_id: uuid.UUID, account_id: uuid.UUID
) -> dict[uuid.UUID, Membership]:
    """The members, locked, for an owner who decides about one of them."""
    actor.require_household(household_id)
    held = locked_members(session, household_id)
    require_still_owner(held, actor)
    if account_id not in held:
        raise Stranger
    return held


def _note_about(
    session: Session, actor: Actor, member: Membership, what: Did, *, now: datetime
) -> None:
    home, about = member.household_id, member.account_id
    said = {"name": _name(session, about)}
    note(session, home, actor, what, about=about, words=said, now=now)


def _forget_parting(session: Session, member: Membership) -> None:
    parting = session.get(Parting, (member.household_id, member.account_id))
    if parting is not None:
        session.delete(parting)
    session.flush()


def _name(session: Session, account_id: uuid.UUID) -> str:
    return session.get_one(Account, account_id).name
