"""Single-use links that let people in: the set-up link and invitations."""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.care.problems import N_, Problem, Refused
from journal.records.access import Actor, Stranger
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
    return _make(session, household=None, role=Role.OWNER, child=None, by=None, now=now)


def invite(
    session: Session,
    actor: Actor,
    household_id: uuid.UUID,
    role: Role,
    *,
    now: datetime,
    child_id: uuid.UUID | None = None,
) -> str:
    """Return the token of an invitation into the household, good once and for 72 hours.

    child_id: of a teen, and of nobody else, the child they are.
    Raises Stranger or NotAllowed unless the person owns the household.
    """
    actor.require_household(household_id)
    own = None
    if role is Role.TEEN:
        if child_id is None or actor.homes.get(child_id) != household_id:
            raise Stranger
        own = child_id
    made_by = actor.account_id
    return _make(session, household=household_id, role=role, child=own, by=made_by, now=now)


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
    """Use the link: make the account, and the household with the set-up link. Once only."""
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
    household_id = invitation.household_id
    if household_id is None:
        household = Household(created_at=now)
        session.add(household)
        session.flush()
        household_id = household.id
    session.flush()
    session.add(
        Membership(
            household_id=household_id,
            account_id=account.id,
            role=invitation.role,
            child_id=invitation.child_id,
            created_at=now,
        )
    )
    _use_up(session, invitation, now=now)
    return account


def accept(session: Session, token: str, account_id: uuid.UUID, *, now: datetime) -> None:
    """Use an invitation with the account one already has."""
    invitation = find_open(session, token, now=now)
    if invitation.household_id is None:
        raise LinkOver
    known = session.get(Membership, (invitation.household_id, account_id))
    if known is None:
        session.add(
            Membership(
                household_id=invitation.household_id,
                account_id=account_id,
                role=invitation.role,
                child_id=invitation.child_id,
                created_at=now,
            )
        )
    _use_up(session, invitation, now=now)


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


def _make(
    session: Session,
    *,
    household: uuid.UUID | None,
    role: Role,
    child: uuid.UUID | None,
    by: uuid.UUID | None,
    now: datetime,
) -> str:
    token = secrets.token_urlsafe(24)
    session.add(
        Invitation(
            id=_hashed(token),
            household_id=household,
            role=role,
            child_id=child,
            made_by=by,
            created_at=now,
            expires_at=now + LASTS,
        )
    )
    session.flush()
    return token


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
