"""From the database to the page: one child, one window, nothing else (H24)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from journal.entries.levels import key_of
from journal.entries.school import days_missed
from journal.plans.expected import medicines_of
from journal.plans.medicines import turns_of
from journal.plans.whom import is_same_person
from journal.records.children import Child
from journal.records.entries import Kind
from journal.records.planned import plans_of
from journal.summary import reading, symptoms
from journal.summary.around import Infected
from journal.summary.around_now import activities_of, infected_of, waiting_of, wanted_of
from journal.summary.bars import bar
from journal.summary.by_weight import per_kg
from journal.summary.chosen import undrawn_of
from journal.summary.compared import compared
from journal.summary.counted import counts_of, doses_of, infused_on
from journal.summary.courses import Course, changes, medicine_now, treats
from journal.summary.in_hospital import stays_of, to_come_of
from journal.summary.infused import infusions_of
from journal.summary.measured import fevers_of, measurements_of, weighed
from journal.summary.next_planned import next_days
from journal.summary.page import (
    Agreed,
    Bar,
    Fever,
    Measured,
    Medicine,
    Missing,
    Page,
    Period,
    Stay,
    Subject,
    Visit,
)
from journal.summary.plotted import CK, plotted_of
from journal.summary.recorded import recorded
from journal.summary.second_side import pictured_of, results_of
from journal.summary.struck import leave_out
from journal.summary.tally import TAKEN, Given
from journal.summary.window import Window
from journal.summary.wishes import NONE, Wishes

# Beyond that nobody compares, and the page would read years for it.
A_YEAR = timedelta(days=366)
MOST_RANKED = 3  # questions that a family puts in order: more are not asked in a visit


def gather(
    session: Session,
    child: Child,
    from_on: date,
    to_on: date,
    *,
    now: datetime,
    missing: Sequence[Missing] = (),
    wishes: Wishes = NONE,
) -> Page:
    """Return the page of one child for the days from `from_on` to `to_on`, both included.

    The days are calendar dates in the child's zone, so the window is half open in time. The
    caller has checked the right to look and that `from_on` is not after `to_on`.
    missing  phones whose entries may not have arrived (H23)
    wishes   what the family left out, added and ranked; the page counts what was left out
    """
    window = Window(from_on=from_on, to_on=to_on, zone=ZoneInfo(child.zone))
    ids = reading.entry_ids(session, child.id, window.start, window.end)
    visits = reading.visits(session, child.id, window.end)
    visit_on, visit_whom = _last_visit(visits, window, wishes.whom)
    found = recorded(session, child, window, visit_on)
    told = [each for each in found.told if f"since:{key_of(each)}" not in wishes.struck]
    draws = reading.draws(session, child.id, window.start, window.end)
    infusions = reading.infusions(session, child.id, window.start, window.end)
    courses = courses_of(session, child)
    doses = doses_of(session, child, window)
    pictured = pictured_of(session, child, window, wishes)
    asked, ranked = _questions(session, child, window, wishes, now)
    next_on = next_days(session, child, window, courses, doses, infusions, now)
    child_now = _subject(session, child, window)
    infused = infusions_of(session, infusions, courses, window)
    fevers = fevers_of(session, child, window, found.told, infused)
    stays = stays_of(session, child, window)
    missed = len(days_missed(session, child, from_on, to_on))
    infected = infected_of(session, child, window)
    plotted = plotted_of(replace(found, told=told), draws, window, _labs(wishes))
    felt = symptoms.symptoms(found.told, window)
    page = Page(
        child=child_now,
        period=Period(from_on=from_on, to_on=to_on, zone=child.zone),
        made_at=now,
        entry_ids=tuple(str(identity) for identity, _kind in ids),
        missing=tuple(missing),
        last_visit_on=visit_on,
        last_visit_whom=visit_whom,
        since=compared(found, window, visit_on),
        questions=asked,
        ranked=ranked,
        lines=wishes.lines,
        agreed=agreed_at(visits, window, visit_on),
        medicines=_medicines(courses, window, child_now.weight, now, next_on),
        changes=tuple(
            sorted((each for course in courses for each in changes(course, window)), key=_by_day)
        ),
        counts=counts_of(session, child, window, courses, doses, infusions, now),
        symptoms=felt,
        plotted=plotted,
        charted=wishes.charted,
        undrawn=undrawn_of(wishes.charted, plotted, felt, wishes.struck),
        second=tuple(sorted(wishes.second)),
        results=results_of(draws, window, wishes),
        pictured=pictured,
        photos_away=len(set(wishes.photos)) - len(pictured) if wishes.has_photos else 0,
        bars=_bars(courses, window, doses, infusions),
        infusions=infused,
        stays=stays,
        to_come=to_come_of(session, child, window),
        fevers=fevers,
        measurements=measurements_of(session, child, window, fevers),
        school_missed=missed,
        unrecorded=_unrecorded(fevers, infected, stays, missed) if ids else (),
        wanted=wanted_of(session, child, window, now),
        waiting=waiting_of(session, child, window, now),
        infected=infected,
        activities=activities_of(session, child, window),
        visits=tuple(_visit(row, window) for row in visits if row.at >= window.start),
        notes=sum(kind is Kind.NOTE for _identity, kind in ids),
    )
    return leave_out(page, wishes.struck)


def _unrecorded(
    fevers: Sequence[Fever], infected: Sequence[Infected], stays: Sequence[Stay], missed: int
) -> tuple[str, ...]:
    """What these days have no record of, before the family strikes anything out."""
    recorded = {
        "fever": fevers,
        "infection": [each for each in infected if each.what == "infection"],
        "hospital": stays,
        "school": missed,
    }
    return tuple(name for name, found in recorded.items() if not found)


def _questions(
    session: Session, child: Child, window: Window, wishes: Wishes, now: datetime
) -> tuple[tuple[str, ...], int]:
    """Return the open questions, those the family ranked first, and how many it ranked."""
    rows = {row.entry_id: row.text for row in reading.open_questions(session, child.id, window.end)}
    # What the family ranked is asked, also when it was written after the last day of the page.
    latest = max(window.end, now + timedelta(days=1))
    every = {row.entry_id: row.text for row in reading.open_questions(session, child.id, latest)}
    ranked = [entry for entry in dict.fromkeys(wishes.ranked) if entry in every][:MOST_RANKED]
    first = [every[entry] for entry in ranked]
    rows = {entry: text for entry, text in rows.items() if entry not in ranked}
    return (*first, *rows.values()), len(first)


def _medicines(
    courses: Sequence[Course],
    window: Window,
    weight: Measured | None,
    now: datetime,
    next_on: Mapping[str, date],
) -> tuple[Medicine, ...]:
    found = ((medicine_now(course, window, now), treats(course)) for course in courses)
    return tuple(
        replace(
            each, per_kg=per_kg(each, weight) if treated else None, next_on=next_on.get(each.id)
        )
        for each, treated in found
        if each
    )


def agreed_at(visits: reading.Rows, window: Window, visit_on: date | None) -> tuple[Agreed, ...]:
    """The next steps of the last visit: of all its entries of that day, the earliest first."""
    found = [row for row in visits if window.day(row.at) == visit_on and row.next_steps]
    return tuple(
        Agreed(on=window.day(row.at), steps=lines, entry=str(row.entry_id))
        for row in found
        if (lines := tuple(filter(None, map(str.strip, row.next_steps.splitlines()))))
    )


def _last_visit(visits: reading.Rows, window: Window, whom: str) -> tuple[date | None, str]:
    """The visit before the one this page is made for, unless it was too long ago, and who was seen.

    To the same person where there was one: what changed since physiotherapy is another question.
    """
    earliest = window.from_on - A_YEAR
    found = [(window.day(row.at), row.team_member or "") for row in visits]
    found = [each for each in found if earliest <= each[0] < window.to_on]
    same = [each for each in found if whom and is_same_person(each[1], whom)]
    return max(same or found, default=(None, ""), key=lambda each: each[0])


def _by_day(each: Any) -> date:
    on: date = each.on
    return on


def _subject(session: Session, child: Child, window: Window) -> Subject:
    return Subject(
        name=child.name,
        born_on=child.born_on,
        weight=weighed(session, child, window),
        allergies=child.allergies or None,
        diagnosis=child.diagnosis or None,
        emergency=child.emergency_phone or None,
    )


def _labs(wishes: Wishes) -> set[str]:
    """The tests that are drawn: those chosen; CK where nobody chose."""
    wanted = {key.removeprefix("lab:") for key in wishes.charted if key.startswith("lab:")}
    return wanted if wishes.charted else {CK.removeprefix("lab:")}


def courses_of(session: Session, child: Child) -> list[Course]:
    rows = medicines_of(session, child.id)
    plans = plans_of(session, [row.id for row in rows])
    turns = turns_of(session, [row.id for row in rows])
    return [Course(medicine=row, plans=plans[row.id], turns=turns[row.id]) for row in rows]


def _bars(
    courses: Sequence[Course],
    window: Window,
    doses: dict[str, list[Given]],
    infusions: reading.Rows,
) -> tuple[Bar, ...]:
    """Bars of what is not drawn as an infusion; what changed most comes first, then the rare."""
    found = []
    for course in courses:
        if infused_on(course, infusions, window):
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


def _visit(row: Any, window: Window) -> Visit:
    whom = ", ".join(filter(None, (row.team_member, row.place)))
    return Visit(on=window.day(row.at), whom=whom or None, told=row.told, entry=str(row.entry_id))
