"""The second step of signing in: a code of the authenticator app, or a recovery code."""

import hashlib
import uuid

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from journal.clock import now
from journal.records.codes import asks_for_code, takes_code
from journal.records.people import Account
from journal.web.entering import account_key, count_try, enter, tries_over
from journal.web.extensions import database, settings
from journal.web.forms import Form
from journal.web.kept_form import SEALED

bp = Blueprint("second_step", __name__)

TICKET = "ticket"
TICKET_SECONDS = 600
TRIES = 10


def enter_or_ask(account: Account, form: Form, *, lasts: bool) -> Response:
    """Let them in, or ask for the code first, when they have an authenticator app (ASVS 6.3.3)."""
    with database().reading() as session:
        asks = asks_for_code(session, account.id)
    if not asks:
        return enter(account, form, lasts=lasts)
    ticket = _tickets().dumps([str(account.id), _mark(account), lasts])
    return _page(Form({TICKET: str(ticket), SEALED: form.get(SEALED)}), 200)


@bp.post("/sign-in/code")
def code() -> ResponseReturnValue:
    """Take the code; the page before has given a ticket that says whose passphrase was right."""
    form = Form.sent()
    found = _holder(form.get(TICKET))
    if found is None:
        return redirect(url_for("account.sign_in", next=request.args.get("next")), code=303)
    account, lasts = found
    wait = count_try((f"code:{account_key(account.email)}"[:120], TRIES))
    if wait is None and _takes(account.id, form.get("code")):
        return enter(account, form, lasts=lasts)
    form.text.pop("code", None)
    form.errors["code"] = (
        tries_over(wait)
        if wait
        else _("This code does not fit. Wait for the next one: each works once, for a minute.")
    )
    response = _page(form, 429 if wait else 422)
    if wait:
        response.headers["Retry-After"] = str(wait * 60)
    return response


def _takes(account_id: uuid.UUID, typed: str) -> bool:
    with database().transaction() as session:
        return takes_code(session, account_id, typed, settings().secret_key, now=now())


def _holder(ticket: str) -> tuple[Account, bool] | None:
    """Whose ticket it is, while it lasts and their passphrase is still the same."""
    try:
        account_id, mark, lasts = _tickets().loads(ticket, max_age=TICKET_SECONDS)
    except BadData:
        return None
    with database().reading() as session:
        account = session.get(Account, uuid.UUID(account_id))
    if account is None or _mark(account) != mark:
        return None
    return account, lasts


def _mark(account: Account) -> str:
    return hashlib.sha256(account.passphrase_hash.encode()).hexdigest()[:16]


def _page(form: Form, status: int) -> Response:
    action = url_for("second_step.code", next=request.args.get("next"))
    hidden = {name: form.get(name) or None for name in (TICKET, SEALED)}
    page = render_template("account/code.html", form=form, action=action, hidden=hidden)
    return make_response(page, status)


def _tickets() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="second-step")
