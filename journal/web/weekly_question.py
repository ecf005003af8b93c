"""What every caregiver is told when a weekly medicine is planned in another rhythm (H4)."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import Session

from journal.amounts import both_text
from journal.plans.weekly_told import find_told, steps_told
from journal.records.entries import Alert
from journal.records.people import Account
from journal.web.medicine_names import names_of
from journal.words import rhythm_text


def weekly_question(session: Session, alert: Alert, *, may_answer: bool) -> dict[str, Any] | None:
    """The banner of such an alert, or None for an alert of another kind."""
    told = find_told(session, alert)
    if told is None:
        return None
    medicine, plan = told
    names = {id_: each.whole for id_, each in names_of(session, medicine.child_id).items()}
    steps = steps_told(session, medicine, plan)
    text = _(
        "%(by)s wrote: %(amount)s, %(rhythm)s, prescribed by %(told_by)s. "
        "It is usually given once a week. Check the label together.",
        by=session.get_one(Account, plan.made_by).name,
        amount=both_text(plan),
        rhythm=rhythm_text(plan.rhythm, names),
        told_by=plan.told_by or "?",
    )
    if steps > 1:
        text += " " + _("It is the first of %(count)s such steps of a taper.", count=steps)
    settled = {
        "label": _("We have checked it"),
        "url": url_for("alerts.answer", alert_id=alert.id),
        "post": True,
        "hidden": {"answer": "checked"},
    }
    return {
        "kind": "needs",
        "title": _("%(medicine)s is not planned once a week", medicine=medicine.name),
        "text": text,
        "actions": [settled] if may_answer else [],
    }
