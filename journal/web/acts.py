"""Who did what to the household: invited, removed, shared, signed in anew. Newest first."""

import uuid
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session, col, select

from journal.records.access import Actor, Right
from journal.records.acts import latest
from journal.records.children import Child
from journal.web.act_words import doer, sentence
from journal.web.extensions import reading
from journal.web.frame import child_or_404, page
from journal.web.signed_in import require_person
from journal.words import moment_text

bp = Blueprint("acts", __name__)
bp.before_request(require_person)

AT_ONCE = 50


@bp.get("/children/<uuid:child_id>/people/acts")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """Every act of this household, for whoever may change plans in it."""
    before = request.args.get("before", type=int)
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PLAN)
        zone, names = ZoneInfo(child.zone), _names(session, actor, child)
        found = latest(session, child.household_id, before=before, limit=AT_ONCE + 1)
        shown = [each for each in found[:AT_ONCE] if _may_read(each[1], names)]
        is_more = len(found) > AT_ONCE
        return page(
            session,
            actor,
            child,
            "people/acts.html",
            acts=[
                {
                    "what": sentence(act.what, words),
                    "note": f"{doer(words)} · {moment_text(act.at, zone)}",
                }
                for act, words in shown
            ],
            older=url_for("acts.index", child_id=child_id, before=found[AT_ONCE - 1][0].number)
            if is_more
            else None,
        )


def _names(session: Session, actor: Actor, child: Child) -> set[str] | None:
    """The children whose acts this person reads: those they see; None: all, also who is gone."""
    if child.household_id in actor.managed:
        return None
    mine = select(Child.name).where(col(Child.id).in_(list(actor.children)))
    return set(session.exec(mine).all())


def _may_read(words: Mapping[str, str], names: set[str] | None) -> bool:
    return names is None or words.get("child", "") in {"", *names}
