"""Hospital stays: all of them, and one with its days, its questions and what comes after it."""

import uuid
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.clock import now
from journal.entries.reading import get_entry, timeline
from journal.records.access import Right
from journal.records.children import Child
from journal.records.entries import Entry, Kind
from journal.web.extensions import reading
from journal.web.frame import child_or_404, page
from journal.web.signed_in import require_person
from journal.web.stay_address import stay_address
from journal.web.stay_shown import moment_of, stay_shown
from journal.web.stay_words import nights_text
from journal.words import day_text

bp = Blueprint("stays", __name__, url_prefix="/children/<uuid:child_id>/stays")
bp.before_request(require_person)


@bp.get("")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """Every stay, the latest first."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        return page(
            session,
            actor,
            child,
            "stays/index.html",
            tab="journal",
            rows=_rows(session, child),
            log_url=url_for("log.new", child_id=child_id, what="stay")
            if actor.may(Right.RECORD, child_id)
            else None,
        )


@bp.get("/<uuid:entry_id>")
def show(child_id: uuid.UUID, entry_id: uuid.UUID) -> ResponseReturnValue:
    """One stay; of one that still waits on a phone, that it is not here yet."""
    moment = now()
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        found = session.get(Entry, entry_id)
        # What another household has is answered as what nobody has (B27).
        if found is None or found.child_id not in actor.children:
            body = page(session, actor, child, "infusions/not_here.html", tab="today")
            return make_response(body, 404)
        stay = get_entry(session, actor, entry_id, Right.LOOK)
        if stay.child_id != child_id:
            abort(404)
        if stay.deleted or stay.kind is not Kind.STAY:
            address = url_for("entries.show", child_id=child_id, entry_id=entry_id)
            return redirect(address, code=303)
        context = stay_shown(session, actor, child, stay, moment)
        entry_url = url_for("entries.show", child_id=child_id, entry_id=entry_id)
        return page(
            session,
            actor,
            child,
            "stays/show.html",
            tab="journal",
            here=stay_address(child_id, str(entry_id)),
            entry_url=entry_url,
            **context,
        )


def _rows(session: Session, child: Child) -> list[dict[str, str | None]]:
    zone, moment = ZoneInfo(child.zone), now()
    rows = []
    for stay in timeline(session, child.id, kinds=[Kind.STAY], limit=500)[0]:
        left = moment_of(stay.fields.get("discharged"))
        end = _("until %(moment)s", moment=day_text(left.astimezone(zone).date())) if left else None
        said = (end, nights_text(stay.at, min(left or moment, moment), zone))
        rows.append(
            {
                "when": day_text(stay.at.astimezone(zone).date()),
                "what": stay.fields["hospital"],
                "note": " · ".join(part for part in (*said, stay.fields.get("reason")) if part),
                "url": stay_address(child.id, str(stay.id)),
            }
        )
    return rows
