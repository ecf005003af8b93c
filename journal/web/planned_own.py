"""Own reminders: made, changed, ended."""

import uuid
from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.care.problems import N_
from journal.clock import now
from journal.plans.own_reminders import MOST_TEXT, change_reminder, end_reminder, make_reminder
from journal.records.access import Actor, Right
from journal.records.appointments import OwnReminder
from journal.records.children import Child
from journal.web.extensions import reading, writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, toast, today_of
from journal.web.plan_form import plan_form
from journal.web.planned import kept, planned_or_404, to_list
from journal.web.planned_forms import SEVERAL, read_wish, rhythm_choices, row_of, typed_wish
from journal.web.rhythm_forms import at_fields
from journal.web.signed_in import require_person

bp = Blueprint("planned_own", __name__, url_prefix="/children/<uuid:child_id>/planned/reminders")
bp.before_request(require_person)


@bp.route("/add", methods=["GET", "POST"])
def add(child_id: uuid.UUID) -> ResponseReturnValue:
    """Make a reminder in one's own words."""
    moment, form = now(), Form.sent(several=SEVERAL)
    with reading() as (session, actor):
        child_or_404(session, actor, child_id, Right.PLAN)
    if request.method == "GET":
        # From a result that a stay's page names; `row` is its note, so that both end together.
        form.text = {name: request.args[name] for name in ("text", "row") if name in request.args}
        form.text |= {"text": form.get("text")[:MOST_TEXT]}
        if "row" in form.text:
            form.text["rhythm"] = "once"
    wish = read_wish(form) if request.method == "POST" else None
    row_id = row_of(form) if request.method == "POST" else None
    if wish is not None and row_id is not None and not form.errors:
        made = partial(make_reminder, wish=wish, now=moment, row_id=row_id)
        if refused := kept(child_id, made, N_("Planned for %(name)s")):
            form.refuse(at_fields(form, refused))
        else:
            return to_list(child_id)
    return _form_page(child_id, form, moment)


@bp.route("/<uuid:reminder_id>", methods=["GET", "POST"])
def change(child_id: uuid.UUID, reminder_id: uuid.UUID) -> ResponseReturnValue:
    """Change a reminder. What it was before stays in the history."""
    moment, form = now(), Form.sent(several=SEVERAL)
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PLAN)
        row = planned_or_404(session, OwnReminder, child, reminder_id)
        if request.method == "GET":
            form.text = typed_wish(row)
    wish = read_wish(form) if request.method == "POST" else None
    if wish is not None:

        def follow(session: Session, actor: Actor, child: Child) -> None:
            row = planned_or_404(session, OwnReminder, child, reminder_id)
            change_reminder(session, actor, row, wish, now=moment)

        if refused := kept(child_id, follow, N_("Changed for %(name)s")):
            form.refuse(at_fields(form, refused))
        else:
            return to_list(child_id)
    return _form_page(child_id, form, moment, reminder_id)


@bp.post("/<uuid:reminder_id>/end")
def end(child_id: uuid.UUID, reminder_id: uuid.UUID) -> ResponseReturnValue:
    """End a reminder."""
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PLAN)
        row = planned_or_404(session, OwnReminder, child, reminder_id)
        end_reminder(session, actor, row, now=now())
    toast(_("Ended for %(name)s", name=child.name))
    return to_list(child_id)


def _form_page(
    child_id: uuid.UUID, form: Form, moment: datetime, row_id: uuid.UUID | None = None
) -> ResponseReturnValue:
    def of_child(child: Child) -> dict[str, Any]:
        return {"choices": rhythm_choices(form, today_of(child, moment))}

    return plan_form(child_id, form, "planned/own.html", of_child, row_id=row_id)
