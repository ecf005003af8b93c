"""The authenticator app of one's own account, and the recovery codes."""

from flask import Blueprint, g, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.clock import now
from journal.records.acts import note_wherever_member
from journal.records.audit import Did
from journal.records.codes import (
    address_of,
    asks_for_code,
    begin,
    confirm,
    find_secret,
    new_recovery_codes,
    remove_authenticator,
)
from journal.records.people import Account
from journal.reminders.account_news import News
from journal.web.entering import count_try, tries_over
from journal.web.extensions import database, settings
from journal.web.forms import Form
from journal.web.frame import toast
from journal.web.proving import require_proof
from journal.web.qr_code import qr_code
from journal.web.signed_in import require_person, this_session
from journal.web.telling import tell_of, tell_soon

bp = Blueprint("own_codes", __name__, url_prefix="/account/codes")
bp.before_request(require_person)

TRIES = 10


@bp.post("/begin")
@require_proof
def start() -> ResponseReturnValue:
    """Make the secret that the app is to learn."""
    with database().transaction() as session:
        begin(session, g.account_id, settings().secret_key, now=now())
    return redirect(url_for("own_codes.show"), code=303)


@bp.get("")
@require_proof
def show() -> ResponseReturnValue:
    """The secret as a QR code and as text, until the app's first code confirms it."""
    return _page(Form(), 200)


@bp.post("")
@require_proof
def finish() -> ResponseReturnValue:
    """Take the app's first code, and show the recovery codes, this once."""
    form, moment = Form.sent(), now()
    codes: list[str] = []
    wait = count_try((f"confirm:{g.account_id}", TRIES))
    with database().transaction() as session:
        key = settings().secret_key
        if wait is None and confirm(session, g.account_id, form.get("code"), key, now=moment):
            _note(session, Did.FACTOR_ADDED, "codes", News.APP_ADDED)
            codes = new_recovery_codes(session, g.account_id, now=moment)
    if codes:
        tell_soon()
        return _codes_page(codes)
    form.errors["code"] = (
        tries_over(wait)
        if wait
        else _("This code does not fit. Type the one that the app shows now.")
    )
    return _page(form, 429 if wait else 422)


@bp.post("/recovery")
@require_proof
def again() -> ResponseReturnValue:
    """Ten new recovery codes; those from before are over."""
    codes: list[str] = []
    with database().transaction() as session:
        if asks_for_code(session, g.account_id):
            _note(session, Did.FACTOR_ADDED, "recovery", News.RECOVERY)
            codes = new_recovery_codes(session, g.account_id, now=now())
    if not codes:
        return redirect(url_for("own_account.index"), code=303)
    tell_soon()
    return _codes_page(codes)


@bp.post("/remove")
@require_proof
def remove() -> ResponseReturnValue:
    """Ask for no code any more."""
    with database().transaction() as session:
        if asks_for_code(session, g.account_id):
            _note(session, Did.FACTOR_REMOVED, "codes", News.APP_REMOVED)
        remove_authenticator(session, g.account_id)
    tell_soon()
    toast(_("Authenticator app removed. The passphrase alone signs you in."))
    return redirect(url_for("own_account.index"), code=303)


def _note(session: Session, what: Did, factor: str, news: News) -> None:
    words = {"factor": factor, "name": ""}
    note_wherever_member(session, g.account_id, what, now=now(), words=words)
    tell_of(session, g.account_id, news, session_id=this_session())


def _codes_page(codes: list[str]) -> str:
    return render_template("account/recovery.html", codes=codes)


def _page(form: Form, status: int) -> ResponseReturnValue:
    with database().reading() as session:
        secret = find_secret(session, g.account_id, settings().secret_key)
        email = session.get_one(Account, g.account_id).email
    if secret is None:
        return redirect(url_for("own_account.index"), code=303)
    address = address_of(secret, email)
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    page = render_template(
        "account/authenticator.html",
        form=form,
        qr=qr_code(address),
        app_url=address,
        secret=groups,
    )
    return make_response(page, status)
