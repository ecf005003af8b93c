"""In the room: answers, what the clinic said, and the ways to the plans that it changes."""

import uuid

from flask import Blueprint
from flask.typing import ResponseReturnValue

from journal.clock import now
from journal.records.access import Right
from journal.web.extensions import reading
from journal.web.frame import child_or_404, page
from journal.web.in_room_shown import in_room
from journal.web.preparing import preparation_or_404
from journal.web.signed_in import require_person

bp = Blueprint("in_room", __name__, url_prefix="/children/<uuid:child_id>/preparations")
bp.before_request(require_person)


@bp.get("/<uuid:preparation_id>/room")
def show(child_id: uuid.UUID, preparation_id: uuid.UUID) -> ResponseReturnValue:
    """The questions with a field for each answer; afterwards, what changed."""
    moment = now()
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        row = preparation_or_404(session, child, preparation_id)
        return page(
            session,
            actor,
            child,
            "visits/room.html",
            tab="visit",
            may_record=actor.may(Right.RECORD, child_id),
            may_plan=actor.may(Right.PLAN, child_id),
            **in_room(session, actor, child, row, moment),
        )
