"""Answering an open question."""

import uuid

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.care.problems import N_, Problem, Refused
from journal.clock import now
from journal.entries.alerts import answer as close_with
from journal.entries.alerts import find_alert
from journal.entries.change import ANSWERED_BEFORE
from journal.entries.reading import entries_by_id
from journal.entries.store import lock_household
from journal.records.access import Actor
from journal.records.children import Child
from journal.records.entries import Alert, Kind
from journal.records.people import Account
from journal.web.changes import (
    Ids,
    NotWritten,
    Wanted,
    read_id,
    write_or_roll_back,
)
from journal.web.extensions import writing
from journal.web.forms import Form
from journal.web.frame import toast
from journal.web.open_questions import ANSWERS, ONCE
from journal.web.signed_in import require_person
from journal.web.undo import offer

bp = Blueprint("alerts", __name__)
bp.before_request(require_person)


@bp.post("/alerts/<uuid:alert_id>/answer")
def answer(alert_id: uuid.UUID) -> ResponseReturnValue:
    """Close the question for everybody, with what this person says."""
    form = Form.sent()
    said = ANSWERS.get(form.get("answer"))
    done: list[Ids] = []
    try:
        with writing() as (session, actor):
            alert = find_alert(session, actor, alert_id)
            if said is None:
                raise _unknown()
            child = session.get_one(Child, alert.child_id)
            # Of two who answer at once one is first, and the other is told.
            lock_household(session, child.id)
            session.refresh(alert)
            was_open = alert.closed_at is None
            # Closed first: taking the second entry out must not close it without a name.
            close_with(session, actor, alert_id, said, now=now())
            if was_open and form.get("answer") == ONCE:
                done = [_take_out(session, actor, child, alert, form)]
            text = _words(session, actor, alert)
    except NotWritten:
        toast(_("It was changed meanwhile. Look at it again first."))
        return redirect(url_for("welcome.start"), code=303)
    offer(text, child, done)
    return redirect(url_for("today.index", child_id=child.id), code=303)


def _take_out(session: Session, actor: Actor, child: Child, alert: Alert, form: Form) -> Ids:
    """Delete the entry that is the same dose once more. It stays in the history, with Undo."""
    keep = read_id(form.get("keep"))
    entries = [uuid.UUID(entry) for entry in alert.entries]
    if keep not in entries or len(entries) != 2:
        raise _unknown()
    (second,) = (entry for entry in entries if entry != keep)
    (shown,) = entries_by_id(session, [second])
    wanted = Wanted(
        ids=Ids(read_id(form.get("change")), second),
        kind=Kind.DOSE,
        base=shown.revision,
        delete=True,
        confirmed=ANSWERED_BEFORE,
    )
    write_or_roll_back(session, actor, child, wanted, now=now())
    return wanted.ids


def _words(session: Session, actor: Actor, alert: Alert) -> str:
    """What was answered, by whom: the first answer counts, and whoever is second is told so."""
    answered = _(alert.answer) if alert.answer else ""
    if alert.closed_by == actor.account_id:
        return _("Answered: %(answer)s", answer=answered)
    if alert.closed_by is None:
        return _("It was settled meanwhile: the question no longer stands.")
    by = session.get_one(Account, alert.closed_by).name
    return _("%(by)s has answered already: %(answer)s", by=by, answer=answered)


def _unknown() -> Refused:
    return Refused(
        Problem("answer_unknown", "answer", N_("Choose one of the buttons of the question."))
    )
