"""Forgot your passphrase: a link by mail, or from whoever runs the server (T37, ASVS 6.4.3)."""

import re
from collections.abc import Sequence

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from journal.care.problems import Refused
from journal.clock import now
from journal.records.acts import note_wherever_member
from journal.records.audit import Did
from journal.records.factors import Passkey
from journal.records.passkeys import keep_passkeys, passkeys_of
from journal.records.passphrases import check_passphrase
from journal.records.people import Account
from journal.records.resets import find_reset, use_reset
from journal.records.tokens import end_tokens
from journal.reminders.account_news import News
from journal.web.entering import count_try, tries_over
from journal.web.extensions import database, sends_mail
from journal.web.forms import Form
from journal.web.own_account import choose_passphrase
from journal.web.telling import send_reset_soon, tell_of, tell_soon
from journal.words import day_text

bp = Blueprint("forgotten", __name__)

LINKS_PER_HOUR = 3
KEEP = "keep"
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@bp.route("/sign-in/forgotten", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Send a link to an address, if somebody signs in with it: the answer is the same (6.3.8).

    Who looks that up, and sends, is not waited for: an answer takes no longer for those who are
    known here. Without a mail server the page says whom to ask.
    """
    form, sent, status = Form.sent(), False, 200
    if request.method == "POST" and sends_mail():
        email = form.get("email").lower()[:254]
        wait = count_try((f"reset:{email}"[:120], LINKS_PER_HOUR))
        if wait is not None:
            sentence = tries_over(wait)
            form.errors["email"], status = sentence, 429
        elif not EMAIL.fullmatch(email):
            sentence = _("Write an e-mail address, such as ada@example.org.")
            form.errors["email"], status = sentence, 422
        else:
            send_reset_soon(email)
            sent = True
    page = render_template("account/forgotten.html", form=form, sent=sent, mails=sends_mail())
    return make_response(page, status)


@bp.route("/reset/<token>", methods=["GET", "POST"])
def choose(token: str) -> ResponseReturnValue:
    """Choose another passphrase with the link. A code is asked for afterwards, as ever.

    Whoever knew the one before may have cut keys: those of programs end, and the passkeys that are
    not ticked to be kept (ASVS 7.4.3).
    """
    form, moment = Form.sent(several=[KEEP]), now()
    with database().reading() as session:
        account = find_reset(session, token, now=moment)
        passkeys = passkeys_of(session, account.id)
    if request.method == "GET":
        return _page(form, account, passkeys, 200)
    new = form.text.pop("passphrase_new", "")
    try:
        check_passphrase(new, about=(account.name, account.email, "sunhat"))
    except Refused as refused:
        for problem in refused.problems:
            form.fail(problem, "passphrase_new")
        return _page(form, account, passkeys, 422)
    with database().transaction() as session:
        use_reset(session, token, now=moment)
        theirs = session.get_one(Account, account.id)
        choose_passphrase(session, theirs, new, everywhere=True)
        end_tokens(session, account.id, now=moment)
        keep_passkeys(session, account.id, set(form.text[KEEP]), now=moment)
        note_wherever_member(session, account.id, Did.PASSPHRASE_RESET, now=moment)
        tell_of(session, account.id, News.RESET, session_id=None)
    tell_soon()
    return redirect(url_for("account.sign_in"), code=303)


def _page(
    form: Form, account: Account, passkeys: Sequence[Passkey], status: int
) -> ResponseReturnValue:
    page = render_template(
        "account/reset.html",
        form=form,
        email=account.email,
        action=request.path,
        passkeys=[
            (key.id, key.name, _("added %(day)s", day=day_text(key.made_at.date())))
            for key in passkeys
        ],
    )
    return make_response(page, status)
