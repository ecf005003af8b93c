"""What moving a child's clock would do: the next 48 hours on both clocks, and odd gaps (H12)."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from journal.amounts import both_text
from journal.plans.expected import Expected
from journal.plans.zone import Gap, change_zone, next_doses, told_of, untold
from journal.records.access import Right
from journal.web.frame import child_or_404
from journal.web.trying import trying
from journal.words import clock_text, day_text, short_day

TWO_DAYS = timedelta(days=2)


def zone_preview(
    child_id: uuid.UUID, wanted: str, found: Sequence[Gap], moment: datetime
) -> dict[str, Any]:
    """What templates/children/zone.html shows before the clock moves; nothing is kept.

    found: the gaps that the move makes. Only those that are asked about are said.
    """
    there = ZoneInfo(wanted)
    with trying() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PLAN)
        here = ZoneInfo(child.zone)
        told = told_of(session, child, now=moment)
        change_zone(session, actor, child, there, now=moment)
        coming = next_doses(session, child, now=moment)
        return {
            "zone": wanted,
            "there": place_text(wanted),
            "here": place_text(here.key),
            "days": _days(coming, told, there, here),
            "warnings": [_gap_text(gap) for gap in found if gap.is_unusual],
            "untold": [medicine.name for medicine in untold(session, child, now=moment)],
        }


def _days(
    coming: Sequence[Expected], told: set[tuple[uuid.UUID, str]], there: ZoneInfo, here: ZoneInfo
) -> list[dict[str, Any]]:
    """The doses by the days of the new clock; a line for each time, with all that is due then."""

    def lines(doses: Sequence[Expected]) -> list[dict[str, Any]]:
        by_time = groupby(doses, key=lambda one: (one.slot.due_at, one.key in told))
        return [_line(at, list(same), there, here, again=again) for (at, again), same in by_time]

    ordered = sorted(coming, key=lambda one: (one.slot.due_at, one.key in told))
    by_day = groupby(ordered, key=lambda one: one.slot.due_at.astimezone(there).date())
    return [{"day": short_day(day), "rows": lines(list(doses))} for day, doses in by_day]


def _line(
    at: datetime, doses: Sequence[Expected], there: ZoneInfo, here: ZoneInfo, *, again: bool
) -> dict[str, Any]:
    clock, day = clock_text(at, here), at.astimezone(here).date()
    if day != at.astimezone(there).date():
        clock = f"{short_day(day)}, {clock}"
    home = _("%(time)s in %(place)s", time=clock, place=place_text(here.key))
    late = _("It was due already and has no record: nothing reminds of it again.") if again else ""
    return {
        "when": clock_text(at, there),
        "what": ", ".join(
            f"{one.medicine.name} {both_text(one.plan, one.amount)}" for one in doses
        ),
        "note": f"{home}. {late}" if late else home,
    }


def _gap_text(gap: Gap) -> str:
    about = {
        "medicine": gap.medicine.name,
        "time": time_text(gap.gap),
        "usual": time_text(gap.usual),
    }
    if not gap.passed:
        return _("%(medicine)s: %(time)s between two doses, instead of %(usual)s.", **about)
    passed = ", ".join(
        f"{day_text(one.slot.wall.date())} {one.slot.wall:%H:%M}" for one in gap.passed
    )
    return _(
        "%(medicine)s: %(time)s between two doses, instead of %(usual)s. There it is past "
        "%(times)s already: nothing reminds of it.",
        times=passed,
        **about,
    )


def time_text(span: timedelta) -> str:
    """ "9 days 6 hours", "30 hours", "7 hours 30 minutes": days from the second one on."""
    minutes = round(span.total_seconds() / 60)
    days, rest = divmod(minutes, 24 * 60) if span >= TWO_DAYS else (0, minutes)
    hours, left = divmod(rest, 60)
    parts = (
        (days, ngettext("%(num)s day", "%(num)s days", days)),
        (hours, ngettext("%(num)s hour", "%(num)s hours", hours)),
        # Beside days nobody plans by minutes.
        (0 if days else left, ngettext("%(num)s minute", "%(num)s minutes", left)),
    )
    said = [text for number, text in parts if number]
    return " ".join(said) or str(parts[-1][1])


def place_text(zone: str) -> str:
    """ "New York", for America/New_York."""
    return zone.rpartition("/")[2].replace("_", " ")
