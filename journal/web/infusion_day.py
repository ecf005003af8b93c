"""One screen for an infusion day: what runs, one tap for what happens, and what happened so far."""

import uuid

from flask import Blueprint, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from journal.clock import now
from journal.entries.reading import entries_by_id
from journal.records.access import Right, Stranger
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.infusion import InfusionRow
from journal.web.entry_words import timeline_line
from journal.web.extensions import reading
from journal.web.frame import child_or_404, page
from journal.web.infusion_facts import InfusionDay
from journal.web.infusion_rows import papers
from journal.web.infusion_shown import day_context
from journal.web.medicine_names import names_of
from journal.web.photo_words import pictures_of
from journal.web.signed_in import require_person

bp = Blueprint("infusion_day", __name__, url_prefix="/children/<uuid:child_id>/infusions")
bp.before_request(require_person)

RELOAD_AFTER = 120


@bp.get("/<uuid:entry_id>")
def show(child_id: uuid.UUID, entry_id: uuid.UUID) -> ResponseReturnValue:
    """The day of one infusion; of one that still waits on a phone, that it is not here yet."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.LOOK)
        entry = session.get(Entry, entry_id)
        # What another household has is answered as what nobody has (B27).
        if entry is None or entry.child_id not in actor.children:
            body = page(session, actor, child, "infusions/not_here.html", tab="today")
            return make_response(body, 404)
        if entry.child_id != child_id:
            raise Stranger
        row = session.get(InfusionRow, entry_id)
        if row is None or entry.deleted:
            return redirect(url_for("entries.show", child_id=child_id, entry_id=entry_id), code=303)
        day = InfusionDay(session, child, row, now())
        return page(
            session,
            actor,
            child,
            "infusions/day.html",
            tab="today",
            reload_after=RELOAD_AFTER,
            rows=_rows(session, child, day),
            sheets=papers("infusion_sheet.recorded", child, infusion_id=entry_id),
            nurse=papers("infusion_sheet.planned", child, medicine_id=day.plan.medicine_id)
            if day.plan
            else [],
            **day_context(day, may_record=actor.may(Right.RECORD, child_id)),
        )


def _rows(session: Session, child: Child, day: InfusionDay) -> list[dict[str, object]]:
    """What happened so far, the newest first."""
    found = entries_by_id(session, [row.entry_id for row in day.checkpoints])
    found.sort(key=lambda shown: (shown.at, str(shown.id)), reverse=True)
    names, photos = names_of(session, child.id), pictures_of(session, child, found)
    return [
        timeline_line(shown, names, day.zone, photos=photos.get(shown.id, ())) for shown in found
    ]
