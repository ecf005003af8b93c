"""What became of the doses of a page: recorded, skipped, or nobody wrote anything."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from journal.care.doses import Outcome
from journal.plans.expected import readable
from journal.records.children import Child
from journal.summary import reading
from journal.summary.courses import Course
from journal.summary.page import Count
from journal.summary.tally import Given, count
from journal.summary.window import Window

# A dose may be written down well after its slot; nothing further away is looked for.
LATE = timedelta(days=3)
# As long as a reminder may still come (docs/rules.md#one-side).
GRACE = timedelta(hours=2)


def doses_of(session: Session, child: Child, window: Window) -> dict[str, list[Given]]:
    """Return the recorded doses of each medicine, with those around the window."""
    found: dict[str, list[Given]] = defaultdict(list)
    for row in reading.doses(session, child.id, window.start - LATE, window.end + LATE):
        dose = Given(
            slot=row.slot,
            on=window.day(row.at),
            outcome=Outcome(row.outcome),
            reason=row.reason,
            advised_by=row.advised_by,
            in_hospital=row.in_hospital,
        )
        found[str(row.medicine)].append(dose)
    return found


def counts_of(
    session: Session,
    child: Child,
    window: Window,
    courses: Sequence[Course],
    doses: dict[str, list[Given]],
    infusions: reading.Rows,
    now: datetime,
) -> tuple[Count, ...]:
    """Return one count for each medicine of which something was planned or recorded."""
    planned: dict[str, list[str]] = defaultdict(list)
    unasked: set[tuple[str, str]] = set()
    written = {(medicine, dose.slot) for medicine, several in doses.items() for dose in several}
    medicines = [course.medicine for course in courses]
    slots, unreadable = readable(session, child, medicines, window.start, window.end)
    untold = {str(each.id) for each in unreadable}
    for each in slots:
        medicine, slot = str(each.medicine.id), each.slot.key
        # What is still to come is not "no record", nor what a reminder may still ask for; what was
        # given early is given.
        if each.slot.due_at < now - GRACE or (medicine, slot) in written:
            planned[medicine].append(slot)
            if not each.was_known:
                unasked.add((medicine, slot))
    counts = [
        count(
            course.id,
            course.medicine.name,
            [] if course.id in untold else planned[course.id],
            doses[course.id],
            infused_on(course, infusions, window),
            as_needed=course.as_needed or course.id in untold,
            unasked={slot for medicine, slot in unasked if medicine == course.id},
            holds=window.holds,
        )
        for course in courses
    ]
    for place, course in enumerate(courses):
        if course.id in untold and not course.is_off(window):
            counted = counts[place] or Count(
                id=course.id, medicine=course.medicine.name, planned=None
            )
            counts[place] = replace(counted, unreadable=True)
    typed_in = {each.id: window.day(each.medicine.made_at) for each in courses}
    before = {medicine for medicine, _slot in unasked}
    several = {course.id for course in courses if _has_several(course, window)}
    return tuple(
        replace(
            each,
            counted_from=typed_in[each.id] if each.id in before else None,
            spans=each.id in several and each.planned is not None,
        )
        for each in counts
        if each is not None
    )


def _has_several(course: Course, window: Window) -> bool:
    """Whether plans with another amount or rhythm held in the window, one after the other."""
    held = {
        (plan.amount, plan.unit, str(plan.rhythm))
        for plan, first_on, last_on in course.spans()
        if first_on <= window.to_on and (last_on is None or last_on >= window.from_on)
    }
    return len(held) > 1


def infused_on(course: Course, infusions: reading.Rows, window: Window) -> list[date]:
    """Return the days on which a medicine was infused."""
    return [window.day(row.at) for row in infusions if row.medicine == course.medicine.id]
