"""Whoever used a link waits until an owner says that it is who they meant (T5)."""

import uuid
from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.clock import now
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.joining import confirm as let_in
from journal.records.joining import refuse as send_away
from journal.records.joining import waiting
from journal.web.extensions import writing
from journal.web.frame import child_or_404, toast
from journal.web.role_words import role_text
from journal.web.signed_in import require_person

bp = Blueprint("joining", __name__, url_prefix="/children/<uuid:child_id>/people/<uuid:account_id>")
bp.before_request(require_person)


@bp.post("/confirm")
def confirm(child_id: uuid.UUID, account_id: uuid.UUID) -> ResponseReturnValue:
    """It is who was meant: from now on they belong to the household."""
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
        let_in(session, actor, child.household_id, account_id, now=now())
    toast(_("Let in"))
    return redirect(url_for("people.index", child_id=child_id), code=303)


@bp.post("/refuse")
def refuse(child_id: uuid.UUID, account_id: uuid.UUID) -> ResponseReturnValue:
    """It is somebody else: they never saw anything, and never will by that link."""
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
        send_away(session, actor, child.household_id, account_id, now=now())
    toast(_("Not let in"))
    return redirect(url_for("people.index", child_id=child_id), code=303)


def joiner_banners(session: Session, actor: Actor, child: Child) -> list[dict[str, Any]]:
    """For an owner: who waits at the door of this household, with the two answers."""
    if not actor.may(Right.MANAGE, child.id):
        return []
    return [
        {
            "kind": "settled",
            "title": _("Is this %(name)s?", name=joiner.meant or account.name),
            "text": _(
                "Somebody used your link and calls themselves %(name)s, %(email)s. They see "
                "nothing until you answer. If you are not certain, telephone first. If you "
                "let them in: %(role)s.",
                role=role_text(joiner.role),
                name=account.name,
                email=account.email,
            ),
            "actions": [
                {
                    "label": _("Yes, let %(name)s in", name=account.name),
                    "url": url_for("joining.confirm", child_id=child.id, account_id=account.id),
                    "post": True,
                },
                {
                    "label": _("No, send %(name)s away", name=account.name),
                    "url": url_for("joining.refuse", child_id=child.id, account_id=account.id),
                    "post": True,
                },
            ],
        }
        for joiner, account in waiting(session, [child.household_id])
    ]
