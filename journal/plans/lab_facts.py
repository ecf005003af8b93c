"""What bears on the tests of a child: the rules, the results there are, raised doses, and days
with a needle or a visit anyway. Bounded: reports are read back to where the rules ask no more."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from journal.care.days import due_instant
from journal.care.history import spans_in_force
from journal.care.knowledge import MedicineFact, find_medicine
from journal.care.knowledge.lab_templates import LabTemplate, lab_templates_of
from journal.care.labs import Drawn, Due, Rule, answered_tests, due, own_words, single_tests
from journal.care.problems import Refused
from journal.care.products import meant_by
from journal.care.rhythm import Daily, EveryDays, Relative, Weekly, read_rhythm, slots
from journal.plans.appointments import appointments_of
from journal.plans.expected import medicines_of, readable
from journal.plans.lab_plans import rules_of
from journal.plans.turns import turn_at, turns_of
from journal.records.appointments import AppointmentKind
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.draw import DrawRow
from journal.records.kinds.measurement import MeasurementRow
from journal.records.lab_plans import Decision, LabRule
from journal.records.medicines import DosePlan, Medicine, Turn
from journal.records.planned import plans_of

YEAR = timedelta(days=365)
BATCH = 40
# What is written down as a measurement is an examination that was done.
MEASURED = ("blood_pressure", "height", "weight")


@dataclass(frozen=True, slots=True)
class Preferred:
    """A day on which there is a needle or a visit anyway: `why` names it."""

    on: date
    why: str
    is_infusion: bool


@dataclass(frozen=True, kw_only=True)
class LabFacts:
    """Everything at one moment. `rows` are the rules that stand, refusals left out."""

    session: Session
    child: Child
    now: datetime

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.child.zone)

    @cached_property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

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
            )
            for row in self.rows
            if row.weeks_max is not None
        ]

    @cached_property
    def increases(self) -> dict[uuid.UUID, list[date]]:
        wanted = {rule.medicine for rule in self.rules if rule.on_increase and rule.medicine}
        plans = plans_of(self.session, list(wanted)) if wanted else {}
        return {id_: raised_on(found, self.zone) for id_, found in plans.items()}

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
            if row.kind is not AppointmentKind.THERAPY
        ]
        given = [one for one in self.medicines if _is_infused(one)]
        slots_, _unreadable = readable(self.session, self.child, given, start, end)
        found += [
            Preferred(one.slot.due_at.astimezone(self.zone).date(), one.medicine.name, True)
            for one in slots_
        ]
        # An infusion says more than the appointment for it.
        return sorted(found, key=lambda one: (one.on, not one.is_infusion))


def raised_on(plans: Sequence[DosePlan], zone: ZoneInfo) -> list[date]:
    """Return the first day of every plan that asks for more than the one before it.

    The same unit, and more in four weeks (in a year for a rarer rhythm). What cannot be compared
    is no raise; a pause is none either.
    """
    spans = spans_in_force(plans)
    found = []
    for (before, *_), (plan, first_on, _last_on) in pairwise(spans):
        if before.unit != plan.unit:
            continue
        if before.strength != plan.strength and not _is_mass(plan.unit):
            continue
        if before.rhythm == plan.rhythm and not _by_time(plan):
            more = plan.amount > before.amount
        else:
            less, much = _taken(before, zone), _taken(plan, zone)
            more = less is not None and much is not None and much > less
        if more:
            found.append(first_on)
    return found


def _is_mass(unit: str) -> bool:
    return unit in ("mg", "mcg", "g", "IU")


def _by_time(plan: DosePlan) -> bool:
    return "amounts" in plan.rhythm


def _taken(plan: DosePlan, zone: ZoneInfo) -> Decimal | None:
    """How much a plan asks for in 364 days, by its rhythm."""
    try:
        rhythm = read_rhythm(plan.rhythm)
    except Refused:
        return None
    if isinstance(rhythm, Relative):
        return None
    days = 28 if isinstance(rhythm, Daily | Weekly | EveryDays) else 364
    start = due_instant(datetime.combine(plan.first_on, time(0)), zone)
    until = start + timedelta(days=days)
    counted = slots(rhythm, first_on=plan.first_on, last_on=None, zone=zone, start=start, end=until)
    total = sum((slot.amount or plan.amount for slot in counted), Decimal(0))
    return total * (364 // days) if total else None


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


def _is_infused(medicine: Medicine) -> bool:
    fact = fact_of(medicine)
    return fact is not None and "intravenous" in fact.routes


def _reports(facts: LabFacts) -> Iterator[tuple[date, frozenset[str]]]:
    """The child's reports, the latest first, read in batches."""
    seen = 0
    while True:
        rows = facts.session.exec(
            select(Entry.at, DrawRow.results)
            .join(DrawRow, col(DrawRow.entry_id) == col(Entry.id))
            .where(DrawRow.child_id == facts.child.id, col(Entry.deleted).is_(False))
            .order_by(col(DrawRow.at).desc(), col(DrawRow.entry_id))
            .offset(seen)
            .limit(BATCH)
        ).all()
        for at, results in rows:
            yield at.astimezone(facts.zone).date(), answered_tests(results)
        seen += len(rows)
        if len(rows) < BATCH:
            return


def _latest(facts: LabFacts, reports: Iterator[tuple[date, frozenset[str]]]) -> list[Drawn]:
    missing = {test for rule in facts.rules for test in rule.tests}
    oldest = min((rule.first_on for rule in facts.rules), default=facts.today)
    # A check before the first dose may lie before the day from which its rule counts.
    oldest -= timedelta(weeks=5)
    found = []
    while missing:
        on, tests = next(reports, (date.min, frozenset()))
        if on < oldest:
            break
        if new := missing & tests:
            found.append(Drawn(on=on, tests=frozenset(new)))
            missing -= new
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
