"""The page behind a notification: the right child, the right slot, as it stands now."""

import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from journal.amounts import both_text, bottle_text
from journal.care.bottles import new_bottle
from journal.clock import now
from journal.entries import Result
from journal.plans.labels import label_of
from journal.records.access import Actor
from journal.records.columns import uuid7
from journal.records.medicines import Turn
from journal.records.planned import plans_of
from journal.records.reminders import About
from journal.reminders.actions import (
    OtherAmount,
    Reminder,
    StaleAction,
    dose_seen,
    given,
    look,
    snooze,
)
from journal.web.changes import now_stands, why_not
from journal.web.errors import answer
from journal.web.extensions import reading, writing
from journal.web.frame import page, toast
from journal.web.language import said
from journal.web.signed_in import require_person
from journal.words import (
    because,
    clock_text,
    short_day,
    weekly_label,
)

bp = Blueprint("due", __name__, url_prefix="/due")
bp.before_request(require_person)


@bp.get("/<uuid:occurrence_id>")
def show(occurrence_id: uuid.UUID) -> ResponseReturnValue:
    """Show the slot, or lead to the medicine or supply that a notice is about.

    `?do=given` only puts that button first: opening a page writes nothing.
    """
    moment = now()
    with reading() as (session, actor):
        reminder = look(session, actor, occurrence_id, now=moment)
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
            due=_seen(session, reminder),
            first=request.args.get("do"),
            change=uuid7(moment),
        )


@bp.post("/<uuid:occurrence_id>/given")
def give(occurrence_id: uuid.UUID) -> ResponseReturnValue:
    """Record the planned amount for this slot."""
    moment = now()
    with writing() as (session, actor):
        reminder = look(session, actor, occurrence_id, now=moment)
        change_id = _change_id(moment)
        seen = request.form.get("seen") or None
        try:
            outcome = given(session, actor, occurrence_id, change_id, now=moment, seen=seen)
        except OtherAmount as other:
            text = said(other.problems[0])
            return _once_more(session, actor, reminder, moment, changed=text)
        if not now_stands(session, outcome, change_id):
            asked = outcome.result is Result.ASKED
            text = said(outcome.warnings[0] if asked else why_not(outcome))
            return _once_more(session, actor, reminder, moment, asked=text)
    toast(
        _(
            "Given to %(name)s: %(medicine)s",
            name=reminder.child.name,
            medicine=reminder.medicine.name,
        )
    )
    return redirect(url_for("today.index", child_id=reminder.child.id), code=303)


def _once_more(
    session: Session, actor: Actor, reminder: Reminder, moment: datetime, **why: str
) -> ResponseReturnValue:
    """Show the page again as it stands now, and why nothing was written.

    why  asked: somebody should look first; changed: the amount is another, Given stays possible
    """
    due, change = _seen(session, reminder), uuid7(moment)
    shown = page(
        session,
        actor,
        reminder.child,
        "due/show.html",
        due=due,
        first=None,
        change=change,
        **why,
    )
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


def _change_id(moment: Any) -> uuid.UUID:
    try:
        return uuid.UUID(request.form.get("change", ""))
    except ValueError:
        return uuid7(moment)


def _seen(session: Session, reminder: Reminder) -> dict[str, Any]:
    zone = ZoneInfo(reminder.child.zone)
    plans = plans_of(session, [reminder.medicine.id])[reminder.medicine.id]
    today = now().astimezone(zone).date()
    bottle = new_bottle(plans, today, label_of(reminder.medicine).form)
    due_at = reminder.occurrence.due_at
    expected = reminder.expected
    late = int((now() - due_at).total_seconds() // 60)
    return {
        "id": reminder.occurrence.id,
        "medicine": reminder.medicine.name,
        "amount": both_text(expected.plan, expected.amount) if expected else "",
        "seen": dose_seen(expected) if expected else "",
        "bottle": bottle_text(bottle) if bottle else None,
        "weekly": weekly_label(expected.plan.rhythm) if expected else None,
        "due": clock_text(due_at, zone),
        "day": short_day(due_at.astimezone(zone).date()),
        "now": clock_text(now(), zone),
        "late": late >= 60,
        "recorded": _recorded(reminder, zone),
        "stopped": _stopped(reminder),
        "may_give": reminder.may_give and reminder.recorded is None,
        "may_record": reminder.may_record,
        "child_id": reminder.child.id,
        "medicine_id": reminder.medicine.id,
        "slot": reminder.occurrence.slot,
        "other_url": url_for(
            "log.new",
            child_id=reminder.child.id,
            what="dose",
            medicine=reminder.medicine.id,
            slot=reminder.occurrence.slot,
        ),
    }


def _recorded(reminder: Reminder, zone: ZoneInfo) -> str | None:
    if reminder.recorded is None:
        return None
    return _(
        "Recorded by %(by)s at %(time)s",
        by=reminder.recorded.by,
        time=clock_text(reminder.recorded.at, zone),
    )


def _stopped(reminder: Reminder) -> str | None:
    if reminder.stopped is None:
        return None
    said = {
        "day": short_day(reminder.stopped.on),
        "by": reminder.stopped_by,
        "reason": because(reminder.stopped.cause, reminder.stopped.reason),
    }
    if reminder.stopped.turn is Turn.PAUSE:
        return _("Paused on %(day)s by %(by)s: %(reason)s", **said)
    return _("Stopped on %(day)s by %(by)s: %(reason)s", **said)
