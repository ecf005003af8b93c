"""Moving a child's wall clock to another zone, and what that does to the next doses (H12)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.care.doses import TAKEN
from journal.plans.expected import Expected, expected, medicines_of, readable
from journal.plans.turns import drop_reminders
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.dose import DoseRow
from journal.records.medicines import Medicine

SHOWN = timedelta(hours=48)
# As far as the rarest rhythm that can be looked at without cost; rarer ones barely notice hours.
LOOK = timedelta(days=40)
# No two zones are further apart.
FURTHEST = timedelta(hours=26)
SHORT, LONG = Decimal("0.6"), Decimal("1.4")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """The hours between a medicine's last dose and its next in the new zone.

    before    the last dose taken, or the last slot when none was recorded near it
    usual     the hours between these two slots had the zone stayed
    passed    slots that the new wall clock has left behind; the last two hours are still reminded
    """

    medicine: Medicine
    before: datetime
    next: Expected
    gap: timedelta
    usual: timedelta
    passed: tuple[Expected, ...]

    @property
    def is_unusual(self) -> bool:
        """Less than 60 % or more than 140 % of the usual time. Source: docs/rules.md#travel."""
        share = Decimal(int(self.gap.total_seconds())) / Decimal(int(self.usual.total_seconds()))
        return not SHORT <= share <= LONG or bool(self.passed)


def change_zone(
    session: Session, actor: Actor, child: Child, zone: ZoneInfo, *, now: datetime
) -> None:
    """Move the child's wall clock. Slots keep their names: a dose given at home is known abroad."""
    actor.require(Right.PLAN, child.id)
    child.zone = zone.key
    session.flush()
    for medicine in medicines_of(session, child.id):
        drop_reminders(session, medicine.id, since=now, now=now)
    session.flush()


def next_doses(session: Session, child: Child, *, now: datetime) -> list[Expected]:
    """The slots of the next 48 hours that nobody has recorded yet."""
    found, _untold = readable(session, child, medicines_of(session, child.id), now, now + SHOWN)
    recorded = _recorded(session, child.id, now=now)
    return [one for one in found if one.key not in recorded]


def told_of(session: Session, child: Child, *, now: datetime) -> set[tuple[uuid.UUID, str]]:
    """Which slots fell due in the last day, as the child's zone is now.

    Nobody is reminded of one of them again when the clock is moved back before its time.
    """
    medicines = medicines_of(session, child.id)
    found, _untold = readable(session, child, medicines, now - FURTHEST, now)
    return {one.key for one in found}


def untold(session: Session, child: Child, *, now: datetime) -> list[Medicine]:
    """The medicines of which nobody can tell what a journey does: their plan cannot be read."""
    return readable(session, child, medicines_of(session, child.id), now - LOOK, now + LOOK)[1]


def gaps(session: Session, child: Child, zone: ZoneInfo, *, now: datetime) -> list[Gap]:
    """Return for each running medicine the gap that moving to `zone` would make.

    Changes nothing. Medicines taken as needed, and those without another dose, have no gap; of
    those that are `untold` it is not known.
    """
    home = child.model_copy()
    abroad = child.model_copy(update={"zone": zone.key})
    recorded = _recorded(session, child.id, now=now)
    taken = _last_taken(session, child.id)
    found = []
    unknown = untold(session, child, now=now)
    for medicine in medicines_of(session, child.id):
        if medicine in unknown:
            continue
        here = expected(session, home, now - LOOK, now + LOOK, medicines=[medicine])
        there = expected(session, abroad, now - LOOK, now + LOOK, medicines=[medicine])
        gap = _gap(medicine, here, there, recorded, taken.get(medicine.id), now=now)
        if gap is not None:
            found.append(gap)
    return found


def _gap(
    medicine: Medicine,
    here: Sequence[Expected],
    there: Sequence[Expected],
    recorded: set[tuple[uuid.UUID, str]],
    taken_at: datetime | None,
    *,
    now: datetime,
) -> Gap | None:
    was_due = [one for one in here if one.slot.due_at <= now or one.key in recorded]
    to_come = [one for one in here if one.slot.due_at > now and one.key not in recorded]
    coming = [one for one in there if one.slot.due_at > now and one.key not in recorded]
    if not was_due or not to_come or not coming:
        return None
    usual = to_come[0].slot.due_at - was_due[-1].slot.due_at
    # A dose that nobody recorded and that comes again there is the next one, not the last.
    again = {one.key for one in coming}
    over = [one for one in was_due if one.key not in again]
    if not over:
        return None
    before = over[-1].slot.due_at
    if taken_at is not None and abs(taken_at - before) < usual / 2:
        before = taken_at
    left = {one.key for one in there if one.slot.due_at <= now}
    return Gap(
        medicine=medicine,
        before=before,
        next=coming[0],
        gap=coming[0].slot.due_at - before,
        usual=usual,
        passed=tuple(one for one in to_come if one.key in left),
    )


def _recorded(
    session: Session, child_id: uuid.UUID, *, now: datetime
) -> set[tuple[uuid.UUID, str]]:
    rows = session.exec(
        select(DoseRow.medicine, DoseRow.slot)
        .join(Entry, col(Entry.id) == col(DoseRow.entry_id))
        .where(DoseRow.child_id == child_id, col(Entry.deleted).is_(False))
        .where(col(DoseRow.at) >= now - LOOK, col(DoseRow.slot).is_not(None))
    )
    return {(medicine, slot) for medicine, slot in rows if slot is not None}


def _last_taken(session: Session, child_id: uuid.UUID) -> dict[uuid.UUID, datetime]:
    rows = session.exec(
        select(DoseRow.medicine, sa.func.max(DoseRow.at))
        .join(Entry, col(Entry.id) == col(DoseRow.entry_id))
        .where(DoseRow.child_id == child_id, col(Entry.deleted).is_(False))
        .where(col(DoseRow.outcome).in_([outcome.value for outcome in TAKEN]))
        .group_by(col(DoseRow.medicine))
    )
    return dict(iter(rows))
