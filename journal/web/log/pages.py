"""The log sheet and its forms."""

import uuid

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from journal.clock import now
from journal.records.access import Right
from journal.web.changes import fresh_ids
from journal.web.extensions import reading
from journal.web.forms import Form
from journal.web.frame import child_or_404, page
from journal.web.log.kinds import FORMS
from journal.web.log.photos import MOST_BODY
from journal.web.log.saving import save_new, show_form, url_for_new
from journal.web.log.scene import LogForm, Scene
from journal.web.security import takes_files
from journal.web.signed_in import require_person

bp = Blueprint("log", __name__, url_prefix="/children/<uuid:child_id>/log")
bp.before_request(require_person)


@bp.get("")
def sheet(child_id: uuid.UUID) -> ResponseReturnValue:
    """What + opens: everything that can be logged."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.RECORD)
        return page(session, actor, child, "log/sheet.html", tab="log")


@bp.get("/<what>")
def new(child_id: uuid.UUID, what: str) -> ResponseReturnValue:
    """A form with "now" in it; the address may name the medicine and the slot."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.RECORD)
        log_form, moment = _form(what), now()
        form = Form(log_form.start(Scene(session, child, moment), request.args))
        hidden = fresh_ids(moment).hidden()
        return show_form(
            session, actor, child, log_form, form, hidden, url_for_new(child, log_form)
        )


@bp.post("/<what>")
@takes_files(MOST_BODY)
def save(child_id: uuid.UUID, what: str) -> ResponseReturnValue:
    """Write it, once, however often the form comes."""
    return save_new(child_id, _form(what))


def _form(what: str) -> LogForm:
    if what not in FORMS:
        abort(404)
    return FORMS[what]
