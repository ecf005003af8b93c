"""Saving a log form: read it, write it once, or show it again with what is in the way."""

import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from journal.care.problems import N_, Problem
from journal.clock import now
from journal.entries.change import FIRST, Result
from journal.entries.reading import entries_by_id
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.web.brought import bring_to_room
from journal.web.changes import (
    TAKEN_BACK,
    Ids,
    NotWritten,
    Wanted,
    first_came,
    fresh_ids,
    sent_ids,
    write_or_roll_back,
)
from journal.web.extensions import reading, writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, page
from journal.web.log.asking import ask
from journal.web.log.done import done_words
from journal.web.log.photos import check_photos, photo_field, take_photos
from journal.web.log.readings import typed
from journal.web.log.scene import LogForm, Scene
from journal.web.log.when import when_context
from journal.web.medicine_names import names_of
from journal.web.undo import offer


def save_new(child_id: uuid.UUID, log_form: LogForm) -> ResponseReturnValue:
    """Write what the form says as new entries, and offer to undo it."""
    form = Form.sent(several=log_form.several)
    take_photos(child_id, form)
    moment = now()
    if not form.get("back"):
        try:
            with writing() as (session, actor):
                child = child_or_404(session, actor, child_id, Right.RECORD)
                ids = sent_ids(form)
                bring_to_room(session, actor, child_id, form.text, moment)
                done = _write(session, actor, child, log_form, form, ids, moment)
                text = _done_words(session, actor, child, done, moment)
        except NotWritten as unwritten:
            if unwritten.outcome.result is Result.ASKED:
                return ask(child_id, form, unwritten, request.path, marks_of(log_form, "new"))
            note_errors(log_form, form, unwritten)
        else:
            if done:
                offer(text, child, done, back=log_form.back_to(child_id, form))
                next_url = log_form.goes_on_to(child_id, form, str(done[0].entry))
                return redirect(next_url, code=303)
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.RECORD)
        gone = TAKEN_BACK in form.problems
        # The old ids are settled for good: only new ones can write it once more.
        ids = fresh_ids(moment) if gone else sent_ids(form)
        status = 409 if gone else 422 if form.errors else 200
        address = url_for_new(child, log_form)
        return show_form(session, actor, child, log_form, form, ids.hidden(), address), status


def show_form(
    session: Session,
    actor: Actor,
    child: Child,
    log_form: LogForm,
    form: Form,
    hidden: dict[str, str],
    action: str,
    **more: Any,
) -> str:
    """Render a log form; `more` overrides what its template is told."""
    scene = Scene(session, child, now(), actor)
    next_url = log_form.goes_on_to(child.id, form, hidden.get("entry", ""))
    context = {
        "heading": log_form.heading(),
        "cancel_url": log_form.back_to(child.id, form),
        "next_url": more.get("cancel_url") or next_url,
        "save_label": "",
        "is_new": True,
        "photos": photo_field(session, child, form),
        "marks": marks_of(log_form, "new"),
        **when_context(form, log_form.moments, scene.zone, scene.now),
        **log_form.context(scene, form),
        **more,
    }
    template = "log/end.html" if "ending" in context else f"log/{log_form.template}"
    return page(
        session,
        actor,
        child,
        template,
        tab="log",
        form=form,
        hidden=hidden,
        action=action,
        **context,
    )


def url_for_new(child: Child, log_form: LogForm) -> str:
    """Where a new form posts."""
    return url_for("log.new", child_id=child.id, what=log_form.what)


def marks_of(log_form: LogForm, mode: str, entry: str = "") -> dict[str, str]:
    """What a form is to the phone that keeps it (templates/_ui/outbox.html)."""
    return {"mode": mode, "what": log_form.what, "kind": log_form.kind.value, "entry": entry}


def note_errors(log_form: LogForm, form: Form, unwritten: NotWritten) -> None:
    """Put each error of the journal at the field of the form it belongs to."""
    for problem in unwritten.outcome.errors:
        form.fail(_in_words(problem), log_form.field_of(problem.field, unwritten.fields))


def _in_words(problem: Problem) -> Problem:
    """A closed choice without its raw names: on a page each stands there with its words."""
    if problem.code != "choice_unknown" or "choices" not in problem.values:
        return problem
    return replace(problem, text=N_("Choose one of these."), values={})


def _write(
    session: Session,
    actor: Actor,
    child: Child,
    log_form: LogForm,
    form: Form,
    ids: Ids,
    moment: datetime,
) -> list[Ids]:
    """Write every entry of the form, or none. Returns the ids of what was written."""
    scene = Scene(session, child, first_came(session, ids.change, moment))
    as_typed = typed(log_form, form)
    entries = log_form.entries(form, scene)
    check_photos(form, scene)
    if form.errors:
        return []
    done = []
    for made in entries:
        wanted = Wanted(
            ids=ids.nth(made.place),
            kind=made.kind,
            fields=made.fields,
            form=as_typed,
            confirmed=frozenset(form.get("confirmed").split()),
            came=scene.now if made.place == FIRST else None,
        )
        write_or_roll_back(session, actor, child, wanted, now=moment)
        done.append(wanted.ids)
    return done


def _done_words(
    session: Session, actor: Actor, child: Child, done: list[Ids], moment: datetime
) -> str:
    if not done:
        return ""
    shown = {entry.id: entry for entry in entries_by_id(session, [ids.entry for ids in done])}
    written = [shown[ids.entry] for ids in done]
    return done_words(actor, child, written, names_of(session, child.id), now=moment)
