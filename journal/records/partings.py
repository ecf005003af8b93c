"""An owner whom another owner wants out: announced to all, done a week later (T35, decision 20)."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.care.problems import N_, Problem, Refused
from journal.records.access import Actor, NotAllowed
from journal.records.acts import note
from journal.records.audit import Did
from journal.records.member_ends import end_membership
from journal.records.people import Account, Membership, Parting, Role
from journal.records.people_locked import locked_members, require_still_owner
from journal.records.share_ends import end_shares_of
from journal.records.who_records import DELAY, wrote


def ask_to_part(
    session: Session, actor: Actor, membership: Membership, role: Role | None, *, now: datetime
) -> Parting:
    """Announce that an owner is to be removed (role None) or to be something else, in a week.

    Whoever asks for the same again moves nothing: the day stays.
    """
    key = (membership.household_id, membership.account_id)
    known = session.get(Parting, key)
    if known is not None and known.role == role:
        return known
    if known is not None:
        session.delete(known)
        session.flush()
    parting = Parting(
        household_id=key[0],
        account_id=key[1],
        role=role,
        asked_by=actor.account_id,
        asked_at=now,
        due_at=now + DELAY,
    )
    session.add(parting)
    said = {"name": _name(session, key[1]), "role": role or "", "on": parting.due_at.isoformat()}
    note(session, key[0], actor, Did.REMOVAL_ASKED, about=key[1], words=said, now=now)
    return parting


def withdraw_parting(
    session: Session,
    actor: Actor,
    household_id: uuid.UUID,
    account_id: uuid.UUID,
    *,
    now: datetime,
) -> None:
    """Take back that an owner is to go: whoever asked it, or an owner whom it is not about.

    Raises Stranger, NotAllowed, or Refused not_announced when it is not announced any more.
    """
    actor.require_household(household_id)
    require_still_owner(locked_members(session, household_id), actor)
    if account_id == actor.account_id:
        raise NotAllowed
    parting = session.get(Parting, (household_id, account_id), populate_existing=True)
    if parting is None:
        sentence = N_("It is not announced any more. Look at who is there now.")
        raise Refused(Problem("not_announced", None, sentence))
    session.delete(parting)
    said = {"name": _name(session, account_id)}
    note(session, household_id, actor, Did.REMOVAL_WITHDRAWN, about=account_id, words=said, now=now)


def partings(
    session: Session, household_ids: Collection[uuid.UUID]
) -> Sequence[tuple[Parting, str, str]]:
    """What is announced in these households, with the name of the owner and of who asked it."""
    rows = session.exec(
        select(Parting)
        .where(col(Parting.household_id).in_(household_ids))
        .order_by(col(Parting.due_at), col(Parting.account_id))
    ).all()
    return [(row, _name(session, row.account_id), _name(session, row.asked_by)) for row in rows]


def announce_partings_anew(session: Session, *, now: datetime) -> None:
    """After a restore: somebody may have taken it back since, so everybody has a week once more."""
    soon = col(Parting.due_at) < now + DELAY
    session.execute(sa.update(Parting).where(soon).values(due_at=now + DELAY))


def carry_out_partings(session: Session, *, now: datetime) -> None:
    """Do what was announced and is due. What an owner asked who is none any more has lapsed."""
    due = session.exec(select(Parting).where(col(Parting.due_at) <= now).order_by("due_at")).all()
    for row in due:
        household_id, account_id = row.household_id, row.account_id
        held = locked_members(session, household_id)
        parting = session.get(Parting, (household_id, account_id), populate_existing=True)
        if parting is None:
            continue
        session.delete(parting)
        session.flush()
        asker, member = held.get(parting.asked_by), held.get(account_id)
        if asker is None or asker.role is not Role.OWNER:
            continue
        if member is not None and member.role is Role.OWNER:
            _part(session, member, parting, now=now)


def _part(session: Session, member: Membership, parting: Parting, *, now: datetime) -> None:
    name, by = _name(session, member.account_id), parting.asked_by
    household_id, account_id = member.household_id, member.account_id
    said = {"name": name, **wrote(session, household_id, account_id)}
    if parting.role is None:
        end_membership(session, member, by=by, now=now)
        note(session, household_id, by, Did.REMOVED, about=account_id, words=said, now=now)
        return
    member.role = parting.role
    session.flush()
    end_shares_of(session, household_id, account_id, by=by, now=now)
    said |= {"role": parting.role, "before": Role.OWNER}
    note(session, household_id, by, Did.ROLE_CHANGED, about=account_id, words=said, now=now)


def _name(session: Session, account_id: uuid.UUID) -> str:
    return session.get_one(Account, account_id).name
