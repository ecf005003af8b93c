"""When the first dose of a weekly plan falls due: never within five days of the one before."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from journal.care.days import due_instant
from journal.care.doses import TAKEN, WEEKLY_GAP
from journal.care.rhythm import EveryWeeks, Rhythm, Weekly, slots
from journal.care.weekly import first_day_after, is_one_named_day
from journal.plans.expected import expected
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.dose import DoseRow
from journal.records.medicines import Medicine
from journal.records.same_drug import same_drug

DAY, WEEK = timedelta(days=1), timedelta(days=7)


def apart_from_last_dose(
    session: Session,
    child: Child,
    medicine: Medicine,
    rhythm: Rhythm,
    *,
    first_on: date,
    counts_from: date | None = None,
    now: datetime,
) -> tuple[date, date | None]:
    """Return the first day of a plan and the day it counts from, later for a weekly one (H5).

    Later when the plan's next dose would come less than five days after the last one, as
    `dose_before` finds it. From Tuesday to Wednesday on a Tuesday evening after the dose, or on
    the Sunday before it: the next is Wednesday of next week. Source: docs/rules.md#weekly-again.
    """
    asked = first_on, counts_from
    if not isinstance(rhythm, Weekly | EveryWeeks) or not is_one_named_day(rhythm):
        return asked
    last_on = dose_before(session, child, medicine, first_on, now=now)
    next_on = _next_on(rhythm, child, *asked, now=now)
    if last_on is None or next_on is None or next_on >= last_on + WEEKLY_GAP:
        return asked
    wanted = max(first_on, now.astimezone(ZoneInfo(child.zone)).date())
    due_on = first_day_after(rhythm.on[0], last_dose_on=last_on, wanted=wanted)
    if counts_from is not None:
        due_on = _next_on(rhythm, child, due_on, counts_from, now=now) or due_on
    elif isinstance(rhythm, EveryWeeks):
        counts_from = due_on
    # As early as can be, so that the plan before it does not fall due once more meanwhile.
    begins = max(wanted, due_on - WEEK + DAY)
    if _planned_on(session, child, medicine, max(first_on, last_on + DAY), begins, now=now):
        return first_on, counts_from or due_on
    return begins, counts_from


def dose_before(
    session: Session, child: Child, medicine: Medicine, first_on: date, *, now: datetime
) -> date | None:
    """Return the day of the last dose before a plan that begins on `first_on`, or None.

    The last one taken, of this medicine or of another one of the child that is the same drug (a
    pen after tablets), or a later one that the plans so far still ask for before that day.
    """
    alike = same_drug(session, medicine)
    taken = last_dose_on(session, child, medicine, *alike)
    # What was taken on a day is that day's dose, whether or not it names the slot.
    since = max(first_on - WEEKLY_GAP, taken + DAY if taken else date.min)
    planned = _planned_on(session, child, medicine, since, first_on, now=now)
    return max((day for day in (taken, planned) if day is not None), default=None)


def _planned_on(
    session: Session, child: Child, medicine: Medicine, since: date, until: date, *, now: datetime
) -> date | None:
    """The last day with an unrecorded slot of today or later, `until` itself left out."""
    zone = ZoneInfo(child.zone)
    since = max(since, now.astimezone(zone).date())
    if since >= until:
        return None
    start, end = (due_instant(datetime.combine(day, time(0)), zone) for day in (since, until))
    recorded = set(
        session.exec(
            select(DoseRow.slot)
            .join(Entry, col(Entry.id) == col(DoseRow.entry_id))
            .where(DoseRow.medicine == medicine.id, col(Entry.deleted).is_(False))
            .where(col(DoseRow.slot).is_not(None))
        )
    )
    found = expected(session, child, start, end, medicines=[medicine])
    days = [one.slot.wall.date() for one in found if one.slot.key not in recorded]
    return max(days, default=None)


def last_dose_on(
    session: Session, child: Child, medicine: Medicine, *alike: uuid.UUID
) -> date | None:
    """The child's date of the last dose taken, of `alike` too, or None when there was none."""
    at = last_dose_at(session, medicine, *alike)
    return None if at is None else at.astimezone(ZoneInfo(child.zone)).date()


def last_dose_at(session: Session, medicine: Medicine, *alike: uuid.UUID) -> datetime | None:
    """When the last dose was taken, of `alike` too, or None when there was none."""
    at = session.exec(
        select(DoseRow.at)
        .join(Entry, col(Entry.id) == col(DoseRow.entry_id))
        .where(col(DoseRow.medicine).in_([medicine.id, *alike]), col(Entry.deleted).is_(False))
        .where(col(DoseRow.outcome).in_([outcome.value for outcome in TAKEN]))
        .order_by(col(DoseRow.at).desc())
        .limit(1)
    ).first()
    return None if at is None else at.astimezone(UTC)


def _next_on(
    rhythm: Rhythm, child: Child, first_on: date, counts_from: date | None, *, now: datetime
) -> date | None:
    zone = ZoneInfo(child.zone)
    start = max(now, due_instant(datetime.combine(first_on, time(0)), zone))
    found = slots(
        rhythm,
        first_on=first_on,
        last_on=None,
        zone=zone,
        start=start,
        end=start + timedelta(days=750),
        counts_from=counts_from,
    )
    slot = next(found, None)
    return None if slot is None else slot.wall.date()
