"""What lies ahead of a vaccine: the next planned day of the medicines it comes before."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlmodel import Session

from journal.care.days import due_instant
from journal.care.infusing import in_kilos
from journal.care.knowledge.vaccine_rules import RuleSet
from journal.care.vaccine_facts import Facts, OnMedicine, Planned
from journal.care.vaccine_medicines import kind_of
from journal.plans.expected import medicines_of, readable
from journal.records.children import Child
from journal.records.medicines import Medicine
from journal.records.weights import last_weight

# Given so rarely that a vaccine can lie before the next time.
RARE = frozenset({"ivig", "rituximab", "cyclophosphamide"})
# Most medicines come again within the first; the second is as far as plans are looked at.
SPANS = (timedelta(days=35), timedelta(days=400))


def with_plans(session: Session, child: Child, facts: Facts, rules: RuleSet, on: date) -> Facts:
    """Return the facts with what is planned from a day on, and the last weight up to it.

    Looked at: what is given rarely, what begins, and what the clinic named a time before.
    """
    rows = {row.id: row for row in medicines_of(session, child.id)}
    planned = tuple(_planned(session, child, facts, rows, rules, on))
    return replace(facts, planned=planned, kg=_weight(session, child, on))


def _planned(
    session: Session,
    child: Child,
    facts: Facts,
    rows: Mapping[uuid.UUID, Medicine],
    rules: RuleSet,
    on: date,
) -> Iterator[Planned]:
    told = {one.medicine for one in facts.leads}
    weakens = {*rules.rule("live.taken").medicines, *RARE}
    for one in facts.medicines:
        kind, begins = kind_of(one.id), one.first_on > on
        if not (kind in RARE | told or (begins and kind in weakens)):
            continue
        day = one.first_on if begins else _next(session, child, facts, one, rows, on)
        if day is not None:
            yield Planned(id=one.id, name=one.name, on=day, begins=begins)


def _next(
    session: Session,
    child: Child,
    facts: Facts,
    one: OnMedicine,
    rows: Mapping[uuid.UUID, Medicine],
    on: date,
) -> date | None:
    """Its next planned day, today's too where none of it is recorded today."""
    given = any(each.on == on and each.what == one.id for each in facts.given)
    zone = ZoneInfo(child.zone)
    start = _midnight(on + timedelta(days=int(given)), zone)
    for span in SPANS:
        slots, _unreadable = readable(session, child, [rows[one.medicine]], start, start + span)
        if slots:
            return min(each.slot.wall.date() for each in slots)
    return None


def _weight(session: Session, child: Child, on: date) -> tuple[Decimal, date] | None:
    zone = ZoneInfo(child.zone)
    found = last_weight(session, child.id, before=_midnight(on + timedelta(days=1), zone))
    kilos = in_kilos(found.value, found.unit) if found else None
    return None if found is None or kilos is None else (kilos, found.at.astimezone(zone).date())


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return due_instant(datetime.combine(day, time(0)), zone)
