"""What the plans expect: the slots of a stretch of time, and which dose plan each belongs to."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from journal.care.history import spans_in_force
from journal.care.problems import N_, Problem, Refused
from journal.care.rhythm import (
    Relative,
    Slot,
    anchor_span,
    is_weekly_or_rarer,
    read_rhythm,
    slots,
    slots_beside,
)
from journal.plans.turns import turn_at, turns_of
from journal.records.children import Child
from journal.records.medicines import DosePlan, Medicine, MedicineTurn
from journal.records.planned import anchor_of, plans_of


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
    def was_known(self) -> bool:
        """Whether the journal knew the medicine when this slot fell due; nobody can have been
        late for one that lies before, and that nobody recorded it says nothing."""
        return self.slot.due_at >= self.medicine.made_at

    @property
    def amount(self) -> Decimal:
        """How much this slot asks for, in the plan's unit: not every slot of a plan is alike."""
        return self.plan.amount if self.slot.amount is None else self.slot.amount


def medicines_of(session: Session, child_id: uuid.UUID) -> Sequence[Medicine]:
    """The child's medicines, stopped ones included, in the order in which they were added.

    Those of one instant, as an import makes them, stand by their names.
    """
    return sorted(session.exec(select(Medicine).where(Medicine.child_id == child_id)), key=place_of)


def place_of(medicine: Medicine) -> tuple[datetime, str, str]:
    """By what medicines are put in order: when they were added, their names, their ids.

    Not left to the database: two of them would put ä and a in two orders.
    """
    return medicine.made_at, medicine.name.casefold(), str(medicine.id)


def expected(
    session: Session,
    child: Child,
    start: datetime,
    end: datetime,
    *,
    medicines: Iterable[Medicine] | None = None,
) -> list[Expected]:
    """Return every slot with start <= due_at < end, in the order in which they fall due.

    Slots of a stopped or paused medicine are not expected, nor those beside a stopped or paused
    medicine. Wall times are the child's zone's.

    Raises Refused when a plan cannot be read, or counts from a medicine that the child has not.
    """
    chosen = list(medicines if medicines is not None else medicines_of(session, child.id))
    book = _book(session, child, chosen)
    found = [slot for medicine in chosen for slot in book.expected(medicine, start, end)]
    return sorted(found, key=_by_time)


def readable(
    session: Session, child: Child, medicines: Sequence[Medicine], start: datetime, end: datetime
) -> tuple[list[Expected], list[Medicine]]:
    """The expected slots, and the medicines whose plan cannot be read: nobody can tell theirs.

    One plan that cannot be read hides no other medicine's slots.
    """
    try:
        return expected(session, child, start, end, medicines=medicines), []
    except Refused:
        found: list[Expected] = []
        unreadable = []
        for medicine in medicines:
            try:
                found += expected(session, child, start, end, medicines=[medicine])
            except Refused:
                unreadable.append(medicine)
        return sorted(found, key=_by_time), unreadable


def _by_time(one: Expected) -> tuple[datetime, tuple[datetime, str, str]]:
    return one.slot.due_at, place_of(one.medicine)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """Plans and turns of the chosen medicines, and of those that they count from."""

    zone: ZoneInfo
    medicines: Mapping[uuid.UUID, Medicine]
    plans: Mapping[uuid.UUID, Sequence[DosePlan]]
    turns: Mapping[uuid.UUID, Sequence[MedicineTurn]]

    def expected(
        self, medicine: Medicine, start: datetime, end: datetime, *, as_anchor: bool = False
    ) -> Iterator[Expected]:
        """Yield the slots of one medicine. Raises Refused for a plan that nobody can read.

        as_anchor: leave out plans that count from another medicine themselves.
        """
        for plan, first_on, last_on in spans_in_force(self.plans[medicine.id]):
            if not _touches(first_on, last_on, start, end, self.zone):
                continue
            rhythm = read_rhythm(plan.rhythm)
            if isinstance(rhythm, Relative):
                found = iter(()) if as_anchor else self._beside(plan, rhythm, last_on, start, end)
            else:
                rare = is_weekly_or_rarer(rhythm)
                found = (
                    (slot, rare)
                    for slot in slots(
                        rhythm,
                        first_on=first_on,
                        last_on=last_on,
                        zone=self.zone,
                        start=start,
                        end=end,
                        counts_from=plan.counts_from,
                    )
                )
            for slot, is_rare in found:
                if turn_at(self.turns[medicine.id], slot.due_at) is None:
                    yield Expected(medicine=medicine, plan=plan, slot=slot, is_rare=is_rare)

    def _beside(
        self,
        plan: DosePlan,
        rhythm: Relative,
        last_on: date | None,
        start: datetime,
        end: datetime,
    ) -> Iterator[tuple[Slot, bool]]:
        """Yield the slots beside those of the other medicine, each with whether it is rare."""
        anchor = self.medicines.get(rhythm.medicine)
        if anchor is None:
            sentence = N_("The medicine that this one counts from is not here any more.")
            raise Refused(Problem("rhythm_after", "rhythm", sentence))
        low, high = anchor_span(rhythm, start, end)
        planned = list(self.expected(anchor, low, high, as_anchor=True))
        rare = {one.slot.wall: one.is_rare for one in planned}
        for slot in slots_beside(
            rhythm,
            [one.slot for one in planned],
            first_on=plan.first_on,
            last_on=last_on,
            zone=self.zone,
            start=start,
            end=end,
        ):
            yield slot, rare[slot.wall - timedelta(minutes=rhythm.minutes)]


def _book(session: Session, child: Child, chosen: Sequence[Medicine]) -> _Book:
    medicines = {medicine.id: medicine for medicine in chosen}
    plans = plans_of(session, list(medicines))
    anchors = {anchor_of(plan) for each in plans.values() for plan in each}
    if missing := {id_ for id_ in anchors if id_ is not None} - medicines.keys():
        # Of this child alone: another one's medicine is nothing to count from.
        found = session.exec(
            select(Medicine).where(
                col(Medicine.id).in_(missing), col(Medicine.child_id) == child.id
            )
        ).all()
        medicines |= {medicine.id: medicine for medicine in found}
        plans |= plans_of(session, [medicine.id for medicine in found])
    return _Book(
        zone=ZoneInfo(child.zone),
        medicines=medicines,
        plans=plans,
        turns=turns_of(session, list(medicines)),
    )


def _touches(
    first_on: date, last_on: date | None, start: datetime, end: datetime, zone: ZoneInfo
) -> bool:
    day = timedelta(days=1)
    return first_on <= (end.astimezone(zone).date() + day) and (
        last_on is None or last_on >= start.astimezone(zone).date() - day
    )
