"""What a dose asks the family: second of its slot, again within the week, unusual, over a limit."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session

from journal.care import doses
from journal.care.days import show_moment
from journal.care.problems import N_, Problem
from journal.care.rhythm import AsNeeded, Rhythm, read_rhythm
from journal.care.rhythm_amounts import own_amounts
from journal.care.units import show_amount
from journal.care.weekly import names_weekly_medicine
from journal.entries.change import ChangeRequest
from journal.entries.slot_meant import slot_meant, unplanned_beside
from journal.records.children import Child, zone_of
from journal.records.columns import table_of
from journal.records.entries import Entry
from journal.records.fields import Fields
from journal.records.kinds.dose import Dose, DoseRow
from journal.records.medicines import DosePlan, Medicine
from journal.records.people import Account
from journal.records.planned import is_rare, plan_for, planned_amount
from journal.records.same_drug import same_drug

LOOK_AROUND = timedelta(days=6)
DOSE_FIELDS = {"medicine", "slot", "at", "outcome", "amount", "unit", "again"}
SECOND_DOSE = {"possible_double_dose", "weekly_again"}


def concerns(
    session: Session, change: ChangeRequest, value: Fields, medicine: Medicine | None
) -> tuple[Problem, ...]:
    """Return what a person should look at before, or after, this dose is written."""
    if medicine is None or not isinstance(value, Dose):
        return ()
    # A change without fields brings a deleted dose back: then everything about it counts anew.
    if change.fields and not DOSE_FIELDS & change.fields.keys():
        return ()
    zone = zone_of(session, change.child)
    plan = plan_for(session, value.medicine, _planned_day(value, zone))
    new = doses.Dose(
        id=change.entry,
        medicine=value.medicine,
        slot=value.slot,
        at=value.at,
        outcome=doses.Outcome(value.outcome),
        amount=value.amount,
        unit=value.unit,
    )
    alike = same_drug(session, medicine)
    rhythm = read_rhythm(plan.rhythm) if plan is not None else None
    is_weekly = names_weekly_medicine(medicine.name) or (
        plan is not None and is_rare(session, plan, value.slot or _planned_day(value, zone))
    )
    reach = _reach(rhythm) if is_weekly or isinstance(rhythm, AsNeeded) else None
    others = _others(session, new, [new.medicine, *alike], reach=reach)
    found: list[Problem | None] = []
    twin = doses.same_slot(new, others)
    if twin is None and not is_weekly:
        twin = _beside(session, change.child, zone, new)
    if twin is not None:
        found.append(_already("possible_double_dose", twin, zone, beside=value.at))
    elif is_weekly and (near := doses.within_the_week(new, others, alike=alike)):
        found.append(_already("weekly_again", near, zone, beside=value.at))
    if plan is not None and value.amount is not None and value.unit is not None:
        asked = _asked_for(plan, value, _planned_day(value, zone))
        found.append(doses.unusual_amount(value.amount, value.unit, asked, plan.unit))
    found.append(_over_the_limit(rhythm, new, others))
    return tuple(problem for problem in found if problem is not None)


def _beside(
    session: Session, child_id: uuid.UUID, zone: ZoneInfo, new: doses.Dose
) -> doses.Dose | None:
    """The dose that may be the same one, where one of the two names the slot and the other none."""
    if not doses.was_taken(new):
        return None
    medicine = uuid.UUID(str(new.medicine))
    slot = new.slot
    if slot is None:
        slot = slot_meant(session, session.get_one(Child, child_id), medicine, new.at)
    if slot is None:
        return None
    here = replace(new, slot=slot)
    if new.slot is None:
        return doses.same_slot(here, _others(session, here, [medicine], reach=None))
    entries = unplanned_beside(session, child_id, zone, medicine, slot)
    if not entries:
        return None
    rows = session.execute(_BY_ENTRY, {"new": new.id, "entries": entries})
    return doses.same_slot(here, [replace(one, slot=slot) for one in _read(rows)])


def unanswered(
    warnings: Sequence[Problem], change: ChangeRequest, value: Fields
) -> tuple[Problem, ...]:
    """Return the questions that the person has not answered in what they sent."""
    meant = isinstance(value, Dose) and value.again and bool(value.reason)
    answered = change.confirmed | (SECOND_DOSE if meant else set())
    return tuple(warning for warning in warnings if warning.code not in answered)


def _planned_day(value: Dose, zone: ZoneInfo) -> str:
    return (value.slot or value.at.astimezone(zone).isoformat())[:10]


def _asked_for(plan: DosePlan, value: Dose, day: str) -> Decimal:
    """What the plan asks for at the dose's slot; of a dose without one, the nearest of that day."""
    asked = planned_amount(plan, value.slot or day)
    amounts = own_amounts(read_rhythm(plan.rhythm))
    if value.slot is not None or value.amount is None or len(amounts) < 2:
        return asked
    written = value.amount
    return min(amounts, key=lambda amount: abs(amount - written))


_DOSE, _ENTRY, _ACCOUNT = table_of(DoseRow), table_of(Entry), table_of(Account)
_STANDING = (
    sa.select(
        *_DOSE.c["entry_id", "medicine", "slot", "at", "outcome"],
        _ACCOUNT.c.name,
    )
    .join(_ENTRY, _ENTRY.c.id == _DOSE.c.entry_id)
    .join(_ACCOUNT, _ACCOUNT.c.id == _ENTRY.c.made_by)
    .where(_ENTRY.c.id != sa.bindparam("new"), _ENTRY.c.deleted.is_(False))
)
_OF_THESE = sa.select(_DOSE.c.entry_id).where(
    _DOSE.c.medicine.in_(sa.bindparam("medicines", expanding=True))
)
# Bound, not compared: a dose without a slot has no twin, and IS NULL would read all of these.
_SLOT = _OF_THESE.where(_DOSE.c.slot == sa.bindparam("slot"))
_NEAR = _OF_THESE.where(_DOSE.c.at.between(sa.bindparam("since"), sa.bindparam("until")))
_BY_ENTRY = _STANDING.where(_ENTRY.c.id.in_(sa.bindparam("entries", expanding=True)))
_OF_THE_SLOT = _STANDING.where(_DOSE.c.entry_id.in_(_SLOT))
# Look-ups each by its own index: joined with OR they would read every dose there is.
_DAYS_AROUND = _STANDING.where(_DOSE.c.entry_id.in_(sa.union(_SLOT, _NEAR)))


def _reach(rhythm: Rhythm | None) -> timedelta:
    """How far around a dose another one can matter: as far as the gap of the label, if longer."""
    gap = rhythm.least_gap_hours if isinstance(rhythm, AsNeeded) else None
    return max(LOOK_AROUND, timedelta(hours=float(gap or 0)))


def _others(
    session: Session, new: doses.Dose, medicines: Sequence[object], *, reach: timedelta | None
) -> list[doses.Dose]:
    """The other doses that could matter: of the same slot and, with a reach, that near to it."""
    near = {} if reach is None else {"since": new.at - reach, "until": new.at + reach}
    rows = session.execute(
        _OF_THE_SLOT if reach is None else _DAYS_AROUND,
        {"new": new.id, "medicines": medicines, "slot": new.slot, **near},
    )
    return _read(rows)


def _read(rows: Iterable[Any]) -> list[doses.Dose]:
    return [
        doses.Dose(
            id=entry,
            medicine=medicine,
            slot=slot,
            at=at,
            outcome=doses.Outcome(outcome),
            by=name,
        )
        for entry, medicine, slot, at, outcome, name in rows
    ]


def _already(code: str, other: doses.Dose, zone: ZoneInfo, *, beside: datetime) -> Problem:
    when = show_moment(other.at, zone, beside=beside)
    values = {"by": str(other.by), "at": when, "entry": str(other.id)}
    if code == "weekly_again":
        text = N_(
            "%(by)s recorded this weekly medicine on %(at)s, less than five days away. "
            "Ask your team before another dose."
        )
    else:
        text = N_(
            "%(by)s already recorded this dose: %(at)s. Talk to each other before you record "
            "another."
        )
    return Problem(code, None, text, values)


def _over_the_limit(
    rhythm: Rhythm | None, new: doses.Dose, others: Sequence[doses.Dose]
) -> Problem | None:
    if not isinstance(rhythm, AsNeeded) or not doses.was_taken(new):
        return None
    taken = [other.at for other in others if doses.was_taken(other)]
    earlier = [at for at in taken if at <= new.at]
    if doses.keeps_to_limits(taken, rhythm, new.at):
        return None
    values = {
        "count": str(doses.rolling_count(earlier, new.at)),
        "gap": _shown(rhythm.least_gap_hours),
        "most": _shown(rhythm.most_in_24_hours),
    }
    text = N_(
        "%(count)s recorded in the 24 hours before. The label's limits, as you copied them: "
        "%(gap)s h apart, %(most)s in 24 hours. Ask your team."
    )
    if doses.keeps_to_limits(earlier, rhythm, new.at):
        # Only with what was given after it: this dose was written down late.
        values["count"] = str(doses.most_together(taken, new.at))
        text = N_(
            "%(count)s within 24 hours with this one, counting those recorded for later. The "
            "label's limits, as you copied them: %(gap)s h apart, %(most)s in 24 hours. "
            "Ask your team."
        )
    return Problem("as_needed_limit", None, text, values)


def _shown(number: Decimal | None) -> str:
    return "–" if number is None else show_amount(number)
