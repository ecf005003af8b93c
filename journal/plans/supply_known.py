"""What the journal knows of the supply of some medicines, read in a fixed number of queries."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.care.doses import TAKEN
from journal.care.history import plan_on
from journal.care.problems import Refused
from journal.care.supply import Equal, Use, equal_of
from journal.plans.expected import Expected, expected
from journal.plans.turns import turns_of
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.dose import DoseRow
from journal.records.kinds.infusion import InfusionRow
from journal.records.medicines import DosePlan, Medicine, MedicineTurn, Supplied, Supply
from journal.records.planned import plans_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A dose that stands in the journal, as far as it takes something from a package."""

    slot: str | None
    at: datetime
    outcome: str
    amount: Decimal | None
    unit: str | None
    in_hospital: bool


@dataclass(slots=True, kw_only=True)
class Known:
    """What is known of one medicine's supply.

    count       the last count that stands
    fetched     what came after it
    opened      the packages in use, the earliest use-by first
    slots       what the plan asks for after the count, in order
    doses       every dose at or after the count's day
    infused     an infusion of it was recorded after the count
    unreadable  why its slots cannot be told, when they cannot
    """

    medicine: Medicine
    zone: ZoneInfo
    count: Supply | None = None
    fetched: list[Supply] = field(default_factory=list)
    opened: tuple[Supply, ...] = ()
    plans: Sequence[DosePlan] = ()
    turns: Sequence[MedicineTurn] = ()
    slots: list[Expected] = field(default_factory=list)
    doses: list[Recorded] = field(default_factory=list)
    infused: bool = False
    unreadable: Refused | None = None
    _equals: dict[uuid.UUID, tuple[Equal, ...]] = field(default_factory=dict)

    def taken(self) -> Iterator[Use]:
        """What the recorded doses took out of the packages since the count."""
        assert self.count is not None
        for dose in self.doses:
            if dose.at > self.count.at and dose.outcome in TAKEN and not dose.in_hospital:
                yield self.use(self._day_of(dose), dose.amount, dose.unit)

    def without_record(self) -> list[Expected]:
        """The slots since the count, and the coming ones, that no dose names."""
        named = {dose.slot for dose in self.doses}
        return [one for one in self.slots if one.slot.key not in named]

    def use(self, on: date, amount: Decimal | None, unit: str | None) -> Use:
        """An amount of a day, with what the plan of that day says of its units."""
        plan = plan_on(self.plans, on)
        if plan is None:
            return Use(on=on, amount=amount, unit=unit)
        if plan.id not in self._equals:
            self._equals[plan.id] = tuple(_equals_of(plan, self.medicine))
        return Use(on=on, amount=amount, unit=unit, equals=self._equals[plan.id])

    def _day_of(self, dose: Recorded) -> date:
        if dose.slot is not None:
            return datetime.fromisoformat(dose.slot).date()
        return dose.at.astimezone(self.zone).date()


def known_of(
    session: Session,
    child: Child,
    medicines: Sequence[Medicine],
    *,
    oldest: datetime,
    end: datetime,
) -> dict[uuid.UUID, Known]:
    """What is known of each medicine; slots and doses only after a count made since `oldest`."""
    ids = [medicine.id for medicine in medicines]
    zone = ZoneInfo(child.zone)
    plans, turns = plans_of(session, ids), turns_of(session, ids)
    found = {
        one.id: Known(medicine=one, zone=zone, plans=plans[one.id], turns=turns[one.id])
        for one in medicines
    }
    for medicine_id, rows in _supplies(session, ids).items():
        _read(found[medicine_id], rows)
    counted = [one for one in found.values() if one.count and one.count.at >= oldest]
    if counted:
        _read_doses(session, counted)
        _read_slots(session, child, counted, end)
    return found


def _equals_of(plan: DosePlan, medicine: Medicine) -> Iterator[Equal]:
    """What is known of one unit in another: first as it is measured out, then as the label says."""
    if plan.measured is not None and plan.measured_unit is not None:
        yield Equal(
            amount=plan.amount,
            unit=plan.unit,
            measured=plan.measured,
            measured_unit=plan.measured_unit,
        )
    label = equal_of(plan.strength or medicine.strength, medicine.form)
    if label is not None:
        yield label


def _supplies(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Supply]]:
    """The rows that stand, per medicine, in the order in which they happened."""
    found: dict[uuid.UUID, list[Supply]] = {}
    rows = session.exec(
        select(Supply)
        .where(col(Supply.medicine_id).in_(ids), col(Supply.taken_back_at).is_(None))
        .order_by(col(Supply.at), col(Supply.made_at), col(Supply.id))
    )
    for row in rows:
        found.setdefault(row.medicine_id, []).append(row)
    return found


def _read(known: Known, rows: Sequence[Supply]) -> None:
    finished = {row.package for row in rows if row.what is Supplied.FINISHED}
    packages: list[Supply] = []
    for row in rows:
        match row.what:
            case Supplied.COUNTED:
                known.count, known.fetched = row, []
                if row.amount == 0:
                    packages = []
            case Supplied.FETCHED:
                known.fetched.append(row)
            case Supplied.OPENED if row.id not in finished:
                packages.append(row)
    known.opened = tuple(sorted(packages, key=lambda row: (row.use_by or date.max, row.at)))


def _read_doses(session: Session, counted: Sequence[Known]) -> None:
    since = min(one.count.at for one in counted if one.count)
    by_id = {one.medicine.id: one for one in counted}
    on = min(since.astimezone(one.zone) for one in counted).date().isoformat()
    rows = session.execute(
        sa.select(
            col(DoseRow.medicine),
            col(DoseRow.slot),
            col(DoseRow.at),
            col(DoseRow.outcome),
            col(DoseRow.amount),
            col(DoseRow.unit),
            col(DoseRow.in_hospital),
        )
        .join(Entry, col(Entry.id) == col(DoseRow.entry_id))
        .where(col(Entry.deleted).is_(False), col(DoseRow.medicine).in_(by_id))
        # By its slot as well: a dose given before the count may belong to a slot after it.
        .where(sa.or_(col(DoseRow.at) > since, col(DoseRow.slot) >= on))
    )
    for row in rows.mappings():
        by_id[row["medicine"]].doses.append(_recorded(row))
    infusions = session.execute(
        sa.select(col(InfusionRow.medicine), col(InfusionRow.at))
        .join(Entry, col(Entry.id) == col(InfusionRow.entry_id))
        .where(col(Entry.deleted).is_(False), col(InfusionRow.medicine).in_(by_id))
        .where(col(InfusionRow.at) > since)
    )
    for medicine, at in infusions:
        count = by_id[medicine].count
        by_id[medicine].infused |= count is not None and at > count.at


def _recorded(row: Any) -> Recorded:
    return Recorded(**{name: row[name] for name in row if name != "medicine"})


def _read_slots(session: Session, child: Child, counted: Sequence[Known], end: datetime) -> None:
    by_id = {one.medicine.id: one for one in counted}
    start = min(one.count.at for one in counted if one.count)
    medicines = [one.medicine for one in counted]
    try:
        found = expected(session, child, start, end, medicines=medicines)
    except Refused as refused:
        if len(counted) == 1:
            counted[0].unreadable = refused
            return
        for one in counted:
            _read_slots(session, child, [one], end)
        return
    for slot in found:
        one = by_id[slot.medicine.id]
        if one.count is not None and slot.slot.due_at > one.count.at:
            one.slots.append(slot)
