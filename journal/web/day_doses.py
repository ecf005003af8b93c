"""The doses of a family's day: what is due, late, to come, recorded, and what nobody recorded."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from journal.care.doses import TAKEN
from journal.care.problems import Refused
from journal.care.rhythm import Relative, is_weekly_or_rarer, read_rhythm
from journal.entries.reading import Shown, entries_by_id, timeline
from journal.plans.expected import Expected, expected
from journal.records.children import Child
from journal.records.entries import Entry, Kind
from journal.records.kinds.dose import DoseRow
from journal.records.medicines import DosePlan

# A morning dose may be given a little before its time.
DUE_BEFORE = timedelta(hours=1)
LATE_AFTER = timedelta(minutes=15)
# Later than that it is no longer late: nobody recorded it, and the family says what happened.
NO_RECORD_AFTER = timedelta(hours=12)
# Phones count in thousandths of a second: the first one after a moment.
INSTANT = timedelta(milliseconds=1)
# Two slots of one date are never further apart, whatever the clocks do that day.
AROUND = timedelta(hours=26)

# A medicine and the key of a slot, or its date.
Key = tuple[uuid.UUID, str]
Date = tuple[uuid.UUID, str]


@dataclass(frozen=True, slots=True)
class DoseOfDay:
    """One slot and what the journal knows of it.

    state     due, overdue, later, norecord, unknown, or the recorded outcome; before: it lies
              before the medicine was typed in, and nobody recorded it
    recorded  the dose that was recorded for it
    extra     a dose of the same medicine that day which belongs to no slot
    moved     a dose of a slot of that date which the plan has no more, its times were changed
              since: whether it was this one nobody can tell
    """

    expected: Expected
    state: str
    recorded: Shown | None = None
    extra: Shown | None = None
    moved: Shown | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody recorded anything yet."""
        return self.recorded is None


@dataclass(frozen=True, slots=True)
class Turning:
    """From when on Today says what of a slot that nobody recorded; aware moments.

    due_from   due; before it later. None: it is never called later
    late_from  late; None: never
    over_from  no longer due or late, but what `over` says: norecord or before
    """

    due_from: datetime | None
    late_from: datetime | None
    over_from: datetime
    over: str


def turning_of(one: Expected) -> Turning:
    """When the state of this slot changes while nobody records it, for who cannot ask again."""
    due_at = one.slot.due_at
    if not one.was_known:
        return Turning(None, None, due_at + DUE_BEFORE + INSTANT, "before")
    return Turning(
        due_from=due_at - DUE_BEFORE,
        late_from=due_at + LATE_AFTER + INSTANT,
        over_from=due_at + NO_RECORD_AFTER,
        over="norecord",
    )


def state_of(due_at: datetime, now: datetime) -> str:
    """What a slot that nobody recorded is at `now`."""
    if now < due_at - DUE_BEFORE:
        return "later"
    if now - due_at >= NO_RECORD_AFTER:
        return "norecord"
    return "overdue" if now - due_at > LATE_AFTER else "due"


def doses_between(session: Session, child: Child, start: datetime, end: datetime) -> list[Shown]:
    """Every dose recorded between two moments, latest first."""
    return timeline(session, child.id, kinds=[Kind.DOSE], start=start, end=end, limit=500)[0]


def may_be_rare(plan: DosePlan) -> bool:
    """Whether some of its slots may be weekly or rarer."""
    try:
        # One that goes with another medicine is as rare as that one: its slots say.
        rhythm = read_rhythm(plan.rhythm)
        return isinstance(rhythm, Relative) or is_weekly_or_rarer(rhythm)
    except Refused:
        return False  # it stands among the unreadable ones


def with_records(
    session: Session, slots: Iterable[Expected], near: Iterable[Shown], now: datetime
) -> list[DoseOfDay]:
    """Each slot with what was recorded for it; `near` are the doses of those days."""
    slots, near = list(slots), list(near)
    by_slot = _by_slot(near)
    if missing := [one for one in slots if one.key not in by_slot]:
        by_slot |= _by_slot(_recorded_elsewhen(session, missing))
    extras = {
        uuid.UUID(dose.fields["medicine"]): dose
        for dose in near
        if dose.fields.get("slot") is None and dose.fields["outcome"] in TAKEN
    }
    moved = _moved(session, [one for one in slots if one.key not in by_slot], by_slot)
    return [
        _dose_of_day(one, by_slot.get(one.key), extras.get(one.medicine.id), moved, now)
        for one in slots
    ]


def _dose_of_day(
    one: Expected,
    recorded: Shown | None,
    extra: Shown | None,
    moved: Mapping[Date, Shown],
    now: datetime,
) -> DoseOfDay:
    if recorded is not None:
        return DoseOfDay(one, recorded.fields["outcome"], recorded, extra)
    if (other := moved.get(_date_of(one.key))) is not None:
        return DoseOfDay(one, "unknown", None, extra, other)
    return DoseOfDay(one, _unrecorded(one, now), None, extra)


def _unrecorded(one: Expected, now: datetime) -> str:
    """What a slot is that nobody recorded: never late when it lies before its medicine was known.

    The dose of this hour may be the reason why the medicine is typed in just now.
    """
    if one.was_known:
        return state_of(one.slot.due_at, now)
    return "due" if now - one.slot.due_at <= DUE_BEFORE else "before"


def _moved(
    session: Session, unrecorded: Sequence[Expected], by_slot: Mapping[Key, Shown]
) -> dict[Date, Shown]:
    """Per medicine and date the first dose taken for a slot that its plan does not have.

    Times that were changed today would hide today's dose, and ask the family for it again (H1).
    """
    open_on = {_date_of(one.key): one for one in unrecorded}
    found: dict[Date, Shown] = {}
    for key, dose in by_slot.items():
        one = open_on.get(_date_of(key))
        if one is None or dose.fields["outcome"] not in TAKEN:
            continue
        if not _is_expected(session, one, key):
            found.setdefault(_date_of(key), dose)
    return found


def _is_expected(session: Session, beside: Expected, key: Key) -> bool:
    """Whether the plan has this slot of the same date, though it may lie outside of the page."""
    child = session.get_one(Child, beside.medicine.child_id)
    start, end = beside.slot.due_at - AROUND, beside.slot.due_at + AROUND
    slots = expected(session, child, start, end, medicines=[beside.medicine])
    return any(one.key == key for one in slots)


def _date_of(key: Key) -> Date:
    return key[0], key[1][:10]


def _by_slot(doses: Iterable[Shown]) -> dict[Key, Shown]:
    """Per slot the dose that was taken first, else the latest word on it."""
    found: dict[Key, Shown] = {}
    for dose in sorted(doses, key=_taken_first_then_latest):
        if dose.fields.get("slot") is not None:
            found.setdefault((uuid.UUID(dose.fields["medicine"]), dose.fields["slot"]), dose)
    return found


def _taken_first_then_latest(dose: Shown) -> tuple[bool, float]:
    taken = dose.fields["outcome"] in TAKEN
    moment = dose.at.timestamp()
    return not taken, moment if taken else -moment


def _recorded_elsewhen(session: Session, slots: Sequence[Expected]) -> list[Shown]:
    """Doses of these slots whose moment was moved to another day."""
    wanted: Mapping[Key, Expected] = {one.key: one for one in slots}
    rows = session.exec(
        select(DoseRow.entry_id, DoseRow.medicine, DoseRow.slot)
        .join(Entry, col(Entry.id) == col(DoseRow.entry_id))
        .where(col(DoseRow.medicine).in_({medicine for medicine, _ in wanted}))
        .where(col(DoseRow.slot).in_({slot for _, slot in wanted}))
        .where(col(Entry.deleted).is_(False))
    )
    ids = [entry for entry, medicine, slot in rows if (medicine, slot or "") in wanted]
    return entries_by_id(session, ids) if ids else []
