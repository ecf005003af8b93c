"""Editing an entry: the form it was logged with, and what to do when somebody else was quicker."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.clock import now
from journal.entries.change import Base, Result, Revised
from journal.entries.edits import edits_of, number_of
from journal.entries.merge import merge
from journal.entries.reading import Shown, get_entry
from journal.records.access import Actor, Right, Stranger
from journal.records.children import Child
from journal.records.entries import Revision
from journal.web.brought import bring_to_room
from journal.web.changes import (
    Ids,
    NotWritten,
    Wanted,
    first_came,
    fresh_ids,
    read_id,
    write_or_roll_back,
)
from journal.web.entry_fields import value_of
from journal.web.entry_pages import address, base_of, bp, entry_of, seen_now
from journal.web.extensions import reading, writing
from journal.web.forms import Form
from journal.web.frame import child_or_404
from journal.web.log.asking import ask
from journal.web.log.done import changed_words
from journal.web.log.kinds import form_of
from journal.web.log.photos import MOST_BODY, check_photos, take_photos
from journal.web.log.readings import NOT_TYPED, changed_fields, typed
from journal.web.log.saving import marks_of, note_errors, show_form
from journal.web.log.scene import PHOTOS_ASKED, LogForm, Scene
from journal.web.log.when import fill_when
from journal.web.medicine_names import names_of
from journal.web.security import takes_files
from journal.web.undo import offer
from journal.web.visit_address import carried

__all__ = ["bp"]

Fields = Mapping[str, Any]


@bp.get("/edit")
def edit(child_id: uuid.UUID, entry_id: uuid.UUID) -> ResponseReturnValue:
    """The entry in its form. `end=now` fills in the end of a stay or an infusion."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.RECORD)
        shown = entry_of(session, actor, child_id, entry_id, Right.RECORD)
        log_form, scene = form_of(shown), Scene(session, child, now())
        form = Form(log_form.fill(shown.fields, scene) | carried(request.args))
        if request.args.get("end") == "now" and log_form.ending():
            end = fill_when(log_form.moments[1], scene.now, scene.zone)
            form.text = {"end": "now", **end, **form.text}
        return _shown(session, actor, child, shown, log_form, form, fresh_ids(scene.now).change)


@bp.post("/edit")
@takes_files(MOST_BODY)
def save(child_id: uuid.UUID, entry_id: uuid.UUID) -> ResponseReturnValue:
    """Write what was changed, and only that: other fields keep what others wrote meanwhile."""
    moment = now()
    clash: tuple[Fields, int] | None = None
    with reading() as (session, actor):
        child_or_404(session, actor, child_id, Right.RECORD)
        shown = entry_of(session, actor, child_id, entry_id, Right.RECORD)
    log_form = form_of(shown)
    form = Form.sent(several=log_form.several)
    take_photos(child_id, form)
    change_id, base = read_id(form.get("change")), base_of(form)
    seen: int | None = None
    done: list[Ids] = []
    if not form.get("back"):
        try:
            with writing() as (session, actor):
                child = child_or_404(session, actor, child_id, Right.RECORD)
                scene = Scene(session, child, first_came(session, change_id, moment))
                as_typed = typed(log_form, form)
                seen, changed = _changed(scene, log_form, form, entry_id, base)
                check_photos(form, scene, entry_id)
                bring_to_room(session, actor, child_id, form.text, moment)
                if changed is not None and not form.errors:
                    wanted = Wanted(
                        ids=Ids(change_id, entry_id),
                        kind=shown.kind,
                        fields=changed,
                        form=as_typed,
                        base=base,
                        confirmed=frozenset(form.get("confirmed").split()),
                    )
                    write_or_roll_back(session, actor, child, wanted, now=moment)
                    done = [] if shown.deleted else [wanted.ids]
                text = changed_words(
                    actor,
                    child,
                    [get_entry(session, actor, entry_id, Right.RECORD)],
                    names_of(session, child.id),
                    changed,
                    was_deleted=shown.deleted,
                )
        except NotWritten as unwritten:
            if unwritten.outcome.result is Result.ASKED:
                marks = marks_of(log_form, "edit", str(entry_id))
                return ask(child_id, form, _whole(unwritten, shown), request.path, marks)
            note_errors(log_form, form, unwritten)
            if unwritten.outcome.current is not None and seen:
                clash = unwritten.fields, seen
        else:
            if not form.errors:
                next_url = _next(log_form, form, shown)
                offer(text, child, done, back=next_url)
                return redirect(next_url, code=303)
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.RECORD)
        shown = entry_of(session, actor, child_id, entry_id, Right.RECORD)
        if clash is not None:
            form = _both(Scene(session, child, moment), log_form, shown, *clash)
            change_id, base = fresh_ids(moment).change, None
        elif not seen and not form.get("back"):
            base = None
        status = 409 if clash is not None else 422 if form.errors else 200
        body = _shown(session, actor, child, shown, log_form, form, change_id, base)
        return body, status


def _shown(
    session: Session,
    actor: Actor,
    child: Child,
    shown: Shown,
    log_form: LogForm,
    form: Form,
    change_id: uuid.UUID,
    base: Base = None,
) -> str:
    hidden = {"change": str(change_id), "base": str(base or seen_now(shown))}
    words = {"heading": _("Change: %(what)s", what=log_form.heading())}
    if form.get("end"):
        words = {**log_form.ending()}
    next_url = _next(log_form, form, shown)
    return show_form(
        session,
        actor,
        child,
        log_form,
        form,
        hidden,
        address("entries.edit", shown),
        heading=words["heading"],
        cancel_url=next_url if "label" in words else address("entries.show", shown),
        next_url=next_url,
        is_new=False,
        marks=marks_of(log_form, "edit", str(shown.id)),
        **({"ending": words | _beside(log_form, form)} if "label" in words else {}),
    )


def _beside(log_form: LogForm, form: Form) -> dict[str, Any]:
    """What goes along unseen with the end: all else that stands in the form."""
    end = log_form.moments[1]
    times = (f"{end}_{part}" for part in ("on", "time", "fold"))
    asked = {"note", "photos", PHOTOS_ASKED, "photo_files", *times, *NOT_TYPED}
    return {
        "moment": end,
        "beside": {name: value for name, value in form.text.items() if name not in asked},
    }


def _next(log_form: LogForm, form: Form, shown: Shown) -> str:
    page_of = log_form.after_edit(shown.child_id, form, str(shown.id))
    return page_of or address("entries.show", shown)


def _changed(
    scene: Scene, log_form: LogForm, form: Form, entry_id: uuid.UUID, base: Base
) -> tuple[int | None, Fields | None]:
    """The revision that the form was opened from, and what it changes of it.

    Of one that a server restored from a backup has not got nobody can tell: the form says so, and
    what was typed is saved upon what stands now (F13). Raises Stranger for one that never was.
    """
    known = edits_of(scene.session, entry_id)
    seen = number_of(base, known)
    if seen is not None:
        return seen, changed_fields(scene, log_form, form, merge(known[:seen]))
    if not isinstance(base, Revised):
        raise Stranger
    form.errors[""] = _(
        "The journal came back from a backup, and what this form was opened from is not there "
        "any more. What you wrote stands here: look at all of it, then save again."
    )
    return None, None


def _both(scene: Scene, log_form: LogForm, shown: Shown, mine: Fields, base: int) -> Form:
    """The form after somebody else was quicker: what they wrote, and where both wrote, mine.

    Each field that both wrote says what stands in the journal now.
    """
    earlier = scene.session.get_one(Revision, (shown.id, base))
    form = Form(log_form.fill({**shown.fields, **_told(mine)}, scene))
    names = names_of(scene.session, scene.child.id)
    for name, value in mine.items():
        theirs = shown.fields.get(name)
        if theirs != earlier.fields.get(name) and theirs != value:
            words = value_of(name, shown.fields, names, scene.zone) or _("nothing")
            field = log_form.field_of(name, shown.fields)
            form.errors.setdefault(
                field,
                _(
                    "%(by)s wrote “%(theirs)s” meanwhile. What you wrote stands here: "
                    "save again to keep yours, or write theirs.",
                    by=shown.changed_by,
                    theirs=words,
                ),
            )
    if shown.deleted and not earlier.deleted:
        text = _("%(by)s deleted this entry meanwhile. Saving brings it back.", by=shown.changed_by)
        form.errors[""] = text
    return form


def _told(mine: Fields) -> dict[str, Any]:
    return {name: value for name, value in mine.items() if value is not None}


def _whole(unwritten: NotWritten, shown: Shown) -> NotWritten:
    """The question with all fields of the entry, so that the page can name the medicine."""
    return NotWritten(unwritten.outcome, {**shown.fields, **unwritten.fields})
