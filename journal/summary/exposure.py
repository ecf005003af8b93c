"""From the database to the steroid record of one child: what was given, what cannot be counted."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from journal.care.doses import TAKEN, Outcome
from journal.care.knowledge.steroids import Steroid, find_steroid
from journal.care.steroids import (
    Exposure,
    Given,
    Holds,
    Stretch,
    Uncounted,
    equivalent,
    in_mg,
    is_elsewhere,
    is_pulse,
)
from journal.care.units import IN_MILLIGRAMS
from journal.plans.expected import medicines_of
from journal.plans.labels import strength_on
from journal.plans.strength_held import holds_of
from journal.plans.turns import turns_of
from journal.records.children import Child
from journal.records.medicines import DosePlan, Medicine, MedicineTurn
from journal.summary import exposure_reading as rows_of
from journal.summary.exposure_expected import Product, expected_days
from journal.summary.exposure_plans import known_then
from journal.summary.exposure_steps import PlanStep, off_and_on, steps_of

Turns = Mapping[uuid.UUID, Sequence[MedicineTurn]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Doses that were taken and are not in the sum: how many, why, their own mg where known."""

    name: str
    why: Uncounted
    doses: int
    mg: Decimal


@dataclass(frozen=True)
class SteroidRecord:
    """Everything the page and the API say.

    steroids  each medicine or product that means a steroid, by the key its doses carry
    others    names of the child's other medicines: none of them is taken for a steroid
    planned   equivalents of each planned day, to be drawn faintly; never counted
    vomited   counted doses of which an unknown part was lost
    twice     infusions that were written down as a dose too, and are counted once
    premedicated  infusions before which a steroid was given; without an amount, so not counted
    typed_in  medicines with planned days before they were typed in, and the day they were
    stays     first and last day in hospital, None while it goes on: drawn, never counted
    doubted   counted doses about which a question to everybody is open
    """

    exposure: Exposure
    steroids: Mapping[str, tuple[str, Steroid]]
    others: Sequence[str]
    steps: Sequence[PlanStep]
    left_out: Sequence[LeftOut]
    planned: Mapping[date, Decimal]
    vomited: int
    twice: int
    premedicated: int
    doubted: int
    typed_in: Sequence[tuple[str, date]]
    stays: Sequence[tuple[date, date | None]] = ()

    @cached_property
    def months(self) -> list[Stretch]:
        """A stretch for each month."""
        return self.exposure.months()


def steroid_record(session: Session, child: Child, *, now: datetime) -> SteroidRecord:
    """Return what was recorded of the steroids of one child up to `now`.

    A dose belongs to the day of its slot, or else to the child's date at its moment. What a tablet
    or a mL held is read from the dose plan that was known when the dose was first recorded, so a
    later plan never changes an old figure (H11).
    """
    return _Gathering(session, child, now).record()


class _Gathering:
    """One reading of one child's rows; each medicine, dose and infusion is looked at once."""

    def __init__(self, session: Session, child: Child, now: datetime) -> None:
        self.session, self.child, self.now = session, child, now
        self.zone = ZoneInfo(child.zone)
        self.today = now.astimezone(self.zone).date()
        self.medicines = {row.id: row for row in medicines_of(session, child.id)}
        found = {row.id: find_steroid(f"{row.name} {row.code or ''}") for row in self._all()}
        self.steroids = {identity: one for identity, one in found.items() if one is not None}
        self.plans = rows_of.every_plan(session, list(self.steroids))
        self.products = {each: self._product(self.medicines[each]) for each in self.steroids}
        self.given: list[Given] = []
        self.left: Counter[tuple[str, Uncounted]] = Counter()
        self.left_mg: dict[tuple[str, Uncounted], Decimal] = defaultdict(Decimal)
        self.named: dict[str, tuple[str, Steroid]] = {}
        self.recorded: set[tuple[uuid.UUID, str]] = set()
        self.counted: set[uuid.UUID] = set()
        self.unknown: dict[str, set[date]] = defaultdict(set)
        self.by_dose: set[tuple[date, str, Decimal | None]] = set()
        self.vomited = self.twice = self.premedicated = 0

    def record(self) -> SteroidRecord:
        for row in rows_of.doses(self.session, self.child.id, list(self.steroids)):
            self._dose(row)
        for row in rows_of.infusions(self.session, self.child.id):
            self._infusion(row)
        infused = {(one.medicine, one.on) for one in self.given if one.infused}
        silent, planned, before = expected_days(
            self.session, self.child, self.products, self.recorded, infused, now=self.now
        )
        for key, days in self.unknown.items():
            silent[key] |= days
        weights = rows_of.weights(self.session, self.child.id, self.zone)
        self.given.sort(key=lambda one: one.on)
        every_silent = {day for days in silent.values() for day in days}
        every_before = {day for days in before.values() for day in days} - every_silent
        turns = turns_of(self.session, list(self.steroids))
        off = self._off(turns)
        exposure = Exposure(self.given, every_silent, weights, self.today, off, every_before)
        return SteroidRecord(
            exposure=exposure,
            steroids=self.named,
            others=[row.name for row in self._all() if row.id not in self.steroids],
            steps=self._steps(exposure, silent, before, turns),
            typed_in=[
                (product.name, product.medicine.made_at.astimezone(self.zone).date())
                for product in self.products.values()
                if product.medicine and before.get(product.key)
            ],
            left_out=[
                LeftOut(name=name, why=why, doses=count, mg=self.left_mg[name, why])
                for (name, why), count in sorted(self.left.items())
            ],
            planned=planned,
            vomited=self.vomited,
            twice=self.twice,
            premedicated=self.premedicated,
            doubted=rows_of.doubted(self.session, self.child.id, self.counted),
            stays=rows_of.stays(self.session, self.child.id, self.zone),
        )

    def _all(self) -> list[Medicine]:
        return list(self.medicines.values())

    def _product(self, medicine: Medicine, then: DosePlan | None = None) -> Product:
        """The medicine with what its label says today, or said while a plan held."""
        held = [plan for plan in self.plans[medicine.id] if not plan.replaced]
        strength = then.strength if then else strength_on(medicine, held, self.today)
        label = f"{medicine.name} {medicine.form} {strength}"
        steroid = self.steroids[medicine.id]
        return Product(
            key=str(medicine.id),
            name=medicine.name,
            steroid=steroid,
            elsewhere=is_elsewhere(label, None, steroid),
            infused=is_pulse(f"{label} {medicine.code or ''}"),
            medicine=medicine,
        )

    def _product_then(self, row: Any, on: date) -> Product:
        """What a dose was of: another bottle, planned later, makes no cream of it (H11)."""
        medicine, plans = self.medicines[row.medicine], self.plans[row.medicine]
        if len({plan.strength for plan in plans}) < 2:
            return self.products[row.medicine]
        return self._product(medicine, known_then(plans, row.received_at, on))

    def _dose(self, row: Any) -> None:
        self.recorded.add((row.medicine, row.slot or ""))
        if row.outcome not in TAKEN:
            return
        on, holds = self._day(row), tuple[Holds, ...]()
        if row.unit is not None and row.unit not in IN_MILLIGRAMS:
            plan = known_then(self.plans[row.medicine], row.received_at, on)
            holds = holds_of(plan, self.medicines[row.medicine].form)
        product = self._product_then(row, on)
        if self._count(product, on, row.amount, row.unit, holds):
            self.counted.add(row.entry_id)
            self.by_dose.add((on, product.steroid.id, self.given[-1].mg))
            self.vomited += row.outcome == Outcome.VOMITED

    def _infusion(self, row: Any) -> None:
        medicine = self.medicines.get(row.medicine)
        name = medicine.name if medicine else row.product
        self.premedicated += any(
            find_steroid(text) or "steroid" in text.casefold() for text in row.premedication
        )
        steroid = find_steroid(f"{row.product} {name} {(medicine and medicine.code) or ''}")
        if steroid is None:
            return
        on, key = row.at.astimezone(self.zone).date(), str(row.medicine or f"infusion {steroid.id}")
        mg = None if row.amount is None else in_mg(row.amount, row.unit)
        if (on, steroid.id, mg) in self.by_dose:
            self.twice += 1
            return
        product = Product(key=key, name=name, steroid=steroid, elsewhere=False, infused=True)
        if self._count(product, on, row.amount, row.unit):
            self.counted.add(row.entry_id)

    def _count(
        self,
        product: Product,
        on: date,
        amount: Decimal | None,
        unit: str | None,
        holds: Sequence[Holds] = (),
    ) -> bool:
        """Add one dose to the sum, or to what is left out, with the first reason that holds."""
        mg = None if amount is None or unit is None else in_mg(amount, unit, holds)
        equals = None if mg is None else equivalent(mg, product.steroid)
        if product.elsewhere or (not product.infused and is_elsewhere("", unit, product.steroid)):
            return self._leave_out(product, Uncounted.ELSEWHERE, None)
        if mg is None and product.is_in_means and on < self.today:
            self.unknown[product.key].add(on)
        if amount is None:
            return self._leave_out(product, Uncounted.NO_AMOUNT, None)
        if product.steroid.mg_equal_to_5 is None:
            return self._leave_out(product, Uncounted.NO_FIGURE, mg)
        if mg is None or equals is None:
            return self._leave_out(product, Uncounted.UNIT, None)
        self.named[product.key] = (product.name, product.steroid)
        self.given.append(
            Given(on=on, medicine=product.key, mg=mg, equivalent=equals, infused=product.infused)
        )
        return True

    def _leave_out(self, product: Product, why: Uncounted, mg: Decimal | None) -> bool:
        self.left[product.name, why] += 1
        self.left_mg[product.name, why] += mg or 0
        return False

    def _day(self, row: Any) -> date:
        if row.slot:
            return date.fromisoformat(row.slot[:10])
        at: datetime = row.at
        return at.astimezone(self.zone).date()

    def _off(self, turns: Turns) -> set[date]:
        """Days that are off for every steroid of the means."""
        held, on = set[date](), set[date]()
        for identity, product in self.products.items():
            if product.is_in_means:
                off, taken = off_and_on(self.plans[identity], turns[identity], self.today)
                held |= off
                on |= taken
        return held - on

    def _steps(
        self,
        exposure: Exposure,
        silent: Mapping[str, set[date]],
        before: Mapping[str, set[date]],
        turns: Turns,
    ) -> list[PlanStep]:
        found: list[PlanStep] = []
        for key, (name, _steroid) in self.named.items():
            identity = next((each for each in self.steroids if str(each) == key), None)
            found += steps_of(
                key,
                name,
                exposure,
                plans=self.plans[identity] if identity else (),
                turns=turns[identity] if identity else (),
                silent=silent.get(key, set()),
                before=before.get(key, set()),
            )
        return sorted(found, key=lambda step: (step.stretch.from_on, step.name))
