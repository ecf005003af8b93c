"""Single-use links that let people in: the set-up link and invitations."""

import hashlib
import secrets
import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.care.problems import N_, Problem, Refused
from journal.records.access import Actor, Stranger
from journal.records.acts import note
from journal.records.audit import Did
from journal.records.joining import ask_to_join
from journal.records.passphrases import check_passphrase, hash_passphrase
from journal.records.people import Account, Household, Invitation, Membership, Role

LASTS = timedelta(hours=72)


class LinkOver(Exception):
    """The link was used, or its time is over (410)."""


def make_setup_link(session: Session, *, now: datetime) -> str | None:
    """Return the token of a new set-up link, or None once somebody has an account."""
    if session.exec(select(Account.id).limit(1)).first() is not None:
        return None
    session.execute(sa.delete(Invitation).where(col(Invitation.household_id).is_(None)))
    return _make(
        session, Invitation(id="", role=Role.OWNER, created_at=now, expires_at=now + LASTS)
    )


def invite(
    session: Session,
    actor: Actor,
    household_id: uuid.UUID,
    role: Role,
    *,
    now: datetime,
    name: str = "",
    child_id: uuid.UUID | None = None,
    children: Collection[uuid.UUID] | None = None,
) -> str:
    """Return the token of an invitation into the household, good once and for 72 hours.

    name      of the person it is meant for, as the family calls them
    child_id  of a teen, and of nobody else, the child they are
    children  those they will see; None: every child, also those that are added later
    Raises Stranger or NotAllowed unless the person owns the household.
    """
    actor.require_household(household_id)
    if any(actor.homes.get(child) != household_id for child in children or ()):
        raise Stranger
    own = None
    if role is Role.TEEN:
        if child_id is None or actor.homes.get(child_id) != household_id:
            raise Stranger
        own, children = child_id, None
    invitation = Invitation(
        id="",
        household_id=household_id,
        role=role,
        child_id=own,
        name=name,
        children=None if children is None else sorted(map(str, children)),
        made_by=actor.account_id,
        created_at=now,
        expires_at=now + LASTS,
    )
    token = _make(session, invitation)
    said = {"name": name, "role": role}
    note(session, household_id, actor, Did.INVITED, about=invitation.id, words=said, now=now)
    return token


def find_open(session: Session, token: str, *, now: datetime) -> Invitation:
    """Return the invitation of this link. Raises Stranger (never was) or LinkOver."""
    invitation = session.get(Invitation, _hashed(token))
    if invitation is None:
        raise Stranger
    if invitation.used_at is not None or invitation.expires_at <= now:
        raise LinkOver
    return invitation


def join(
    session: Session,
    token: str,
    *,
    name: str,
    email: str,
    passphrase: str,
    now: datetime,
) -> Account:
    """Use the link, once only: make the account, and the household with the set-up link. Whoever
    was invited waits until an owner confirms them (T5)."""
    invitation = find_open(session, token, now=now)
    if invitation.household_id is None and session.exec(select(Account.id).limit(1)).first():
        raise LinkOver
    check_passphrase(passphrase, about=(name, email, "sunhat"))
    if session.exec(select(Account.id).where(Account.email == email)).first() is not None:
        raise Refused(
            Problem(
                "email_taken",
                "email",
                N_("Somebody signs in with this e-mail already. Use another one."),
            )
        )
    account = Account(
        name=name, email=email, passphrase_hash=hash_passphrase(passphrase), created_at=now
    )
    session.add(account)
    session.flush()
    if invitation.household_id is None:
        _found_household(session, account, now=now)
    else:
        ask_to_join(session, invitation, account, now=now)
    _use_up(session, invitation, now=now)
    return account


def accept(session: Session, token: str, account_id: uuid.UUID, *, now: datetime) -> None:
    """Use an invitation with the account one already has.

    Raises Refused already_member, and the link still works: it was meant for somebody else.
    """
    invitation = find_open(session, token, now=now)
    if invitation.household_id is None:
        raise LinkOver
    if session.get(Membership, (invitation.household_id, account_id)) is not None:
        sentence = N_("You belong to this family already. Send the link to whom it is meant for.")
        raise Refused(Problem("already_member", None, sentence))
    _use_up(session, invitation, now=now)
    ask_to_join(session, invitation, session.get_one(Account, account_id), now=now)


def _found_household(session: Session, owner: Account, *, now: datetime) -> None:
    household = Household(created_at=now)
    session.add(household)
    session.flush()
    session.add(
        Membership(household_id=household.id, account_id=owner.id, role=Role.OWNER, created_at=now)
    )
    session.flush()


def _use_up(session: Session, invitation: Invitation, *, now: datetime) -> None:
    """One conditional UPDATE: of two people with the same link one wins (T39)."""
    used = session.execute(
        sa.update(Invitation)
        .where(col(Invitation.id) == invitation.id, col(Invitation.used_at).is_(None))
        .values(used_at=now)
        .returning(col(Invitation.id))
        .execution_options(synchronize_session=False)
    )
    if used.first() is None:
        raise LinkOver


def _make(session: Session, invitation: Invitation) -> str:
    token = secrets.token_urlsafe(24)
    invitation.id = _hashed(token)
    session.add(invitation)
    session.flush()
    return token


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
