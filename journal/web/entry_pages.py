"""One entry: what it says, who wrote it, what it said before; deleting it, bringing it back."""

import uuid
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.clock import now
from journal.entries.alerts import open_alerts
from journal.entries.change import ANSWERED_BEFORE, Base, Outcome, Result, Revised, read_base
from journal.entries.clocks import marked
from journal.entries.edits import edits_of, number_of
from journal.entries.reading import Shown, get_entry, history
from journal.records.access import Actor, Right, Stranger
from journal.records.children import Child
from journal.records.entries import Kind
from journal.web.changes import (
    Ids,
    NotWritten,
    Wanted,
    fresh_ids,
    read_id,
    write_or_roll_back,
)
from journal.web.clash_words import clashes_of
from journal.web.entry_fields import fact_rows, mark_words, revisions
from journal.web.entry_words import icon_of, title_of
from journal.web.extensions import reading, writing
from journal.web.file_words import file_words
from journal.web.forms import Form
from journal.web.frame import child_or_404, page, toast
from journal.web.infection_words import has_contact_page
from journal.web.infusion_address import day_address
from journal.web.log.kinds import form_of
from journal.web.log.scene import Scene
from journal.web.log.symptom_beside import gone_form
from journal.web.medicine_names import names_of
from journal.web.open_questions import banners
from journal.web.photo_words import pictures
from journal.web.response_rows import answer_rows
from journal.web.signed_in import require_person
from journal.web.undo import offer

bp = Blueprint("entries", __name__, url_prefix="/children/<uuid:child_id>/entries/<uuid:entry_id>")
bp.before_request(require_person)


@bp.get("")
def show(child_id: uuid.UUID, entry_id: uuid.UUID) -> ResponseReturnValue:
    """The entry with its history."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.LOOK)
        shown = entry_of(session, actor, child_id, entry_id, Right.LOOK)
        zone, names = ZoneInfo(child.zone), names_of(session, child_id)
        past = history(session, entry_id)
        own = shown.by_id == actor.account_id
        may_record = actor.may(Right.RECORD if own else Right.CORRECT, child_id)
        about = [
            alert for alert in open_alerts(session, [child_id]) if str(entry_id) in alert.entries
        ]
        doubles = [alert for alert in about if alert.kind != "conflict"]
        return page(
            session,
            actor,
            child,
            "entries/show.html",
            tab="journal",
            entry=shown,
            icon_name=icon_of(shown),
            title=title_of(shown, names),
            photos=pictures(session, child, shown),
            facts=[
                *answer_rows(session, child, shown),
                *fact_rows(shown.fields, names, zone),
            ],
            from_file=file_words(session, child, past),
            mark=mark_words(marked(session, [shown.id]).get(shown.id)),
            revisions=revisions(past, names, zone),
            alerts=banners(session, child, doubles, names, may_answer=may_record),
            clashes=clashes_of(session, shown, past, names, zone),
            may_record=may_record,
            edit_url=address("entries.edit", shown),
            delete_url=address("entries.delete", shown),
            restore_url=address("entries.restore", shown),
            hidden={**fresh_ids(now()).hidden(), "base": seen_now(shown)},
            back_url=url_for("journal.index", child_id=child_id),
            day_url=_day_url(shown),
            share_url=url_for("diary.preview", child_id=child_id, diary_id=entry_id)
            if shown.kind is Kind.DIARY and not shown.deleted
            else None,
            gone=_gone(session, child, shown) if may_record else None,
            sites=shown.fields.get("sites") or [],
            tell_url=url_for("contacts.show", child_id=child_id, contact_id=entry_id)
            if not shown.deleted and has_contact_page(shown.kind, shown.fields)
            else None,
        )


def _gone(session: Session, child: Child, shown: Shown) -> dict[str, Any] | None:
    """The one tap that says a symptom has gone, while it lasts."""
    if shown.kind is not Kind.SYMPTOM or shown.deleted or shown.fields.get("until"):
        return None
    if not shown.fields.get("since"):
        return None
    return gone_form(Scene(session, child, now()), form_of(shown), shown)


def _day_url(shown: Shown) -> str:
    """The screen of the infusion that this is, or belongs to; else ""."""
    if shown.deleted or shown.kind not in {Kind.INFUSION, Kind.CHECKPOINT}:
        return ""
    return day_address(shown.child_id, shown.fields.get("infusion") or str(shown.id))


@bp.get("/photos/<uuid:photo_id>")
def photo(child_id: uuid.UUID, entry_id: uuid.UUID, photo_id: uuid.UUID) -> ResponseReturnValue:
    """One photo of the entry, as large as the screen."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PHOTOS)
        shown = entry_of(session, actor, child_id, entry_id, Right.LOOK)
        of_entry = {each["id"]: each for each in pictures(session, child, shown)}
        if str(photo_id) not in of_entry:
            raise Stranger
        return page(
            session,
            actor,
            child,
            "entries/photo.html",
            tab="journal",
            photo=of_entry[str(photo_id)],
            title=title_of(shown, names_of(session, child_id)),
            back_url=address("entries.show", shown),
        )


@bp.post("/delete")
def delete(child_id: uuid.UUID, entry_id: uuid.UUID) -> ResponseReturnValue:
    """Take the entry out of the journal. It stays in the history, and Undo brings it back."""
    return _turn(child_id, entry_id, delete=True)


@bp.post("/restore")
def restore(child_id: uuid.UUID, entry_id: uuid.UUID) -> ResponseReturnValue:
    """Bring a deleted entry back."""
    return _turn(child_id, entry_id, delete=False)


def _turn(child_id: uuid.UUID, entry_id: uuid.UUID, *, delete: bool) -> ResponseReturnValue:
    form = Form.sent()
    try:
        with writing() as (session, actor):
            child = child_or_404(session, actor, child_id, Right.RECORD)
            shown = entry_of(session, actor, child_id, entry_id, Right.RECORD)
            base = base_of(form)
            if number_of(base, edits_of(session, entry_id)) is None:
                raise NotWritten(Outcome(result=Result.REJECTED), {})
            wanted = Wanted(
                ids=Ids(read_id(form.get("change")), entry_id),
                kind=shown.kind,
                base=base,
                delete=delete,
                confirmed=ANSWERED_BEFORE,
            )
            write_or_roll_back(session, actor, child, wanted, now=now())
            title = title_of(shown, names_of(session, child_id))
    except NotWritten:
        toast(_("It was changed meanwhile. Look at it again first."))
        return redirect(url_for("entries.show", child_id=child_id, entry_id=entry_id), code=303)
    if delete:
        back = url_for("journal.index", child_id=child_id)
        offer(_("Deleted: %(entry)s", entry=title), child, [wanted.ids], back=back)
        return redirect(back, code=303)
    offer(_("Brought back: %(entry)s", entry=title), child, [])
    return redirect(url_for("entries.show", child_id=child_id, entry_id=entry_id), code=303)


def entry_of(
    session: Session, actor: Actor, child_id: uuid.UUID, entry_id: uuid.UUID, right: Right
) -> Shown:
    """The entry, when it is this child's. Raises Stranger or NotAllowed."""
    shown = get_entry(session, actor, entry_id, right)
    if shown.child_id != child_id:
        raise Stranger
    return shown


def seen_now(shown: Shown) -> str:
    """What a form of this entry says of the revision it shows (F13)."""
    return str(Revised(shown.revision, shown.change_id))


def base_of(form: Form) -> Base:
    """The revision a form was made from, with its change; 0 when it does not say."""
    typed = form.get("base")
    try:
        return int(typed) if typed.isdecimal() and len(typed) < 9 else read_base(typed)
    except ValueError:
        return 0


def address(endpoint: str, shown: Shown) -> str:
    """The address of one of this entry's pages."""
    return url_for(endpoint, child_id=shown.child_id, entry_id=shown.id)
