"""What is due on a date, and whether somebody recorded it, through the API."""

import uuid
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from journal.care.dates import read_date
from journal.care.days import due_instant
from journal.care.units import show_amount
from journal.clock import now
from journal.plans.expected import medicines_of, readable
from journal.plans.reviewing import after_stay
from journal.records.medicines import Medicine
from journal.records.restored import waiting_for
from journal.web.asked import DATE, Asked, asks
from journal.web.day_doses import DoseOfDay, doses_between, with_records
from journal.web.extensions import reading
from journal.web.frame import child_or_404, today_of
from journal.web.plan_json import measured_json
from journal.web.signed_in import require_person

bp = Blueprint("api_due", __name__, url_prefix="/api/v1/children")
bp.before_request(require_person)

DAY = timedelta(days=1)
ON = Asked("on", "The date on the child's calendar; today without.", DATE)


@bp.get("/<uuid:child_id>/due")
@asks(ON)
def due(child_id: uuid.UUID) -> ResponseReturnValue:
    """The slots of one date on the child's calendar; today without `on`."""
    moment = now()
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        zone = ZoneInfo(child.zone)
        asked = ON.text()
        on = today_of(child, moment) if asked is None else read_date(asked, "on")
        # A slot the clocks moved over midnight still belongs to its own date.
        start = due_instant(datetime.combine(on, time(0)), zone) - DAY
        end = start + 3 * DAY
        medicines = medicines_of(session, child.id)
        slots, unreadable = readable(session, child, medicines, start, end)
        slots = [one for one in slots if one.slot.wall.date() == on]
        recorded = doses_between(session, child, start, end)
        # A dose without a slot raises a question about its own date only.
        near = [
            dose
            for dose in recorded
            if dose.fields.get("slot") is not None or dose.at.astimezone(zone).date() == on
        ]
        unsure = waiting_for(session, child.household_id) is not None
        doses = with_records(session, slots, near, moment)
        rows = [_row(dose, zone, unsure=unsure) for dose in doses]
        rows += [_unknown(medicine) for medicine in unreadable]
        after = after_stay(session, child, [medicine.id for medicine in medicines], now=moment)
    waits = {str(id_) for id_ in after.missing} if after else set()
    found = [row | {"needs_review": row["medicine"] in waits} for row in rows]
    return jsonify(as_of=moment.isoformat(), due=found)


def _row(dose: DoseOfDay, zone: ZoneInfo, *, unsure: bool) -> dict[str, Any]:
    """`unknown` when a dose of that day was recorded for no slot, or for one the plan lost.

    unsure  the journal came back from a backup, and waits for what phones still hold (H35)
    """
    one, by = dose.expected, dose.recorded or dose.extra or dose.moved
    open_state = "unknown" if by or unsure else "none"
    return {
        "medicine": str(one.medicine.id),
        "name": one.medicine.name,
        "slot": one.slot.key,
        "amount": show_amount(one.amount),
        "unit": one.plan.unit,
        "measured": measured_json(one.plan, one.amount),
        "state": "recorded" if dose.recorded else open_state,
        "outcome": dose.recorded.fields["outcome"] if dose.recorded else None,
        "by": by.by if by else None,
        "at": by.at.astimezone(zone).isoformat() if by else None,
    }


def _unknown(medicine: Medicine) -> dict[str, Any]:
    return {
        "medicine": str(medicine.id),
        "name": medicine.name,
        "slot": None,
        "amount": None,
        "unit": None,
        "measured": None,
        "state": "unknown",
        "outcome": None,
        "by": None,
        "at": None,
    }
