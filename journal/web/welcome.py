"""The start page: to Today of the child one looked at last, or to the first step."""

import uuid

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import col, select

from journal.records.children import Child
from journal.web.extensions import reading
from journal.web.signed_in import require_person

bp = Blueprint("welcome", __name__)
bp.before_request(require_person)

LAST_CHILD = "child"


@bp.get("/")
def start() -> ResponseReturnValue:
    """Go where the person wants to be."""
    assert g.account_id is not None
    with reading() as (session, actor):
        children = session.exec(
            select(Child.id)
            .where(col(Child.id).in_(list(actor.children)))
            .order_by(col(Child.created_at), col(Child.id))
        ).all()
    if not children:
        return redirect(url_for("children.add"), code=303)
    last = _last_child()
    child = last if last in children else children[0]
    return redirect(url_for("today.index", child_id=child), code=303)


def _last_child() -> uuid.UUID | None:
    try:
        return uuid.UUID(request.cookies.get(LAST_CHILD, ""))
    except ValueError:
        return None
