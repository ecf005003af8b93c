"""Results over time: every test, the muscle enzymes, or low counts beside fevers and infections."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlmodel import Session, col

from journal.clock import now
from journal.records.children import Child
from journal.records.kinds.draw import DrawRow
from journal.summary.trends import COUNTS, MUSCLE, trends
from journal.summary.window import Window
from journal.web.extensions import reading
from journal.web.frame import child_or_404, page
from journal.web.signed_in import require_person
from journal.words import day_text, moment_text

bp = Blueprint("trends", __name__)
bp.before_request(require_person)

DAYS = {"90": timedelta(days=90), "365": timedelta(days=365)}
USUAL = "365"


@dataclass(frozen=True, slots=True)
class Show:
    """Which tests a page has, and whether fevers and infections stand beside them."""

    only: Collection[str] | None
    beside: bool = False


SHOWS = {"all": Show(None), "muscle": Show(MUSCLE), "counts": Show(COUNTS, beside=True)}


@bp.get("/children/<uuid:child_id>/labs/trends")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """One stretch of time, at most a year: ten years deep it costs what one year costs."""
    moment = now()
    shown = request.args.get("show", "")
    shown = shown if shown in SHOWS else "all"
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        zone = ZoneInfo(child.zone)
        today = moment.astimezone(zone).date()
        years = _years(session, child, today)
        chosen = request.args.get("period", USUAL)
        first, last = (
            _period(chosen, today, years) or _period(USUAL, today, years) or (today, today)
        )
        chosen = chosen if _period(chosen, today, years) else USUAL
        found = trends(
            session,
            child,
            Window(from_on=first, to_on=last, zone=zone),
            only=SHOWS[shown].only,
            beside=SHOWS[shown].beside,
            language=str(get_locale() or "en"),
            now=moment,
        )
        return page(
            session,
            actor,
            child,
            "labs/trends.html",
            found=found,
            title=titles()[shown],
            note=_notes()[shown],
            shows=[
                _chip(child, label, what, chosen, current=what == shown)
                for what, label in titles().items()
            ],
            periods=[
                _chip(child, label, shown, period, current=period == chosen)
                for period, label in _labels(years).items()
            ],
            span=f"{day_text(first)} – {day_text(last)}",
            made=moment_text(moment, zone),
        )


def titles() -> dict[str, str]:
    """What each page is called."""
    return {
        "all": _("All results"),
        "muscle": _("Muscle enzymes"),
        "counts": _("Counts, fevers and infections"),
    }


def _notes() -> dict[str, str]:
    return {
        "all": "",
        "muscle": _("CK, aldolase, LDH, AST and ALT: all of them come from muscle too."),
        "counts": _("Neutrophils, lymphocytes and IgG beside fevers, infections and contacts."),
    }


def _chip(child: Child, label: str, show: str, period: str, *, current: bool) -> dict[str, Any]:
    url = url_for("trends.index", child_id=child.id, show=show, period=period)
    return {"label": label, "url": url, "current": current}


def _labels(years: Collection[int]) -> dict[str, str]:
    return {
        "90": _("3 months"),
        "365": _("1 year"),
        **{str(year): str(year) for year in years},
    }


def _years(session: Session, child: Child, today: date) -> list[int]:
    """The calendar years from the first report to this one, the latest first."""
    first = session.execute(
        sa.select(sa.func.min(col(DrawRow.at))).where(col(DrawRow.child_id) == child.id)
    ).scalar()
    if first is None:
        return []
    begun = first.astimezone(ZoneInfo(child.zone)).year
    return list(range(today.year, max(begun, today.year - 30) - 1, -1))


def _period(chosen: str, today: date, years: Collection[int]) -> tuple[date, date] | None:
    """The first and the last day of what was chosen, or None for what is not on offer."""
    if chosen in DAYS:
        return today - DAYS[chosen] + timedelta(days=1), today
    if chosen in {str(year) for year in years}:
        year = int(chosen)
        return date(year, 1, 1), min(date(year, 12, 31), today)
    return None
