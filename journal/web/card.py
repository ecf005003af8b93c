"""The emergency card: who, what of, allergies, medicines with their last dose, whom to call."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session, col

from journal.care.doses import TAKEN
from journal.clock import now
from journal.plans.children import team_of
from journal.plans.expected import medicines_of
from journal.plans.standing import State, standing_of
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.dose import DoseRow
from journal.records.medicines import Medicine
from journal.records.restored import waiting_for
from journal.web.extensions import reading
from journal.web.frame import child_or_404, page
from journal.web.medicine_words import shown
from journal.web.signed_in import require_person
from journal.words import amount_text, day_text, moment_text

bp = Blueprint("card", __name__)
bp.before_request(require_person)

GIVEN_NOW = (State.RUNNING, State.PAUSED)


@bp.get("/children/<uuid:child_id>/card")
def show(child_id: uuid.UUID) -> ResponseReturnValue:
    """The card, to be shown or printed."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        return page(session, actor, child, "children/card.html", **card_of(session, child, now()))


def card_of(session: Session, child: Child, moment: datetime) -> dict[str, Any]:
    """The context of templates/children/card.html: everything as the family typed it."""
    return {
        "who": [
            (_("Name"), child.name),
            (_("Born"), day_text(child.born_on)),
            (_("Diagnosis"), child.diagnosis),
            (_("Allergies"), child.allergies),
        ],
        "plan": child.emergency_plan,
        "telephone": child.emergency_phone,
        "medicines": _medicines(session, child, moment),
        "unsure": _unsure(session, child),
        "team": [
            {"name": one.name, "part": one.part, "telephone": one.telephone}
            for one in team_of(session, child.id)
        ],
        "insurance": child.insurance,
    }


def _unsure(session: Session, child: Child) -> str:
    """That the last doses may be others: the journal came back from a backup (H35)."""
    waits = waiting_for(session, child.household_id)
    if waits is None:
        return ""
    at = moment_text(waits.made_at, ZoneInfo(child.zone))
    return _("Doses after %(at)s may be missing here: the journal came back from a backup.", at=at)


def _medicines(session: Session, child: Child, moment: datetime) -> list[dict[str, Any]]:
    """What is given now or paused."""
    zone, last, found = ZoneInfo(child.zone), last_doses(session, child), []
    for medicine in medicines_of(session, child.id):
        one = standing_of(session, child, medicine, now=moment)
        if one.state in GIVEN_NOW:
            row = shown(one, today=moment.astimezone(zone).date())
            found.append(row | {"last": last_words(medicine, last, zone)})
    return found


Latest = Mapping[uuid.UUID, sa.Row[Any]]


def last_doses(session: Session, child: Child) -> Latest:
    """The latest dose that was taken of each medicine."""
    latest = (
        sa.select(
            col(DoseRow.medicine),
            col(DoseRow.at),
            col(DoseRow.amount),
            col(DoseRow.unit),
            sa.func.row_number()
            .over(partition_by=col(DoseRow.medicine), order_by=col(DoseRow.at).desc())
            .label("place"),
        )
        .join(Entry, col(Entry.id) == col(DoseRow.entry_id))
        .where(col(DoseRow.child_id) == child.id, col(Entry.deleted).is_(False))
        .where(col(DoseRow.outcome).in_([outcome.value for outcome in TAKEN]))
        .subquery()
    )
    rows = session.execute(sa.select(latest).where(latest.c.place == 1))
    return {row.medicine: row for row in rows}


def last_words(medicine: Medicine, last: Latest, zone: ZoneInfo) -> str:
    """When and how much was last recorded of a medicine."""
    row = last.get(medicine.id)
    if row is None:
        return _("no dose recorded")
    amount = amount_text(None if row.amount is None else Decimal(row.amount), row.unit)
    when = moment_text(row.at, zone)
    if not amount:
        return _("last recorded %(when)s", when=when)
    return _("last recorded %(when)s: %(amount)s", when=when, amount=amount)
