"""What the plans expect: the slots of a stretch of time, and which dose plan each belongs to."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from journal.care.history import spans_in_force
from journal.care.rhythm import Slot, is_weekly_or_rarer, read_rhythm, slots
from journal.plans.medicines import turn_at, turns_of
from journal.records.children import Child
from journal.records.medicines import DosePlan, Medicine, MedicineTurn
from journal.records.planned import plans_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One slot of one medicine, with the dose plan that holds on its day.

    is_rare  the plan asks for one dose in seven days, or fewer
    """

    medicine: Medicine
    plan: DosePlan
    slot: Slot
    is_rare: bool

    @property
    def key(self) -> tuple[uuid.UUID, str]:
        """What a dose names to belong to this slot."""
        return self.medicine.id, self.slot.key

    @property
    def amount(self) -> Decimal:
        """How much this slot asks for, in the plan's unit: not every slot of a plan is alike."""
        return self.plan.amount if self.slot.amount is None else self.slot.amount


def medicines_of(session: Session, child_id: uuid.UUID) -> Sequence[Medicine]:
    """The child's medicines, stopped ones included, in the order in which they were added."""
    return session.exec(
        select(Medicine)
        .where(Medicine.child_id == child_id)
        .order_by(col(Medicine.made_at), col(Medicine.id))
    ).all()


def expected(
    session: Session,
    child: Child,
    start: datetime,
    end: datetime,
    *,
    medicines: Iterable[Medicine] | None = None,
) -> list[Expected]:
    """Return every slot with start <= due_at < end, in the order in which they fall due.

    Slots of a stopped or paused medicine are not expected. Wall times are the child's zone's.
    """
    chosen = list(medicines if medicines is not None else medicines_of(session, child.id))
    ids = [medicine.id for medicine in chosen]
    plans = plans_of(session, ids)
    turns = turns_of(session, ids)
    found = [
        slot
        for medicine in chosen
        for slot in _slots_of(child, medicine, plans[medicine.id], turns[medicine.id], start, end)
    ]
    return sorted(found, key=lambda one: (one.slot.due_at, one.medicine.made_at))


def _slots_of(
    child: Child,
    medicine: Medicine,
    plans: Sequence[DosePlan],
    turns: Sequence[MedicineTurn],
    start: datetime,
    end: datetime,
) -> Iterator[Expected]:
    zone = ZoneInfo(child.zone)
    for plan, first_on, last_on in spans_in_force(plans):
        if _touches(first_on, last_on, start, end, zone):
            rhythm = read_rhythm(plan.rhythm)
            is_rare = is_weekly_or_rarer(rhythm)
            for slot in slots(
                rhythm,
                first_on=first_on,
                last_on=last_on,
                zone=zone,
                start=start,
                end=end,
            ):
                if turn_at(turns, slot.due_at) is None:
                    yield Expected(medicine=medicine, plan=plan, slot=slot, is_rare=is_rare)


def _touches(
    first_on: date, last_on: date | None, start: datetime, end: datetime, zone: ZoneInfo
) -> bool:
    day = timedelta(days=1)
    return first_on <= (end.astimezone(zone).date() + day) and (
        last_on is None or last_on >= start.astimezone(zone).date() - day
    )
