"""Grave acts ask anew who it is: a session that was left open is not enough for them."""

import functools
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import ParamSpec

from flask import Blueprint, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from journal.clock import now
from journal.records import throttle
from journal.records.access import NotAllowed
from journal.records.passkeys import passkeys_of
from journal.records.passphrases import matches
from journal.records.people import Account, AuthSession
from journal.web.entering import tries_over
from journal.web.extensions import database
from journal.web.forms import Form
from journal.web.kept_form import SEALED, offer_again, opened, sealed_here
from journal.web.landing import landing
from journal.web.security import is_api
from journal.web.signed_in import renew, require_person, this_session

bp = Blueprint("proving", __name__)
bp.before_request(require_person)

LASTS = timedelta(minutes=10)
TRIES = 20
NEXT = "next"

Asked = ParamSpec("Asked")


def require_proof(
    view: Callable[Asked, ResponseReturnValue],
) -> Callable[Asked, ResponseReturnValue]:
    """Mark a view that asks for a proof less than ten minutes old (ASVS 7.5.1, 7.5.3).

    Signing in is one. Without one it answers with a page that asks for it, and the view does not
    run; what was typed is offered again afterwards, but for passphrases and files. A bearer token
    proves nobody: NotAllowed. Below `@bp.get(…)` or `@bp.post(…)`.
    """

    @functools.wraps(view)
    def asked(*args: Asked.args, **values: Asked.kwargs) -> ResponseReturnValue:
        return ask_for_proof() or view(*args, **values)

    return asked


def ask_for_proof(*, unread: bool = False) -> Response | None:
    """The page that asks who it is; None while the last proof is fresh. See `require_proof`.

    unread: the body of this request is not to be read; afterwards its page is shown anew
    """
    if g.by_token or is_api():
        raise NotAllowed
    if _is_proved():
        return None
    hidden = (
        {SEALED: sealed_here()}
        if request.method == "POST" and not unread
        else {NEXT: request.full_path.rstrip("?")}
    )
    return make_response(_page(Form(), hidden), 401)


@bp.get("/prove")
def show() -> ResponseReturnValue:
    """The page by itself."""
    return _page(Form(), {NEXT: request.args.get(NEXT, "/")})


@bp.post("/prove")
def prove() -> ResponseReturnValue:
    """Take the proof and go on to where one was."""
    form, moment = Form.sent(), now()
    wait = _count_try(moment)
    if wait is not None or not _is_theirs(form):
        form.text.pop("passphrase", None)
        form.errors["passphrase"] = (
            tries_over(wait) if wait else _("This is not your passphrase. Check it and try again.")
        )
        hidden = {name: form.text.get(name) for name in (SEALED, NEXT)}
        return _page(form, hidden), 429 if wait else 422
    with database().transaction() as session:
        throttle.forget(session, _key())
        renew(session)
    return go_on(form)


def go_on(form: Form) -> Response:
    """Back to where the person was, with what they had typed."""
    if (carried := opened(form)) is not None:
        return offer_again(*carried, 200)
    return make_response(redirect(landing(form.get(NEXT)), code=303))


def _is_proved() -> bool:
    with database().reading() as session:
        row = session.get(AuthSession, this_session())
    return row is not None and row.proved_at is not None and now() - row.proved_at < LASTS


def _is_theirs(form: Form) -> bool:
    with database().reading() as session:
        account = session.get_one(Account, g.account_id)
    return matches(account.passphrase_hash, form.text.get("passphrase", ""))


def _count_try(moment: datetime) -> int | None:
    """Count this try; return the minutes to wait, if any (T6)."""
    with database().transaction() as session:
        wait = throttle.try_again_in(session, _key(), most=TRIES, now=moment)
    return None if wait is None else int(wait.total_seconds() // 60) + 1


def _key() -> str:
    account_id: uuid.UUID = g.account_id
    return f"prove:{account_id}"


def _page(form: Form, hidden: Mapping[str, str | None]) -> str:
    with database().reading() as session:
        has_passkey = bool(passkeys_of(session, g.account_id))
    return render_template("account/prove.html", form=form, hidden=hidden, has_passkey=has_passkey)
