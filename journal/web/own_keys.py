"""Keys by which other programs ask the API for their person: made and shown once, listed, ended."""

import hashlib
import uuid
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from journal.care.problems import N_, Problem, Refused
from journal.clock import now
from journal.records.access import Actor, Stranger
from journal.records.children import Child
from journal.records.people import ApiToken
from journal.records.tokens import end_token, make_token, tokens_of
from journal.reminders.account_news import News
from journal.web.extensions import reading, settings, writing
from journal.web.forms import Form
from journal.web.frame import last_toast, toast
from journal.web.own_account import zone_of
from journal.web.proving import require_proof
from journal.web.signed_in import require_person, this_session
from journal.web.telling import tell_of, tell_soon
from journal.words import day_text, moment_text

bp = Blueprint("own_keys", __name__, url_prefix="/account/keys")
bp.before_request(require_person)

LOOK, WRITE = "look", "write"
LONGEST_NAME = 100


@bp.get("")
def index() -> ResponseReturnValue:
    """The keys there are, and the form for another one."""
    with reading() as (session, actor):
        return _page(session, actor)


@bp.post("")
@require_proof
def make() -> ResponseReturnValue:
    """Make a key and show it, this once: afterwards only its hash is known."""
    form = Form.sent(several=["children"])
    with writing() as (session, actor):
        known = _children(session, actor)
        name = form.words("name", most=LONGEST_NAME, required=N_("Write which program it is for."))
        may = form.read("may", _may)
        chosen = form.read("children", lambda _typed: _chosen(known, form))
        if form.errors:
            return make_response(_page(session, actor, form), 422)
        secret = make_token(
            session,
            actor.account_id,
            name=name,
            may_write=may == WRITE,
            children=chosen,
            now=now(),
        )
        tell_of(
            session, actor.account_id, News.KEY_MADE, session_id=this_session(), called=name or ""
        )
        reach = _reach(known, None if chosen is None else set(map(str, chosen)))
    tell_soon()
    return render_template(
        "account/key.html",
        name=name,
        secret=secret,
        note=f"{_may_text(may == WRITE)} · {reach}",
        address=settings().url.rstrip("/") + url_for("openapi.openapi"),
    )


@bp.post("/<handle>/end")
@require_proof
def end(handle: str) -> ResponseReturnValue:
    """End a key: the program that has it is nobody with its next request."""
    with writing() as (session, actor):
        for key in tokens_of(session, actor.account_id):
            if _handle(key) == handle:
                end_token(session, actor, key.id, now=now())
                toast(_("Ended: %(name)s", name=_called(key)))
    return redirect(url_for("own_keys.index"), code=303)


def _page(session: Session, actor: Actor, form: Form | None = None) -> str:
    known, zone = _children(session, actor), zone_of(session, actor)
    if form is None:
        form = Form({"children": [str(one.id) for one in known]})
    keys = tokens_of(session, actor.account_id)
    return render_template(
        "account/keys.html",
        form=form,
        keys=[_row(key, known, zone) for key in keys],
        children=[(str(one.id), one.name) for one in known] if len(known) > 1 else [],
        may=[
            (LOOK, _may_text(False), _("It changes nothing.")),
            (WRITE, _may_text(True), _("Whatever you may do there yourself, in your name.")),
        ],
        toast=last_toast(),
    )


def _row(key: ApiToken, known: Sequence[Child], zone: ZoneInfo) -> dict[str, Any]:
    made = day_text(key.created_at.astimezone(zone).date())
    used = (
        _("last used %(moment)s", moment=moment_text(key.used_at, zone))
        if key.used_at
        else _("never used")
    )
    reach = _reach(known, None if key.children is None else set(key.children))
    return {
        "name": _called(key),
        "note": " · ".join([_may_text(key.may_write), reach]),
        "used": _("made %(day)s, %(used)s", day=made, used=used),
        "end_url": url_for("own_keys.end", handle=_handle(key)),
    }


def _called(key: ApiToken) -> str:
    return key.name or _("no name")


def _reach(known: Sequence[Child], children: set[str] | None) -> str:
    if children is None:
        return _("every child you see")
    names = [one.name for one in known if str(one.id) in children]
    return ", ".join(names) or _("no child any more")


def _children(session: Session, actor: Actor) -> list[Child]:
    """Those the person sees, in the order in which they were added."""
    query = select(Child).where(col(Child.id).in_(list(actor.children)))
    return list(session.exec(query.order_by(col(Child.created_at), col(Child.id))))


def _chosen(known: Sequence[Child], form: Form) -> list[uuid.UUID] | None:
    """The children that are ticked; None for all of them, also those to come. Raises Stranger."""
    ticked = set(form.text["children"])
    if not ticked <= {str(one.id) for one in known}:
        raise Stranger
    if len(known) < 2 or len(ticked) == len(known):
        return None
    if not ticked:
        raise Refused(Problem("required", "children", N_("Choose at least one child.")))
    return [one.id for one in known if str(one.id) in ticked]


def _may(typed: str) -> str:
    if typed not in {LOOK, WRITE}:
        raise Refused(Problem("choice_unknown", "may", N_("Choose what the program may do.")))
    return typed


def _may_text(writes: bool) -> str:
    return _("Look and write") if writes else _("Look")


def _handle(key: ApiToken) -> str:
    """What an address may say of a key: not even the hash of its secret."""
    return hashlib.sha256(f"handle:{key.id}".encode()).hexdigest()[:20]
