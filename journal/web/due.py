"""The page behind a notification: the right child, the right slot, as it stands now."""

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from journal.clock import now
from journal.entries import Result
from journal.entries.reading import entries_by_id
from journal.records.access import Actor
from journal.records.columns import uuid7
from journal.records.entries import Change
from journal.records.reminders import About
from journal.reminders.actions import (
    OtherAmount,
    Reminder,
    StaleAction,
    given,
    look,
    snooze,
)
from journal.reminders.recorded import not_on_this_phone
from journal.web.changes import Ids, now_stands, why_not
from journal.web.dose_words import of_another_day
from journal.web.due_planned import check_in_url, follow_up_url, planned_shown
from journal.web.due_shown import due_shown
from journal.web.entry_words import dose_text
from journal.web.errors import answer
from journal.web.extensions import reading, writing
from journal.web.frame import page, toast
from journal.web.language import said
from journal.web.medicine_names import names_of
from journal.web.signed_in import require_person, this_session
from journal.words import clock_text

bp = Blueprint("due", __name__, url_prefix="/due")
bp.before_request(require_person)


@bp.get("/<uuid:occurrence_id>")
def show(occurrence_id: uuid.UUID) -> ResponseReturnValue:
    """Show the slot or the appointment, or lead to where a notice or a follow-up is answered.

    `?do=given` only puts that button first: opening a page writes nothing.
    """
    moment = now()
    with reading() as (session, actor):
        reminder = look(session, actor, occurrence_id, now=moment)
        if reminder.about_medicine is None:
            if url := follow_up_url(session, reminder) or check_in_url(
                session, reminder, actor.account_id
            ):
                return redirect(url, code=303)
            shown = planned_shown(session, reminder, moment)
            return page(session, actor, reminder.child, "due/planned.html", due=shown)
        if reminder.occurrence.about != About.DOSE:
            child_id, medicine_id = reminder.child.id, reminder.medicine.id
            is_supply = reminder.occurrence.about == About.REFILL
            page_of = "supply.index" if is_supply else "medicines.show"
            return redirect(url_for(page_of, child_id=child_id, medicine_id=medicine_id), code=303)
        return page(
            session,
            actor,
            reminder.child,
            "due/show.html",
            due=due_shown(session, reminder, moment),
            first=request.args.get("do"),
        )


@bp.post("/<uuid:occurrence_id>/given")
def give(occurrence_id: uuid.UUID) -> ResponseReturnValue:
    """Record the planned amount for this slot."""
    moment = now()
    with writing() as (session, actor):
        reminder = look(session, actor, occurrence_id, now=moment)
        ids = _ids(moment)
        change_id = ids.change
        try:
            outcome = given(
                session,
                actor,
                occurrence_id,
                change_id,
                now=moment,
                entry_id=ids.entry,
                seen=_seen(),
            )
        except OtherAmount as other:
            text = said(other.problems[0])
            return _once_more(session, actor, reminder, moment, changed=text)
        if not now_stands(session, outcome, change_id):
            asked = outcome.result is Result.ASKED
            text = said(outcome.warnings[0] if asked else why_not(outcome))
            return _once_more(session, actor, reminder, moment, asked=text)
        not_on_this_phone(session, occurrence_id, this_session())
        text = _given_text(session, reminder, change_id, moment)
    toast(text)
    return redirect(url_for("today.index", child_id=reminder.child.id), code=303)


def _given_text(
    session: Session, reminder: Reminder, change_id: uuid.UUID, moment: datetime
) -> str:
    """What was given, with its day when that is not today (H11)."""
    change, child = session.get_one(Change, change_id), reminder.child
    (shown,) = entries_by_id(session, [change.entry_id])
    names, zone = names_of(session, child.id), ZoneInfo(child.zone)
    what = of_another_day(dose_text(shown.fields, names), shown.fields, zone, moment)
    return _("Given to %(name)s: %(what)s", name=child.name, what=what)


def _once_more(
    session: Session, actor: Actor, reminder: Reminder, moment: datetime, **why: str
) -> ResponseReturnValue:
    """Show the page again as it stands now, and why nothing was written.

    why  asked: somebody should look first; changed: the amount is another, Given stays possible
    """
    due = due_shown(session, reminder, moment)
    shown = page(session, actor, reminder.child, "due/show.html", due=due, first=None, **why)
    return make_response(shown, 409)


@bp.post("/<uuid:occurrence_id>/snooze")
def later(occurrence_id: uuid.UUID) -> ResponseReturnValue:
    """Remind one's own phones once more in half an hour."""
    moment = now()
    with writing() as (session, actor):
        reminder = look(session, actor, occurrence_id, now=moment)
        snoozed = snooze(session, actor, occurrence_id, now=moment)
    if snoozed.phones:
        when = clock_text(snoozed.until, ZoneInfo(reminder.child.zone))
        toast(
            ngettext(
                "%(num)s phone rings again at %(time)s",
                "%(num)s phones ring again at %(time)s",
                snoozed.phones,
                time=when,
            )
        )
    else:
        toast(_("Your phones were told twice already; they stay quiet now."))
    return redirect(url_for("today.index", child_id=reminder.child.id), code=303)


@bp.errorhandler(StaleAction)
def stale(error: StaleAction) -> ResponseReturnValue:
    """Too old, or the plan has changed: nothing was written."""
    return answer(409, code="stale_action", message=said(error.problems[0]))


def _seen() -> str | None:
    """The amount that the page showed; a page of an older build says it in one field."""
    sent = " ".join(request.form.get(name, "") for name in ("amount", "unit")).strip()
    return sent or request.form.get("seen") or None


def _ids(moment: datetime) -> Ids:
    """Those of the page, as far as they came."""
    sent = (request.form.get(name, type=uuid.UUID) for name in ("change", "entry"))
    return Ids(*(each or uuid7(moment) for each in sent))
