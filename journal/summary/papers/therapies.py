"""Every therapy a child ever had: when, how much at most, why it ended, and what came with it.

Nothing is left out for its age (H34). Days and amounts are what was planned; what was taken is
counted beside it, from the doses that were recorded.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from journal.care.doses import Outcome
from journal.care.history import spans_in_force
from journal.care.products import meant_by
from journal.care.steroids import Weight
from journal.entries.levels import named
from journal.plans.infusion_days import kind_of
from journal.plans.labels import strength_on
from journal.plans.standing import Standing, State, standings
from journal.plans.turns import turns_of
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.dose import DoseRow
from journal.records.kinds.symptom import SymptomRow
from journal.records.medicines import DosePlan, Medicine, MedicineTurn
from journal.records.planned import plans_of
from journal.summary import exposure_reading, reading
from journal.summary.courses import Course, rhythm_of
from journal.summary.infused import infusions_of
from journal.summary.page import Infusion
from journal.summary.papers.highest import Highest, highest_of
from journal.summary.papers.tried import Tried, tried
from journal.summary.window import Window

VITAMIN = "vitamin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thought:
    """A symptom that the family thought came from a medicine, and how often it was written."""

    symptom: str
    times: int
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Doses:
    """Recorded doses with one outcome, from the first day to the last."""

    outcome: Outcome
    times: int
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Therapy:
    """One medicine, or an infused product that stands in no plan.

    fact      its id in the catalogue; vitamin: whether it is one there
    rhythm    of its last plan, so that a weekly one says its weekday
    tried     each time it was begun, with how that ended
    highest   the most that was planned for one day; one for each unit that cannot be compared
    infusions recorded ones of it, the oldest first
    ordered_by  who ordered the latest plan that names somebody, as typed
    """

    id: str
    name: str
    strength: str = ""
    fact: str | None = None
    vitamin: bool = False
    rhythm: Mapping[str, object]
    state: State | None = None
    tried: tuple[Tried, ...] = ()
    highest: tuple[Highest, ...] = ()
    thought: tuple[Thought, ...] = ()
    doses: tuple[Doses, ...] = ()
    infusions: tuple[Infusion, ...] = ()
    ordered_by: str = ""

    @property
    def treats(self) -> bool:
        """Whether the catalogue knows it as a medicine for the illness, and not as a vitamin."""
        return self.fact is not None and not self.vitamin

    @property
    def begun_on(self) -> date:
        """The first day of it."""
        return min((*(one.from_on for one in self.tried), *(one.on for one in self.infusions)))


def therapies_of(
    session: Session, child: Child, window: Window, *, now: datetime
) -> tuple[Therapy, ...]:
    """Return every therapy of a child, the earliest first. The caller has checked the right."""
    found = standings(session, child, now=now)
    ids = [one.medicine.id for one in found]
    plans, turns = plans_of(session, ids), turns_of(session, ids)
    courses = [
        Course(medicine=one.medicine, plans=plans[one.medicine.id], turns=turns[one.medicine.id])
        for one in found
    ]
    rows = reading.infusions(session, child.id, window.start, window.end)
    infused = dict(zip(rows, infusions_of(session, rows, courses, window), strict=True))
    of_medicine, of_product = _by_whom(infused, set(ids))
    zone = ZoneInfo(child.zone)
    weights = exposure_reading.weights(session, child.id, zone)
    thought, doses = _thought(session, child, zone), _doses(session, child, zone)
    today = window.day(now)
    made = [
        _medicine(one, plans[one.medicine.id], turns[one.medicine.id], weights, today)
        | {
            "thought": thought.get(one.medicine.id, ()),
            "doses": doses.get(one.medicine.id, ()),
            "infusions": tuple(of_medicine.get(one.medicine.id, ())),
        }
        for one in found
    ]
    # What was planned and stopped before its first day was never begun.
    therapies = [Therapy(**each) for each in made if each["tried"] or each["infusions"]]
    therapies += [_product(kind, each) for kind, each in of_product.items()]
    return tuple(sorted(therapies, key=lambda one: (one.begun_on, one.name.casefold())))


def _medicine(
    one: Standing,
    plans: Sequence[DosePlan],
    turns: Sequence[MedicineTurn],
    weights: Sequence[Weight],
    today: date,
) -> dict[str, Any]:
    medicine: Medicine = one.medicine
    fact = meant_by(medicine.name)
    return {
        "id": str(medicine.id),
        "name": medicine.name,
        "strength": strength_on(medicine, plans, today),
        "fact": fact.id if fact else None,
        "vitamin": bool(fact and fact.drug_class.startswith(VITAMIN)),
        "rhythm": rhythm_of(one.plan),
        "state": one.state,
        "tried": tried(plans, turns, today),
        "highest": highest_of(plans, turns, medicine.form, weights, today),
        "ordered_by": _ordered_by(plans),
    }


def _ordered_by(plans: Sequence[DosePlan]) -> str:
    """Who ordered it last: a plan on which nobody is named leaves the one before it to say."""
    named_by = (plan.ordered_by or plan.told_by for plan, *_days in spans_in_force(plans))
    return next((name for name in reversed(list(named_by)) if name), "")


def _by_whom(
    infused: Mapping[sa.Row[Any], Infusion], medicines: set[uuid.UUID]
) -> tuple[dict[uuid.UUID, list[Infusion]], dict[str, list[Infusion]]]:
    """Infusions of the child's medicines, and of products that stand in no plan, by their kind."""
    mine: dict[uuid.UUID, list[Infusion]] = defaultdict(list)
    loose: dict[str, list[Infusion]] = defaultdict(list)
    for row, one in infused.items():
        if row.medicine in medicines:
            mine[row.medicine].append(one)
        else:
            loose[kind_of(row.product)].append(one)
    return mine, loose


def _product(kind: str, infusions: Sequence[Infusion]) -> Therapy:
    names = dict.fromkeys(one.product or one.medicine for one in infusions)
    fact = meant_by(next(iter(names)))
    return Therapy(
        id=f"infused:{kind}",
        name=", ".join(names),
        fact=fact.id if fact else None,
        rhythm={},
        infusions=tuple(infusions),
    )


def _thought(
    session: Session, child: Child, zone: ZoneInfo
) -> dict[uuid.UUID, tuple[Thought, ...]]:
    """What the family thought came from each medicine, the most often written first."""
    query = (
        sa.select(
            col(SymptomRow.medicine),
            col(SymptomRow.symptom),
            col(SymptomRow.name),
            col(SymptomRow.at),
        )
        .join(Entry, col(Entry.id) == col(SymptomRow.entry_id))
        .where(col(SymptomRow.child_id) == child.id, col(Entry.deleted).is_(False))
        .where(col(SymptomRow.medicine).is_not(None))
    )
    days: dict[uuid.UUID, dict[str, list[date]]] = defaultdict(lambda: defaultdict(list))
    for row in session.execute(query):
        on = row.at.astimezone(zone).date()
        days[row.medicine][named(row.symptom, row.name)].append(on)
    return {
        medicine: tuple(
            Thought(symptom=symptom, times=len(on), first_on=min(on), last_on=max(on))
            for symptom, on in sorted(each.items(), key=lambda item: (-len(item[1]), item[0]))
        )
        for medicine, each in days.items()
    }


def _doses(session: Session, child: Child, zone: ZoneInfo) -> dict[uuid.UUID, tuple[Doses, ...]]:
    query = (
        sa.select(
            col(DoseRow.medicine),
            col(DoseRow.outcome),
            sa.func.count().label("times"),
            sa.func.min(col(DoseRow.at)).label("first"),
            sa.func.max(col(DoseRow.at)).label("last"),
        )
        .join(Entry, col(Entry.id) == col(DoseRow.entry_id))
        .where(col(DoseRow.child_id) == child.id, col(Entry.deleted).is_(False))
        .group_by(col(DoseRow.medicine), col(DoseRow.outcome))
    )
    found: dict[uuid.UUID, list[Doses]] = defaultdict(list)
    for row in session.execute(query):
        found[row.medicine].append(
            Doses(
                outcome=Outcome(row.outcome),
                times=row.times,
                first_on=row.first.astimezone(zone).date(),
                last_on=row.last.astimezone(zone).date(),
            )
        )
    return {medicine: _in_order(each) for medicine, each in found.items()}


def _in_order(doses: Iterable[Doses]) -> tuple[Doses, ...]:
    order = list(Outcome)
    return tuple(sorted(doses, key=lambda one: order.index(one.outcome)))
