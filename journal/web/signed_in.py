"""Who is asking: server-side sessions, so that signing out takes effect at the next request."""

import hashlib
import secrets
import uuid
from contextlib import suppress
from datetime import datetime, timedelta

import flask
import sqlalchemy as sa
from flask import Flask, current_app, g, redirect, request, url_for
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager, current_user, login_user, logout_user
from sqlalchemy import delete
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response

from journal.clock import now
from journal.records.columns import table_of
from journal.records.devices import Device
from journal.records.people import Account, ApiToken, AuthSession
from journal.records.reminders import Ended, PhoneState, PushSubscription
from journal.records.sessions import is_over
from journal.web.extensions import database
from journal.web.security import is_api

NOTE_SEEN_EVERY = timedelta(hours=1)
NOTE_SEEN_ELSEWHERE = timedelta(minutes=1)
LONGEST_COOKIE = 4096

# Where flask-login keeps the token: that of a session which has expired is still there.
COOKIE_TOKEN = "_user_id"

manager = LoginManager()


class Person:
    """Somebody signed in. The cookie holds the session's token and nothing else."""

    # What flask-login asks of whoever has signed in.
    is_authenticated = is_active = True
    is_anonymous = False

    def __init__(self, token: str, account_id: uuid.UUID, name: str, phone: str = "") -> None:
        self.token = token
        self.account_id = account_id
        self.name = name
        self.phone = phone  # what they call the phone or computer of this session

    def get_id(self) -> str:
        """The session's token: flask-login puts it into the cookie."""
        return self.token


def init_app(app: Flask) -> None:
    """Load the person of every request from the session table or the bearer token."""
    manager.init_app(app)
    manager.session_protection = None  # a phone changes its address all day
    manager.user_loader(_load)
    manager.unauthorized_handler(_ask_to_sign_in)
    app.before_request(identify)
    app.context_processor(lambda: {"person": current_user if current_user else None})


def hashed(token: str) -> str:
    """What the database keeps of a secret: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in(session: Session, account: Account, *, lasts: bool = True) -> None:
    """Start a new session for this browser; whatever it had before ends (T8).

    lasts: it is the person's own, and stays signed in; else half an hour without use ends it.
    Whoever signs in where they were signed in already keeps the reminders of this phone.
    """
    moment = now()
    token, before = secrets.token_urlsafe(32), flask.session.get(COOKIE_TOKEN)
    session.add(
        AuthSession(
            id=hashed(token),
            account_id=account.id,
            agent=(request.user_agent.string or "")[:200],
            created_at=moment,
            seen_at=moment,
            proved_at=moment,
            lasts=lasts,
        )
    )
    if before:
        # An expired one too: the phones that subscribed from it are told what it was told.
        _hand_over(session, hashed(before), account.id, hashed(token))
        end_sessions(session, [hashed(before)])
    _carry(token, account.id, account.name, lasts=lasts)


def renew(session: Session) -> None:
    """Give this session another token, for its person has just proved who they are (ASVS 7.2.4).

    What was in the cookie so far is worth nothing from now on.
    """
    before = session.get_one(AuthSession, this_session())
    token = secrets.token_urlsafe(32)
    session.add(AuthSession(**before.model_dump() | {"id": hashed(token), "proved_at": now()}))
    session.flush()
    _hand_over(session, before.id, before.account_id, hashed(token))
    session.delete(before)
    session.flush()
    kept = {name: value for name, value in flask.session.items() if not name.startswith("_")}
    _carry(token, before.account_id, current_user.name, lasts=before.lasts)
    flask.session.update(kept)


def _carry(token: str, account_id: uuid.UUID, name: str, *, lasts: bool) -> None:
    """Put the token into the cookie; a browser that is not one's own drops it when it is closed."""
    flask.session.clear()
    flask.session.permanent = lasts
    login_user(Person(token, account_id, name))


def sign_out(session: Session) -> None:
    """End this browser's session on the server; a copied cookie is worth nothing from now on.

    The phone holds nothing of this person any more: it is forgotten too.
    """
    if current_user.is_authenticated:
        row = session.get(AuthSession, hashed(current_user.token))
        if row is not None and row.device is not None:
            _forget_phone(session, row.account_id, row.device)
        end_sessions(session, [hashed(current_user.token)])
    logout_user()
    flask.session.clear()


def end_sessions(session: Session, ids: list[str]) -> None:
    """End these sessions and silence the phones that subscribed from them."""
    _silence(session, ids, Ended.SIGNED_OUT)
    session.execute(delete(AuthSession).where(col(AuthSession.id).in_(ids)))


def remove_phone(
    session: Session, account_id: uuid.UUID, device: uuid.UUID, *, now: datetime
) -> bool:
    """End a person's sessions on one phone; return whether they had such a phone (T24).

    The sessions stay as marks: their next request is told, and the phone erases what it keeps.
    """
    rows = session.exec(
        select(AuthSession)
        .where(AuthSession.account_id == account_id)
        .where(AuthSession.device == device)
    ).all()
    for row in rows:
        row.removed_at = row.removed_at or now
    _silence(session, [row.id for row in rows], Ended.REMOVED)
    return _forget_phone(session, account_id, device)


def this_session() -> str | None:
    """The id of the sign-in that asks, or None for a bearer token."""
    return None if g.by_token else hashed(current_user.token)


def speak_for(session: Session, device: uuid.UUID) -> None:
    """Remember which phone this browser's session speaks for."""
    session.execute(_SPEAKS_FOR, {"session": this_session(), "phone": device})


def _forget_phone(session: Session, account_id: uuid.UUID, device: uuid.UUID) -> bool:
    row = session.get(Device, (device, account_id))
    if row is not None:
        session.delete(row)
    return row is not None


def _hand_over(session: Session, before: str, account_id: uuid.UUID, after: str) -> None:
    """Let the person's own phone that subscribed from one session belong to another."""
    phones = table_of(PushSubscription)
    theirs = sa.and_(phones.c.session_id == before, phones.c.account_id == account_id)
    session.execute(sa.update(phones).where(theirs).values(session_id=after))


def _silence(session: Session, ids: list[str], why: Ended) -> None:
    for phone in session.exec(
        select(PushSubscription).where(col(PushSubscription.session_id).in_(ids))
    ):
        phone.state = PhoneState.GONE
        phone.detail = why


_ACCOUNT, _SESSION = table_of(Account), table_of(AuthSession)
_SIGNED_IN = (
    sa.select(
        _SESSION.c.account_id,
        _SESSION.c.seen_at,
        _SESSION.c.created_at,
        _SESSION.c.removed_at,
        _SESSION.c.lasts,
        _SESSION.c.name.label("phone"),
        _ACCOUNT.c.name,
    )
    .join(_ACCOUNT, _ACCOUNT.c.id == _SESSION.c.account_id)
    .where(_SESSION.c.id == sa.bindparam("session"))
)
_SPEAKS_FOR = (
    sa.update(_SESSION)
    .where(_SESSION.c.id == sa.bindparam("session"))
    .where(_SESSION.c.device.is_distinct_from(sa.bindparam("phone", type_=sa.Uuid())))
    .values(device=sa.bindparam("phone", type_=sa.Uuid()))
)


def _load(token: str) -> Person | None:
    moment = now()
    with database().reading() as session:
        row = session.execute(_SIGNED_IN, {"session": hashed(token)}).first()
    if row is None:
        return None
    account_id, seen_at, created_at, removed_at, lasts, phone, name = row
    if removed_at is not None:
        g.removed = account_id  # the answer says so: see errors.answer and account.sign_in
        return None
    unused = moment - seen_at
    if is_over(seen_at, created_at, lasts=lasts, now=moment):
        return None
    # What a page asks by itself is no use of it: left open, it would never end.
    if unused > (NOTE_SEEN_EVERY if lasts else NOTE_SEEN_ELSEWHERE) and (lasts or not is_api()):
        # With a full disk the journal can still be read.
        with suppress(OperationalError):
            _note_seen(token, moment)
    return Person(token, account_id, name, phone)


def _note_seen(token: str, moment: datetime) -> None:
    with database().transaction() as session:
        row = session.get(AuthSession, hashed(token))
        if row is not None:
            row.seen_at = moment


def _note_used(token_id: str) -> None:
    with database().transaction() as session:
        row = session.get(ApiToken, token_id)
        if row is not None:
            row.used_at = now()


def identify() -> None:
    """Know the person before anything else looks at the request."""
    g.account_id = None
    g.by_token = False
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if is_api() and scheme.lower() == "bearer":
        with database().reading() as session:
            row = session.get(ApiToken, hashed(token.strip()))
        if row is None:
            raise Unauthorized
        if row.used_at is None or now() - row.used_at > NOTE_SEEN_EVERY:
            with suppress(OperationalError):
                _note_used(row.id)
        g.account_id, g.by_token, g.read_only = row.account_id, True, not row.may_write
        g.only = None if row.children is None else {uuid.UUID(child) for child in row.children}
    elif current_user.is_authenticated:
        g.account_id = current_user.account_id
    elif not flask.session and (unchecked := _token_of_another_key()):
        with database().reading() as session:
            mark = session.get(AuthSession, hashed(unchecked))
        if mark is not None and mark.removed_at is not None:
            g.removed = mark.account_id


def _token_of_another_key() -> str | None:
    """The token in a cookie that this server cannot check: after a restore its key is another one.

    It signs nobody in. But whoever has the token of a removed phone is that phone, and is told.
    """
    cookie = request.cookies.get(current_app.config["SESSION_COOKIE_NAME"], "")
    reader = SecureCookieSessionInterface().get_signing_serializer(current_app)
    if not cookie or len(cookie) > LONGEST_COOKIE or reader is None:
        return None
    _checked, kept = reader.loads_unsafe(cookie)
    token = kept.get("_user_id") if isinstance(kept, dict) else None
    return token if isinstance(token, str) else None


def require_person() -> Response | None:
    """A before_request of every blueprint that strangers may not see."""
    if g.account_id is None:
        return _ask_to_sign_in()
    return None


def _ask_to_sign_in() -> Response:
    if is_api() or request.method not in {"GET", "HEAD"}:
        raise Unauthorized
    return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")), code=303)
