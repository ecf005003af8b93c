"""What is not in the journal: what waits on this phone, and what the server keeps."""

import uuid
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import col, select

from journal.clock import now
from journal.entries.kept import Kept, discard, kept_for
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.columns import uuid7
from journal.web.extensions import reading, writing
from journal.web.frame import last_toast, toast
from journal.web.language import said
from journal.web.log.kinds import FORMS
from journal.web.signed_in import require_person
from journal.words import moment_text

bp = Blueprint("waiting", __name__)
bp.before_request(require_person)


@bp.get("/waiting")
def index() -> ResponseReturnValue:
    """The phone's list, empty: the server does not know what a phone has not sent. And its own."""
    with reading() as (session, actor):
        mine = select(Child).where(col(Child.id).in_(actor.children))
        children = {str(child.id): child for child in session.exec(mine)}
        kept = [_row(actor, each, children) for each in kept_for(session, actor, now=now())]
    return render_template("waiting/index.html", kept=kept, toast=last_toast())


@bp.post("/waiting/<uuid:kept_id>/discard")
def throw_away(kept_id: uuid.UUID) -> ResponseReturnValue:
    """Take away what the server kept; its author has said so."""
    with writing() as (session, actor):
        discard(session, actor, kept_id)
    toast(_("Discarded. It was never in the journal."))
    return redirect(url_for("waiting.index"), code=303)


def _row(actor: Actor, kept: Kept, children: Mapping[str, Child]) -> dict[str, Any]:
    """A kept change for the page. Anything may have been sent: nothing of it is believed."""
    content = kept.content
    child = children.get(str(content.get("child")))
    form = _form_of(content, alone=kept.alone)
    words = form["values"] if form else content.get("fields")
    note = words.get("note") if isinstance(words, dict) else None
    may_write = child is not None and actor.may(Right.RECORD, child.id)
    return {
        "id": kept.id,
        "change": kept.change,
        "title": FORMS[form["what"]].heading() if form else _("An entry"),
        "child": child.name if child else "",
        "received": moment_text(kept.received_at, ZoneInfo(child.zone if child else "UTC")),
        "note": note if isinstance(note, str) else "",
        "reasons": [said(problem) for problem in kept.problems],
        "again": _again(kept, form) if form and may_write else None,
    }


def _form_of(content: Mapping[str, Any], *, alone: bool) -> dict[str, Any] | None:
    """The form that was filled in, whole, where an entry can begin with it."""
    form = content.get("form")
    if not isinstance(form, dict) or not isinstance(form.get("values"), dict):
        return None
    is_new = {"id", "entry"} <= content.keys() and not content.get("base")
    return form if (is_new or alone) and str(form.get("what")) in FORMS else None


def _again(kept: Kept, form: Mapping[str, Any]) -> dict[str, Any]:
    """The form with what was typed in it, under the ids it came with. What follows an entry that
    never arrived is a change of it: the entry begins with another."""
    content = kept.content
    change = uuid7(now()) if kept.alone else content["id"]
    ids = {"change": str(change), "entry": content["entry"], "back": "yes"}
    url = url_for("log.save", child_id=content["child"], what=form["what"])
    return {"url": url, "hidden": {**form["values"], **ids}}
