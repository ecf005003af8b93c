"""The page of trends: everything recorded on one time axis; a week of it can be read."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Blueprint, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlmodel import Session, col

from journal.clock import now
from journal.records.children import Child
from journal.records.entries import Entry, Kind
from journal.summary import stretches
from journal.summary.over_time import OverTime, over_time
from journal.summary.stretches import Step, Stretch
from journal.summary.window import Window
from journal.web.extensions import reading
from journal.web.frame import child_or_404, page
from journal.web.opened_week import opened_week
from journal.web.packing import packed
from journal.web.signed_in import require_person
from journal.words import day_text, moment_text

bp = Blueprint("over_time", __name__)
bp.before_request(require_person)

DAYS = {"90": timedelta(days=90), "365": timedelta(days=365)}
USUAL, ALL = "365", "all"
MOST_YEARS = 20
MOST_SHOWN = 60
DAY = timedelta(days=1)
# Vaccinations reach back to birth, and a diary is its writer's own: neither is in a chart.
UNCHARTED = (Kind.VACCINATION, Kind.DIARY)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address says: which period, which charts (None: the usual ones), which week."""

    period: str
    shown: tuple[str, ...] | None
    open: date | None

    def address(self, child: Child, **other: Any) -> str:
        """The address of this page with something else in it."""
        shown: dict[str, Any] = {"chosen": 1, "show": self.shown} if self.shown is not None else {}
        return url_for(
            "over_time.index", child_id=child.id, **{"period": self.period} | shown | other
        )


@bp.get("/children/<uuid:child_id>/trends")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """One stretch of time on one axis; ten years cost about what one year costs."""
    moment = now()
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        zone = ZoneInfo(child.zone)
        today = moment.astimezone(zone).date()
        first = _first_day(session, child, today)
        asked = _asked(first, today)
        from_on, to_on = _period(asked.period, first, today)
        window = _whole_steps(Window(from_on=from_on, to_on=to_on, zone=zone))
        language = str(get_locale() or "en")
        found = over_time(session, child, window, chosen=asked.shown, language=language, now=moment)
        weeks = stretches.stretches(window, _readable(found))
        opened = _opened(weeks, asked)
        shown = page(
            session,
            actor,
            child,
            "trends/page.html",
            found=found,
            periods=_periods(child, asked, first, today),
            hidden={"period": asked.period} | ({"chosen": "1"} if asked.shown is not None else {}),
            shown=asked.shown or (),
            weeks=_named(weeks, _readable(found), opened, language),
            opened=opened_week(session, child, window, opened, _by_month(found), actor.account_id)
            if opened
            else None,
            beside=_beside(child, asked, weeks, opened),
            places=_places(found),
            span=f"{day_text(window.from_on)} – {day_text(window.to_on)}",
            made=moment_text(moment, zone),
        )
    known = {one.key for one in found.choices}
    # What somebody else may have put into the address must not be packed with a journal (BREACH).
    if asked.shown is not None and not known.issuperset(asked.shown):
        return make_response(shown)
    return packed(make_response(shown))


def _asked(first: date, today: date) -> Asked:
    period = request.args.get("period", USUAL)
    if period not in {*DAYS, ALL, *(str(year) for year in range(first.year, today.year + 1))}:
        period = USUAL
    shown = tuple(dict.fromkeys(request.args.getlist("show")))[:MOST_SHOWN]
    return Asked(period, shown if "chosen" in request.args else None, _date("open"))


def _date(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _first_day(session: Session, child: Child, today: date) -> date:
    """The day of the first entry of all, at most twenty years ago."""
    query = (
        sa.select(col(Entry.at))
        .where(col(Entry.child_id) == child.id, col(Entry.deleted).is_(False))
        .where(col(Entry.kind).not_in(UNCHARTED))
        .order_by(col(Entry.at))
        .limit(1)
    )
    at = session.execute(query).scalar()
    begun = at.astimezone(ZoneInfo(child.zone)).date() if at else today
    return min(max(begun, today.replace(year=today.year - MOST_YEARS, day=1)), today)


def _period(chosen: str, first: date, today: date) -> tuple[date, date]:
    if chosen == ALL:
        return first, today
    if chosen in DAYS:
        return today - DAYS[chosen] + DAY, today
    year = int(chosen)
    return date(year, 1, 1), min(date(year, 12, 31), today)


def _whole_steps(window: Window) -> Window:
    """The same, from the beginning of its first week or month: no first dot is of half a week."""
    step = stretches.step_for(window)
    return Window(
        from_on=stretches.begins(window.from_on, step), to_on=window.to_on, zone=window.zone
    )


def _periods(child: Child, asked: Asked, first: date, today: date) -> list[dict[str, Any]]:
    labels = {"90": _("3 months"), "365": _("1 year")}
    labels |= {str(year): str(year) for year in range(today.year, first.year - 1, -1)}
    labels |= {ALL: _("All")}
    return [
        {
            "label": label,
            "url": asked.address(child, period=period),
            "current": period == asked.period,
        }
        for period, label in labels.items()
    ]


def _by_month(found: OverTime) -> bool:
    return found.step in (Step.MONTH, Step.QUARTER)


def _readable(found: OverTime) -> Step:
    """What can be read at a time: weeks, and months where the chart shows months."""
    return Step.MONTH if _by_month(found) else Step.WEEK


def _opened(weeks: Sequence[Stretch], asked: Asked) -> Stretch | None:
    if asked.open is None:
        return None
    return next((week for week in weeks if week.from_on <= asked.open <= week.to_on), None)


def _named(
    weeks: Sequence[Stretch], step: Step, opened: Stretch | None, language: str
) -> list[dict[str, Any]]:
    return [
        {
            "label": stretches.label(week, step, language),
            "day": week.from_on.isoformat(),
            "current": week == opened,
        }
        for week in weeks
    ]


def _beside(
    child: Child, asked: Asked, weeks: Sequence[Stretch], opened: Stretch | None
) -> dict[str, str | None]:
    """The addresses of the week before and of the one after."""
    if opened is None:
        return {}
    at = weeks.index(opened)
    before, after = weeks[at - 1] if at else None, weeks[at + 1 : at + 2]
    return {
        "before": _at(child, asked, before),
        "after": _at(child, asked, after[0] if after else None),
        "close": asked.address(child),
    }


def _at(child: Child, asked: Asked, week: Stretch | None) -> str | None:
    if week is None:
        return None
    return asked.address(child, open=week.from_on.isoformat(), _anchor="week")


def _places(found: OverTime) -> list[list[Any]]:
    """For the script that reads values: where each stretch is, its first day, its name."""
    axis = found.axis
    whole = axis.width + axis.gutter
    return [
        [
            round(
                (axis.gutter + (axis.left(one.from_on) + axis.left(one.to_on + DAY)) / 2) / whole, 4
            ),
            one.from_on.isoformat(),
            name,
        ]
        for one, name in zip(found.stretches, found.names, strict=True)
    ]
