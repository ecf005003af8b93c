"""Sharing a page of one's diary: seen first as everybody would read it, then a note."""

import uuid
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.clock import now
from journal.entries.reading import Shown
from journal.records.access import Actor, Right, Stranger
from journal.records.entries import Kind
from journal.web.changes import Wanted, fresh_ids, sent_ids, write_or_roll_back
from journal.web.entry_pages import entry_of
from journal.web.extensions import reading, writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, page
from journal.web.log.people import others_of
from journal.web.signed_in import require_person
from journal.web.undo import offer
from journal.words import clock_text, day_text

bp = Blueprint("diary", __name__, url_prefix="/children/<uuid:child_id>/diary/<uuid:diary_id>")
bp.before_request(require_person)


@bp.get("/share")
def preview(child_id: uuid.UUID, diary_id: uuid.UUID) -> ResponseReturnValue:
    """What everybody would read, and who that is."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.RECORD)
        mine = _mine(session, actor, child_id, diary_id)
        zone = ZoneInfo(child.zone)
        return page(
            session,
            actor,
            child,
            "entries/share.html",
            text=mine.fields["note"],
            on=f"{day_text(mine.at.astimezone(zone).date())}, {clock_text(mine.at, zone)}",
            readers=others_of(session, child, actor.account_id),
            hidden=fresh_ids(now()).hidden(),
            back_url=url_for("entries.show", child_id=child_id, entry_id=diary_id),
        )


@bp.post("/share")
def share(child_id: uuid.UUID, diary_id: uuid.UUID) -> ResponseReturnValue:
    """Write a note of the same words and the same moment; the page of the diary stays."""
    form = Form.sent()
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.RECORD)
        mine = _mine(session, actor, child_id, diary_id)
        fields = {name: mine.fields[name] for name in ("at", "note")}
        wanted = Wanted(ids=sent_ids(form), kind=Kind.NOTE, fields=fields)
        write_or_roll_back(session, actor, child, wanted, now=now())
    back = url_for("entries.show", child_id=child_id, entry_id=wanted.ids.entry)
    offer(
        _("Shared as a note"), child, [wanted.ids], back=url_for("journal.index", child_id=child_id)
    )
    return redirect(back, code=303)


def _mine(session: Session, actor: Actor, child_id: uuid.UUID, diary_id: uuid.UUID) -> Shown:
    """The page of the diary, of its writer alone. Raises Stranger for everything else."""
    mine = entry_of(session, actor, child_id, diary_id, Right.RECORD)
    if mine.kind is not Kind.DIARY or mine.deleted:
        raise Stranger
    return mine
