"""The keys by which other programs of a person's ask the API: made, listed, ended."""

import hashlib
import secrets
import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from journal.records.access import Actor, Stranger, actor_for
from journal.records.acts import note_wherever_member
from journal.records.audit import Did
from journal.records.people import ApiToken


def make_token(
    session: Session,
    account_id: uuid.UUID,
    *,
    name: str,
    may_write: bool,
    now: datetime,
    children: Collection[uuid.UUID] | None = None,
) -> str:
    """Return the secret of a new key: 32 random bytes. Only its hash is kept.

    children  those it reaches, of the person's own; None: every child its person sees
    Raises Stranger.
    """
    actor = actor_for(session, account_id)
    if any(child not in actor.children for child in children or ()):
        raise Stranger
    secret = secrets.token_urlsafe(32)
    token = ApiToken(
        id=_hashed(secret),
        account_id=account_id,
        may_write=may_write,
        name=name,
        children=None if children is None else sorted(map(str, children)),
        created_at=now,
    )
    session.add(token)
    session.flush()
    _note(session, token, Did.TOKEN_MADE, now=now)
    return secret


def tokens_of(session: Session, account_id: uuid.UUID) -> Sequence[ApiToken]:
    """A person's keys that work, oldest first."""
    query = select(ApiToken).where(ApiToken.account_id == account_id)
    return session.exec(query.order_by(col(ApiToken.created_at), col(ApiToken.id))).all()


def end_token(session: Session, actor: Actor, token_id: str, *, now: datetime) -> None:
    """End one of the person's own keys, at once. Another's, or none, changes nothing."""
    token = session.get(ApiToken, token_id)
    if token is not None and token.account_id == actor.account_id:
        _note(session, token, Did.TOKEN_ENDED, now=now)
        session.delete(token)
        session.flush()


def _note(session: Session, token: ApiToken, what: Did, *, now: datetime) -> None:
    said, about = {"name": token.name}, token.id
    note_wherever_member(session, token.account_id, what, about=about, words=said, now=now)


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
