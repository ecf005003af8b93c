"""When the family is told that a supply runs low: once for each time it was counted or fetched."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from journal.care.days import due_instant
from journal.plans.notices import MORNING
from journal.plans.supply import asking, supplies_of
from journal.records.children import Child
from journal.records.medicines import Medicine, Supplied, Supply
from journal.records.reminders import About

DAY = timedelta(days=1)
# Beyond the days of notice: as far ahead as reminders are planned, and a day that is cut short.
MARGIN = timedelta(days=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refill:
    """A supply of which the family wants to be told.

    supply_id   the last count or package, of `stocked_at`: the notice belongs to it
    at          when it is told, on the child's wall clock; `due_at` is the same as an instant
    """

    medicine: Medicine
    supply_id: uuid.UUID
    stocked_at: datetime
    at: datetime
    due_at: datetime

    @property
    def key(self) -> str:
        """Its natural key: the day may move with the doses, the notice stays one."""
        return f"{About.REFILL.value}:{self.supply_id}"

    @property
    def slot(self) -> str:
        """The wall time as an occurrence keeps it."""
        return self.at.isoformat(timespec="minutes")


def refills(
    session: Session, child: Child, medicines: Sequence[Medicine], *, now: datetime
) -> list[Refill]:
    """Return the notices of supplies that run out at the present plan: at 10:00, as many days
    before as the family chose, or at the next 10:00 when that has passed.

    A supply that nobody can reckon has no day: Today says so.
    """
    chosen = {one.id: one for one in medicines if one.refill_days is not None}
    if not chosen:
        return []
    zone = ZoneInfo(child.zone)
    ahead = timedelta(days=max(one.refill_days or 0 for one in chosen.values())) + MARGIN
    found = supplies_of(session, child, list(chosen.values()), now=now, ahead=ahead)
    stocked = _stocked(session, list(chosen))
    told = []
    for id_, standing in found.items():
        if standing.runs_out_on is None or id_ not in stocked:
            continue
        wanted_on = standing.runs_out_on - timedelta(days=chosen[id_].refill_days or 0)
        wall = _not_before(wanted_on, now, zone)
        told.append(
            Refill(
                medicine=chosen[id_],
                supply_id=stocked[id_].id,
                stocked_at=stocked[id_].at,
                at=wall,
                due_at=due_instant(wall, zone),
            )
        )
    return told


def runs_low(session: Session, child: Child, medicine: Medicine, *, now: datetime) -> bool:
    """Whether the notice still has a reason: nobody fetched more, stopped or paused meanwhile."""
    return bool(asking(session, child, [medicine], now=now))


def _not_before(day: date, now: datetime, zone: ZoneInfo) -> datetime:
    """The morning of a day, or the next one to come when it has passed."""
    today = now.astimezone(zone).date()
    wall = datetime.combine(max(day, today), MORNING)
    if due_instant(wall, zone) >= now:
        return wall
    return datetime.combine(today + DAY, MORNING)


def _stocked(session: Session, medicines: Sequence[uuid.UUID]) -> dict[uuid.UUID, Supply]:
    """The last count or package of each."""
    rows = session.exec(
        select(Supply)
        .where(col(Supply.medicine_id).in_(medicines), col(Supply.taken_back_at).is_(None))
        .where(col(Supply.what).in_([Supplied.COUNTED, Supplied.FETCHED]))
        .order_by(col(Supply.at), col(Supply.made_at), col(Supply.id))
    )
    return {row.medicine_id: row for row in rows}
