"""Signing in and out, the set-up link, and accepting an invitation."""

import re
import uuid

from flask import (
    Blueprint,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import BaseModel, ConfigDict
from sqlmodel import select
from werkzeug.wrappers import Response

from journal.care.problems import N_, Problem, Refused
from journal.clock import now
from journal.records import throttle
from journal.records.access import Stranger
from journal.records.invitations import LinkOver, accept, find_open, join
from journal.records.passphrases import matches
from journal.records.people import Account
from journal.web.entering import (
    TRIES_PER_ACCOUNT,
    account_key,
    count_try,
    remember_device,
    tries_over,
)
from journal.web.extensions import database
from journal.web.forms import REQUIRED, Form
from journal.web.json_body import read_body
from journal.web.kept_form import SEALED
from journal.web.own_phone import is_own, ticked
from journal.web.passkey_pages import passkey_url
from journal.web.second_step import enter_or_ask
from journal.web.signed_in import sign_in as start_session
from journal.web.signed_in import sign_out as end_session
from journal.web.sync_body import validated
from journal.web.welcome import LAST_CHILD

bp = Blueprint("account", __name__)

# Links that are none, from one address in an hour.
MOST_GUESSES = 60

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Sign in with e-mail and passphrase."""
    form = Form.sent()
    status = 200
    if request.method == "POST":
        email = form.get("email").lower()
        wait = count_try((account_key(email), TRIES_PER_ACCOUNT))
        account = None if wait else _find(email, form.text.get("passphrase", ""))
        if account is not None:
            return enter_or_ask(account, form, lasts=is_own(form))
        status = 429 if wait else 422
        form.text.pop("passphrase", None)
        form.errors[""] = (
            tries_over(wait)
            if wait
            else _("E-mail and passphrase do not match. Check both and try again.")
        )
    else:
        form.text |= ticked()
    page = render_template(
        "account/sign_in.html",
        form=form,
        action=request.full_path.rstrip("?"),
        passkey_url=passkey_url(),
        removed=g.get("removed"),
        hidden={SEALED: form.get(SEALED) or None},
        keeps=bool(form.get(SEALED)),
    )
    response = make_response(page, status)
    if status == 429:
        response.headers["Retry-After"] = str((wait or 1) * 60)
    return response


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign out here; a copied cookie stops working too."""
    with database().transaction() as session:
        end_session(session)
    return _without_the_child(redirect(url_for("account.sign_in"), code=303))


class Leaving(BaseModel):
    """Whose session ends."""

    model_config = ConfigDict(strict=True, extra="forbid", title="Leaving")

    person: uuid.UUID


@bp.delete("/api/v1/session")
def leave() -> ResponseReturnValue:
    """End this browser's session, if it is still that person's: they signed out without signal."""
    leaving = validated(Leaving, read_body())
    if g.account_id == leaving.person and not g.by_token:
        with database().transaction() as session:
            end_session(session)
    return _without_the_child(jsonify(ended=True))


def _without_the_child(answer: Response) -> Response:
    """The answer, by which the browser also forgets whose page was open last.

    No Clear-Site-Data: what waits on the phone is erased by its own code, which asks first, and no
    page or photo lies in the browser's cache (docs/phone.md, Leaving).
    """
    answer.delete_cookie(LAST_CHILD)
    return answer


@bp.route("/set-up/<token>", methods=["GET", "POST"])
def set_up(token: str) -> ResponseReturnValue:
    """Make the first account. The link is printed on the console and works until this is done."""
    return _join(token, "account/set_up.html", wants_household=False)


@bp.route("/join/<token>", methods=["GET", "POST"])
def join_household(token: str) -> ResponseReturnValue:
    """Join a household with a new account, or with the one that is signed in."""
    return _join(token, "account/join.html", wants_household=True)


@bp.post("/join/<token>/accept")
def accept_invitation(token: str) -> ResponseReturnValue:
    """Join with the account that is signed in."""
    if g.account_id is None:
        return redirect(url_for("account.join_household", token=token), code=303)
    with database().for_all.transaction() as session:
        accept(session, token, g.account_id, now=now())
    return redirect("/", code=303)


@bp.app_errorhandler(LinkOver)
def over(_error: LinkOver) -> ResponseReturnValue:
    """A link that was used or is too old."""
    from journal.web.errors import answer

    return answer(410)


@bp.errorhandler(Stranger)
def no_such_link(_error: Stranger) -> ResponseReturnValue:
    """A link that never was: guesses come ever more slowly (T5)."""
    from journal.web.errors import answer

    with database().transaction() as session:
        key = f"invitation:{request.remote_addr}"
        wait = throttle.try_again_in(session, key, most=MOST_GUESSES, now=now())
    if wait is None:
        return answer(404)
    reply = answer(429)
    reply.headers["Retry-After"] = str(max(1, round(wait.total_seconds())))
    return reply


def _join(token: str, template: str, *, wants_household: bool) -> ResponseReturnValue:
    moment = now()
    with database().for_all.reading() as session:
        invitation = find_open(session, token, now=moment)
        if (invitation.household_id is not None) != wants_household:
            raise LinkOver
    form = Form.sent()
    if request.method == "GET":
        form.text |= ticked()
    if request.method == "POST":
        name = form.words("name", most=100, required=REQUIRED)
        email = form.read("email", _read_email) or ""
        if not form.errors:
            try:
                with database().for_all.transaction() as session:
                    account = join(
                        session,
                        token,
                        name=name,
                        email=email,
                        passphrase=form.text.get("passphrase", ""),
                        now=moment,
                    )
                    start_session(session, account, lasts=is_own(form))
                return remember_device(redirect("/", code=303), email)
            except Refused as refused:
                form.refuse(refused)
        form.text.pop("passphrase", None)
    status = 422 if form.errors else 200
    page = render_template(template, form=form, action=request.path, token=token)
    return make_response(page, status)


def _read_email(typed: str) -> str:
    if not EMAIL.fullmatch(typed) or len(typed) > 254:
        raise Refused(
            Problem(
                "email_invalid", "email", N_("Write an e-mail address, such as ada@example.org.")
            )
        )
    return typed.lower()


def _find(email: str, passphrase: str) -> Account | None:
    with database().reading() as session:
        account = session.exec(select(Account).where(Account.email == email)).first()
    return account if matches(account.passphrase_hash if account else None, passphrase) else None
