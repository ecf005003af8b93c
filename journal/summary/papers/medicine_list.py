"""The medicines of now: all of them for a pharmacy, those of school hours for a school."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from journal.care.reviews import Missing
from journal.plans.children import team_of
from journal.plans.expected import medicines_of, readable
from journal.plans.reviewing import after_stay
from journal.records.children import Child
from journal.summary.courses import medicine_now
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
    """A medicine with the days and times that fall into school hours in the next weeks.

    times  "12:00"; unreadable: nobody can tell when it is given
    """

    medicine: str
    days: tuple[date, ...] = ()
    times: tuple[str, ...] = ()
    unreadable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicineList:
    """Every medicine that is planned now or later; every text as stored.

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
    found = (medicine_now(course, window, now) for course in courses)
    after = after_stay(session, child, [course.medicine.id for course in courses], now=now)
    unseen = after.missing if after else {}
    return MedicineList(
        head=head,
        medicines=tuple(one for one in found if one),
        emergency_plan=child.emergency_plan,
        emergency_phone=child.emergency_phone,
        steroid_plan=child.steroid_plan,
        lines=child.lines,
        team=tuple((one.name, one.part, one.telephone) for one in team_of(session, child.id)),
        unseen=tuple((str(id_), what) for id_, what in unseen.items()),
        hours=hours,
        school_days=days,
        at_school=_at_school(session, child, hours, days) if hours else (),
    )


def _school_days(today: date) -> tuple[date, ...]:
    """Monday to Friday of the next weeks; today is half over already."""
    days = (today + timedelta(days=n) for n in range(1, AHEAD.days + 1))
    return tuple(day for day in days if day.weekday() < SATURDAY)


def _at_school(
    session: Session, child: Child, hours: Hours, days: Sequence[date]
) -> tuple[AtSchool, ...]:
    window = Window(from_on=days[0], to_on=days[-1], zone=ZoneInfo(child.zone))
    medicines = medicines_of(session, child.id)
    slots, unreadable = readable(session, child, medicines, window.start, window.end)
    when: Mapping[str, set[tuple[date, str]]] = defaultdict(set)
    for one in slots:
        at = one.slot.due_at.astimezone(window.zone)
        if at.date() in days and hours.begin <= at.time() < hours.end:
            when[str(one.medicine.id)].add((at.date(), f"{at:%H:%M}"))
    found = [
        AtSchool(
            medicine=medicine,
            days=tuple(sorted({day for day, _at in times})),
            times=tuple(sorted({at for _day, at in times})),
        )
        for medicine, times in when.items()
    ]
    return (*found, *(AtSchool(medicine=str(one.id), unreadable=True) for one in unreadable))
