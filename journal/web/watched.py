"""The page on which a family chooses the symptoms of its evenings."""

import uuid

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from journal.care import knowledge
from journal.care.problems import Refused
from journal.plans.watched import OTHER, choose_watched
from journal.records.access import Right
from journal.web.extensions import reading, writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, page, toast
from journal.web.signed_in import require_person

bp = Blueprint("watched", __name__, url_prefix="/children/<uuid:child_id>/watched")
bp.before_request(require_person)


@bp.get("")
def show(child_id: uuid.UUID) -> ResponseReturnValue:
    """What is chosen now."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.RECORD)
        listed = child.watched or []
    own = [each.removeprefix(OTHER) for each in listed if each.startswith(OTHER)]
    return _shown(child_id, Form({"watched": listed, "own": "\n".join(own)}))


@bp.post("")
def save(child_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the list as it was chosen."""
    form = Form.sent(several=("watched",))
    try:
        with writing() as (session, actor):
            child = child_or_404(session, actor, child_id, Right.RECORD)
            own = form.get("own").splitlines()
            choose_watched(session, actor, child, request.form.getlist("watched"), own)
            toast(_("Saved for %(name)s", name=child.name))
    except Refused as refused:
        form.refuse(refused)
        return make_response(_shown(child_id, form), 422)
    return redirect(url_for("log.new", child_id=child_id, what="check_in"), code=303)


def _shown(child_id: uuid.UUID, form: Form) -> str:
    groups = [
        {
            "label": _(group.label),
            "options": [
                (each.id, _(each.label)) for each in knowledge.symptoms() if each.group == group.id
            ],
        }
        for group in knowledge.symptom_groups()
    ]
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.RECORD)
        return page(session, actor, child, "children/watched.html", form=form, groups=groups)
