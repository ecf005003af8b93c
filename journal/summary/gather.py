"""From the database to the page: one child, one window, nothing else (H24)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from journal.care.doses import Outcome
from journal.entries.levels import Level, levels
from journal.entries.school import days_missed
from journal.plans.expected import medicines_of, readable
from journal.plans.medicines import turns_of
from journal.records.children import Child
from journal.records.entries import Kind
from journal.records.planned import plans_of
from journal.summary import reading, symptoms
from journal.summary.courses import Course, bar, changes, medicine_now
from journal.summary.in_hospital import stays_of, to_come_of
from journal.summary.infused import infusions_of
from journal.summary.page import (
    Bar,
    Count,
    Fever,
    Measured,
    Measurement,
    Missing,
    Page,
    Period,
    Subject,
    Visit,
)
from journal.summary.tally import TAKEN, Given, count
from journal.summary.window import Window

# A dose may be written down well after its slot; nothing further away is looked for.
LATE = timedelta(days=3)
# Beyond that nobody compares, and the page would read years for it.
A_YEAR = timedelta(days=366)


def gather(
    session: Session,
    child: Child,
    from_on: date,
    to_on: date,
    *,
    now: datetime,
    missing: Sequence[Missing] = (),
) -> Page:
    """Return the page of one child for the days from `from_on` to `to_on`, both included.

    The days are calendar dates in the child's zone, so the window is half open in time. The
    caller has checked the right to look and that `from_on` is not after `to_on`.
    missing: phones whose entries may not have arrived (H23).
    """
    window = Window(from_on=from_on, to_on=to_on, zone=ZoneInfo(child.zone))
    ids = reading.entry_ids(session, child.id, window.start, window.end)
    visits = reading.visits(session, child.id, window.end)
    visit_on = _last_visit(visits, window)
    told = _symptom_rows(session, child, window, visit_on)
    infusions = reading.infusions(session, child.id, window.start, window.end)
    courses = courses_of(session, child)
    doses = _doses(session, child, window)
    return Page(
        child=_subject(session, child, window),
        period=Period(from_on=from_on, to_on=to_on, zone=child.zone),
        made_at=now,
        entry_ids=tuple(str(identity) for identity, _kind in ids),
        missing=tuple(missing),
        last_visit_on=visit_on,
        since=symptoms.since(told, window, visit_on),
        questions=tuple(reading.open_questions(session, child.id, window.end)),
        medicines=tuple(
            found for course in courses if (found := medicine_now(course, window, now))
        ),
        changes=tuple(
            sorted((each for course in courses for each in changes(course, window)), key=_by_day)
        ),
        counts=_counts(session, child, window, courses, doses, infusions, now),
        symptoms=symptoms.symptoms(told, window),
        bars=_bars(courses, window, doses, infusions),
        infusions=infusions_of(session, infusions, courses, window),
        stays=stays_of(session, child, window),
        to_come=to_come_of(session, child, window),
        fevers=_fevers(session, child, window, told),
        measurements=_measurements(session, child, window),
        school_missed=len(days_missed(session, child, from_on, to_on)),
        visits=tuple(_visit(row, window) for row in visits if row.at >= window.start),
        notes=sum(kind is Kind.NOTE for _identity, kind in ids),
    )


def _last_visit(visits: reading.Rows, window: Window) -> date | None:
    """The day of the visit before the one this page is made for, unless it was too long ago."""
    days = (window.day(row.at) for row in visits)
    earliest = window.from_on - A_YEAR
    return max((day for day in days if earliest <= day < window.to_on), default=None)


def _by_day(each: Any) -> date:
    on: date = each.on
    return on


def _subject(session: Session, child: Child, window: Window) -> Subject:
    return Subject(
        name=child.name,
        born_on=child.born_on,
        weight=_latest(session, child, "weight", window),
        allergies=child.allergies or None,
        diagnosis=child.diagnosis or None,
        emergency=child.emergency_phone or None,
    )


def _latest(session: Session, child: Child, what: str, window: Window) -> Measured | None:
    row = reading.latest_measurement(session, child.id, what, window.end)
    return Measured(value=row.value, unit=row.unit, on=window.day(row.at)) if row else None


def _symptom_rows(
    session: Session, child: Child, window: Window, visit_on: date | None
) -> list[Level]:
    """Levels of symptoms in the window and in the time around the last visit."""
    begins = min(window.from_on, visit_on or window.from_on) - symptoms.NEAR
    earlier = Window(from_on=begins, to_on=window.to_on, zone=window.zone)
    return levels(session, child.id, earlier.start, earlier.end)


def courses_of(session: Session, child: Child) -> list[Course]:
    rows = medicines_of(session, child.id)
    plans = plans_of(session, [row.id for row in rows])
    turns = turns_of(session, [row.id for row in rows])
    return [Course(medicine=row, plans=plans[row.id], turns=turns[row.id]) for row in rows]


def _doses(session: Session, child: Child, window: Window) -> dict[str, list[Given]]:
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


def _counts(
    session: Session,
    child: Child,
    window: Window,
    courses: Sequence[Course],
    doses: dict[str, list[Given]],
    infusions: reading.Rows,
    now: datetime,
) -> tuple[Count, ...]:
    planned: dict[str, list[str]] = defaultdict(list)
    unasked: set[tuple[str, str]] = set()
    written = {(medicine, dose.slot) for medicine, several in doses.items() for dose in several}
    medicines = [course.medicine for course in courses]
    slots, unreadable = readable(session, child, medicines, window.start, window.end)
    untold = {str(each.id) for each in unreadable}
    for each in slots:
        medicine, slot = str(each.medicine.id), each.slot.key
        # What is still to come is not "no record"; what was given early is given.
        if each.slot.due_at < now or (medicine, slot) in written:
            planned[medicine].append(slot)
            if not each.was_known:
                unasked.add((medicine, slot))
    counts = [
        count(
            course.id,
            course.medicine.name,
            [] if course.id in untold else planned[course.id],
            doses[course.id],
            _infused_on(course, infusions, window),
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
    return tuple(
        replace(each, counted_from=typed_in[each.id]) if each.id in before else each
        for each in counts
        if each is not None
    )


def _infused_on(course: Course, infusions: reading.Rows, window: Window) -> list[date]:
    return [window.day(row.at) for row in infusions if row.medicine == course.medicine.id]


def _bars(
    courses: Sequence[Course],
    window: Window,
    doses: dict[str, list[Given]],
    infusions: reading.Rows,
) -> tuple[Bar, ...]:
    """Bars of what is not drawn as an infusion; what changed most comes first, then the rare."""
    found = []
    for course in courses:
        if _infused_on(course, infusions, window):
            continue
        taken = {each.on for each in doses[course.id] if each.outcome in TAKEN}
        drawn = bar(course, window, sorted(on for on in taken if window.holds(on)))
        if drawn and _moves(drawn, window):
            found.append(drawn)
    return tuple(
        sorted(
            found, key=lambda each: (-len({step.amount for step in each.steps}), not each.doses_on)
        )
    )


def _moves(drawn: Bar, window: Window) -> bool:
    """Whether a bar says more than the table of medicines does: one that never changes does not."""
    whole = drawn.steps[0].from_on == window.from_on and drawn.steps[-1].to_on == window.to_on
    return bool(drawn.doses_on) or len(drawn.steps) > 1 or not whole


def _fevers(
    session: Session, child: Child, window: Window, told: Sequence[Level]
) -> tuple[Fever, ...]:
    """Days on which the family wrote "fever", with the highest temperature of the day."""
    days = {window.day(each.at) for each in told if symptoms.is_fever(each)}
    highest = _temperatures(session, child, window)
    return tuple(Fever(on=on, reading=highest.get(on)) for on in sorted(days) if window.holds(on))


def _temperatures(session: Session, child: Child, window: Window) -> dict[date, Measured]:
    found: dict[date, Measured] = {}
    for row in reading.measurements(session, child.id, window.start, window.end):
        if row.what == "temperature":
            on = window.day(row.at)
            read = Measured(value=row.value, unit=row.unit, on=on)
            if on not in found or _warmth(read) > _warmth(found[on]):
                found[on] = read
    return found


def _warmth(read: Measured) -> Any:
    """Something by which readings in °C and °F can be put in order."""
    return (read.value - 32) * 5 / 9 if read.unit == "°F" else read.value


def _measurements(session: Session, child: Child, window: Window) -> tuple[Measurement, ...]:
    found = {
        "height": _latest(session, child, "height", window),
        "temperature": max(
            _temperatures(session, child, window).values(), key=_warmth, default=None
        ),
    }
    return tuple(Measurement(what=what, latest=read) for what, read in found.items() if read)


def _visit(row: Any, window: Window) -> Visit:
    whom = ", ".join(filter(None, (row.team_member, row.place)))
    return Visit(on=window.day(row.at), whom=whom or None, told=row.told)
