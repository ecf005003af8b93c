"""How the supply of a medicine stands: what is left, and when it runs out at the present plan.

Nothing of it is stored: a new dose, a taper, a pause or a new strength changes the answer at once
(docs/rules.md#supply).
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo

from sqlmodel import Session

from journal.care.history import plan_on, spans_in_force
from journal.care.problems import N_, Problem, Refused
from journal.care.rhythm import AsNeeded, known_rhythm
from journal.care.supply import (
    Left,
    Package,
    first_short,
    in_package_unit,
    left,
    rounded_down,
)
from journal.plans.expected import Expected
from journal.plans.supply_known import Known, known_of
from journal.plans.supply_strength import first_of_another_strength, refuse_new_strength
from journal.plans.turns import turn_at
from journal.records.children import Child
from journal.records.medicines import Medicine, Supply, Turn

AHEAD = timedelta(days=400)
OLDEST_COUNT = timedelta(days=400)
# As Today has it: later than that a slot is no longer late, it has no record.
STILL_DUE = timedelta(hours=12)


class Undated(StrEnum):
    """Why no day is named on which it runs out."""

    CANNOT_COUNT = "cannot_count"
    AS_NEEDED = "as_needed"
    PAUSED = "paused"
    STOPPED = "stopped"
    NOTHING_PLANNED = "nothing_planned"
    ENDS = "ends"
    NEW_STRENGTH = "new_strength"
    ENOUGH = "enough"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyStanding:
    """What the family has of a medicine, and for how long.

    count           the last count; None when nobody counted yet
    left            in `unit`, rounded down; None when it cannot be counted, `problem` says why
    left_if_given   when the doses `without_record` were given, too
    runs_out_on     the day of the first planned dose that is not covered, doses without a record
                    counted as given; None with the reason in `undated`
    until           the day that belongs to the reason: a plan's last day, a new strength's first
    opened          packages in use, the earliest use-by first
    """

    medicine: Medicine
    count: Supply | None
    unit: str | None = None
    left: Decimal | None = None
    left_if_given: Decimal | None = None
    without_record: int = 0
    problem: Problem | None = None
    runs_out_on: date | None = None
    undated: Undated | None = None
    until: date | None = None
    opened: tuple[Supply, ...] = ()

    @property
    def use_by(self) -> date | None:
        """The earliest use-by of the opened packages."""
        return next((row.use_by for row in self.opened if row.use_by is not None), None)

    def days_left(self, today: date) -> int | None:
        """Days, this one included, on which every planned dose is covered; None when untold."""
        return None if self.runs_out_on is None else (self.runs_out_on - today).days

    def asks(self, today: date) -> bool:
        """Whether the notice the family asked for is due: it runs out soon, or nobody can tell."""
        if self.medicine.refill_days is None or self.undated in {Undated.STOPPED, Undated.PAUSED}:
            return False
        days = self.days_left(today)
        return self.problem is not None if days is None else days <= self.medicine.refill_days


def standing(
    session: Session, child: Child, medicine: Medicine, *, now: datetime
) -> SupplyStanding:
    """How one medicine's supply stands."""
    return supplies_of(session, child, [medicine], now=now)[medicine.id]


def asking(
    session: Session, child: Child, medicines: Sequence[Medicine], *, now: datetime
) -> list[SupplyStanding]:
    """The supplies of which the family wants to be told on this day, in the order given."""
    chosen = [medicine for medicine in medicines if medicine.refill_days is not None]
    if not chosen:
        return []
    ahead = timedelta(days=max(medicine.refill_days or 0 for medicine in chosen) + 2)
    found = supplies_of(session, child, chosen, now=now, ahead=ahead)
    today = now.astimezone(ZoneInfo(child.zone)).date()
    return [found[medicine.id] for medicine in chosen if found[medicine.id].asks(today)]


def supplies_of(
    session: Session,
    child: Child,
    medicines: Sequence[Medicine],
    *,
    now: datetime,
    ahead: timedelta = AHEAD,
) -> dict[uuid.UUID, SupplyStanding]:
    """How the supply of each medicine stands, in a fixed number of queries.

    ahead: how far the plans are walked, at most 400 days.
    """
    end = now + min(ahead, AHEAD)
    known = known_of(session, child, medicines, oldest=now - OLDEST_COUNT, end=end)
    return {id_: _standing(one, now, end) for id_, one in known.items()}


def _standing(known: Known, now: datetime, end: datetime) -> SupplyStanding:
    today = now.astimezone(known.zone).date()
    told = SupplyStanding(medicine=known.medicine, count=known.count, opened=known.opened)
    try:
        found = _left(known, now, today)
        told = replace(
            told,
            unit=found.unit,
            left=rounded_down(found.amount),
            left_if_given=rounded_down(found.if_given),
            without_record=found.without_record,
        )
        return _ahead(told, known, found, now, end)
    except Refused as refused:
        held = turn_at(known.turns, now)
        why = Undated.STOPPED if held and held.turn is Turn.STOP else Undated.CANNOT_COUNT
        return replace(told, problem=refused.problems[0], undated=why)


def _left(known: Known, now: datetime, today: date) -> Left:
    count = known.count
    if count is None or count.amount is None or count.unit is None:
        raise _refused("supply_never_counted", N_("Nobody has counted yet. Count what is there."))
    if count.at < now - OLDEST_COUNT:
        sentence = N_("The last count is more than a year old. Count again what is there.")
        raise _refused("supply_old_count", sentence)
    if known.unreadable is not None:
        raise known.unreadable
    if known.infused:
        sentence = N_(
            "An infusion was recorded since the count. Nobody wrote whether it came from here: "
            "count again what is there."
        )
        raise _refused("supply_infusion", sentence)
    refuse_new_strength(known, today)
    return left(
        Package(amount=count.amount, unit=count.unit),
        [
            Package(amount=row.amount, unit=row.unit)
            for row in known.fetched
            if row.amount is not None and row.unit is not None
        ],
        known.taken(),
        [
            known.use(one.slot.wall.date(), one.amount, one.plan.unit)
            for one in known.without_record()
            if one.slot.due_at <= now - STILL_DUE
        ],
    )


def _ahead(
    told: SupplyStanding, known: Known, found: Left, now: datetime, end: datetime
) -> SupplyStanding:
    """Walk the coming slots until one is not covered, or say why no day is named."""
    coming = [one for one in known.without_record() if one.slot.due_at > now - STILL_DUE]
    today = now.astimezone(known.zone).date()
    other = first_of_another_strength(known, coming, today)
    same = coming if other is None else coming[: coming.index(other)]
    if (short := first_short(found.if_given, same, _takes(known, found.unit))) is not None:
        return replace(told, runs_out_on=max(today, short.slot.wall.date()))
    if other is not None:
        day = other.slot.wall.date()
        return replace(told, undated=Undated.NEW_STRENGTH, until=day)
    undated, until = _why_undated(known, now, end)
    ended = undated is Undated.ENDS and until is not None and until < today
    if not coming and (ended or undated is Undated.ENOUGH):
        undated = Undated.NOTHING_PLANNED
    return replace(told, undated=undated, until=until)


def _takes(known: Known, unit: str) -> Callable[[Expected], Fraction]:
    """What a slot takes; slots of one plan and one amount take the same."""
    found: dict[tuple[uuid.UUID, Decimal], Fraction] = {}

    def takes(one: Expected) -> Fraction:
        key = (one.plan.id, one.amount)
        if key not in found:
            use = known.use(one.slot.wall.date(), one.amount, one.plan.unit)
            found[key] = in_package_unit(use, unit)
        return found[key]

    return takes


def _why_undated(known: Known, now: datetime, end: datetime) -> tuple[Undated, date | None]:
    held = turn_at(known.turns, end)
    if held is not None:
        return (Undated.STOPPED if held.turn is Turn.STOP else Undated.PAUSED), held.on
    plan = plan_on(known.plans, now.astimezone(known.zone).date())
    if plan is not None and isinstance(known_rhythm(plan.rhythm), AsNeeded):
        return Undated.AS_NEEDED, None
    spans = spans_in_force(known.plans)
    last_on = spans[-1][2] if spans else None
    if last_on is not None and last_on < end.astimezone(known.zone).date():
        return Undated.ENDS, last_on
    return Undated.ENOUGH, None


def _refused(code: str, sentence: str) -> Refused:
    return Refused(Problem(code, None, sentence))
