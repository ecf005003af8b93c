"""The start page: to Today of the child one looked at last, or to the first step."""

import uuid

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import col, select

from journal.records.access import Actor
from journal.records.children import Child
from journal.records.joining import waits_for
from journal.records.people import Role
from journal.web.extensions import database, reading
from journal.web.signed_in import require_person

bp = Blueprint("welcome", __name__)
bp.before_request(require_person)

LAST_CHILD = "child"


@bp.get("/")
def start() -> ResponseReturnValue:
    """Go where the person wants to be."""
    return _go()


@bp.get("/log/<what>")
def log(what: str) -> ResponseReturnValue:
    """A shortcut of the app's icon: the log form of the child one looked at last."""
    return _go(what)


def _go(what: str | None = None) -> ResponseReturnValue:
    assert g.account_id is not None
    with reading() as (session, actor):
        children = session.exec(
            select(Child.id)
            .where(col(Child.id).in_(list(actor.children)))
            .order_by(col(Child.created_at), col(Child.id))
        ).all()
    inviter = None if children else _inviter(g.account_id)
    if inviter is not None:
        return _waits(inviter)
    if not children:
        return _nothing_yet(actor)
    last = _last_child()
    child = last if last in children else children[0]
    if what is not None:
        return redirect(url_for("log.new", child_id=child, what=what), code=303)
    return redirect(url_for("today.index", child_id=child), code=303)


def _inviter(account_id: uuid.UUID) -> str | None:
    """Asked open: who waits belongs to no household, and sees no row of one."""
    with database().for_all.reading() as session:
        return waits_for(session, account_id)


def _waits(inviter: str) -> ResponseReturnValue:
    """Somebody used an invitation, and has not been let in yet (T5)."""
    who = inviter or _("An owner of the journal")
    until = _("Until then there is nothing to see here.")
    tell = _("Tell %(name)s that you have used the link.", name=inviter) if inviter else ""
    return render_template(
        "account/no_journal.html",
        heading=_("%(name)s must confirm that it is you", name=who),
        text=f"{until} {tell}",
        again=True,
    )


def _nothing_yet(actor: Actor) -> ResponseReturnValue:
    """The first step for an owner; whom to ask for everybody else."""
    if Role.OWNER in actor.households.values():
        return redirect(url_for("children.add"), code=303)
    if actor.households:
        heading = _("No child is here yet")
        text = _("Ask the owner of this journal to add the first one.")
    else:
        heading = _("You are in no family's journal now")
        text = _("Ask somebody who owns one for an invitation, then open its link on this phone.")
    return render_template("account/no_journal.html", heading=heading, text=text)


def _last_child() -> uuid.UUID | None:
    try:
        return uuid.UUID(request.cookies.get(LAST_CHILD, ""))
    except ValueError:
        return None
