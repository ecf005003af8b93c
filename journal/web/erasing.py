"""Erasing a child or the household: what goes, the announcement, and taking it back (T33, T35)."""

import uuid
from typing import Any

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from journal.care.problems import N_, Problem, Refused
from journal.clock import now
from journal.exchange.erase import backups_end, carry_out
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.erasures import Erasure
from journal.records.erasures_asked import ask_to_erase, erasures, withdraw_erasure
from journal.records.people import Account
from journal.records.who_records import DELAY, who_recorded
from journal.reminders.household_news import announce_erasure
from journal.web.child_forms import require_name
from journal.web.extensions import database, reading, reminder_words, settings, writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, page, toast
from journal.web.person import across_households
from journal.web.proving import ask_for_proof
from journal.web.signed_in import require_person, this_session
from journal.web.telling import tell_soon
from journal.words import day_text

bp = Blueprint("erasing", __name__, url_prefix="/children/<uuid:child_id>/erase")
bp.before_request(require_person)

CHILD, HOUSEHOLD = "child", "household"
OTHERWISE = N_("Type the child’s name as it stands above. Nothing was erased.")


@bp.get("")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """What goes and what stays, before anything is asked."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
        return _page(session, actor, child, Form({"what": CHILD}))


@bp.post("")
def ask(child_id: uuid.UUID) -> ResponseReturnValue:
    """Announce it; where nobody else records here, erase at once."""
    with reading() as (session, actor):
        child_or_404(session, actor, child_id, Right.MANAGE)
    if (asked := ask_for_proof()) is not None:
        return asked
    form = Form.sent()
    # Whoever was taken out a moment ago is to be told too, and belongs to no household any more.
    with across_households() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
        what = form.read("what", _what)
        form.read("typed", lambda typed: require_name(typed, child, OTHERWISE))
        if form.errors or what is None:
            return make_response(_page(session, actor, child, form), 422)
        whole = None if what == HOUSEHOLD else child.id
        moment = now()
        erasure = ask_to_erase(session, actor, child.household_id, whole, now=moment)
        waits = erasure.due_at > moment
        if waits and erasure.asked_at == moment:  # who asks again tells nobody twice
            announce_erasure(
                session,
                reminder_words(),
                erasure.household_id,
                actor.account_id,
                session_id=this_session(),
                now=now(),
                beside=_others(session, actor, erasure.household_id),
            )
    if waits:
        tell_soon()
        toast(_("Announced for %(day)s", day=day_text(erasure.due_at.date())))
        return redirect(url_for("erasing.index", child_id=child_id), code=303)
    if carry_out(database().for_all, settings().data, erasure.id, now=now()):
        toast(_("Erased"))
    else:
        toast(_("Nothing was erased. Look at who belongs here, and ask once more."))
    return redirect("/", code=303)


@bp.post("/stay")
def stay(child_id: uuid.UUID) -> ResponseReturnValue:
    """Take it back: any owner may."""
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
        withdraw_erasure(session, actor, child.household_id, _named(), now=now())
    toast(_("Taken back"))
    return redirect(url_for("people.index", child_id=child_id), code=303)


def erasure_banners(session: Session, actor: Actor, child: Child) -> list[dict[str, Any]]:
    """For everybody who sees the child: what is to be erased, when, and who asked it (T35)."""
    return [
        _announced(actor, child, erasure, name, asker)
        for erasure, name, asker in erasures(session, [child.household_id])
        if erasure.child_id is None or erasure.child_id in actor.children
    ]


def _announced(
    actor: Actor, child: Child, erasure: Erasure, name: str, asker: str
) -> dict[str, Any]:
    day = day_text(erasure.due_at.date())
    if erasure.child_id is None:
        title = _("The whole household is to be erased on %(day)s", day=day)
    else:
        title = _("The journal of %(name)s is to be erased on %(day)s", name=name, day=day)
    text = _(
        "%(asker)s asked this. Until then nothing changes, everybody can take everything out, and "
        "any owner can take it back.",
        asker=asker,
    )
    export = {
        "label": _("Take the numbers out"),
        "url": url_for("numbers.index", child_id=erasure.child_id or child.id),
    }
    back = {
        "label": _("Take it back"),
        "url": url_for("erasing.stay", child_id=child.id),
        "post": True,
        "hidden": {"erasure": str(erasure.id)},
    }
    actions = [export, back] if actor.may(Right.MANAGE, child.id) else [export]
    return {"kind": "needs", "title": title, "text": text, "actions": actions}


def _page(session: Session, actor: Actor, child: Child, form: Form) -> str:
    others = _others(session, actor, child.household_id)
    names = select(Account.name).where(col(Account.id).in_(others)).order_by(col(Account.name))
    siblings = select(Child.name).where(Child.household_id == child.household_id)
    siblings = siblings.where(Child.id != child.id).order_by(col(Child.created_at))
    due = now() + DELAY if others else now()
    return page(
        session,
        actor,
        child,
        "people/erase.html",
        form=form,
        announced=erasure_banners(session, actor, child),
        others=", ".join(session.exec(names)),
        siblings=", ".join(session.exec(siblings)),
        due=day_text(due.date()),
        backups_end=day_text(backups_end(settings().data, now=due)),
        choices=[
            (CHILD, _("The journal of %(name)s", name=child.name), ""),
            (HOUSEHOLD, _("The whole household"), _("Every child, everybody’s access, all acts.")),
        ],
    )


def _others(session: Session, actor: Actor, household_id: uuid.UUID) -> set[uuid.UUID]:
    """Who is to be told, and waited for: who else records here, or did within a week (T35)."""
    found = who_recorded(session, household_id, now=now()) - {actor.account_id}
    # Whoever has erased their account meanwhile is nobody any more.
    return set(session.exec(select(Account.id).where(col(Account.id).in_(found))))


def _what(typed: str) -> str:
    if typed not in {CHILD, HOUSEHOLD}:
        raise Refused(Problem("choice_unknown", "what", N_("Choose what is to be erased.")))
    return typed


def _named() -> uuid.UUID:
    try:
        return uuid.UUID(request.form.get("erasure", ""))
    except ValueError:
        sentence = N_("It is not announced any more. Look at what is there now.")
        raise Refused(Problem("not_announced", None, sentence)) from None
