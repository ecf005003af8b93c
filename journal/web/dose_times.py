"""When a dose is due, late by how much, or was given: the times that Today's rows say."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from journal.web.day_doses import DoseOfDay
from journal.words import clock_text, short_day

if TYPE_CHECKING:
    from journal.web.day import Day


def moment_of_day(day: "Day", moment: datetime) -> str:
    """ "08:05", with the day when it is not the family's day that is shown."""
    clock = clock_text(moment, day.zone)
    start, end = day.span
    if start <= moment < end:
        return clock
    return f"{short_day(moment.astimezone(day.zone).date())} {clock}"


def due_words(day: "Day", dose: DoseOfDay) -> str:
    """ "08:00", "by 20 min, due 08:00", "yesterday 20:00".

    Yesterday is the calendar's, in the child's zone: the family's day may begin at 04:00.
    """
    slot = dose.expected.slot
    clock = f"{slot.wall:%H:%M}"
    days_ago = (day.now.astimezone(day.zone).date() - slot.wall.date()).days
    if days_ago == 1:
        clock = _("yesterday %(time)s", time=clock)
    elif days_ago > 1:
        clock = f"{short_day(slot.wall.date())} {clock}"
    if dose.state != "overdue":
        return clock
    return _("by %(time)s, due %(clock)s", time=_long(day.now - slot.due_at), clock=clock)


def later_text(count: int, next_at: datetime | None) -> str:
    """ "5 to come, the next at 17:17", of the rows under Later."""
    if next_at is None:
        return _("%(count)s on other days", count=count)
    return _("%(count)s to come, the next at %(time)s", count=count, time=f"{next_at:%H:%M}")


def _long(passed: timedelta) -> str:
    minutes = int(passed.total_seconds() // 60)
    if minutes < 60:
        return _("%(minutes)s min", minutes=minutes)
    hours, minutes = divmod(minutes, 60)
    if not minutes:
        return _("%(hours)s h", hours=hours)
    return _("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)


# So many rows of what is to come are shown; more are folded, and what was logged stays in reach.
SHORT = 2


def later_words(count: int, walls: Iterable[datetime]) -> str | None:
    """ "5 doses, the next at 17:17", for the fold of what is to come; None when it is short."""
    return later_text(count, min(walls, default=None)) if count > SHORT else None
