"""When the plan has the next dose of what is given once a week or less: the day, no advice."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session

from journal.care.rhythm import is_weekly_or_rarer, known_rhythm
from journal.plans.expected import readable
from journal.records.children import Child
from journal.summary import reading
from journal.summary.counted import infused_on
from journal.summary.courses import Course
from journal.summary.tally import NEAR, Given
from journal.summary.window import Window

# The next infusion of every eight weeks lies within it; nothing further away is looked for.
AHEAD = timedelta(days=70)


def next_days(
    session: Session,
    child: Child,
    window: Window,
    courses: Sequence[Course],
    doses: Mapping[str, Sequence[Given]],
    infusions: reading.Rows,
    now: datetime,
) -> dict[str, date]:
    """Return the first planned day, from today on, of each medicine of once a week or less.

    A dose that was recorded is not next, nor one for which an infusion came up to three days
    before. Nothing of a page whose days are over, nor of a plan that cannot be read.
    """
    if now >= window.end:
        return {}
    rare = {each.id: each for each in courses if _is_rare(each)}
    today = Window(from_on=window.day(now), to_on=window.day(now), zone=window.zone)
    medicines = [each.medicine for each in rare.values()]
    slots, _unreadable = readable(session, child, medicines, today.start, now + AHEAD)
    found: dict[str, date] = {}
    for each in slots:
        medicine, on = str(each.medicine.id), window.day(each.slot.due_at)
        written = {dose.slot for dose in doses.get(medicine, ())}
        infused = infused_on(rare[medicine], infusions, window)
        if each.slot.key in written or any(on - NEAR <= day <= on for day in infused):
            continue
        found.setdefault(medicine, on)
    return found


def _is_rare(course: Course) -> bool:
    """Whether the plan in force, or one that begins later, is of once a week or less."""
    return any(is_weekly_or_rarer(known_rhythm(plan.rhythm)) for plan in course.plans)
