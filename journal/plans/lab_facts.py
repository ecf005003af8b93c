"""What bears on the tests of a child: the rules, the results there are, raised doses, and days
with a needle or a visit anyway. Bounded: reports are read back to where the rules ask no more."""

import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from journal.care.days import due_instant
from journal.care.knowledge import MedicineFact, find_medicine, lab_tests
from journal.care.knowledge.lab_templates import LabTemplate, lab_templates_of
from journal.care.labs import Drawn, Due, Rule, answered_tests, due, own_words, single_tests
from journal.care.products import meant_by
from journal.plans.appointments import appointments_of
from journal.plans.at_moment import AtMoment
from journal.plans.expected import medicines_of, readable
from journal.plans.infused import is_infused
from journal.plans.lab_plans import rules_of
from journal.plans.raised import raised_on
from journal.plans.turns import turn_at, turns_of
from journal.records.appointments import AppointmentKind
from journal.records.entries import Entry
from journal.records.kinds.draw import DrawRow
from journal.records.kinds.infusion import InfusionRow
from journal.records.kinds.measurement import MeasurementRow
from journal.records.lab_plans import Decision, LabRule
from journal.records.medicines import Medicine, Turn
from journal.records.planned import plans_of

YEAR = timedelta(days=365)
BATCH = 40
# At these appointments blood can be drawn.
WITH_A_NEEDLE = (AppointmentKind.CLINIC, AppointmentKind.INFUSION, AppointmentKind.LAB)
# What is written down as a measurement is an examination that was done.
MEASURED = ("blood_pressure", "height", "weight")


@dataclass(frozen=True, slots=True)
class Preferred:
    """A day on which there is a needle or a visit anyway: `why` names it."""

    on: date
    why: str
    is_infusion: bool


@dataclass(frozen=True, kw_only=True)
class LabFacts(AtMoment):
    """Everything at one moment. `rows` are the rules that stand, refusals left out."""

    @cached_property
    def decided(self) -> list[LabRule]:
        return rules_of(self.session, self.child.id)

    @cached_property
    def rows(self) -> list[LabRule]:
        return [row for row in self.decided if row.decision is not Decision.REFUSED]

    @cached_property
    def own_words(self) -> dict[str, str]:
        """How the family typed the tests that the catalogue does not have."""
        return own_words(text for row in self.rows for text in row.tests)

    @cached_property
    def medicines(self) -> Sequence[Medicine]:
        return medicines_of(self.session, self.child.id)

    @cached_property
    def stopped_on(self) -> dict[uuid.UUID, date]:
        turns = turns_of(self.session, [medicine.id for medicine in self.medicines])
        held = {id_: turn_at(found, self.now) for id_, found in turns.items()}
        return {id_: one.on for id_, one in held.items() if one and one.turn is Turn.STOP}

    @cached_property
    def rules(self) -> list[Rule]:
        return [
            Rule(
                id=row.id,
                tests=single_tests(row.tests),
                weeks_min=row.weeks_min,
                weeks_max=row.weeks_max,
                repeats=row.repeats,
                first_on=row.first_on,
                last_on=row.last_on,
                stopped_on=self.stopped_on.get(row.medicine_id) if row.medicine_id else None,
                on_increase=row.on_increase,
                medicine=row.medicine_id,
                days_min=row.days_min or 0,
                days_max=row.days_max,
                infused_on=self._infused_since(row),
            )
            for row in self.rows
            if row.weeks_max is not None or row.days_max is not None
        ]

    def _infused_since(self, row: LabRule) -> date | None:
        """The day on which the last recorded infusion of its medicine ended, since it began."""
        if row.days_max is None:
            return None
        last = self.session.exec(
            select(InfusionRow.at, InfusionRow.ended)
            .join(Entry, col(Entry.id) == col(InfusionRow.entry_id))
            .where(InfusionRow.child_id == self.child.id, InfusionRow.medicine == row.medicine_id)
            .where(col(Entry.deleted).is_(False), col(InfusionRow.at) <= self.now)
            .order_by(col(InfusionRow.at).desc())
            .limit(1)
        ).first()
        on = max(last[0], last[1] or last[0]).astimezone(self.zone).date() if last else None
        return on if on is None or on >= row.first_on else None

    @cached_property
    def increases(self) -> dict[uuid.UUID, list[date]]:
        wanted = {rule.medicine for rule in self.rules if rule.on_increase and rule.medicine}
        plans = plans_of(self.session, list(wanted)) if wanted else {}
        known = {medicine.id: medicine for medicine in self.medicines}
        return {
            id_: raised_on(known[id_], found, self.zone)
            for id_, found in plans.items()
            if id_ in known
        }

    @cached_property
    def drawn(self) -> list[Drawn]:
        """The latest day of every test that a rule names; older ones change nothing."""
        return [*_latest(self, _reports(self)), *_measured(self)]

    @cached_property
    def due(self) -> list[Due]:
        return due(self.rules, self.drawn, self.increases, self.today)

    @cached_property
    def preferred(self) -> list[Preferred]:
        """Appointments and planned infusions of the next year, by day."""
        end = self.now + YEAR
        start = due_instant(datetime.combine(self.today, time(0)), self.zone)
        found = [
            Preferred(
                row.at.astimezone(self.zone).date(),
                row.kind.value,
                row.kind is AppointmentKind.INFUSION,
            )
            for row in appointments_of(self.session, self.child.id, start, end)
            if row.kind in WITH_A_NEEDLE
        ]
        given = self._infused()
        slots_, _unreadable = readable(self.session, self.child, given, start, end)
        found += [
            Preferred(one.slot.due_at.astimezone(self.zone).date(), one.medicine.name, True)
            for one in slots_
        ]
        # An infusion says more than the appointment for it.
        return sorted(found, key=lambda one: (one.on, not one.is_infusion))

    def _infused(self) -> list[Medicine]:
        plans = plans_of(self.session, [one.id for one in self.medicines])
        return [
            one
            for one in self.medicines
            if is_infused(one, fact_of(one), plans.get(one.id, []), self.zone, self.today)
        ]


def fact_of(medicine: Medicine) -> MedicineFact | None:
    """Return what the catalogue knows of a medicine, as it was chosen or as its name means."""
    chosen = find_medicine(medicine.code) if medicine.code else None
    return chosen or meant_by(medicine.name)


def offers(facts: LabFacts, medicine: Medicine) -> list[LabTemplate]:
    """The templates of a medicine that nobody took, changed or refused yet."""
    fact = fact_of(medicine)
    decided = {row.template for row in facts.decided if row.medicine_id == medicine.id}
    found = lab_templates_of(fact.id) if fact else ()
    return [template for template in found if template.id not in decided]


Reports = Iterator[tuple[date, frozenset[str]]]


def _reports(facts: LabFacts) -> Reports:
    """The child's reports, the latest first, read in batches."""
    seen = 0
    while True:
        batch = list(_read(facts, _of_child(facts).offset(seen).limit(BATCH)))
        yield from batch
        seen += len(batch)
        if len(batch) < BATCH:
            return


def _of_child(facts: LabFacts) -> Any:
    return (
        select(Entry.at, DrawRow.results)
        .join(DrawRow, col(DrawRow.entry_id) == col(Entry.id))
        .where(DrawRow.child_id == facts.child.id, col(Entry.deleted).is_(False))
        .order_by(col(DrawRow.at).desc(), col(DrawRow.entry_id))
    )


def _read(facts: LabFacts, query: Any) -> Reports:
    for at, results in facts.session.exec(query):
        yield at.astimezone(facts.zone).date(), answered_tests(results)


def _older(facts: LabFacts, test: str, before: date) -> date | None:
    """The last day before `before` on which a test had a result, however long ago.

    The database picks the reports that name it, so that few of many years are read.
    """
    tests = [one for one in lab_tests() if test in (one.id, one.counts_as)]
    names = {name for one in tests for name in (one.id, one.name, one.code, *one.aliases)}
    text = sa.cast(col(DrawRow.results), sa.Text)
    named = [
        text.contains(json.dumps(name)[1:-1], autoescape=True)
        for name in names or {facts.own_words.get(test, test)}
    ]
    start = due_instant(datetime.combine(before, time(0)), facts.zone)
    query = _of_child(facts).where(sa.or_(*named), col(DrawRow.at) < start).limit(BATCH)
    return next((on for on, answered in _read(facts, query) if test in answered), None)


def _latest(facts: LabFacts, reports: Reports) -> list[Drawn]:
    missing = {test for rule in facts.rules for test in rule.tests}
    oldest = min((rule.first_on for rule in facts.rules), default=facts.today)
    # What counts again and again counts from a result before the rule too; and a check before the
    # first dose may lie before the day from which its rule counts.
    oldest -= timedelta(weeks=max([5, *(rule.weeks_max or 0 for rule in facts.rules)]))
    found = []
    while missing:
        on, tests = next(reports, (date.min, frozenset()))
        if on < oldest:
            break
        if new := missing & tests:
            found.append(Drawn(on=on, tests=frozenset(new)))
            missing -= new
    again = {test for rule in facts.rules if rule.repeats for test in rule.tests}
    for test in sorted(missing & again):
        if (day := _older(facts, test, oldest)) is not None:
            found.append(Drawn(on=day, tests=frozenset([test])))
    return found


def _measured(facts: LabFacts) -> list[Drawn]:
    found = []
    for test in MEASURED:
        if not any(test in rule.tests for rule in facts.rules):
            continue
        at = facts.session.exec(
            select(MeasurementRow.at)
            .join(Entry, col(Entry.id) == col(MeasurementRow.entry_id))
            .where(MeasurementRow.child_id == facts.child.id, MeasurementRow.what == test)
            .where(col(Entry.deleted).is_(False))
            .order_by(col(MeasurementRow.at).desc())
            .limit(1)
        ).first()
        if at is not None:
            found.append(Drawn(on=at.astimezone(facts.zone).date(), tests=frozenset([test])))
    return found
