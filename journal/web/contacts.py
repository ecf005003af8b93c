"""Contacts and infections the team is told of at once: whom to call, and what to say."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from journal.care import knowledge
from journal.care.knowledge.infections import ToldAtOnce
from journal.clock import now
from journal.entries.change import ANSWERED_BEFORE
from journal.entries.reading import Shown, history
from journal.records.access import Right, Stranger
from journal.records.entries import Entry, Kind
from journal.records.kinds.infection import Infected, InfectionRow
from journal.web.changes import Ids, NotWritten, Wanted, fresh_ids, read_id, write_or_roll_back
from journal.web.contact_facts import as_text, contact_facts
from journal.web.contact_time import clinics_time
from journal.web.entry_pages import base_of, entry_of
from journal.web.extensions import reading, writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, page, toast
from journal.web.infection_words import (
    has_contact_page,
    infection_title,
    is_told_at_once,
)
from journal.web.signed_in import require_person
from journal.web.telephones import telephones
from journal.words import day_text, moment_text

if TYPE_CHECKING:
    from journal.web.day import Day

bp = Blueprint("contacts", __name__, url_prefix="/children/<uuid:child_id>/contacts")
bp.before_request(require_person)

# How long Today asks for the call, until somebody writes that the team was told: our own choice.
ASKED = timedelta(days=21)
MOST = 20
# A contact in the family's own words, or with what the catalogue only names.
UNREAD = ToldAtOnce(why="", sources=(), words=(), cvx=())


@bp.get("/<uuid:contact_id>")
def show(child_id: uuid.UUID, contact_id: uuid.UUID) -> ResponseReturnValue:
    """Whom to call, why the hours count, and what to say."""
    moment = now()
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        entry = entry_of(session, actor, child_id, contact_id, Right.LOOK)
        at_once = _at_once(entry)
        facts = contact_facts(session, child, entry, at_once, now=moment)
        right = Right.RECORD if entry.by_id == actor.account_id else Right.CORRECT
        return page(
            session,
            actor,
            child,
            "infections/contact.html",
            entry=entry,
            title=infection_title(entry.fields),
            telephones=telephones(session, child),
            why=_reason(session, entry, at_once),
            time_url=_time_url(entry, at_once) if actor.may(Right.PLAN, child_id) else "",
            has_time=bool(clinics_time(session, child_id, entry.fields["name"])),
            form=Form({"unit": "hours"}),
            is_urgent=at_once is not UNREAD,
            sources=at_once.sources,
            facts=facts,
            text=as_text(facts),
            told=told_words(session, entry, ZoneInfo(child.zone)),
            may_record=actor.may(right, child_id),
            hidden={"change": fresh_ids(moment).change, "base": entry.revision},
            made=moment_text(moment, ZoneInfo(child.zone)),
        )


@bp.post("/<uuid:contact_id>/told")
def told(child_id: uuid.UUID, contact_id: uuid.UUID) -> ResponseReturnValue:
    """Write that the team was told, now and by this person."""
    form, moment = Form.sent(), now()
    try:
        with writing() as (session, actor):
            child = child_or_404(session, actor, child_id, Right.RECORD)
            entry = entry_of(session, actor, child_id, contact_id, Right.RECORD)
            _at_once(entry)
            wanted = Wanted(
                ids=Ids(read_id(form.get("change")), contact_id),
                kind=Kind.INFECTION,
                fields={"told_at": moment.astimezone(ZoneInfo(child.zone)).isoformat()},
                base=base_of(form),
                confirmed=ANSWERED_BEFORE,
            )
            if not entry.fields.get("told_at"):
                write_or_roll_back(session, actor, child, wanted, now=moment)
    except NotWritten:
        toast(_("It was changed meanwhile. Look at it again first."))
    else:
        toast(_("Saved for %(name)s", name=child.name))
    return redirect(url_for("contacts.show", child_id=child_id, contact_id=contact_id), code=303)


def told_words(session: Session, entry: Shown, zone: ZoneInfo) -> str:
    """ "Told Sun 22 Nov 2026, 14:05, by Ada": who wrote the moment that stands now; or ""."""
    told_at = entry.fields.get("told_at")
    if not told_at:
        return ""
    by = entry.by
    for revision, name in history(session, entry.id):
        if "told_at" in revision.changed and revision.fields.get("told_at") == told_at:
            by = name
    when = moment_text(datetime.fromisoformat(told_at), zone)
    return _("The team was told %(when)s, by %(by)s", when=when, by=by)


def contact_banners(day: "Day") -> list[dict[str, Any]]:
    """What Today says first of all while nobody wrote that the team was told."""
    rows = day.session.exec(
        select(InfectionRow)
        .join(Entry, col(Entry.id) == col(InfectionRow.entry_id))
        .where(InfectionRow.child_id == day.child.id, col(Entry.deleted).is_(False))
        .where(col(InfectionRow.at) > day.now - ASKED, col(InfectionRow.told_at).is_(None))
        .order_by(col(InfectionRow.at).desc())
        .limit(MOST)
    ).all()
    asked = [
        row for row in rows if is_told_at_once(Kind.INFECTION, {"what": row.what, "name": row.name})
    ]
    return [_banner(day, row) for row in asked]


def _banner(day: "Day", row: InfectionRow) -> dict[str, Any]:
    fields = {"what": row.what, "name": row.name}
    on = day_text(row.at.astimezone(day.zone).date())
    found = knowledge.meant_infection(row.name)
    is_contact = row.what == Infected.EXPOSURE
    why = ""
    if found and found.at_once and is_contact:
        why = _why(found.at_once, clinics_time(day.session, day.child.id, row.name))
    url = url_for("contacts.show", child_id=day.child.id, contact_id=row.entry_id)
    calls = [
        {"label": one["number"], "url": f"tel:{one['number'].replace(' ', '')}", "post": False}
        for one in telephones(day.session, day.child)[:1]
    ]
    return {
        "kind": "needs",
        "title": _("Call the team now: %(what)s", what=infection_title(fields)),
        "text": "\n".join(filter(None, (on, why))),
        "actions": [*calls, {"label": _("What to tell the team"), "url": url, "post": False}],
    }


def _time_url(entry: Shown, at_once: ToldAtOnce) -> str:
    """Where the clinic's own time is written, of a contact that has one."""
    found = knowledge.meant_infection(entry.fields["name"])
    if at_once is UNREAD or found is None or entry.fields["what"] != Infected.EXPOSURE:
        return ""
    child_id = entry.child_id
    return url_for("contact_time.save", child_id=child_id, contact_id=entry.id, infection=found.id)


def _reason(session: Session, entry: Shown, at_once: ToldAtOnce) -> str:
    if at_once is UNREAD:
        return _("The journal has read no source about it: whether it is urgent, the team knows.")
    if entry.fields["what"] != Infected.EXPOSURE:
        return ""
    return _why(at_once, clinics_time(session, entry.child_id, entry.fields["name"]))


def _why(at_once: ToldAtOnce, own: str) -> str:
    """That the same day counts first: a figure alone reads as time that is left.

    own  what the child's clinic says, which stands before the source's
    """
    return _("Call the same day. %(why)s", why=own or _(at_once.why))


def _at_once(entry: Shown) -> ToldAtOnce:
    """Why it is told at once, nothing for a contact that no source was read about.

    Raises Stranger for an entry that has no such page, or was deleted.
    """
    if entry.deleted or not has_contact_page(entry.kind, entry.fields):
        raise Stranger
    found = knowledge.meant_infection(entry.fields["name"])
    return UNREAD if found is None or found.at_once is None else found.at_once
