"""Links by which somebody who forgot the passphrase chooses another (T37)."""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.records.access import Stranger
from journal.records.acts import note
from journal.records.audit import Did
from journal.records.codes import asks_for_code, remove_authenticator
from journal.records.factors import ResetLink
from journal.records.invitations import LinkOver
from journal.records.people import Account, Membership

LASTS = timedelta(minutes=30)
# 192 bits; ASVS 6.5.5 and T37 ask for no less than 128.
TOKEN_BYTES = 24


def make_reset(session: Session, account_id: uuid.UUID, *, now: datetime) -> str:
    """Return the token of a new link, good once and for half an hour; those before it are over."""
    session.execute(
        sa.update(ResetLink)
        .where(col(ResetLink.account_id) == account_id, col(ResetLink.used_at).is_(None))
        .values(used_at=now)
    )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        ResetLink(id=_hashed(token), account_id=account_id, made_at=now, expires_at=now + LASTS)
    )
    session.flush()
    return token


def find_reset(session: Session, token: str, *, now: datetime) -> Account:
    """Whose link it is. Raises Stranger (never was) or LinkOver."""
    link = session.get(ResetLink, _hashed(token))
    if link is None:
        raise Stranger
    if link.used_at is not None or link.expires_at <= now:
        raise LinkOver
    return session.get_one(Account, link.account_id)


def use_reset(session: Session, token: str, *, now: datetime) -> None:
    """One conditional UPDATE: of two with the same link one wins. Raises LinkOver."""
    used = session.execute(
        sa.update(ResetLink)
        .where(col(ResetLink.id) == _hashed(token), col(ResetLink.used_at).is_(None))
        .values(used_at=now)
        .returning(col(ResetLink.id))
    )
    if used.first() is None:
        raise LinkOver


def ask_for_no_code(session: Session, account: Account, *, now: datetime) -> None:
    """Let the passphrase alone sign in, by the operator's word; each household's acts say so."""
    if asks_for_code(session, account.id):
        words = {"factor": "codes", "name": account.name}
        homes = select(Membership.household_id).where(Membership.account_id == account.id)
        for home in session.exec(homes).all():
            note(session, home, None, Did.FACTOR_REMOVED, now=now, about=account.id, words=words)
    remove_authenticator(session, account.id)


def forget_resets(session: Session, *, now: datetime) -> None:
    """Drop the links of days ago; until then one that is over says so (410)."""
    session.execute(sa.delete(ResetLink).where(col(ResetLink.expires_at) < now - timedelta(days=7)))


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
