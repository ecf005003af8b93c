"""One's own account: with what one signs in, and where one is signed in."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, g, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from journal.care.problems import Refused
from journal.clock import now
from journal.records.access import Actor
from journal.records.acts import note_wherever_member
from journal.records.audit import Did
from journal.records.children import Child
from journal.records.codes import codes_left, made_at
from journal.records.factors import Passkey
from journal.records.passkeys import passkeys_of
from journal.records.passphrases import check_passphrase, hash_passphrase, matches
from journal.records.people import Account, AuthSession
from journal.records.tokens import end_tokens, tokens_of
from journal.reminders.account_news import News
from journal.web.entering import count_try, tries_over
from journal.web.extensions import database, reading
from journal.web.forms import Form
from journal.web.frame import last_toast, toast
from journal.web.own_devices import place_rows
from journal.web.passkey_pages import work_here
from journal.web.signed_in import end_sessions, renew, require_person, this_session
from journal.web.telling import tell_of, tell_soon
from journal.words import day_text, moment_text

bp = Blueprint("own_account", __name__, url_prefix="/account")
bp.before_request(require_person)

TRIES = 20
END_KEYS = "end_keys"


@bp.get("")
def index() -> ResponseReturnValue:
    """Everything about signing in, on one page."""
    return _page(Form({END_KEYS: "yes"}), 200)


@bp.post("/passphrase")
def passphrase() -> ResponseReturnValue:
    """Choose another passphrase; every other sign-in of this account ends (T8, ASVS 7.4.3), and on
    wish the keys of other programs."""
    form = Form.sent()
    old, new = (form.text.pop(name, "") for name in ("passphrase", "passphrase_new"))
    wait = count_try((f"prove:{g.account_id}", TRIES))
    with database().reading() as session:
        account = session.get_one(Account, g.account_id)
    if wait is not None:
        form.errors["passphrase"] = tries_over(wait)
        return _page(form, 429)
    if not matches(account.passphrase_hash, old):
        form.errors["passphrase"] = _("This is not your passphrase. Check it and try again.")
        return _page(form, 422)
    try:
        check_passphrase(new, about=(account.name, account.email, "sunhat"))
    except Refused as refused:
        for problem in refused.problems:
            form.fail(problem, "passphrase_new")
        return _page(form, 422)
    with database().transaction() as session:
        choose_passphrase(session, session.get_one(Account, g.account_id), new)
        renew(session)
        note_wherever_member(session, g.account_id, Did.PASSPHRASE_CHANGED, now=now())
        if form.get(END_KEYS):
            end_tokens(session, g.account_id, now=now())
        tell_of(session, g.account_id, News.PASSPHRASE, session_id=this_session())
    tell_soon()
    toast(_("Passphrase changed. You are signed out everywhere else."))
    return redirect(url_for("own_account.index"), code=303)


def choose_passphrase(
    session: Session, account: Account, new: str, *, everywhere: bool = False
) -> None:
    """Keep the new one, and end every sign-in but this one, or `everywhere`."""
    account.passphrase_hash = hash_passphrase(new)
    ended = select(AuthSession.id).where(AuthSession.account_id == account.id)
    here = None if everywhere else this_session()
    # The mark of a phone that was removed stays: it still has to hear of it (T24).
    ended = ended.where(col(AuthSession.id) != here, col(AuthSession.removed_at).is_(None))
    end_sessions(session, list(session.exec(ended)))


def zone_of(session: Session, actor: Actor) -> ZoneInfo:
    """The clock of the first child: a page without a child has none of its own."""
    for child_id in actor.children:
        return ZoneInfo(session.get_one(Child, child_id).zone)
    return ZoneInfo("UTC")


def _page(form: Form, status: int) -> ResponseReturnValue:
    with reading() as (session, actor):
        account = session.get_one(Account, actor.account_id)
        zone = zone_of(session, actor)
        context: dict[str, Any] = {
            "email": account.email,
            "authenticator": _since(made_at(session, account.id), zone),
            "codes_left": codes_left(session, account.id),
            "passkeys": [_passkey(key, zone) for key in passkeys_of(session, account.id)],
            "may_add_passkey": work_here(),
            "keys": len(tokens_of(session, account.id)),
            "devices": place_rows(session, account.id, zone),
        }
    page = render_template("account/index.html", form=form, toast=last_toast(), **context)
    return make_response(page, status)


def _passkey(key: Passkey, zone: ZoneInfo) -> dict[str, str]:
    used = _("last used %(moment)s", moment=moment_text(key.used_at, zone)) if key.used_at else ""
    added = _("added %(day)s", day=_since(key.made_at, zone))
    return {
        "name": key.name,
        "note": f"{added}, {used}" if used else added,
        "remove_url": url_for("own_passkeys.remove", key_id=key.id),
    }


def _since(moment: datetime | None, zone: ZoneInfo) -> str:
    return day_text(moment.astimezone(zone).date()) if moment else ""
