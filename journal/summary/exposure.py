"""From the database to the steroid record of one child: what was given, what cannot be counted."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from journal.care.days import due_instant
from journal.care.doses import TAKEN
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
)
from journal.plans.expected import expected, medicines_of
from journal.plans.turns import turns_of
from journal.records.children import Child
from journal.records.medicines import Medicine
from journal.summary import exposure_reading as rows_of
from journal.summary.exposure_plans import holds_of, known_then
from journal.summary.exposure_steps import PlanStep, steps_of


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
        self.given: list[Given] = []
        self.left: Counter[tuple[str, Uncounted]] = Counter()
        self.left_mg: dict[tuple[str, Uncounted], Decimal] = defaultdict(Decimal)
        self.named: dict[str, tuple[str, Steroid]] = {}
        self.recorded: set[tuple[uuid.UUID, str]] = set()
        self.counted: set[uuid.UUID] = set()
        self.vomited = self.twice = self.premedicated = 0

    def record(self) -> SteroidRecord:
        for row in rows_of.doses(self.session, self.child.id, list(self.steroids)):
            self._dose(row)
        infusions = rows_of.infusions(self.session, self.child.id)
        for row in infusions:
            self._infusion(row)
        silent, planned = self._expected()
        weights = rows_of.weights(self.session, self.child.id, infusions, self.zone)
        self.given.sort(key=lambda one: one.on)
        every_silent = {day for days in silent.values() for day in days}
        exposure = Exposure(self.given, every_silent, weights, self.today)
        return SteroidRecord(
            exposure=exposure,
            steroids=self.named,
            others=[row.name for row in self._all() if row.id not in self.steroids],
            steps=self._steps(exposure, silent),
            left_out=[
                LeftOut(name=name, why=why, doses=count, mg=self.left_mg[name, why])
                for (name, why), count in sorted(self.left.items())
            ],
            planned=planned,
            vomited=self.vomited,
            twice=self.twice,
            premedicated=self.premedicated,
            doubted=rows_of.doubted(self.session, self.child.id, self.counted),
        )

    def _all(self) -> list[Medicine]:
        return list(self.medicines.values())

    def _dose(self, row: Any) -> None:
        medicine, steroid = self.medicines[row.medicine], self.steroids[row.medicine]
        self.recorded.add((medicine.id, row.slot or ""))
        if row.outcome not in TAKEN:
            return
        plan = known_then(self.plans[medicine.id], row.received_at, self._day(row))
        label = f"{medicine.name} {medicine.form} {plan.strength if plan else medicine.strength}"
        on, key = self._day(row), str(medicine.id)
        holds = holds_of(plan) if plan else ()
        if self._count(
            on, key, medicine.name, steroid, row.amount, row.unit, holds, label, infused=False
        ):
            self.counted.add(row.entry_id)
            self.vomited += row.outcome == "vomited"

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
        if self._is_written_as_dose(steroid, on, row):
            self.twice += 1
            return
        if self._count(on, key, name, steroid, row.amount, row.unit, (), "", infused=True):
            self.counted.add(row.entry_id)

    def _is_written_as_dose(self, steroid: Steroid, on: date, row: Any) -> bool:
        mg = None if row.amount is None else in_mg(row.amount, row.unit)
        return any(
            one.on == on and one.mg == mg and self.named[one.medicine][1] is steroid
            for one in self.given
            if not one.infused
        )

    def _count(
        self,
        on: date,
        key: str,
        name: str,
        steroid: Steroid,
        amount: Decimal | None,
        unit: str | None,
        holds: Sequence[Holds],
        label: str,
        *,
        infused: bool,
    ) -> bool:
        """Add one dose to the sum, or to what is left out, with the first reason that holds."""
        mg = None if amount is None or unit is None else in_mg(amount, unit, holds)
        equals = None if mg is None else equivalent(mg, steroid)
        why = None
        if is_elsewhere(label, unit, steroid):
            why, mg = Uncounted.ELSEWHERE, None
        elif amount is None:
            why = Uncounted.NO_AMOUNT
        elif steroid.mg_equal_to_5 is None:
            why = Uncounted.NO_FIGURE
        elif mg is None:
            why = Uncounted.UNIT
        if why is not None or mg is None or equals is None:
            self.left[name, why or Uncounted.NO_FIGURE] += 1
            self.left_mg[name, why or Uncounted.NO_FIGURE] += mg or 0
            return False
        self.named[key] = (name, steroid)
        self.given.append(Given(on=on, medicine=key, mg=mg, equivalent=equals, infused=infused))
        return True

    def _day(self, row: Any) -> date:
        if row.slot:
            return date.fromisoformat(row.slot[:10])
        at: datetime = row.at
        return at.astimezone(self.zone).date()

    def _expected(self) -> tuple[dict[str, set[date]], dict[date, Decimal]]:
        """Days with a planned dose that nobody recorded, by medicine; and what was planned."""
        silent: dict[str, set[date]] = defaultdict(set)
        planned: dict[date, Decimal] = defaultdict(Decimal)
        first = min((plan.first_on for rows in self.plans.values() for plan in rows), default=None)
        if first is None:
            return silent, planned
        start = due_instant(datetime.combine(first, time(0)), self.zone)
        chosen = [self.medicines[identity] for identity in self.steroids]
        infused = {(one.medicine, one.on) for one in self.given if one.infused}
        for one in expected(self.session, self.child, start, self.now, medicines=chosen):
            key, day = str(one.medicine.id), one.slot.wall.date()
            mg = in_mg(one.amount, one.plan.unit, holds_of(one.plan))
            equals = None if mg is None else equivalent(mg, self.steroids[one.medicine.id])
            planned[day] += equals or 0
            is_known = one.key in self.recorded or (key, day) in infused
            if not is_known and day < self.today and equals is not None:
                silent[key].add(day)
        return silent, planned

    def _steps(self, exposure: Exposure, silent: Mapping[str, set[date]]) -> list[PlanStep]:
        turns = turns_of(self.session, list(self.steroids))
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
            )
        return sorted(found, key=lambda step: (step.stretch.from_on, step.name))
