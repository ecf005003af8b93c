"""The keys by which other programs of a person's ask the API: made, listed, ended."""

import hashlib
import secrets
import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from journal.records.access import Actor, Stranger, actor_for
from journal.records.acts import WHOSE, note, note_wherever_member
from journal.records.audit import Did
from journal.records.people import Account, ApiToken, Membership

# What a key is called that was made on a terminal, where nobody is asked for a name.
ON_SERVER = "made on the server"


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
    secret, token = _add(session, account_id, name, may_write=may_write, now=now)
    token.children = None if children is None else sorted(map(str, children))
    session.flush()
    _note(session, token, Did.TOKEN_MADE, now=now)
    return secret


def make_token_on_server(
    session: Session, account: Account, *, may_write: bool, now: datetime
) -> str:
    """The same, made by whoever runs the server: the acts of the person's households say so."""
    secret, token = _add(session, account.id, ON_SERVER, may_write=may_write, now=now)
    said = {"name": token.name, "person": account.name, WHOSE: str(account.id)}
    homes = select(Membership.household_id).where(Membership.account_id == account.id)
    for home in session.exec(homes.order_by(col(Membership.household_id))).all():
        note(session, home, None, Did.TOKEN_MADE, about=token.id, words=said, now=now)
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


def end_tokens(session: Session, account_id: uuid.UUID, *, now: datetime) -> None:
    """End all keys of a person, at once: whoever had the passphrase may have made one."""
    for token in tokens_of(session, account_id):
        _note(session, token, Did.TOKEN_ENDED, now=now)
        session.delete(token)
    session.flush()


def _add(
    session: Session, account_id: uuid.UUID, name: str, *, may_write: bool, now: datetime
) -> tuple[str, ApiToken]:
    secret = secrets.token_urlsafe(32)
    token = ApiToken(
        id=_hashed(secret),
        account_id=account_id,
        may_write=may_write,
        name=name,
        created_at=now,
    )
    session.add(token)
    session.flush()
    return secret, token


def _note(session: Session, token: ApiToken, what: Did, *, now: datetime) -> None:
    said, about = {"name": token.name}, token.id
    note_wherever_member(session, token.account_id, what, about=about, words=said, now=now)


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
