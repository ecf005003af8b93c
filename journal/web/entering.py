"""What follows once somebody has shown who they are: a session, and on to where they wanted."""

import flask
from flask import current_app, make_response, redirect, request, url_for
from flask_babel import ngettext
from itsdangerous import URLSafeSerializer
from werkzeug.wrappers import Response

from journal.clock import now
from journal.records import throttle
from journal.records.acts import note_wherever_member
from journal.records.audit import Did
from journal.records.people import Account
from journal.reminders.account_news import News
from journal.web.extensions import database
from journal.web.forms import Form
from journal.web.kept_form import offer_again, opened
from journal.web.landing import landing
from journal.web.own_phone import phone_label
from journal.web.signed_in import COOKIE_TOKEN, hashed
from journal.web.signed_in import sign_in as start_session
from journal.web.telling import tell_of, tell_soon

KNOWN_DEVICE = "known"
TRIES_PER_ACCOUNT = 20
TRIES_PER_ADDRESS = 100


def enter(account: Account, form: Form, *, lasts: bool) -> Response:
    """Start the session and go on; `form` is the one of signing in, which may carry another."""
    known, phone = is_known(account.email), phone_label(request.user_agent.string)
    carried = opened(form) if known else None
    with database().transaction() as session:
        throttle.forget(session, account_key(account.email))
        start_session(session, account, lasts=lasts)
        if not known:
            said = {"name": phone}
            note_wherever_member(session, account.id, Did.NEW_PHONE, now=now(), words=said)
            here = hashed(flask.session[COOKIE_TOKEN])
            tell_of(session, account.id, News.NEW_PHONE, session_id=here)
    if not known:
        tell_soon()
    # What was typed when nobody was signed in any more goes to whoever signed in last on this
    # device: what somebody else typed is not shown (T24).
    if carried is not None:
        return remember_device(offer_again(*carried, 200), account.email)
    on = redirect(landing(request.args.get("next")), code=303)
    return remember_device(on, account.email)


def tries_over(minutes: int) -> str:
    """What somebody reads who has tried too often and may go on in so many minutes."""
    return ngettext(
        "Too many tries. Wait one minute, then try again.",
        "Too many tries. Wait %(num)s minutes, then try again.",
        minutes,
    )


def count_try(*keys: tuple[str, int]) -> int | None:
    """Count this try under each key and for its address; return the minutes to wait, if any (T6).

    keys  each with how many tries it has in an hour
    """
    moment, address = now(), request.remote_addr or "unknown"
    with database().transaction() as session:
        throttle.forget_old(session, now=moment)
        waits = [
            throttle.try_again_in(session, key, most=most, now=moment)
            for key, most in (*keys, (f"address:{address}", TRIES_PER_ADDRESS))
        ]
    longest = max((wait for wait in waits if wait), default=None)
    return None if longest is None else int(longest.total_seconds() // 60) + 1


def account_key(email: str) -> str:
    """A browser this account has used before is counted apart: strangers cannot lock it out."""
    return f"{'own' if is_known(email) else 'strange'}:{email}"[:120]


def is_known(email: str) -> bool:
    """Whether this account was the last to sign in on this device."""
    known = _serializer().loads_unsafe(request.cookies.get(KNOWN_DEVICE, ""))
    return bool(known == (True, email))


def remember_device(answer: flask.typing.ResponseReturnValue, email: str) -> Response:
    """The answer, by which this browser is known the next time this account signs in."""
    response = make_response(answer)
    response.set_cookie(
        KNOWN_DEVICE,
        str(_serializer().dumps(email)),
        max_age=365 * 24 * 3600,
        httponly=True,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        samesite="Lax",
        path=url_for("account.sign_in"),
    )
    return response


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="known-device")
