"""How many mg of prednisone a child had a day lately: recorded, or planned where it is more."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from journal.care.days import due_instant
from journal.care.doses import TAKEN
from journal.care.knowledge.steroids import Steroid, find_steroid
from journal.care.steroids import Holds, equivalent, in_mg, is_elsewhere
from journal.care.vaccine_facts import SteroidDay
from journal.plans.expected import readable
from journal.plans.strength_held import holds_of
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.dose import DoseRow
from journal.records.kinds.infusion import InfusionRow
from journal.records.medicines import Medicine
from journal.records.planned import plan_for

DAY = timedelta(days=1)
Steroids = Mapping[uuid.UUID, tuple[Medicine, Steroid]]


def steroid_days(
    session: Session,
    child: Child,
    medicines: Mapping[uuid.UUID, Medicine],
    *,
    on: date,
    days: int,
) -> Iterator[SteroidDay]:
    """Yield the steroids of each of the last `days` days up to `on`, calendar dates of the child.

    Of a day with doses and a plan the higher sum counts. A dose that cannot be counted, such as
    a tablet of unknown strength, is a row of its own with mg None.
    """
    found = {row.id: (row, one) for row in medicines.values() if (one := _swallowed(row))}
    zone = ZoneInfo(child.zone)
    first_on = on - DAY * (days - 1)
    start = due_instant(datetime.combine(first_on, time(0)), zone)
    end = due_instant(datetime.combine(on + DAY, time(0)), zone)
    recorded = _Sums(_doses(session, child, found, zone, start, end))
    recorded.add(_infusions(session, child, medicines, zone, start, end))
    planned = _Sums(_planned(session, child, found, start, end))
    for day in sorted({*recorded.mg, *planned.mg}):
        yield SteroidDay(
            on=day, mg=max(recorded.mg.get(day, Decimal(0)), planned.mg.get(day, Decimal(0)))
        )
    for day in sorted(recorded.uncounted | planned.uncounted):
        yield SteroidDay(on=day, mg=None)


Amounts = Iterator[tuple[date, Decimal | None]]


class _Sums:
    """mg of each day, and the days with something that cannot be counted."""

    def __init__(self, amounts: Amounts) -> None:
        self.mg: defaultdict[date, Decimal] = defaultdict(Decimal)
        self.uncounted: set[date] = set()
        self.add(amounts)

    def add(self, amounts: Amounts) -> None:
        for day, mg in amounts:
            if mg is None:
                self.uncounted.add(day)
            else:
                self.mg[day] += mg


def _swallowed(row: Medicine) -> Steroid | None:
    steroid = find_steroid(f"{row.name} {row.code or ''}")
    label = f"{row.name} {row.form} {row.strength}"
    return None if steroid is None or is_elsewhere(label, None, steroid) else steroid


def _doses(
    session: Session,
    child: Child,
    found: Steroids,
    zone: ZoneInfo,
    start: datetime,
    end: datetime,
) -> Amounts:
    query = (
        sa.select(col(DoseRow.medicine), col(DoseRow.at), col(DoseRow.amount), col(DoseRow.unit))
        .join(Entry, col(Entry.id) == col(DoseRow.entry_id))
        .where(col(DoseRow.child_id) == child.id, col(DoseRow.medicine).in_(list(found)))
        .where(col(DoseRow.at) >= start, col(DoseRow.at) < end, col(Entry.deleted).is_(False))
        .where(col(DoseRow.outcome).in_(TAKEN))
    )
    for row in session.execute(query):
        medicine, steroid = found[row.medicine]
        day = row.at.astimezone(zone).date()
        holds = holds_of(plan_for(session, medicine.id, day), medicine.form)
        yield day, _equivalent(row.amount, row.unit, steroid, holds)


def _infusions(
    session: Session,
    child: Child,
    medicines: Mapping[uuid.UUID, Medicine],
    zone: ZoneInfo,
    start: datetime,
    end: datetime,
) -> Amounts:
    query = (
        sa.select(
            col(InfusionRow.medicine),
            col(InfusionRow.product),
            col(InfusionRow.at),
            col(InfusionRow.amount),
            col(InfusionRow.unit),
        )
        .join(Entry, col(Entry.id) == col(InfusionRow.entry_id))
        .where(col(InfusionRow.child_id) == child.id, col(Entry.deleted).is_(False))
        .where(col(InfusionRow.at) >= start, col(InfusionRow.at) < end)
    )
    for row in session.execute(query):
        medicine = medicines.get(row.medicine)
        label = "" if medicine is None else f"{medicine.name} {medicine.code or ''}"
        steroid = find_steroid(f"{row.product} {label}")
        if steroid is not None:
            yield row.at.astimezone(zone).date(), _equivalent(row.amount, row.unit, steroid, ())


def _planned(
    session: Session, child: Child, found: Steroids, start: datetime, end: datetime
) -> Amounts:
    slots, unreadable = readable(session, child, [row for row, _ in found.values()], start, end)
    for one in slots:
        medicine, steroid = found[one.medicine.id]
        holds = holds_of(one.plan, medicine.form)
        yield one.slot.wall.date(), _equivalent(one.amount, one.plan.unit, steroid, holds)
    for _ in unreadable:
        yield (end - DAY).date(), None


def _equivalent(
    amount: Decimal | None, unit: str | None, steroid: Steroid, holds: tuple[Holds, ...]
) -> Decimal | None:
    mg = None if amount is None or unit is None else in_mg(amount, unit, holds)
    return None if mg is None else equivalent(mg, steroid)
