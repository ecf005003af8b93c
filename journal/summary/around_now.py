"""Tests wanted, vaccines that wait, infections and activities, from the database."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from journal.care.knowledge import Vaccine, find_vaccine
from journal.care.knowledge.vaccine_rules import vaccine_rules
from journal.care.labs import answered_tests
from journal.care.vaccine_facts import Answer
from journal.care.vaccines import answer, broken
from journal.plans.lab_facts import LabFacts
from journal.plans.vaccine_ahead import with_plans
from journal.plans.vaccine_facts import vaccine_facts
from journal.plans.vaccine_wishes import ALWAYS, followed
from journal.records.children import Child
from journal.records.kinds.activity import Active, Protection
from journal.summary import reading
from journal.summary.around import Activity, Held, Infected, Waiting, Wanted
from journal.summary.window import Window


def wanted_of(session: Session, child: Child, window: Window, now: datetime) -> tuple[Wanted, ...]:
    """Return what the family's lab rules want next, the first to close first.

    Nothing of a page whose days are over: what was due then nobody asks today.
    """
    if now >= window.end:
        return ()
    facts = LabFacts(session=session, child=child, now=now)
    if not facts.rows:
        return ()
    days = {each.last for each in facts.due if each.last}
    spans = [Window(from_on=day, to_on=day, zone=window.zone) for day in sorted(days)]
    printed: dict[tuple[str, date], Mapping[str, str]] = {}
    for row in reading.draws_within(session, child.id, [(one.start, one.end) for one in spans]):
        for result in row.results:
            for test in answered_tests([result]):
                printed[test, window.day(row.at)] = result
    return tuple(
        Wanted(
            test=each.test,
            name=facts.own_words.get(each.test, each.test),
            opens=each.opens,
            by=each.by,
            on=each.last,
            is_missing=each.other_results_on is not None,
            **_printed(printed.get((each.test, each.last)) if each.last else None),
        )
        for each in facts.due
    )


def _printed(result: Mapping[str, str] | None) -> dict[str, Any]:
    return {name: (result or {}).get(name) or "" for name in ("value", "unit", "flag")}


def waiting_of(
    session: Session, child: Child, window: Window, now: datetime
) -> tuple[Waiting, ...]:
    """Return the live vaccines watched for every child and those followed, where one is to wait.

    A vaccine that is not among them is not cleared by that (H27). Nothing of a page that is over.
    """
    if now >= window.end:
        return ()
    on = window.day(now)
    wishes = [each.vaccine for each in followed(session, child.id)]
    known = [find_vaccine(id_) for id_ in dict.fromkeys((*ALWAYS, *wishes))]
    answers = _answers(session, child, [each for each in known if each], on)
    return tuple(waiting(each) for each in answers if each.open or (each.until and each.until > on))


def _answers(session: Session, child: Child, vaccines: list[Vaccine], on: date) -> list[Answer]:
    rules = vaccine_rules()
    try:
        facts = vaccine_facts(session, child, on=on, rules=rules)
        facts = with_plans(session, child, facts, rules, on)
    except Exception:  # one row that cannot be read is no reason for silence (H27)
        return [broken(each, rules) for each in vaccines]
    return [answer(each, facts, rules, on=on) for each in vaccines]


def waiting(found: Answer) -> Waiting:
    """Return an answer as the page says it: everything that speaks for waiting, with its day."""
    because = next((hold.because for hold in found.holds if hold.until is None), None)
    return Waiting(
        vaccine=found.vaccine.id,
        name=found.vaccine.name,
        until=found.until,
        is_open=bool(found.open),
        because=because.text if because else "",
        values=dict(because.values) if because else {},
        holds=tuple(
            Held(because=hold.because.text, values=dict(hold.because.values), until=hold.until)
            for hold in sorted(found.holds, key=lambda hold: hold.until is not None)
        ),
    )


def infected_of(session: Session, child: Child, window: Window) -> tuple[Infected, ...]:
    """Return infections, contacts and germs that touch the window, the oldest first."""
    return tuple(
        Infected(
            entry=str(row.entry_id),
            what=row.what,
            name=row.name,
            on=window.day(row.at),
            until=window.day(row.until) if row.until else None,
            contact=row.contact,
            treated=row.treated,
            told_on=window.day(row.told_at) if row.told_at else None,
        )
        for row in reading.infected(session, child.id, window.start, window.end)
    )


def activities_of(session: Session, child: Child, window: Window) -> tuple[Activity, ...]:
    """Return physiotherapy, exercise and time in the sun, added up; school is counted elsewhere."""
    found: dict[str, list[Any]] = defaultdict(list)
    for row in reading.activities(session, child.id, window.start, window.end):
        found[row.what].append(row)
    return tuple(
        Activity(
            what=what.value,
            days=len({window.day(row.at) for row in found[what]}),
            times=len(found[what]),
            minutes=sum(row.minutes or 0 for row in found[what]),
            unsaid=sum(row.minutes is None for row in found[what]),
            bare=sum(Protection.NONE in (row.protection or ()) for row in found[what]),
        )
        for what in (Active.PHYSIOTHERAPY, Active.EXERCISE, Active.SUN)
        if found[what]
    )
