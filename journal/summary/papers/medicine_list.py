"""The medicines of now: all of them for a pharmacy, those of school hours for a school."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlmodel import Session

from journal.care.history import plan_on, spans_in_force
from journal.care.infusion_kinds import only_into_a_vein
from journal.care.reviews import Missing
from journal.plans.children import team_of
from journal.plans.expected import Expected, medicines_of, readable
from journal.plans.reviewing import after_stay
from journal.records.children import Child
from journal.records.medicines import DosePlan
from journal.summary.courses import Course, as_planned, medicine_now, steps_to_come
from journal.summary.gather import courses_of
from journal.summary.page import Medicine
from journal.summary.papers.head import Head, head_of, whole_of
from journal.summary.window import Window

# How far ahead a school paper looks for what falls into school hours: our own choice. What is
# given every four weeks is found.
AHEAD = timedelta(days=35)
SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When the child is at school, on Monday to Friday, on the child's clock."""

    begin: time = time(8)
    end: time = time(15)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtSchool:
    """One plan of a medicine with its days and times that fall into school hours.

    planned  the medicine as that plan has it; amount: of each of these doses, where they are alike
    from_on, to_on  the plan's days, None where it holds already and where it goes on
    times  "12:00"; unreadable: nobody can tell when it is given
    infused  it goes into a vein alone: the child is not at school then, and nobody there gives it
    """

    medicine: str
    planned: Medicine | None = None
    amount: Decimal | None = None
    from_on: date | None = None
    to_on: date | None = None
    days: tuple[date, ...] = ()
    times: tuple[str, ...] = ()
    unreadable: bool = False
    infused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicineList:
    """Every medicine that is planned now or later; every text as stored.

    steps   every plan to come that changes something, under its medicine's id
    unseen  what a discharge left open of a medicine, by its id: its dose may be another (H37)
    hours, school_days, at_school  of a list for a school: the days it looked at, and what it found
    """

    head: Head
    medicines: tuple[Medicine, ...]
    emergency_plan: str
    emergency_phone: str
    steroid_plan: str
    lines: str
    team: tuple[tuple[str, str, str], ...]
    steps: tuple[Medicine, ...] = ()
    unseen: tuple[tuple[str, Missing], ...] = ()
    school_days: tuple[date, ...] = ()
    hours: Hours | None = None
    at_school: tuple[AtSchool, ...] = ()


def medicine_list(
    session: Session, child: Child, *, now: datetime, hours: Hours | None = None
) -> MedicineList:
    """Return the medicines of now, with `hours` those of a school too.

    The caller has checked the right to look.
    """
    head = head_of(session, child, now=now)
    days = _school_days(head.today) if hours else ()
    window = whole_of(head)
    courses = courses_of(session, child)
    found = [one for course in courses if (one := medicine_now(course, window, now))]
    listed = {one.id for one in found}
    after = after_stay(session, child, [course.medicine.id for course in courses], now=now)
    unseen = after.missing if after else {}
    return MedicineList(
        head=head,
        medicines=tuple(found),
        steps=tuple(
            step
            for course in courses
            if course.id in listed
            for step in steps_to_come(course, plan_on(course.plans, head.today), head.today)
        ),
        emergency_plan=child.emergency_plan,
        emergency_phone=child.emergency_phone,
        steroid_plan=child.steroid_plan,
        lines=child.lines,
        team=tuple((one.name, one.part, one.telephone) for one in team_of(session, child.id)),
        unseen=tuple((str(id_), what) for id_, what in unseen.items()),
        hours=hours,
        school_days=days,
        at_school=_at_school(session, child, hours, courses, days) if hours else (),
    )


def _school_days(today: date) -> tuple[date, ...]:
    """Monday to Friday of the next weeks; today is half over already."""
    days = (today + timedelta(days=n) for n in range(1, AHEAD.days + 1))
    return tuple(day for day in days if day.weekday() < SATURDAY)


def _at_school(
    session: Session,
    child: Child,
    hours: Hours,
    courses: Sequence[Course],
    days: Sequence[date],
) -> tuple[AtSchool, ...]:
    window = Window(from_on=days[0], to_on=days[-1], zone=ZoneInfo(child.zone))
    medicines = medicines_of(session, child.id)
    slots, unreadable = readable(session, child, medicines, window.start, window.end)
    when: dict[uuid.UUID, dict[date, list[Expected]]] = defaultdict(lambda: defaultdict(list))
    for one in slots:
        at = one.slot.due_at.astimezone(window.zone)
        if at.date() in days and hours.begin <= at.time() < hours.end:
            when[one.plan.id][at.date()].append(one)
    found = [
        replace(each, from_on=first_on if first_on > days[0] else None, to_on=last_on)
        for course in courses
        for plan, first_on, last_on in spans_in_force(course.plans)
        for each in _rows(course, plan, when.get(plan.id, {}), window.zone)
    ]
    return (*found, *(AtSchool(medicine=str(one.id), unreadable=True) for one in unreadable))


def _rows(
    course: Course, plan: DosePlan, when: Mapping[date, Sequence[Expected]], zone: ZoneInfo
) -> list[AtSchool]:
    """One for all days of a plan with the same amounts at the same times."""
    alike: dict[tuple[tuple[str, Decimal], ...], list[date]] = defaultdict(list)
    for on, slots in when.items():
        day = sorted((f"{one.slot.due_at.astimezone(zone):%H:%M}", one.amount) for one in slots)
        alike[tuple(day)].append(on)
    return [
        AtSchool(
            medicine=course.id,
            planned=as_planned(course, plan, plan.first_on),
            amount=doses[0][1] if len({amount for _at, amount in doses}) == 1 else None,
            days=tuple(sorted(days)),
            times=tuple(at for at, _amount in doses),
            infused=only_into_a_vein(course.medicine.name),
        )
        for doses, days in alike.items()
    ]
