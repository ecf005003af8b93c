"""When the first dose of a weekly plan falls due: never within five days of the last."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from journal.care.days import due_instant
from journal.care.doses import TAKEN, WEEKLY_GAP
from journal.care.rhythm import EveryWeeks, Rhythm, Weekly, slots
from journal.care.weekly import first_day_after, is_one_named_day
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.dose import DoseRow
from journal.records.medicines import Medicine
from journal.records.same_drug import same_drug

WEEK = timedelta(days=7)


def apart_from_last_dose(
    session: Session,
    child: Child,
    medicine: Medicine,
    rhythm: Rhythm,
    *,
    first_on: date,
    now: datetime,
) -> date:
    """Return the first day of a plan: `first_on`, or later for a weekly one (H5).

    Later when the plan's next dose would come less than five days after the last one taken, of
    this medicine or of another one of the child that is the same drug (a pen after tablets). From
    Tuesday to Wednesday on a Tuesday evening after the dose: the next is Wednesday of next week.
    Source: docs/rules.md#weekly-again.
    """
    if not isinstance(rhythm, Weekly | EveryWeeks) or not is_one_named_day(rhythm):
        return first_on
    alike = same_drug(session, medicine)
    last_on = last_dose_on(session, child, medicine, *alike)
    next_on = _next_on(rhythm, child, first_on, now=now)
    if last_on is None or next_on is None or next_on >= last_on + WEEKLY_GAP:
        return first_on
    wanted = max(first_on, now.astimezone(ZoneInfo(child.zone)).date())
    due_on = first_day_after(rhythm.on[0], last_dose_on=last_on, wanted=wanted)
    monday = due_on - timedelta(days=due_on.weekday())
    # As early as can be, so that the plan before it does not fall due once more meanwhile. Every n
    # weeks count from the week of the first day.
    begins = due_on - WEEK + timedelta(days=1) if isinstance(rhythm, Weekly) else monday
    return max(wanted, begins)


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


def _next_on(rhythm: Rhythm, child: Child, first_on: date, *, now: datetime) -> date | None:
    zone = ZoneInfo(child.zone)
    start = max(now, due_instant(datetime.combine(first_on, time(0)), zone))
    found = slots(
        rhythm,
        first_on=first_on,
        last_on=None,
        zone=zone,
        start=start,
        end=start + timedelta(days=750),
    )
    slot = next(found, None)
    return None if slot is None else slot.wall.date()
