"""Pages on which a browser is asked for a passkey: to sign in, to prove who it is, to add one."""

import ipaddress
import json
import uuid
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, abort, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.clock import now
from journal.records.acts import note_wherever_member
from journal.records.audit import Did
from journal.records.passkeys import (
    NoPasskey,
    Site,
    add_passkey,
    find_passkey,
    options_to_add,
    options_to_sign_in,
    take_answer,
    whose_passkey,
)
from journal.records.people import Account
from journal.reminders.account_news import News
from journal.web.entering import count_try, enter
from journal.web.extensions import database, settings
from journal.web.forms import REQUIRED, Form
from journal.web.frame import toast
from journal.web.kept_form import SEALED
from journal.web.own_phone import OWN, is_own
from journal.web.proving import NEXT, go_on, require_proof
from journal.web.signed_in import renew, require_person, this_session
from journal.web.telling import tell_of, tell_soon

bp = Blueprint("passkeys", __name__)
mine = Blueprint("own_passkeys", __name__)
mine.before_request(require_person)

ANSWER = "passkey"


@bp.post("/sign-in/passkey")
def sign_in_begin() -> ResponseReturnValue:
    """Ask the browser for a passkey of anybody's."""
    return _asked_to_sign_in(Form.sent())


@bp.post("/sign-in/passkey/answer")
def sign_in() -> ResponseReturnValue:
    """Let in whose passkey answered: the phone has looked who holds it, so it asks for no code."""
    form = Form.sent()
    account_id = _who(form, asked=None)
    if account_id is None:
        form.errors[""] = _(
            "This passkey is not known here. Try another, or go back and use your passphrase."
        )
        return _asked_to_sign_in(form)
    with database().reading() as session:
        account = session.get_one(Account, account_id)
    return enter(account, form, lasts=is_own(form))


@mine.post("/prove/passkey")
def prove_begin() -> ResponseReturnValue:
    """Ask the browser for a passkey of the person who is signed in."""
    return _asked_to_prove(Form.sent())


@mine.post("/prove/passkey/answer")
def prove() -> ResponseReturnValue:
    """Take the proof and go on to where one was."""
    form = Form.sent()
    if _who(form, asked=g.account_id) is None:
        form.errors[""] = _("This is not your passkey. Try again, or use your passphrase.")
        return _asked_to_prove(form)
    with database().transaction() as session:
        renew(session)
    return go_on(form)


@mine.post("/account/passkeys/begin")
@require_proof
def add_begin() -> ResponseReturnValue:
    """Ask the browser to make a passkey."""
    form = Form.sent()
    form.words("passkey_name", most=100, required=REQUIRED)
    if form.errors:
        form.errors["passkey_name"] = _("Say what this passkey is on, such as “my phone”.")
    return _asked_to_add(form)


@mine.post("/account/passkeys")
@require_proof
def add() -> ResponseReturnValue:
    """Keep the passkey that was made."""
    form, moment = Form.sent(), now()
    name = form.words("passkey_name", most=100, required=REQUIRED)
    with database().transaction() as session:
        said = take_answer(session, form.get(ANSWER), g.account_id, now=moment)
    try:
        if said is None or not name:
            raise NoPasskey
        with database().transaction() as session:
            add_passkey(session, site(), g.account_id, said, name, now=moment)
            _note(session, Did.FACTOR_ADDED, name, News.PASSKEY_ADDED)
    except NoPasskey:
        form.errors[""] = _("That did not become a passkey. Try again.")
        return _asked_to_add(form)
    tell_soon()
    toast(_("Passkey added. It signs you in without the passphrase."))
    return redirect(url_for("own_account.index"), code=303)


@mine.post("/account/passkeys/<key_id>/remove")
@require_proof
def remove(key_id: str) -> ResponseReturnValue:
    """Let nobody in with it any more."""
    with database().transaction() as session:
        key = find_passkey(session, g.account_id, key_id)
        if key is not None:
            session.delete(key)
            _note(session, Did.FACTOR_REMOVED, key.name, News.PASSKEY_REMOVED)
            toast(_("Passkey removed. Take it out of your phone's own list too."))
    tell_soon()
    return redirect(url_for("own_account.index"), code=303)


def _note(session: Session, what: Did, name: str, news: News) -> None:
    words = {"factor": "passkey", "name": name}
    note_wherever_member(session, g.account_id, what, now=now(), words=words)
    tell_of(session, g.account_id, news, session_id=this_session(), called=name)


def site() -> Site:
    """Where passkeys of this journal belong to."""
    address = settings().url
    return Site(host=urlsplit(address).hostname or "", origin=address)


def passkey_url() -> str | None:
    """Where somebody signs in with a passkey; None where no browser would make one."""
    if not work_here():
        return None
    return url_for("passkeys.sign_in_begin", next=request.args.get("next"))


def work_here() -> bool:
    """Whether browsers make passkeys for this address: they do for names, not for numbers."""
    try:
        ipaddress.ip_address(site().host)
    except ValueError:
        return True
    return False


def _who(form: Form, *, asked: uuid.UUID | None) -> uuid.UUID | None:
    moment = now()
    with database().transaction() as session:
        said = take_answer(session, form.get(ANSWER), asked, now=moment)
    if said is None:
        return None
    try:
        with database().transaction() as session:
            return whose_passkey(session, site(), said, asked=asked, now=moment)
    except NoPasskey:
        return None


def _asked_to_sign_in(form: Form) -> ResponseReturnValue:
    if count_try() is not None:
        abort(429)
    with database().transaction() as session:
        options = options_to_sign_in(session, site(), None, now=now())
    action = url_for("passkeys.sign_in", next=request.args.get("next"))
    back = url_for("account.sign_in", next=request.args.get("next"))
    return _page(form, options, action, back, (SEALED, OWN), making=False)


def _asked_to_prove(form: Form) -> ResponseReturnValue:
    with database().transaction() as session:
        options = options_to_sign_in(session, site(), g.account_id, now=now())
    back = url_for("proving.show", next=form.get(NEXT) or "/")
    return _page(form, options, url_for("own_passkeys.prove"), back, (SEALED, NEXT), making=False)


def _asked_to_add(form: Form) -> ResponseReturnValue:
    with database().transaction() as session:
        account = session.get_one(Account, g.account_id)
        options = options_to_add(session, site(), account, now=now())
    back, action = url_for("own_account.index"), url_for("own_passkeys.add")
    return _page(form, options, action, back, ("passkey_name",), making=True)


def _page(
    form: Form,
    options: dict[str, Any],
    action: str,
    back: str,
    carried: tuple[str, ...],
    *,
    making: bool,
) -> ResponseReturnValue:
    page = render_template(
        "account/passkey.html",
        form=form,
        options=json.dumps(options),
        action=action,
        back_url=back,
        hidden={name: form.get(name) or None for name in carried},
        making=making,
    )
    return make_response(page, 422 if form.errors else 200)
