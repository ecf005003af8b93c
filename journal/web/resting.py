"""Rows of Today for what rests: paused medicines, and those that wait for one that does."""

from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from journal.plans.standing import Standing, standings_of
from journal.plans.turns import resting_since
from journal.records.medicines import Medicine, MedicineTurn, Turn
from journal.records.planned import anchor_of
from journal.web.beside_words import waits_text
from journal.words import because, day_text

if TYPE_CHECKING:
    from journal.web.day import Day

Row = dict[str, Any]


def resting_rows(day: "Day") -> list[Row]:
    """What is paused, and what waits for something that is."""
    return _paused(day) + _waiting(day)


def _paused(day: "Day") -> list[Row]:
    """The pauses whose day of review is still to come; the others stand among the notices."""
    asked = {matter.medicine.id for matter in day.matters if matter.pause is not None}
    return [
        paused_row(day, medicine, turn)
        for medicine in day.medicines
        if medicine.id not in asked
        and (turn := day.turns[medicine.id]) is not None
        and turn.turn is Turn.PAUSE
    ]


def _waiting(day: "Day") -> list[Row]:
    """Medicines of which nothing is due because they count from one that rests."""
    beside = [one for one in day.medicines if any(map(anchor_of, day.plans[one.id]))]
    if not beside:
        return []
    return [
        waiting_row(day, one, why)
        for one in standings_of(day.session, day.child, beside, now=day.now)
        if (why := waits_text(one)) is not None
    ]


def paused_row(day: "Day", medicine: Medicine, turn: MedicineTurn) -> Row:
    """A paused medicine: since when, and that the team is asked (H8)."""
    rests = resting_since(day.every_turn[medicine.id], turn)
    days = (day.now.astimezone(day.zone).date() - rests).days
    since = ngettext(
        "paused since %(day)s (%(num)s day): ask the team",
        "paused since %(day)s (%(num)s days): ask the team",
        days,
        day=day_text(rests),
    )
    if days <= 0:
        since = _("paused since today: ask the team")
    review = _("to be looked at on %(day)s", day=day_text(turn.review_on)) if turn.review_on else ""
    return {
        "when": None,
        "what": day.names[medicine.id].whole,
        "note": " · ".join(
            part for part in (since, because(turn.cause, turn.reason), review) if part
        ),
        "url": url_for("medicines.show", child_id=day.child.id, medicine_id=medicine.id),
    }


def waiting_row(day: "Day", one: Standing, why: str) -> Row:
    """A medicine that goes with another one which rests: nothing is due, and why."""
    return {
        "when": None,
        "what": day.names[one.medicine.id].whole,
        "note": why,
        "url": url_for("medicines.show", child_id=day.child.id, medicine_id=one.medicine.id),
    }
