"""What a tap on Given keeps where the server does not answer: the whole dose, for each reminder."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import col, select

from journal.records.entries import Kind
from journal.records.reminders import About, Occurrence
from journal.reminders.checks import expected_now
from journal.reminders.ends import STALE
from journal.reminders.given import given_values
from journal.reminders.planning import AHEAD
from journal.web.day import Day
from journal.web.day_doses import DoseOfDay
from journal.web.dose_rows import dose_row
from journal.web.pocket_weekly import is_weekly

Row = dict[str, Any]


def kept_taps(day: Day, doses: Iterable[DoseOfDay]) -> dict[str, Row]:
    """Per occurrence what the phone keeps of Given, until when, and what it then says.

    A notification shows neither a medicine nor an amount, and its message holds none (T21). So
    nothing is here that wants a look before it is given: what is weekly (H5), recorded already
    (H1), not to be told apart from an extra dose, unknown after a restore (H35), or not looked at
    since a discharge (H37).
    """
    if not day.may_record or day.restored is not None:
        return {}
    found = day.session.exec(
        select(Occurrence)
        .where(Occurrence.child_id == day.child.id, Occurrence.about == About.DOSE)
        .where(col(Occurrence.due_at).between(day.now - STALE, day.now + AHEAD))
        .order_by(col(Occurrence.due_at), col(Occurrence.id))
    ).all()
    open_doses = {
        (dose.expected.medicine.id, dose.expected.slot.key): dose
        for dose in doses
        if dose.is_open and dose.state != "unknown"
    }
    taps = {}
    for one in found:
        dose = open_doses.get((one.medicine, one.slot))
        if dose is not None and (tap := _tap(day, one, dose)):
            taps[str(one.id)] = tap
    return taps


def _tap(day: Day, occurrence: Occurrence, dose: DoseOfDay) -> Row | None:
    medicine = dose.expected.medicine
    row = dose_row(day, replace(dose, state="due"))
    if row["unreviewed"]:
        return None
    if row["already"] or is_weekly(day.session, medicine, day.now.astimezone(day.zone).date()):
        return None
    if expected_now(day.session, occurrence, now=day.now) is None:
        return None  # Today still shows what fell due before a stop; its reminder is over (H7)
    clock = f"{dose.expected.slot.wall:%H:%M}"
    return {
        "until": (occurrence.due_at + STALE).isoformat(),
        "change": {
            "child": str(day.child.id),
            "name": day.child.name,
            "kind": Kind.DOSE,
            "zone": day.child.zone,
            "title": f"{row['medicine']}, {row['amount']}",
            "page": row["other_url"],
            "next": url_for("today.index", child_id=day.child.id),
            "action": url_for("doses.give", child_id=day.child.id),
            "base": None,
            "delete": False,
            "what": "dose",
            "values": given_values(dose.expected),
        },
        "title": _("Saved on this phone"),
        "body": _("Given: the dose due at %(time)s waits to be sent.", time=clock),
    }
