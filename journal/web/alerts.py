"""Answering an open question."""

import uuid

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from journal.care.problems import N_, Problem, Refused
from journal.clock import now
from journal.entries.alerts import answer as close_with
from journal.web.extensions import writing
from journal.web.frame import toast
from journal.web.open_questions import ANSWERS
from journal.web.signed_in import require_person

bp = Blueprint("alerts", __name__)
bp.before_request(require_person)


@bp.post("/alerts/<uuid:alert_id>/answer")
def answer(alert_id: uuid.UUID) -> ResponseReturnValue:
    """Close the question for everybody, with what this person says."""
    said = ANSWERS.get(request.form.get("answer", ""))
    with writing() as (session, actor):
        alert = close_with(session, actor, alert_id, said or "", now=now())
        if said is None:
            raise Refused(
                Problem(
                    "answer_unknown", "answer", N_("Choose one of the buttons of the question.")
                )
            )
        child_id = alert.child_id
    toast(_("Answered: %(answer)s", answer=_(said)))
    return redirect(url_for("today.index", child_id=child_id), code=303)
